//! Roles on an endpoint and its collections.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::collection::Collection;
use crate::sandbox::model::sharing::{Principal, ROLES, Role};
use crate::sandbox::model::world::World;
use crate::sandbox::services::gcs::answer::{self, GcsError};
use crate::sandbox::services::gcs::caller::{Managing, is_administrator};
use crate::sandbox::services::gcs::collections;
use crate::sandbox::services::transfer::body::text_member;
use crate::sandbox::services::transfer::query::QueryParams;

const IDENTITY: &str = "urn:globus:auth:identity:";
const GROUP: &str = "urn:globus:groups:id:";

/// `GET /roles`: the caller's own, or all of them for administrators.
pub async fn list(
    State(world): State<Arc<World>>,
    managing: Managing,
    params: QueryParams,
) -> Result<Response, GcsError> {
    let of = match params.get("collection_id").filter(|id| !id.is_empty()) {
        Some(id) => collections::find(&world, &managing, id)?,
        None => managing.endpoint.clone(),
    };
    let accounts = world.accounts();
    let all = params.get("include") == Some("all_roles");
    if all && !may_manage(&accounts, &managing, &of) {
        return Err(GcsError::denied("Could not list roles. Insufficient permissions"));
    }
    let held = roles(&of).into_iter().filter(|role| all || is_own(&accounts, &managing, role));
    let here = is_collection(&managing, &of);
    answer::page(held.map(|role| document(&role, here)).collect(), &params)
}

/// `POST /roles`: for administrators.
pub async fn create(
    State(world): State<Arc<World>>,
    managing: Managing,
    body: Result<Json<Map<String, Value>>, JsonRejection>,
) -> Result<Response, GcsError> {
    let request = answer::members(body)?;
    let of = match text_member(&request, "collection")? {
        Some(id) => collections::find(&world, &managing, id)?,
        None => managing.endpoint.clone(),
    };
    let role = text_member(&request, "role")?.filter(|role| ROLES.contains(role));
    let role = role.ok_or_else(|| GcsError::bad_request("Missing or invalid 'role'"))?;
    let principal = text_member(&request, "principal")?.unwrap_or_default();
    let made = {
        let mut accounts = world.accounts();
        if !may_manage(&accounts, &managing, &of) {
            return Err(GcsError::denied("Could not create the role. Insufficient permissions"));
        }
        let principal = parse_principal(&accounts, principal)?;
        let made = Role { id: Uuid::new_v4(), principal, role: role.to_owned() };
        let held = accounts.collections.get_mut(&of.id).map(|held| &mut held.roles);
        let held = held.ok_or_else(|| GcsError::not_found("collection", &of.id.to_string()))?;
        if held.iter().any(|one| one.principal == made.principal && one.role == made.role) {
            return Err(GcsError::new(StatusCode::CONFLICT, "conflict", "This role was given already"));
        }
        held.push(made.clone());
        made
    };
    world.changed();
    let document = document(&made, is_collection(&managing, &of));
    Ok(answer::one(StatusCode::CREATED, &format!("Created Role {}", made.id), document))
}

/// `GET /roles/<id>`.
pub async fn show(
    State(world): State<Arc<World>>,
    managing: Managing,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, GcsError> {
    let accounts = world.accounts();
    let (of, role) = find(&accounts, &managing, &id)?;
    if !may_manage(&accounts, &managing, of) && !is_own(&accounts, &managing, &role) {
        return Err(GcsError::not_found("role", &id));
    }
    Ok(answer::one(StatusCode::OK, "success", document(&role, is_collection(&managing, of))))
}

/// `DELETE /roles/<id>`: for administrators; the owner's cannot be taken.
pub async fn remove(
    State(world): State<Arc<World>>,
    managing: Managing,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, GcsError> {
    {
        let mut accounts = world.accounts();
        let (of, role) = find(&accounts, &managing, &id)?;
        if !may_manage(&accounts, &managing, of) {
            return Err(GcsError::denied("Could not delete the role. Insufficient permissions"));
        }
        let of = of.id;
        if let Some(held) = accounts.collections.get_mut(&of) {
            held.roles.retain(|one| one.id != role.id);
        }
    }
    world.changed();
    Ok(answer::one(StatusCode::OK, &format!("Deleted Role {id}"), json!({})))
}

fn find<'a>(
    accounts: &'a Accounts,
    managing: &Managing,
    id: &str,
) -> Result<(&'a Collection, Role), GcsError> {
    let here =
        |one: &&Collection| one.id == managing.endpoint.id || one.endpoint == Some(managing.endpoint.id);
    let all = accounts.collections.values().filter(here);
    let mut all = all.flat_map(|of| roles(of).into_iter().map(move |role| (of, role)));
    all.find(|(_, role)| role.id.to_string() == id).ok_or_else(|| GcsError::not_found("role", id))
}

/// The owner's role and the others.
fn roles(of: &Collection) -> Vec<Role> {
    let owner = Role {
        id: Uuid::new_v5(&of.id, b"owner"),
        principal: Principal::Identity(of.owner),
        role: "administrator".to_owned(),
    };
    std::iter::once(owner).chain(of.roles.iter().cloned()).collect()
}

fn may_manage(accounts: &Accounts, managing: &Managing, of: &Collection) -> bool {
    managing.administers(accounts) || is_administrator(accounts, of, &managing.caller)
}

fn is_own(accounts: &Accounts, managing: &Managing, role: &Role) -> bool {
    matches!(&role.principal, Principal::Identity(id) if managing.is(accounts, id))
}

fn is_collection(managing: &Managing, of: &Collection) -> Option<Uuid> {
    (of.id != managing.endpoint.id).then_some(of.id)
}

fn parse_principal(accounts: &Accounts, urn: &str) -> Result<Principal, GcsError> {
    let unknown = || GcsError::bad_request(format!("There is no principal '{urn}'"));
    let id = |text: &str| text.parse::<Uuid>().map_err(|_| unknown());
    if let Some(text) = urn.strip_prefix(IDENTITY) {
        let id = id(text)?;
        return accounts.identities.contains_key(&id).then_some(Principal::Identity(id)).ok_or_else(unknown);
    }
    let id = id(urn.strip_prefix(GROUP).ok_or_else(unknown)?)?;
    accounts.groups.iter().any(|one| one.id == id).then_some(Principal::Group(id)).ok_or_else(unknown)
}

fn document(role: &Role, collection: Option<Uuid>) -> Value {
    let principal = match &role.principal {
        Principal::Group(id) => format!("{GROUP}{id}"),
        Principal::Identity(id) => format!("{IDENTITY}{id}"),
        Principal::AllUsers | Principal::Anonymous => String::new(),
    };
    json!({"DATA_TYPE": "role#1.0.0", "id": role.id, "collection": collection, "principal": principal,
           "role": role.role})
}
