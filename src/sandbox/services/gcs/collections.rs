//! The collections of an endpoint.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::collection::{Collection, EntityType};
use crate::sandbox::model::permits;
use crate::sandbox::model::world::World;
use crate::sandbox::services::gcs::answer::{self, GcsError};
use crate::sandbox::services::gcs::caller::Managing;
use crate::sandbox::services::gcs::documents;
use crate::sandbox::services::transfer::access;
use crate::sandbox::services::transfer::query::QueryParams;

/// `GET /collections`: those that the caller may see.
pub async fn list(
    State(world): State<Arc<World>>,
    managing: Managing,
    params: QueryParams,
) -> Result<Response, GcsError> {
    let accounts = world.accounts();
    if params.get("include").is_some_and(|what| what.contains("private_policies")) {
        managing.check_administers(&accounts, "list private policies")?;
    }
    let id = |name: &str| params.get(name).filter(|text| !text.is_empty()).map(str::to_owned);
    let (on, gateway) = (id("mapped_collection_id"), id("storage_gateway_id"));
    let filters: Vec<&str> = params.get_all("filter").flat_map(|all| all.split(',')).collect();
    let mut all = Vec::new();
    for one in accounts.order.iter().filter_map(|id| accounts.collections.get(id)) {
        let fits = one.endpoint == Some(managing.endpoint.id)
            && may_see(&world, &accounts, &managing, one)
            && on.as_ref().is_none_or(|on| one.mapped_collection_id.is_some_and(|id| id.to_string() == *on))
            && gateway.as_ref().is_none_or(|gateway| one.storage_gateway().to_string() == *gateway);
        if fits && passes(&accounts, &managing, one, &filters)? {
            all.push(documents::collection(&accounts, one));
        }
    }
    answer::page(all, &params)
}

/// `GET /collections/<id>`.
pub async fn show(
    State(world): State<Arc<World>>,
    managing: Managing,
    Path((_, id)): Path<(String, String)>,
    params: QueryParams,
) -> Result<Response, GcsError> {
    let found = find(&world, &managing, &id)?;
    let accounts = world.accounts();
    if params.get("include").is_some_and(|what| what.contains("private_policies")) {
        managing.check_administers(&accounts, "show private policies")?;
    }
    Ok(answer::one(StatusCode::OK, "success", documents::collection(&accounts, &found)))
}

/// A collection of the endpoint that the caller may see.
pub fn find(world: &World, managing: &Managing, id: &str) -> Result<Collection, GcsError> {
    let accounts = world.accounts();
    let found = id.parse().ok().and_then(|id: Uuid| accounts.collections.get(&id));
    let found = found.filter(|found| {
        found.endpoint == Some(managing.endpoint.id) && may_see(world, &accounts, managing, found)
    });
    found.cloned().ok_or_else(|| GcsError::not_found("collection", id))
}

fn may_see(world: &World, accounts: &Accounts, managing: &Managing, one: &Collection) -> bool {
    managing.administers(accounts) || access::may_see(accounts, &managing.caller, one, world.clock.now())
}

fn passes(
    accounts: &Accounts,
    managing: &Managing,
    one: &Collection,
    filters: &[&str],
) -> Result<bool, GcsError> {
    for filter in filters {
        let passes = match *filter {
            "mapped_collections" => one.entity_type == EntityType::Mapped,
            "guest_collections" => one.entity_type == EntityType::Guest,
            "created_by_me" => managing.is(accounts, &one.owner),
            "managed_by_me" => !permits::roles_of(accounts, one, &managing.caller.identity).is_empty(),
            "" => true,
            other => return Err(GcsError::bad_request(format!("Unknown filter '{other}'"))),
        };
        if !passes {
            return Ok(false);
        }
    }
    Ok(true)
}
