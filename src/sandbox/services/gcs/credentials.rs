//! The caller's user credentials: a guest collection uses the files of its owner's account at the storage gateway.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::user_credential::UserCredential;
use crate::sandbox::model::world::World;
use crate::sandbox::services::gcs::answer::{self, GcsError};
use crate::sandbox::services::gcs::caller::Managing;
use crate::sandbox::services::gcs::gateways::{POSIX, mapped_of};
use crate::sandbox::services::transfer::body::text_member;
use crate::sandbox::services::transfer::query::QueryParams;

/// `GET /user_credentials`: the caller's own.
pub async fn list(
    State(world): State<Arc<World>>,
    managing: Managing,
    params: QueryParams,
) -> Result<Response, GcsError> {
    let accounts = world.accounts();
    let gateway = params.get("storage_gateway").filter(|text| !text.is_empty());
    let own = own(&accounts, &managing);
    let own = own.filter(|one| gateway.is_none_or(|gateway| one.gateway.to_string() == gateway));
    answer::page(own.map(document).collect(), &params)
}

/// `GET /user_credentials/<id>`.
pub async fn show(
    State(world): State<Arc<World>>,
    managing: Managing,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, GcsError> {
    let accounts = world.accounts();
    let found = own(&accounts, &managing).find(|one| one.id.to_string() == id);
    let found = found.ok_or_else(|| GcsError::not_found("user credential", &id))?;
    Ok(answer::one(StatusCode::OK, "success", document(found)))
}

/// `POST /user_credentials`: one for an identity of the caller that the gateway allows.
pub async fn create(
    State(world): State<Arc<World>>,
    managing: Managing,
    body: Result<Json<Map<String, Value>>, JsonRejection>,
) -> Result<Response, GcsError> {
    let request = answer::members(body)?;
    let text = |member: &str| text_member(&request, member).map(|text| text.map(str::to_owned));
    let gateway = text("storage_gateway_id")?.unwrap_or_default();
    let made = {
        let mut accounts = world.accounts();
        let id = gateway.parse().unwrap_or_default();
        let mapped = mapped_of(&accounts, &managing.endpoint, &id);
        let mapped = mapped.ok_or_else(|| GcsError::not_found("storage gateway", &gateway))?;
        let identity = match text("identity_id")? {
            None => managing.caller.identity,
            Some(id) => id.parse().map_err(|_| GcsError::bad_request("'identity_id' must be a UUID"))?,
        };
        if !managing.is(&accounts, &identity) {
            return Err(GcsError::denied("A user credential is for an identity of your own"));
        }
        let allowed = accounts.identities.get(&identity);
        let allowed =
            allowed.is_some_and(|one| world.open || mapped.access.requirement.accepts_identity(one));
        if !allowed {
            return Err(GcsError {
                detail: json!({"DATA_TYPE": "not_from_allowed_domain#1.0.0",
                               "allowed_domains": mapped.access.requirement.domains}),
                ..GcsError::denied("This identity is not from a domain that the storage gateway allows")
            });
        }
        if accounts.user_credentials.iter().any(|one| one.gateway == id && one.identity == identity) {
            let message = "There is a user credential of this identity for the storage gateway already";
            return Err(GcsError::new(StatusCode::CONFLICT, "conflict", message));
        }
        let made = UserCredential {
            id: Uuid::new_v4(),
            identity,
            gateway: id,
            username: text("username")?,
            display_name: text("display_name")?,
        };
        accounts.user_credentials.push(made.clone());
        made
    };
    world.changed();
    let message = format!("Created User Credential {}", made.id);
    Ok(answer::one(StatusCode::CREATED, &message, document(&made)))
}

/// `DELETE /user_credentials/<id>`.
pub async fn remove(
    State(world): State<Arc<World>>,
    managing: Managing,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, GcsError> {
    {
        let mut accounts = world.accounts();
        let found = own(&accounts, &managing).find(|one| one.id.to_string() == id).map(|one| one.id);
        let found = found.ok_or_else(|| GcsError::not_found("user credential", &id))?;
        accounts.user_credentials.retain(|one| one.id != found);
    }
    world.changed();
    Ok(answer::one(StatusCode::OK, &format!("Deleted User Credential {id}"), json!({})))
}

/// The credentials of the caller's identities on the endpoint.
pub fn own<'a>(accounts: &'a Accounts, managing: &'a Managing) -> impl Iterator<Item = &'a UserCredential> {
    let here = |one: &&UserCredential| mapped_of(accounts, &managing.endpoint, &one.gateway).is_some();
    accounts.user_credentials.iter().filter(|one| managing.is(accounts, &one.identity)).filter(here)
}

fn document(credential: &UserCredential) -> Value {
    json!({
        "DATA_TYPE": "user_credential#1.0.0", "id": credential.id, "connector_id": POSIX,
        "display_name": credential.display_name, "identity_id": credential.identity, "invalid": false,
        "policies": {"DATA_TYPE": "posix_user_credential_policies#1.0.0"}, "provisioned": false,
        "storage_gateway_id": credential.gateway, "username": credential.username,
    })
}
