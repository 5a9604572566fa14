//! Storage gateways. The sandbox has one for each mapped collection; they follow from these.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::collection::{Collection, EntityType};
use crate::sandbox::model::world::World;
use crate::sandbox::services::gcs::answer::{self, GcsError};
use crate::sandbox::services::gcs::caller::Managing;
use crate::sandbox::services::transfer::query::QueryParams;

/// The id of the POSIX connector.
pub const POSIX: &str = "145812c8-decc-41f1-83cf-bb2a85a2a70b";

/// The mapped collection of a gateway of this endpoint.
pub fn mapped_of<'a>(
    accounts: &'a Accounts,
    endpoint: &Collection,
    gateway: &Uuid,
) -> Option<&'a Collection> {
    mapped(accounts, endpoint).find(|one| one.storage_gateway() == *gateway)
}

fn mapped<'a>(accounts: &'a Accounts, endpoint: &Collection) -> impl Iterator<Item = &'a Collection> {
    let endpoint = endpoint.id;
    let all = accounts.order.iter().filter_map(|id| accounts.collections.get(id));
    all.filter(move |one| one.entity_type == EntityType::Mapped && one.endpoint == Some(endpoint))
}

/// `GET /storage_gateways`: for administrators.
pub async fn list(
    State(world): State<Arc<World>>,
    managing: Managing,
    params: QueryParams,
) -> Result<Response, GcsError> {
    let accounts = world.accounts();
    managing.check_administers(&accounts, "list storage gateways")?;
    answer::page(mapped(&accounts, &managing.endpoint).map(document).collect(), &params)
}

/// `GET /storage_gateways/<id>`: for administrators.
pub async fn show(
    State(world): State<Arc<World>>,
    managing: Managing,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, GcsError> {
    let accounts = world.accounts();
    managing.check_administers(&accounts, "show the storage gateway")?;
    let found = id.parse().ok().and_then(|id: Uuid| mapped_of(&accounts, &managing.endpoint, &id));
    let found = found.ok_or_else(|| GcsError::not_found("storage gateway", &id))?;
    Ok(answer::one(StatusCode::OK, "success", document(found)))
}

fn document(mapped: &Collection) -> Value {
    json!({
        "DATA_TYPE": "storage_gateway#1.1.0", "id": mapped.storage_gateway(),
        "display_name": format!("{} storage", mapped.display_name), "connector_id": POSIX,
        "high_assurance": mapped.high_assurance, "require_high_assurance": mapped.high_assurance,
        "require_mfa": mapped.access.requirement.mfa,
        "authentication_timeout_mins": mapped.authentication_timeout_mins.unwrap_or(15_840),
        "allowed_domains": mapped.access.requirement.domains, "restrict_paths": null,
        "policies": {"DATA_TYPE": "posix_storage_policies#1.0.0", "groups_allow": [], "groups_deny": []},
        "users_allow": [], "users_deny": [],
    })
}
