//! A Globus task as we watch it (`globus-api.md` 10.2).

use super::ids::{CollectionId, TaskId};
use super::text::{SafeText, Untrusted};

/// What a task does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskKind {
    /// Copies.
    Transfer,
    /// Deletes.
    Delete,
}

/// Where a task stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskStatus {
    /// Running or queued.
    Active,
    /// Waiting for its owner to do something.
    Inactive,
    /// Done.
    Succeeded,
    /// Failed, cancelled or expired.
    Failed,
    /// A word this program does not know.
    Other(Untrusted),
}

impl TaskStatus {
    /// Whether nothing will change any more.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed)
    }
}

/// One end of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskEnd {
    /// The collection.
    pub id: CollectionId,
    /// Its name; may be empty.
    pub name: Untrusted,
}

/// A task at the moment it was asked for. The service tells no total of bytes, ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// What it does.
    pub kind: TaskKind,
    /// Where it stands.
    pub status: TaskStatus,
    /// The user's name for it.
    pub label: Option<Untrusted>,
    /// From where (for a delete: where).
    pub source: Option<TaskEnd>,
    /// To where.
    pub destination: Option<TaskEnd>,
    /// Bytes moved so far.
    pub bytes: u64,
    /// Files found so far; grows while the service scans.
    pub files: u64,
    /// Directories found so far.
    pub directories: u64,
    /// Files moved.
    pub files_transferred: u64,
    /// Files already in sync.
    pub files_skipped: u64,
    /// Steps known so far.
    pub subtasks_total: u64,
    /// Steps done.
    pub subtasks_done: u64,
    /// Bytes a second over its whole age, as the service computes it.
    pub average_rate: u64,
    /// Errors met so far, not necessarily fatal.
    pub faults: u64,
    /// Whether somebody with the right to do so paused it.
    pub paused: bool,
    /// The service's word for how it fares: `OK`, `Queued`, or an event code.
    pub nice_status: Option<Untrusted>,
    /// The same in the service's words.
    pub nice_description: Option<Untrusted>,
    /// Why it failed.
    pub fatal: Option<(Untrusted, Untrusted)>,
    /// When it was asked for, seconds since the Unix epoch.
    pub requested: Option<i64>,
    /// When it ended, seconds since the Unix epoch.
    pub completed: Option<i64>,
}

impl Task {
    /// Whether it waits for one of the three slots (`globus-api.md` 10.4).
    pub fn is_queued(&self) -> bool {
        self.status == TaskStatus::Active
            && self.nice_status.as_ref().is_some_and(|s| s.raw().eq_ignore_ascii_case(b"queued"))
    }

    /// One word for where it stands.
    pub fn state_word(&self) -> SafeText {
        match &self.status {
            _ if self.paused => "paused".into(),
            TaskStatus::Active if self.is_queued() => "queued".into(),
            TaskStatus::Active if self.faults > 0 && !self.is_ok() => "trouble".into(),
            TaskStatus::Active => "running".into(),
            TaskStatus::Inactive => "waiting".into(),
            TaskStatus::Succeeded => "done".into(),
            TaskStatus::Failed if self.was_cancelled() => "cancelled".into(),
            TaskStatus::Failed => "failed".into(),
            TaskStatus::Other(word) => word.sanitized(),
        }
    }

    /// Whether the service has no complaint.
    pub fn is_ok(&self) -> bool {
        self.nice_status.as_ref().is_none_or(|s| s.raw().eq_ignore_ascii_case(b"ok"))
    }

    /// Whether it was cancelled rather than failed.
    pub fn was_cancelled(&self) -> bool {
        self.fatal.as_ref().is_some_and(|(code, _)| code.raw().to_ascii_uppercase().starts_with(b"CANCEL"))
    }
}

/// One line of a task's event log (`globus-api.md` 10.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskEvent {
    /// When, seconds since the Unix epoch.
    pub time: Option<i64>,
    /// The service's code, such as `PROGRESS` or `PERMISSION_DENIED`.
    pub code: Untrusted,
    /// The same in the service's words.
    pub description: Untrusted,
    /// What more it tells.
    pub details: EventDetails,
    /// Whether it is an error.
    pub is_error: bool,
}

/// What more an event tells than its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventDetails {
    /// Prose, in lines of its own; may be empty.
    Words(Untrusted),
    /// Names and values, such as `bytes_transferred` and a number.
    Fields(Vec<(Untrusted, Untrusted)>),
    /// An operation on a server that failed.
    Failure(Box<OperationFailure>),
}

/// An operation that a server refused, and what it said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationFailure {
    /// What was tried, such as `stat`; may be empty.
    pub operation: Untrusted,
    /// On which path; may be empty.
    pub path: Untrusted,
    /// What the server said, line by line.
    pub lines: Vec<Untrusted>,
    /// All of it as the service sent it, for a report.
    pub raw: Untrusted,
}
