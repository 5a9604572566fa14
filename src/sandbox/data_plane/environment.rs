//! The data plane's dependencies: clock, rate, test controls, and the volumes of collections.

use jiff::Timestamp;
use uuid::Uuid;

use crate::sandbox::data_plane::generator::Content;
use crate::sandbox::data_plane::path::CleanPath;
use crate::sandbox::data_plane::root::Root;

/// The files of one collection.
#[derive(Debug, Clone)]
pub struct Volume {
    pub root: Root,
    /// The directory that `/~/` refers to.
    pub home: CleanPath,
    /// Paths that are read-only with everything below them.
    pub read_only: Vec<CleanPath>,
    /// Generated directories with what is in them.
    pub generated: Vec<(CleanPath, Content)>,
    /// The directories that the user of it may use, each with whether it may be changed; None allows all.
    pub permits: Option<Vec<(CleanPath, bool)>>,
    /// None while the collection answers, else the event code of the failure.
    pub offline: Option<&'static str>,
}

impl Volume {
    /// Whether a resolved path is read-only.
    pub fn is_read_only(&self, path: &CleanPath) -> bool {
        self.read_only.iter().any(|prefix| path.starts_with(prefix))
    }

    /// Whether access rules allow a resolved path to be read, or changed.
    pub fn permits(&self, path: &CleanPath, write: bool) -> bool {
        let allows = |(at, may_write): &(CleanPath, bool)| path.starts_with(at) && (*may_write || !write);
        self.permits.as_ref().is_none_or(|permits| permits.iter().any(allows))
    }

    /// What is in a generated directory; None for any other path.
    pub fn generated_at(&self, path: &CleanPath) -> Option<Content> {
        self.generated.iter().find(|(at, _)| at == path).map(|(_, content)| *content)
    }
}

/// An error that a test injects into a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InjectedError {
    pub code: String,
    pub description: Option<String>,
    pub details: Option<String>,
    pub fatal: bool,
}

/// The environment of the data plane. Calls return quickly and hold no lock afterwards.
pub trait Environment: Send + Sync {
    /// The sandbox's clock.
    fn now(&self) -> Timestamp;
    /// The rate in bytes per second, shared by all tasks; None is unlimited.
    fn rate(&self) -> Option<u64>;
    /// Whether every write fails with ENOSPC.
    fn disk_full(&self) -> bool;
    /// The volume of a collection as a user sees it; None when there is no such collection.
    fn volume(&self, collection: &Uuid, user: &Uuid) -> Option<Volume>;
    /// Takes the next error that was injected for this task.
    fn injected(&self, task: &Uuid) -> Option<InjectedError>;
    /// Schedules a save of the persistent state.
    fn changed(&self);
    /// Whether the sandbox is stopping.
    fn stopping(&self) -> bool;
}
