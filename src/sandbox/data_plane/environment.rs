//! What the data plane sees of the world around it: a clock, a rate, switches, and the volumes behind collections.

use jiff::Timestamp;
use uuid::Uuid;

use crate::sandbox::data_plane::path::CleanPath;
use crate::sandbox::data_plane::root::Root;

/// The files of one collection, as of now.
#[derive(Debug, Clone)]
pub struct Volume {
    pub root: Root,
    /// What `/~/` means.
    pub home: CleanPath,
    /// Nothing at or below these may be changed.
    pub read_only: Vec<CleanPath>,
    /// Directories that are only a number of entries, made up when listed.
    pub generated: Vec<(CleanPath, u64)>,
    /// None while it answers; else the event code of its absence.
    pub offline: Option<&'static str>,
}

impl Volume {
    /// Whether a resolved path must stay as it is.
    pub fn is_read_only(&self, path: &CleanPath) -> bool {
        self.read_only.iter().any(|prefix| path.starts_with(prefix))
    }

    /// How many entries a made-up directory has; None for any other path.
    pub fn generated_at(&self, path: &CleanPath) -> Option<u64> {
        self.generated.iter().find(|(at, _)| at == path).map(|(_, count)| *count)
    }
}

/// An event code to meet a task with, from a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InjectedError {
    pub code: String,
    pub description: Option<String>,
    pub details: Option<String>,
    pub fatal: bool,
}

/// The world around the data plane. Every call is short and takes no lock for longer than itself.
pub trait Environment: Send + Sync {
    /// The sandbox's clock.
    fn now(&self) -> Timestamp;
    /// Bytes per second for all tasks together; None is as fast as it goes.
    fn rate(&self) -> Option<u64>;
    /// Whether every write must fail for want of space.
    fn disk_full(&self) -> bool;
    /// The files of a collection; None when there is no such collection (any more).
    fn volume(&self, collection: &Uuid) -> Option<Volume>;
    /// Takes what a test left for this task.
    fn injected(&self, task: &Uuid) -> Option<InjectedError>;
    /// Something worth keeping changed.
    fn changed(&self);
    /// The sandbox is stopping.
    fn stopping(&self) -> bool;
}
