//! Creates and deletes guest collections.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::sandbox::data_plane::root::FileKind;
use crate::sandbox::model::access_rules::data_access;
use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::collection::{Collection, EntityType};
use crate::sandbox::model::world::World;
use crate::sandbox::services::gcs::answer::{self, GcsError};
use crate::sandbox::services::gcs::caller::{Managing, is_administrator};
use crate::sandbox::services::gcs::{collections, credentials, documents};
use crate::sandbox::services::transfer::body::{bool_member, text_member};
use crate::sandbox::services::transfer::{access, authorization};

/// `POST /collections`: a guest collection on a directory of a mapped one.
pub async fn create(
    State(world): State<Arc<World>>,
    managing: Managing,
    body: Result<Json<Map<String, Value>>, JsonRejection>,
) -> Result<Response, GcsError> {
    let request = answer::members(body)?;
    if text_member(&request, "collection_type")? != Some("guest") {
        return Err(GcsError::denied("Only guest collections can be created here"));
    }
    let mapped = text_member(&request, "mapped_collection_id")?.unwrap_or_default();
    let mapped = collections::find(&world, &managing, mapped)?;
    check_consent(&world, &managing, &mapped)?;
    authorization::authorize_session(&world, &managing.caller, &mapped).map_err(GcsError::session)?;
    if !documents::allows_guests(&mapped) {
        return Err(GcsError::denied("Guest collections are not allowed on this mapped collection"));
    }
    let guest = guest(&world, &managing, &mapped, &request)?;
    let (id, document) = {
        let mut accounts = world.accounts();
        let document = documents::collection(&accounts, &guest);
        accounts.order.push(guest.id);
        let id = guest.id;
        accounts.collections.insert(id, guest);
        (id, document)
    };
    world.changed();
    Ok(answer::one(StatusCode::CREATED, &format!("Created Guest Collection {id}"), document))
}

/// The manager reaches the user's files below a mapped collection that requires a consent only with that consent.
fn check_consent(world: &World, managing: &Managing, mapped: &Collection) -> Result<(), GcsError> {
    if world.open || !mapped.needs_data_access() {
        return Ok(());
    }
    let manage = format!("urn:globus:auth:scope:{}:manage_collections", managing.endpoint.id);
    let below = data_access(&mapped.id);
    let accounts = world.accounts();
    let of_caller = |client: Uuid, identity: Uuid| {
        client == managing.caller.client && identity == managing.caller.identity
    };
    let given = accounts.consents.iter().any(|consent| {
        let root = match *consent.path.as_slice() {
            [root, _] => accounts.consents.iter().find(|one| one.id == root),
            _ => None,
        };
        of_caller(consent.client, consent.identity)
            && consent.scope_name == below
            && root.is_some_and(|root| root.scope_name == manage)
    });
    if given { Ok(()) } else { Err(GcsError::consent(&format!("{manage}[{below}]"))) }
}

fn guest(
    world: &World,
    managing: &Managing,
    mapped: &Collection,
    request: &Map<String, Value>,
) -> Result<Collection, GcsError> {
    let text = |member: &str| text_member(request, member).map(|text| text.map(str::to_owned));
    let name = text("display_name")?.filter(|name| !name.trim().is_empty());
    let name = name.ok_or_else(|| GcsError::bad_request("Missing 'display_name'"))?;
    let given = text("collection_base_path")?;
    let given = given.ok_or_else(|| GcsError::bad_request("Missing 'collection_base_path'"))?;
    let volume = access::volume(world, mapped, &managing.caller.identity);
    let path = access::parse_path(&volume, &given)?;
    let no_directory = || GcsError::not_found("directory", &given);
    let resolved = volume.root.locate(&path, true).map_err(|_| no_directory())?;
    if resolved.meta.is_none_or(|meta| meta.kind != FileKind::Dir) {
        return Err(no_directory());
    }
    let accounts = world.accounts();
    let credential = text("user_credential_id")?.unwrap_or_default();
    let credential = credential_of(&accounts, managing, mapped, &credential)?;
    let mut guest = Collection::new(Uuid::new_v4(), &name, EntityType::Guest, managing.caller.identity);
    let below = resolved.path.wire();
    guest.dir = format!("{}{}", mapped.dir, below.trim_end_matches('/'));
    guest.root = mapped.root.join(below.trim_start_matches('/'));
    guest.owner_string = managing.caller.username.clone();
    guest.endpoint = mapped.endpoint;
    guest.mapped_collection_id = Some(mapped.id);
    guest.mapped_collection_display_name = Some(mapped.display_name.clone());
    guest.gcs_manager_url = mapped.gcs_manager_url.clone();
    guest.gcs_version = mapped.gcs_version.clone();
    guest.hostname = mapped.hostname.clone();
    guest.high_assurance = mapped.high_assurance;
    guest.authentication_timeout_mins = mapped.authentication_timeout_mins;
    guest.subscription_id = mapped.subscription_id;
    guest.description = text("description")?;
    guest.organization = text("organization")?;
    guest.department = text("department")?;
    guest.contact_email = text("contact_email")?;
    guest.public = bool_member(request, "public", true)?;
    guest.force_encryption = mapped.force_encryption || bool_member(request, "force_encryption", false)?;
    guest.user_credential = Some(credential);
    Ok(guest)
}

/// The caller's credential of that id for the mapped collection's gateway.
fn credential_of(
    accounts: &Accounts,
    managing: &Managing,
    mapped: &Collection,
    id: &str,
) -> Result<Uuid, GcsError> {
    let gateway = mapped.storage_gateway();
    let found = credentials::own(accounts, managing)
        .find(|one| one.id.to_string() == id && one.gateway == gateway)
        .map(|one| one.id);
    found.ok_or_else(|| {
        GcsError::bad_request(
            "'user_credential_id' must be one of yours for the collection's storage gateway",
        )
    })
}

/// `DELETE /collections/<id>`: for the owner of a guest collection, and for administrators.
pub async fn remove(
    State(world): State<Arc<World>>,
    managing: Managing,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, GcsError> {
    let found = collections::find(&world, &managing, &id)?;
    {
        let mut accounts = world.accounts();
        let mapped = found.mapped_collection_id.and_then(|id| accounts.collections.get(&id));
        let of_mapped = mapped.is_some_and(|mapped| is_administrator(&accounts, mapped, &managing.caller));
        let may = is_administrator(&accounts, &found, &managing.caller)
            || managing.administers(&accounts)
            || of_mapped;
        if !may || found.entity_type != EntityType::Guest {
            return Err(GcsError::denied("Could not delete the collection. Insufficient permissions"));
        }
        accounts.collections.remove(&found.id);
        accounts.order.retain(|one| *one != found.id);
    }
    world.changed();
    Ok(answer::one(StatusCode::OK, &format!("Deleted collection {id}"), json!({})))
}
