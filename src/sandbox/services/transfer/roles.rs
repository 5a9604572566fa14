//! Roles on collections and endpoints (`globus-api.md` 11.3).

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sandbox::model::collection::Collection;
use crate::sandbox::model::permits;
use crate::sandbox::model::sharing::{self, Principal, Role};
use crate::sandbox::model::world::World;
use crate::sandbox::services::api_error::{ApiError, RequestInfo};
use crate::sandbox::services::caller::Caller;
use crate::sandbox::services::transfer::body::{JsonObject, text_member};
use crate::sandbox::services::transfer::{access, permissions};

/// `GET .../role_list`: for those who have a role.
pub async fn list(
    State(world): State<Arc<World>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let collection = with_a_role(&world, &caller, &id)?;
    let all: Vec<Value> = all(&collection).iter().map(document).collect();
    Ok(Json(json!({"DATA_TYPE": "role_list", "DATA": all})))
}

/// `POST .../role`: for administrators.
pub async fn create(
    State(world): State<Arc<World>>,
    caller: Caller,
    Path(id): Path<String>,
    request: JsonObject,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let request = request.expect_type("role")?;
    let collection = administered(&world, &caller, &id)?;
    let role = text_member(&request, "role")?.filter(|role| sharing::ROLES.contains(role));
    let role = role.ok_or_else(|| ApiError::bad_request("Missing or invalid 'role'"))?;
    let made = {
        let mut accounts = world.accounts();
        let principal = permissions::principal(&accounts, &request)?;
        if !matches!(principal, Principal::Identity(_) | Principal::Group(_)) {
            return Err(ApiError::bad_request("A role is given to an identity or a group"));
        }
        let made = Role { id: Uuid::new_v4(), principal, role: role.to_owned() };
        let held = &mut accounts.collections.entry(collection.id).or_insert(collection).roles;
        if held.iter().any(|one| one.principal == made.principal && one.role == made.role) {
            return Err(ApiError::new(409, "Exists", "This role was given already"));
        }
        held.push(made.clone());
        made
    };
    world.changed();
    Ok((StatusCode::CREATED, Json(document(&made))))
}

/// `GET .../role/<role>`.
pub async fn show(
    State(world): State<Arc<World>>,
    caller: Caller,
    Path((id, role)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    let collection = with_a_role(&world, &caller, &id)?;
    let all = all(&collection);
    let found = all.iter().find(|one| one.id.to_string() == role);
    found.map(|role| Json(document(role))).ok_or_else(|| no_role(&role))
}

/// `DELETE .../role/<role>`: for administrators; the owner's cannot be taken.
pub async fn remove(
    State(world): State<Arc<World>>,
    caller: Caller,
    Path((id, role)): Path<(String, String)>,
    info: RequestInfo,
) -> Result<Json<Value>, ApiError> {
    let collection = administered(&world, &caller, &id)?;
    {
        let mut accounts = world.accounts();
        let held = accounts.collections.get_mut(&collection.id).ok_or_else(|| ApiError::no_endpoint(&id))?;
        let before = held.roles.len();
        held.roles.retain(|one| one.id.to_string() != role);
        if held.roles.len() == before {
            return Err(no_role(&role));
        }
    }
    world.changed();
    Ok(Json(info.result("result", "Deleted", "Role deleted successfully.")))
}

/// The owner's role and the others.
fn all(collection: &Collection) -> Vec<Role> {
    let owner = Role {
        id: Uuid::new_v5(&collection.id, b"owner"),
        principal: Principal::Identity(collection.owner),
        role: "administrator".to_owned(),
    };
    std::iter::once(owner).chain(collection.roles.iter().cloned()).collect()
}

fn with_a_role(world: &World, caller: &Caller, id: &str) -> Result<Collection, ApiError> {
    let collection = access::find_visible(world, caller, id)?;
    if permits::roles_of(&world.accounts(), &collection, &caller.identity).is_empty() {
        let message = format!("You have no role on '{}', so that you cannot see its roles", collection.id);
        return Err(ApiError::new(403, "PermissionDenied", message));
    }
    Ok(collection)
}

fn administered(world: &World, caller: &Caller, id: &str) -> Result<Collection, ApiError> {
    let collection = access::find_visible(world, caller, id)?;
    let roles = permits::roles_of(&world.accounts(), &collection, &caller.identity);
    if !roles.iter().any(|role| role == "administrator") {
        let message = format!("You need the role 'administrator' on '{}'", collection.id);
        return Err(ApiError::new(403, "PermissionDenied", message));
    }
    Ok(collection)
}

fn no_role(id: &str) -> ApiError {
    ApiError::new(404, "RoleNotFound", format!("No such role '{id}'"))
}

fn document(role: &Role) -> Value {
    let (principal_type, principal) = role.principal.wire();
    json!({"DATA_TYPE": "role", "id": role.id, "principal_type": principal_type, "principal": principal,
           "role": role.role})
}
