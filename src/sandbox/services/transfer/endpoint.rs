//! The endpoint document, and lists about one endpoint.

use std::collections::HashSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::collection::{Collection, EntityType};
use crate::sandbox::model::permits;
use crate::sandbox::model::world::World;
use crate::sandbox::services::api_error::ApiError;
use crate::sandbox::services::caller::Caller;
use crate::sandbox::services::transfer::query::QueryParams;
use crate::sandbox::services::transfer::state::TransferState;
use crate::sandbox::services::transfer::{access, guest_collections};

/// `GET /v0.10/endpoint/<id>`.
pub async fn show(
    State(transfer): State<TransferState>,
    caller: Caller,
    Path(id): Path<String>,
    params: QueryParams,
) -> Result<Json<Value>, ApiError> {
    let collection = access::find_visible(&transfer.world, &caller, &id)?;
    let in_use = in_use(&transfer, &caller);
    let accounts = transfer.world.accounts();
    let mut document = endpoint_document(&accounts, &collection, &caller, &in_use);
    if let Some(members) = document.as_object_mut() {
        members.insert(
            "my_effective_roles".to_owned(),
            json!(permits::roles_of(&accounts, &collection, &caller.identity)),
        );
        members.insert("DATA".to_owned(), json!(servers(&collection)));
    }
    drop(accounts);
    params.select_fields(std::slice::from_mut(&mut document));
    Ok(Json(document))
}

/// `GET /v0.10/endpoint/<id>/server_list`.
pub async fn server_list(
    State(world): State<Arc<World>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let collection = access::find_visible(&world, &caller, &id)?;
    Ok(Json(json!({"DATA_TYPE": "endpoint_server_list", "endpoint": id, "DATA": servers(&collection)})))
}

/// `GET /v0.10/endpoint/<id>/my_effective_pause_rule_list`. A rule is told; nothing is paused by it.
pub async fn pause_rules(
    State(world): State<Arc<World>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let collection = access::find_visible(&world, &caller, &id)?;
    let rule = collection.pause_rule.as_ref().map(|message| {
        json!({"DATA_TYPE": "pause_rule_limited", "id": Uuid::new_v5(&collection.id, b"pause rule"),
               "message": message, "start_time": null, "pause_ls": false, "pause_mkdir": false,
               "pause_symlink": false, "pause_rename": false, "pause_task_delete": false,
               "pause_task_transfer_write": true, "pause_task_transfer_read": true})
    });
    let all: Vec<Value> = rule.into_iter().collect();
    Ok(Json(json!({"DATA_TYPE": "pause_rule_limited_list", "DATA": all})))
}

/// `GET /v0.10/endpoint/<id>/my_shared_endpoint_list`: the caller's guest collections on this one.
pub async fn my_shared(
    State(transfer): State<TransferState>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let host = access::find_visible(&transfer.world, &caller, &id)?;
    let in_use = in_use(&transfer, &caller);
    let accounts = transfer.world.accounts();
    let mine = accounts
        .collections
        .values()
        .filter(|guest| guest.owner == caller.identity && guest_collections::host_of(guest) == Some(host.id));
    let documents: Vec<Value> =
        mine.map(|guest| endpoint_document(&accounts, guest, &caller, &in_use)).collect();
    Ok(Json(json!({"DATA_TYPE": "endpoint_list", "DATA": documents})))
}

/// Collections on which the caller has active tasks.
pub fn in_use(transfer: &TransferState, caller: &Caller) -> HashSet<Uuid> {
    let state = transfer.tasks();
    let tasks = state.tasks.values().map(|task| task.lock());
    let mine = tasks.filter(|task| task.owner == caller.identity && !task.is_over() && !task.forgotten);
    mine.flat_map(|task| {
        let (first, second) = task.spec.collections();
        [Some(first), second].into_iter().flatten()
    })
    .collect()
}

/// The `owner_id` member: for GCSv5 collections, the id of their endpoint.
pub fn owner_id(collection: &Collection) -> Uuid {
    match collection.entity_type {
        EntityType::Mapped | EntityType::Guest => collection.endpoint.unwrap_or(collection.owner),
        _ => collection.owner,
    }
}

