//! Guest collections of Globus Connect Personal, which Transfer creates, and lists of guest collections
//! (`globus-api.md` 7.3).

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::sandbox::data_plane::root::FileKind;
use crate::sandbox::model::collection::{Collection, EntityType};
use crate::sandbox::model::world::World;
use crate::sandbox::services::api_error::{ApiError, RequestInfo};
use crate::sandbox::services::caller::Caller;
use crate::sandbox::services::transfer::access;
use crate::sandbox::services::transfer::body::{JsonObject, bool_member, text_member};
use crate::sandbox::services::transfer::fs_error::FileOperation;

/// `POST /v0.10/shared_endpoint`: a guest collection on a directory of a personal computer.
pub async fn create(
    State(world): State<Arc<World>>,
    caller: Caller,
    info: RequestInfo,
    request: JsonObject,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let request = request.expect_type("shared_endpoint")?;
    let host = text_member(&request, "host_endpoint_id")?.or(text_member(&request, "host_endpoint")?);
    let host = access::find_visible(&world, &caller, host.unwrap_or_default())?;
    if host.entity_type != EntityType::Personal {
        let message = format!("'{}' is not on Globus Connect Personal", host.id);
        return Err(ApiError::new(409, "NotSupported", message));
    }
    if host.owner != caller.identity {
        let message = format!("Only the owner of '{}' can share its directories", host.id);
        return Err(ApiError::new(403, "PermissionDenied", message));
    }
    let guest = guest(&world, &caller, &host, &request)?;
    let id = guest.id;
    {
        let mut accounts = world.accounts();
        accounts.order.push(id);
        accounts.collections.insert(id, guest);
    }
    world.changed();
    let message = "Shared endpoint created successfully";
    let mut answer = info.result("endpoint_create_result", "Created", message);
    if let Some(members) = answer.as_object_mut() {
        members.insert("id".to_owned(), json!(id));
        members.insert("globus_connect_setup_key".to_owned(), Value::Null);
    }
    Ok((StatusCode::CREATED, Json(answer)))
}

fn guest(
    world: &World,
    caller: &Caller,
    host: &Collection,
    request: &Map<String, Value>,
) -> Result<Collection, ApiError> {
    let text = |member: &str| text_member(request, member).map(|text| text.map(str::to_owned));
    let name = text("display_name")?.filter(|name| !name.trim().is_empty());
    let name = name.ok_or_else(|| ApiError::bad_request("Missing 'display_name'"))?;
    let given = text("host_path")?.ok_or_else(|| ApiError::bad_request("Missing 'host_path'"))?;
    let volume = access::volume(world, host, &caller.identity);
    let path = access::parse_path(&volume, &given)?;
    let operation = FileOperation { name: "SharedEndpoint", verb: "share", collection: host };
    operation.check_available(&volume)?;
    let resolved = volume.root.locate(&path, true).map_err(|errno| operation.errno_error(errno, &path))?;
    if resolved.meta.is_none_or(|meta| meta.kind != FileKind::Dir) {
        return Err(operation.external_error("NotFound", &path, "there is no directory at this path"));
    }
    let mut guest = Collection::new(Uuid::new_v4(), &name, EntityType::PersonalGuest, caller.identity);
    let below = resolved.path.wire();
    guest.dir = format!("{}{}", host.dir, below.trim_end_matches('/'));
    guest.root = host.root.join(below.trim_start_matches('/'));
    guest.owner_string = caller.username.clone();
    guest.description = text("description")?;
    guest.organization = text("organization")?;
    guest.public = bool_member(request, "public", false)?;
    guest.host_endpoint_id = Some(host.id);
    guest.host_endpoint_display_name = Some(host.display_name.clone());
    guest.host_path = Some(resolved.path.wire_dir());
    Ok(guest)
}

/// `DELETE /v0.10/endpoint/<id>`: removes a collection of Globus Connect Personal.
pub async fn remove(
    State(world): State<Arc<World>>,
    caller: Caller,
    Path(id): Path<String>,
    info: RequestInfo,
) -> Result<Json<Value>, ApiError> {
    let collection = access::find_visible(&world, &caller, &id)?;
    if collection.entity_type != EntityType::PersonalGuest {
        let message = format!("'{id}' cannot be deleted through this service");
        return Err(ApiError::new(409, "NotSupported", message));
    }
    if collection.owner != caller.identity {
        return Err(ApiError::new(
            403,
            "PermissionDenied",
            format!("Only the owner of '{id}' can delete it"),
        ));
    }
    {
        let mut accounts = world.accounts();
        accounts.collections.remove(&collection.id);
        accounts.order.retain(|id| *id != collection.id);
    }
    world.changed();
    Ok(Json(info.result("result", "Deleted", "Endpoint deleted successfully")))
}

/// `GET .../shared_endpoint_list`: the ids of all guest collections on a mapped one, for its owner.
pub async fn list(
    State(world): State<Arc<World>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let host = access::find_visible(&world, &caller, &id)?;
    if host.owner != caller.identity {
        let message = format!("You need the role 'administrator' on '{id}'");
        return Err(ApiError::new(403, "PermissionDenied", message));
    }
    let accounts = world.accounts();
    let on_it = accounts.collections.values().filter(|one| host_of(one) == Some(host.id));
    let ids: Vec<Value> = on_it.map(|one| json!({"id": one.id})).collect();
    Ok(Json(json!({"DATA_TYPE": "shared_endpoint_list", "shared_endpoints": ids, "next_token": null})))
}

/// The mapped collection that a guest collection is on.
pub fn host_of(guest: &Collection) -> Option<Uuid> {
    guest.mapped_collection_id.or(guest.host_endpoint_id)
}
