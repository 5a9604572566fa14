//! Finding collections by id with the caller's permissions, and their volumes.

use std::sync::atomic::Ordering;

use jiff::Timestamp;
use uuid::Uuid;

use crate::sandbox::data_plane::environment::{Environment, InjectedError, Volume};
use crate::sandbox::data_plane::generator::Content;
use crate::sandbox::data_plane::path::CleanPath;
use crate::sandbox::data_plane::root::Root;
use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::collection::Collection;
use crate::sandbox::model::permits;
use crate::sandbox::model::world::World;
use crate::sandbox::services::api_error::ApiError;
use crate::sandbox::services::caller::Caller;
use crate::sandbox::services::transfer::state::TransferState;

/// Finds an endpoint that is visible to the caller.
pub fn find_visible(world: &World, caller: &Caller, id: &str) -> Result<Collection, ApiError> {
    let found = Uuid::try_parse(id).ok().and_then(|id| world.collection(&id));
    let accounts = world.accounts();
    let now = world.clock.now();
    found
        .filter(|collection| may_see(&accounts, caller, collection, now))
        .ok_or_else(|| ApiError::no_endpoint(id))
}

/// Whether the collection is visible to the caller: public, owned by the caller, or shared with them.
pub fn may_see(accounts: &Accounts, caller: &Caller, collection: &Collection, now: Timestamp) -> bool {
    let shared = || {
        permits::has_access_rules(collection)
            && permits::permits(accounts, collection, &caller.identity, now).is_none_or(|all| !all.is_empty())
    };
    collection.public || !permits::roles_of(accounts, collection, &caller.identity).is_empty() || shared()
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

/// Fails when no access rule gives the caller any part of a guest collection.
pub fn check_permitted(world: &World, caller: &Caller, collection: &Collection) -> Result<(), ApiError> {
    let permits = permits::permits(&world.accounts(), collection, &caller.identity, world.clock.now());
    if permits.is_none_or(|permits| !permits.is_empty()) {
        return Ok(());
    }
    let message = format!("Permission denied: you have no access to endpoint '{}'", collection.id);
    Err(ApiError::new(403, "PermissionDenied", message))
}

/// The volume of a collection as a user sees it.
pub fn volume(world: &World, collection: &Collection, user: &Uuid) -> Volume {
    let permits = permits::permits(&world.accounts(), collection, user, world.clock.now());
    let permits = permits.map(|all| all.iter().map(|(path, write)| (trusted_path(path), *write)).collect());
    let absence = if collection.entity_type.is_personal() { "GC_NOT_CONNECTED" } else { "CONNECT_FAILED" };
    Volume {
        root: Root::new(&collection.root),
        home: trusted_path(&collection.home),
        read_only: collection.read_only.iter().map(|path| trusted_path(path)).collect(),
        generated: generated(collection),
        permits,
        offline: collection.offline.then_some(absence),
    }
}

fn generated(collection: &Collection) -> Vec<(CleanPath, Content)> {
    let ordinary = collection.generated.iter().map(|(path, count)| (path, Content::Ordinary(*count)));
    let hostile = collection.hostile.iter().map(|(path, count)| (path, Content::Hostile(*count)));
    ordinary.chain(hostile).map(|(path, content)| (trusted_path(path), content)).collect()
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

    fn volume(&self, collection: &Uuid, user: &Uuid) -> Option<Volume> {
        let found = self.0.world.collection(collection)?;
        Some(volume(&self.0.world, &found, user))
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
