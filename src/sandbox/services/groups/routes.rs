//! `GET /v2/groups/my_groups` and `GET /v2/groups/<id>` (`globus-api.md` 16).

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::permits;
use crate::sandbox::model::sharing::{Group, Member};
use crate::sandbox::model::world::World;
use crate::sandbox::services::caller::{Caller, GROUPS_RESOURCE_SERVER};

/// The routes of Groups, with full paths.
pub fn routes(world: Arc<World>) -> Router {
    Router::new()
        .route("/v2/groups/my_groups", get(mine))
        .route("/v2/groups/{id}", get(show))
        .with_state(world)
}

/// The caller with a token for Groups.
struct GroupsCaller(Caller);

fn error(status: StatusCode, code: &str, detail: &str) -> Response {
    (status, Json(json!({"errors": [{"code": code, "detail": detail}]}))).into_response()
}

impl<S> FromRequestParts<S> for GroupsCaller
where
    S: Send + Sync,
    Arc<World>: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        Caller::authenticate(&Arc::<World>::from_ref(state), &parts.headers, GROUPS_RESOURCE_SERVER)
            .map(Self)
            .map_err(|why| error(StatusCode::UNAUTHORIZED, "AUTHENTICATION_ERROR", why))
    }
}

async fn mine(State(world): State<Arc<World>>, GroupsCaller(caller): GroupsCaller) -> Json<Value> {
    let accounts = world.accounts();
    let all = accounts.groups.iter();
    let mine = all.filter(|group| !memberships(&accounts, group, &caller.identity).is_empty());
    Json(mine.map(|group| document(&accounts, group, &caller.identity)).collect())
}

async fn show(
    State(world): State<Arc<World>>,
    GroupsCaller(caller): GroupsCaller,
    Path(id): Path<String>,
) -> Response {
    let accounts = world.accounts();
    let found = accounts.groups.iter().find(|group| group.id.to_string() == id);
    let found = found.filter(|group| !memberships(&accounts, group, &caller.identity).is_empty());
    match found {
        Some(group) => Json(document(&accounts, group, &caller.identity)).into_response(),
        None => error(StatusCode::NOT_FOUND, "GROUP_NOT_FOUND", &format!("There is no group {id} for you")),
    }
}

fn memberships<'a>(accounts: &Accounts, group: &'a Group, identity: &Uuid) -> Vec<&'a Member> {
    let own = permits::identity_set(accounts, identity);
    group.members.iter().filter(|member| own.contains(&member.identity)).collect()
}

fn document(accounts: &Accounts, group: &Group, caller: &Uuid) -> Value {
    let membership = |member: &Member| {
        let username = accounts.identities.get(&member.identity).map(|identity| identity.username.clone());
        json!({"group_id": group.id, "identity_id": member.identity, "username": username,
               "role": member.role, "status": "active"})
    };
    let mine: Vec<Value> = memberships(accounts, group, caller).into_iter().map(membership).collect();
    json!({
        "id": group.id,
        "name": group.name,
        "description": group.description,
        "parent_id": null,
        "group_type": "regular",
        "enforce_session": false,
        "session_limit": 28_800,
        "session_timeouts": {},
        "my_memberships": mine,
        "policies": {"group_visibility": "private", "group_members_visibility": "managers"},
        "subscription_id": null,
        "subscription_admin_verified_id": null,
    })
}
