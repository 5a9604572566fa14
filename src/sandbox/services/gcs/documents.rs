//! The collection document of a manager.

use serde_json::{Value, json};

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::collection::{Collection, EntityType};
use crate::sandbox::services::gcs::gateways::POSIX;

/// A collection, as its manager writes it.
pub fn collection(accounts: &Accounts, collection: &Collection) -> Value {
    let guest = collection.entity_type == EntityType::Guest;
    let mut document = json!({
        "DATA_TYPE": "collection#1.9.0", "id": collection.id, "display_name": collection.display_name,
        "collection_type": if guest { "guest" } else { "mapped" }, "identity_id": collection.owner,
        "storage_gateway_id": collection.storage_gateway(), "connector_id": POSIX, "public": collection.public,
        "description": collection.description, "organization": collection.organization,
        "department": collection.department, "keywords": collection.keywords,
        "contact_email": collection.contact_email, "contact_info": collection.contact_info,
        "info_link": collection.info_link, "user_message": collection.user_message,
        "user_message_link": collection.user_message_link,
        "default_directory": collection.default_directory, "force_encryption": collection.force_encryption,
        "high_assurance": collection.high_assurance, "require_mfa": collection.access.requirement.mfa,
        "authentication_timeout_mins": collection.authentication_timeout_mins,
        "manager_url": collection.gcs_manager_url, "https_url": collection.https_server,
        "tlsftp_url": null, "domain_name": collection.hostname, "disable_verify": collection.disable_verify,
        "force_verify": collection.force_verify, "disable_anonymous_writes": false, "delete_protected": false,
    });
    let rest = match guest {
        true => json!({
            "mapped_collection_id": collection.mapped_collection_id,
            "user_credential_id": collection.user_credential,
            "collection_base_path": base_path(accounts, collection),
        }),
        false => json!({"allow_guest_collections": allows_guests(collection)}),
    };
    if let (Some(members), Value::Object(rest)) = (document.as_object_mut(), rest) {
        members.extend(rest);
    }
    document
}

/// Whether guest collections can be created on a mapped collection: that takes a subscription.
pub fn allows_guests(mapped: &Collection) -> bool {
    mapped.entity_type == EntityType::Mapped && mapped.subscription_id.is_some()
}

/// The directory of its mapped collection that a guest collection is on.
fn base_path(accounts: &Accounts, guest: &Collection) -> Option<String> {
    let mapped = guest.mapped_collection_id.and_then(|id| accounts.collections.get(&id))?;
    let below = guest.dir.strip_prefix(&mapped.dir)?.trim_matches('/');
    Some(if below.is_empty() { "/".to_owned() } else { format!("/{below}/") })
}
