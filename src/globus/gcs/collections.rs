//! The collections of a server.

use super::{Manager, document, list};
use crate::domain::ids::CollectionId;
use crate::domain::server::ServerCollection;
use crate::domain::text::Untrusted;
use crate::globus::client::Globus;
use crate::globus::error::ApiError;
use crate::globus::lenient_json::JsonObject;

/// One of them.
///
/// # Errors
/// `NotFound`, also for one that the user may not see; `Requirement` until the user allows hemi to manage collections
/// there; those of [`Globus::call`] for a read.
pub async fn collection(
    globus: &Globus,
    manager: &Manager,
    id: CollectionId,
) -> Result<ServerCollection, ApiError> {
    let found = document(globus, manager.get(format!("collections/{id}"))).await?;
    read(&found).ok_or_else(|| ApiError::malformed(200))
}

/// Those that the user may see.
///
/// # Errors
/// As [`collection`].
pub async fn all(globus: &Globus, manager: &Manager) -> Result<Vec<ServerCollection>, ApiError> {
    Ok(list(globus, manager.get("collections")).await?.iter().filter_map(read).collect())
}

/// The user's own guest collections on a mapped collection.
///
/// # Errors
/// As [`collection`].
pub async fn my_guests(
    globus: &Globus,
    manager: &Manager,
    mapped: CollectionId,
) -> Result<Vec<ServerCollection>, ApiError> {
    let request = manager.get("collections").query("mapped_collection_id", mapped.to_string());
    let request = request.query("filter", "created_by_me");
    Ok(list(globus, request).await?.iter().filter_map(read).collect())
}

/// One collection; `None` without an id.
pub(super) fn read(object: &JsonObject) -> Option<ServerCollection> {
    let id: CollectionId = object.parsed("id")?;
    Some(ServerCollection {
        id,
        name: object.nonempty_text("display_name").unwrap_or_else(|| Untrusted::new(id.to_string())),
        guest: object.str("collection_type") == "guest",
        gateway: object.parsed("storage_gateway_id"),
        mapped: object.parsed("mapped_collection_id"),
        base_path: object.nonempty_text("collection_base_path"),
        owner: object.parsed("identity_id"),
    })
}
