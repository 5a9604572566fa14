//! Client authentication: id and secret by HTTP Basic or form fields, the id alone for public clients. Also `POST`
//! and `DELETE /v2/api/clients`, by which an installed program registers its own client.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Form, FromRequest, Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::clock::iso_micros;
use crate::sandbox::model::identity::Client;
use crate::sandbox::model::world::World;
use crate::sandbox::services::auth::error::AuthError;
use crate::sandbox::services::auth::secret::random_secret;

/// The fields of a form body. As an extractor it rejects any other body with Auth's 400.
pub struct FormFields(BTreeMap<String, String>);

impl FormFields {
    /// The value of a field that is present and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The value of a field; `invalid_request` when it is absent or empty.
    pub fn require(&self, name: &str) -> Result<&str, AuthError> {
        self.get(name).ok_or_else(|| {
            AuthError::oauth(StatusCode::BAD_REQUEST, "invalid_request", format!("'{name}' is missing"))
        })
    }
}

impl<S: Send + Sync> FromRequest<S> for FormFields {
    type Rejection = AuthError;

    async fn from_request(request: Request, state: &S) -> Result<Self, AuthError> {
        let form = Form::<BTreeMap<String, String>>::from_request(request, state).await;
        let Form(fields) = form.map_err(|_| {
            AuthError::oauth(StatusCode::BAD_REQUEST, "invalid_request", "the body is not a form")
        })?;
        Ok(Self(fields))
    }
}

/// Authenticates the client of a token request.
pub fn authenticate_client(
    accounts: &Accounts,
    headers: &HeaderMap,
    fields: &FormFields,
) -> Result<Client, AuthError> {
    let refused = || {
        AuthError::oauth(StatusCode::UNAUTHORIZED, "invalid_client", "no such client, or its secret is wrong")
    };
    let (id, given) = match basic_credentials(headers) {
        Some((id, secret)) => (id, Some(secret)),
        None if headers.contains_key(header::AUTHORIZATION) => return Err(refused()),
        None => (fields.require("client_id")?.to_owned(), fields.get("client_secret").map(str::to_owned)),
    };
    let client = id.parse().ok().and_then(|id: Uuid| accounts.clients.get(&id)).ok_or_else(refused)?;
    if client.secret == given { Ok(client.clone()) } else { Err(refused()) }
}

fn basic_credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let (scheme, coded) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(coded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

/// `POST /v2/api/clients`: registers a child of any template, with its own id and secret. Needs no authentication,
/// as in the service.
pub async fn register(
    State(world): State<Arc<World>>,
    body: Result<Json<Value>, JsonRejection>,
) -> Result<(StatusCode, Json<Value>), AuthError> {
    let Json(body) = body.map_err(|e| AuthError::bad_request(e.body_text()))?;
    let wanted = |member: &str| body.pointer(&format!("/client/{member}")).and_then(Value::as_str);
    let template = wanted("template_id").and_then(|id| id.parse::<Uuid>().ok());
    let template = template.ok_or_else(|| AuthError::bad_request("'template_id' must be a UUID"))?;
    let client = Client {
        id: Uuid::new_v4(),
        name: wanted("name").unwrap_or("Unnamed client").to_owned(),
        secret: Some(random_secret()),
        interactive: true,
        template: Some(template),
    };
    let answer = json!({
        "client": document(&client),
        "included": {"client_credential": {
            "id": Uuid::new_v4(), "client": client.id, "name": "Auto-created at client creation", "secret": client.secret,
            "created": iso_micros(world.clock.now()),
        }},
    });
    {
        let mut accounts = world.accounts();
        let identity = accounts.client_identity(&client);
        accounts.identities.insert(client.id, identity);
        accounts.clients.insert(client.id, client);
    }
    world.changed();
    Ok((StatusCode::CREATED, Json(answer)))
}

/// `DELETE /v2/api/clients/<id>`: a registered child removes itself with its tokens.
pub async fn remove(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, AuthError> {
    let answer = {
        let mut accounts = world.accounts();
        let client = authenticate_client(&accounts, &headers, &FormFields(BTreeMap::new()))
            .map_err(|_| AuthError::unauthorized("the client's own id and secret are needed"))?;
        if client.id.to_string() != id || client.template.is_none() {
            return Err(AuthError::forbidden("a client can remove only itself"));
        }
        accounts.clients.remove(&client.id);
        accounts.identities.remove(&client.id);
        accounts.tokens.retain(|_, token| token.client != client.id);
        accounts.codes.retain(|_, code| code.client != client.id);
        accounts.consents.retain(|consent| consent.client != client.id);
        accounts.sessions.retain(|session| session.client != client.id);
        json!({"client": document(&client)})
    };
    world.changed();
    Ok(Json(answer))
}

fn document(client: &Client) -> Value {
    json!({
        "id": client.id, "name": client.name, "fqdns": [], "links": {"privacy_policy": null, "terms_and_conditions": null},
        "parent_client": null, "preselect_idp": null, "public_client": client.is_public(), "redirect_uris": [],
        "required_idp": null, "scopes": [], "visibility": "private", "grant_types": [], "project": null,
        "client_type": if client.is_public() { "public_installed_client" } else { "confidential_client" },
        "template_id": client.template,
    })
}
