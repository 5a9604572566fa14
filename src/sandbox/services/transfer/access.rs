//! Finding collections by id with the caller's permissions, and their volumes.

use std::sync::atomic::Ordering;

use jiff::Timestamp;
use uuid::Uuid;

use crate::sandbox::data_plane::environment::{Environment, InjectedError, Volume};
use crate::sandbox::data_plane::path::CleanPath;
use crate::sandbox::data_plane::root::Root;
use crate::sandbox::model::collection::Collection;
use crate::sandbox::model::world::World;
use crate::sandbox::services::api_error::ApiError;
use crate::sandbox::services::caller::Caller;
use crate::sandbox::services::transfer::state::TransferState;

/// Finds an endpoint that is visible to the caller.
pub fn find_visible(world: &World, caller: &Caller, id: &str) -> Result<Collection, ApiError> {
    let found = Uuid::try_parse(id).ok().and_then(|id| world.collection(&id));
    found.filter(|collection| may_see(caller, collection)).ok_or_else(|| ApiError::no_endpoint(id))
}

/// Whether the collection is visible to the caller: public, or owned by the caller.
pub fn may_see(caller: &Caller, collection: &Collection) -> bool {
    collection.public || collection.owner == caller.identity
}

/// Finds a visible collection that holds files.
pub fn find_usable(world: &World, caller: &Caller, id: &str) -> Result<Collection, ApiError> {
    let collection = find_visible(world, caller, id)?;
    if collection.non_functional() {
        let why = format!(
            "'{}' is an endpoint without files of its own: use one of its collections",
            collection.id
        );
        return Err(ApiError::bad_request(why));
    }
    Ok(collection)
}

/// Parses a path of the sandbox's own records.
fn trusted_path(text: &str) -> CleanPath {
    CleanPath::parse(text, &CleanPath::default()).unwrap_or_default()
}

/// The volume of a collection.
pub fn volume(collection: &Collection) -> Volume {
    let absence = if collection.entity_type.is_personal() { "GC_NOT_CONNECTED" } else { "CONNECT_FAILED" };
    Volume {
        root: Root::new(&collection.root),
        home: trusted_path(&collection.home),
        read_only: collection.read_only.iter().map(|path| trusted_path(path)).collect(),
        generated: collection.generated.iter().map(|(path, count)| (trusted_path(path), *count)).collect(),
        offline: collection.offline.then_some(absence),
    }
}

/// Parses a path of a request; 400 for an invalid one.
pub fn parse_path(volume: &Volume, text: &str) -> Result<CleanPath, ApiError> {
    CleanPath::parse(text, &volume.home)
        .map_err(|bad| ApiError::new(400, "InvalidPath", format!("Invalid path: {}", bad.0)))
}

/// The data plane's environment.
#[derive(Debug, Clone)]
pub struct TransferEnvironment(pub TransferState);

impl Environment for TransferEnvironment {
    fn now(&self) -> Timestamp {
        self.0.world.clock.now()
    }

    fn rate(&self) -> Option<u64> {
        self.0.world.controls.rate()
    }

    fn disk_full(&self) -> bool {
        self.0.world.controls.disk_full()
    }

    fn volume(&self, collection: &Uuid) -> Option<Volume> {
        self.0.world.accounts().collections.get(collection).map(volume)
    }

    fn injected(&self, task: &Uuid) -> Option<InjectedError> {
        self.0.tasks().injections.take(task)
    }

    fn changed(&self) {
        self.0.world.changed();
    }

    fn stopping(&self) -> bool {
        self.0.stopping.load(Ordering::Relaxed)
    }
}
