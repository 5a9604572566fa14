//! Transfer's bookmarks: named paths; names are unique per owner.

use std::sync::Arc;

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::bookmark::Bookmark;
use crate::sandbox::model::world::World;
use crate::sandbox::services::api_error::{ApiError, RequestInfo};
use crate::sandbox::services::caller::Caller;

/// Maximum length of a name in characters.
const MAX_NAME_CHARS: usize = 128;

/// `/v0.10/bookmark_list`, `/v0.10/bookmark`, `/v0.10/bookmark/<id>`.
pub fn routes(world: Arc<World>) -> Router {
    Router::new()
        .route("/v0.10/bookmark_list", get(list))
        .route("/v0.10/bookmark", post(create))
        .route("/v0.10/bookmark/{id}", get(show).put(update).delete(remove))
        .with_state(world)
}

#[derive(Debug, Deserialize)]
struct NewBookmark {
    name: String,
    endpoint_id: String,
    path: String,
    #[serde(default)]
    pinned: bool,
}

#[derive(Debug, Deserialize)]
struct BookmarkChange {
    name: Option<String>,
    pinned: Option<bool>,
}

type JsonBody<T> = Result<Json<T>, JsonRejection>;

fn parse_body<T>(body: JsonBody<T>) -> Result<T, ApiError> {
    body.map(|Json(document)| document).map_err(|e| ApiError::bad_request(e.body_text()))
}

async fn list(State(world): State<Arc<World>>, caller: Caller) -> Json<Value> {
    let accounts = world.accounts();
    let own: Vec<Value> =
        accounts.bookmarks.iter().filter(|b| b.owner == caller.identity).map(document).collect();
    Json(json!({"DATA_TYPE": "bookmark_list", "DATA": own}))
}

async fn create(
    State(world): State<Arc<World>>,
    caller: Caller,
    new: JsonBody<NewBookmark>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let new = parse_body(new)?;
    let answer = {
        let mut accounts = world.accounts();
        let name = validated_name(&accounts, &caller, &new.name, None)?;
        let endpoint = new.endpoint_id.parse().ok().and_then(|id: Uuid| accounts.collections.get(&id));
        let endpoint_id =
            endpoint.map(|endpoint| endpoint.id).ok_or_else(|| ApiError::no_endpoint(&new.endpoint_id))?;
        if !new.path.starts_with(['/', '~']) || new.path.contains('\0') {
            return Err(ApiError::bad_request("'path' must be an absolute path, or begin with '~'"));
        }
        let bookmark = Bookmark {
            id: Uuid::new_v4(),
            owner: caller.identity,
            name,
            endpoint_id,
            path: new.path,
            pinned: new.pinned,
        };
        let answer = document(&bookmark);
        accounts.bookmarks.push(bookmark);
        answer
    };
    world.changed();
    Ok((StatusCode::CREATED, Json(answer)))
}

async fn show(
    State(world): State<Arc<World>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let mut accounts = world.accounts();
    find(&mut accounts, &caller, &id).map(|bookmark| Json(document(bookmark)))
}

async fn update(
    State(world): State<Arc<World>>,
    caller: Caller,
    Path(id): Path<String>,
    change: JsonBody<BookmarkChange>,
) -> Result<Json<Value>, ApiError> {
    let change = parse_body(change)?;
    let answer = {
        let mut accounts = world.accounts();
        let own = find(&mut accounts, &caller, &id)?.id;
        let name =
            change.name.map(|name| validated_name(&accounts, &caller, &name, Some(own))).transpose()?;
        let bookmark = find(&mut accounts, &caller, &id)?;
        if let Some(name) = name {
            bookmark.name = name;
        }
        bookmark.pinned = change.pinned.unwrap_or(bookmark.pinned);
        document(bookmark)
    };
    world.changed();
    Ok(Json(answer))
}

async fn remove(
    State(world): State<Arc<World>>,
    caller: Caller,
    info: RequestInfo,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    {
        let mut accounts = world.accounts();
        let removed_id = find(&mut accounts, &caller, &id)?.id;
        accounts.bookmarks.retain(|bookmark| bookmark.id != removed_id);
    }
    world.changed();
    Ok(Json(info.result("result", "Deleted", "The bookmark was deleted")))
}

