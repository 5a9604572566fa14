//! A Globus task as we watch it (`globus-api.md` 10.2).

use super::ids::{CollectionId, TaskId};
use super::plan::SyncLevel;
use super::text::{SafeText, Untrusted};

/// What a task does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskKind {
    /// Copies.
    Transfer,
    /// Deletes.
    Delete,
}

/// The status of a task.
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

/// A task as the service reported it. The service never reports a total of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// What it does.
    pub kind: TaskKind,
    /// Its status.
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
    /// Errors met so far, not necessarily fatal.
    pub faults: u64,
    /// Whether a manager of a collection paused it.
    pub paused: bool,
    /// The service's status code: `OK`, `Queued`, or an event code.
    pub nice_status: Option<Untrusted>,
    /// The same in the service's words.
    pub nice_description: Option<Untrusted>,
    /// Why it failed.
    pub fatal: Option<(Untrusted, Untrusted)>,
    /// When it was requested, in seconds since the Unix epoch.
    pub requested: Option<i64>,
    /// When it ended, seconds since the Unix epoch.
    pub completed: Option<i64>,
    /// How it was asked to work.
    pub options: TaskOptions,
}

/// How a task was asked to work, as the service echoes it (`globus-api.md` 10.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskOptions {
    /// When a file at the destination is not overwritten; `None`: a level this version does not know.
    pub sync: Option<SyncLevel>,
    /// Whether every file is read again and compared by checksum.
    pub verify_checksum: bool,
    /// Whether files keep their time of last change.
    pub preserve_timestamp: bool,
    /// Whether data is encrypted on its way.
    pub encrypt: bool,
    /// Whether what the source does not have is deleted at the destination.
    pub delete_extra: bool,
    /// Whether what cannot be read is left out.
    pub skip_errors: bool,
}

impl TaskOptions {
    /// As text, what matters most first.
    pub fn words(&self) -> SafeText {
        let level = self.sync.map_or("files as the service decides", SyncLevel::label);
        let rest = [
            (self.delete_extra, "deletes what the source does not have"),
            (self.verify_checksum, "verifies checksums"),
            (self.preserve_timestamp, "keeps modification times"),
            (self.encrypt, "encrypts the data"),
            (self.skip_errors, "leaves out what cannot be read"),
        ];
        let rest = rest.into_iter().filter(|(on, _)| *on);
        rest.fold(level.into(), |all, (_, words)| crate::safe!("{}; {}", all, words))
    }
}

impl Task {
    /// Whether it waits for one of the three slots (`globus-api.md` 10.4).
    pub fn is_queued(&self) -> bool {
        self.status == TaskStatus::Active
            && self.nice_status.as_ref().is_some_and(|s| s.raw().eq_ignore_ascii_case(b"queued"))
    }

    /// Its status in one word.
    pub fn state_word(&self) -> SafeText {
        match &self.status {
            _ if self.paused => "paused".into(),
            TaskStatus::Active if self.is_queued() => "queued".into(),
            TaskStatus::Active if self.faults > 0 && !self.is_ok() => "stuck".into(),
            TaskStatus::Active => "running".into(),
            TaskStatus::Inactive => "stuck".into(),
            TaskStatus::Succeeded => "done".into(),
            TaskStatus::Failed if self.was_cancelled() => "cancelled".into(),
            TaskStatus::Failed => "failed".into(),
            TaskStatus::Other(word) => word.sanitized(),
        }
    }

    /// Whether the service reports no fault.
    pub fn is_ok(&self) -> bool {
        self.nice_status.as_ref().is_none_or(|s| s.raw().eq_ignore_ascii_case(b"ok"))
    }

    /// Why it failed, in the service's words. What hemi calls cancelled, those may call otherwise: they are told as its own.
    pub fn why_ended(&self) -> Option<SafeText> {
        let (_, words) = self.fatal.as_ref()?;
        let quoted = self.was_cancelled() && !words.is_empty();
        Some(if quoted { crate::safe!("Globus: \"{}\"", words.sanitized()) } else { words.sanitized() })
    }

    /// Bytes a second from its request to its end; `None` while it runs, and where that took too few of the whole seconds
    /// that its times are told in to know.
    pub fn average_rate(&self) -> Option<u64> {
        const LEAST_SECONDS: u64 = 5;
        let seconds = u64::try_from(self.completed?.checked_sub(self.requested?)?).ok()?;
        let rate = self.bytes.checked_div(seconds)?;
        (seconds >= LEAST_SECONDS && rate > 0).then_some(rate)
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
    /// Its details.
    pub details: EventDetails,
    /// Whether it is an error.
    pub is_error: bool,
}

/// The details of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventDetails {
    /// Text of one or more lines; may be empty.
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