fn servers(collection: &Collection) -> Vec<Value> {
    if collection.non_functional() {
        return Vec::new();
    }
    let host = collection.hostname.as_deref();
    let uri = host.map(|host| format!("gsiftp://{host}:443"));
    vec![json!({
        "DATA_TYPE": "server", "id": 1, "hostname": host, "port": host.map(|_| 443), "scheme": "gsiftp", "uri": uri,
        "is_connected": !collection.offline, "is_paused": false, "subject": null,
        "incoming_data_port_start": null, "incoming_data_port_end": null,
        "outgoing_data_port_start": null, "outgoing_data_port_end": null,
    })]
}

/// The members that search results and the full document share.
pub fn endpoint_document(
    accounts: &Accounts,
    collection: &Collection,
    caller: &Caller,
    in_use: &HashSet<Uuid>,
) -> Value {
    let personal = collection.entity_type.is_personal();
    let guest = permits::has_access_rules(collection);
    let editable = guest && permits::manages_access(accounts, collection, &caller.identity);
    let canonical = format!("{}#{}", collection.owner_string, collection.id);
    let mut document = json!({
        "DATA_TYPE": "endpoint",
        "id": collection.id,
        "display_name": collection.display_name,
        "canonical_name": canonical,
        "name": collection.id,
        "username": collection.owner_string,
        "entity_type": collection.entity_type.wire_name(),
        "owner_id": owner_id(collection),
        "owner_string": collection.owner_string,
        "description": collection.description,
        "organization": collection.organization,
        "department": collection.department,
        "contact_email": collection.contact_email,
        "contact_info": collection.contact_info,
        "info_link": collection.info_link,
        "keywords": (!collection.keywords.is_empty()).then(|| collection.keywords.join(",")),
        "public": collection.public,
        "default_directory": collection.default_directory,
        "high_assurance": collection.high_assurance,
        "authentication_timeout_mins": collection.authentication_timeout_mins,
        "authentication_policy_id": collection.access.policies.first(),
        "https_server": collection.https_server,
        "gcs_manager_url": collection.gcs_manager_url,
        "gcs_version": collection.gcs_version,
        "tlsftp_server": collection.hostname.as_ref().map(|host| format!("tlsftp://{host}:443")),
        "host_endpoint_id": collection.host_endpoint_id,
        "host_endpoint_display_name": collection.host_endpoint_display_name,
        "host_path": collection.host_path,
        "mapped_collection_id": collection.mapped_collection_id,
        "mapped_collection_display_name": collection.mapped_collection_display_name,
    });
    let rest = json!({
        "acl_available": guest,
        "acl_editable": editable,
        "acl_max_expiration_period_mins": collection.max_rule_minutes,
        "subscription_id": collection.subscription_id,
        "subscription_admin_verified": false,
        "is_globus_connect": personal,
        "gcp_connected": personal.then_some(!collection.offline),
        "gcp_paused": personal.then_some(false),
        "non_functional": collection.non_functional(),
        "non_functional_endpoint_id": null,
        "non_functional_endpoint_display_name": null,
        "in_use": in_use.contains(&collection.id),
        "force_encryption": collection.force_encryption,
        "disable_verify": collection.disable_verify,
        "force_verify": collection.force_verify,
        "disable_anonymous_writes": false,
        "mfa_required": collection.access.requirement.mfa,
        "shareable": !guest && !collection.non_functional() && collection.subscription_id.is_some(),
        "restrict_transfers_to_high_assurance": null,
        "preserve_modtime": null,
        "network_use": null,
        "max_concurrency": null,
        "preferred_concurrency": null,
        "max_parallelism": null,
        "preferred_parallelism": null,
        "location": null,
        "user_message": collection.user_message,
        "user_message_link": collection.user_message_link,
        "last_accessed_time": null,
        "auto_delete_timeout": null,
        "skip_auto_delete": null,
        "associated_flow_policy": null,
        "guest_collection_activity_notification_policy": null,
        "requester_pays": false,
        "storage_type": (!collection.non_functional()).then_some("POSIX"),
        "local_user_info_available": false,
        "activated": true,
        "expires_in": -1,
        "expire_time": null,
    });
    if let (Some(members), Value::Object(rest)) = (document.as_object_mut(), rest) {
        members.extend(rest);
    }
    document
}