fn find<'a>(accounts: &'a mut Accounts, caller: &Caller, id: &str) -> Result<&'a mut Bookmark, ApiError> {
    let mut own = accounts.bookmarks.iter_mut().filter(|bookmark| bookmark.owner == caller.identity);
    let found = own.find(|bookmark| bookmark.id.to_string() == id);
    found.ok_or_else(|| ApiError::new(404, "ClientError.NotFound", format!("No such bookmark '{id}'")))
}

/// Validates a name: length, printable characters, unique for the owner.
fn validated_name(
    accounts: &Accounts,
    caller: &Caller,
    name: &str,
    own: Option<Uuid>,
) -> Result<String, ApiError> {
    if name.trim().is_empty() || name.chars().count() > MAX_NAME_CHARS || name.chars().any(char::is_control) {
        return Err(ApiError::bad_request(format!(
            "'name' must have 1 to {MAX_NAME_CHARS} printable characters"
        )));
    }
    let mut others = accounts.bookmarks.iter().filter(|b| b.owner == caller.identity && Some(b.id) != own);
    if others.any(|bookmark| bookmark.name == name) {
        return Err(ApiError::new(409, "Conflict", format!("A bookmark named '{name}' already exists")));
    }
    Ok(name.to_owned())
}

fn document(bookmark: &Bookmark) -> Value {
    json!({
        "DATA_TYPE": "bookmark",
        "id": bookmark.id,
        "name": bookmark.name,
        "endpoint_id": bookmark.endpoint_id,
        "path": bookmark.path,
        "pinned": bookmark.pinned,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::testing::Sandbox;

    const ALL: &str = "urn:globus:auth:scope:transfer.api.globus.org:all";

    #[tokio::test(flavor = "multi_thread")]
    async fn a_bookmark_is_made_renamed_and_deleted() {
        let sandbox = Sandbox::start().await;
        let token = sandbox.service_token(ALL).await;
        let endpoint = sandbox.running.ready.collections[0].id.to_string();
        let make = |name: &str, endpoint: &str, path: &str| {
            let body = json!({"name": name, "endpoint_id": endpoint, "path": path});
            sandbox.post("/v0.10/bookmark").bearer(&token).json(&body).send()
        };
        let made = make("archive", &endpoint, "/badc/").await;
        assert_eq!((made.status, &made.json()["DATA_TYPE"]), (201, &json!("bookmark")));
        let at = format!("/v0.10/bookmark/{}", made.json()["id"].as_str().unwrap());
        assert_eq!(make("archive", &endpoint, "/neodc/").await.json()["code"], "Conflict");
        assert_eq!(make("x", "no-such", "/").await.json()["code"], "EndpointNotFound");
        assert_eq!(make("x", &endpoint, "badc").await.status, 400);
        assert_eq!(make("", &endpoint, "/").await.status, 400);
        let broken = sandbox.post("/v0.10/bookmark").bearer(&token).json(&json!({"name": 1})).send().await;
        assert_eq!((broken.status, &broken.json()["code"]), (400, &json!("ClientError.BadRequest")));

        let renamed = sandbox
            .request("PUT", &at)
            .bearer(&token)
            .json(&json!({"name": "BADC", "pinned": true}))
            .send()
            .await;
        assert_eq!((&renamed.json()["name"], &renamed.json()["path"]), (&json!("BADC"), &json!("/badc/")));
        let list = sandbox.get("/v0.10/bookmark_list").bearer(&token).send().await.json();
        assert_eq!(list["DATA"].as_array().unwrap().len(), 1);

        let deleted = sandbox.request("DELETE", &at).bearer(&token).send().await.json();
        assert_eq!((&deleted["code"], &deleted["resource"]), (&json!("Deleted"), &json!(at)));
        assert_eq!(sandbox.get(&at).bearer(&token).send().await.status, 404);
    }
}
