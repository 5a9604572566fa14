//! Tasks: specification, progress and history, persisted across restarts.
//!
//! Start with [`Task`]; routes and worker share one through a [`TaskHandle`].

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::sandbox::data_plane::fault::{Fault, description};

/// Maximum number of events of a task; later faults are only counted.
const MAX_EVENTS: usize = 2000;

/// The status of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Status {
    Active,
    Succeeded,
    Failed,
}

impl Status {
    /// The value of the `status` member.
    pub fn wire_name(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
        }
    }
}

/// Treatment of symbolic links below a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Symlinks {
    #[default]
    Ignore,
    Keep,
    Copy,
}

/// A `filter_rule`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterRule {
    pub include: bool,
    pub name: String,
    /// Some(true) applies to directories only, Some(false) to files only, None to both.
    pub dirs: Option<bool>,
}

/// A transfer item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub source: String,
    pub destination: String,
    /// None determines it from the source.
    pub recursive: Option<bool>,
    /// Copy the link itself instead of its target.
    pub symlink: bool,
    /// The algorithm to verify with (`SHA256`), and the expected hex digest of the source, if given.
    pub checksum: Option<(String, Option<String>)>,
}

/// The specification of a transfer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TransferSpec {
    pub source: Uuid,
    pub destination: Uuid,
    pub items: Vec<Item>,
    pub sync_level: Option<u8>,
    pub verify_checksum: bool,
    pub preserve_timestamp: bool,
    pub encrypt_data: bool,
    pub skip_source_errors: bool,
    pub fail_on_quota_errors: bool,
    pub delete_destination_extra: bool,
    pub store_base_path_info: bool,
    pub symlinks: Symlinks,
    pub rules: Vec<FilterRule>,
}

/// The specification of a delete.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DeleteSpec {
    pub endpoint: Uuid,
    pub paths: Vec<String>,
    pub recursive: bool,
    pub ignore_missing: bool,
    pub interpret_globs: bool,
}

/// The specification of a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TaskSpec {
    Transfer(TransferSpec),
    Delete(DeleteSpec),
}

impl TaskSpec {
    /// The value of the `type` member.
    pub fn wire_name(&self) -> &'static str {
        match self {
            Self::Transfer(_) => "TRANSFER",
            Self::Delete(_) => "DELETE",
        }
    }

    /// Source and destination collection; a delete has only the first.
    pub fn collections(&self) -> (Uuid, Option<Uuid>) {
        match self {
            Self::Transfer(transfer) => (transfer.source, Some(transfer.destination)),
            Self::Delete(delete) => (delete.endpoint, None),
        }
    }
}

/// Counters of the task document, up to date at any time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    pub files: u64,
    pub directories: u64,
    pub symlinks: u64,
    pub files_transferred: u64,
    pub files_skipped: u64,
    pub total: u64,
    pub succeeded: u64,
    pub retrying: u64,
    pub skipped_errors: u64,
    pub bytes_transferred: u64,
    pub bytes_checksummed: u64,
}

/// An entry of the event list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub code: String,
    /// Replaces the code's default description.
    pub description: Option<String>,
    pub details: String,
    pub is_error: bool,
    pub time: Timestamp,
}

/// A file that was transferred.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferredFile {
    pub source: String,
    pub destination: String,
    pub size: u64,
    pub checksum: Option<String>,
    /// The algorithm of `checksum`.
    #[serde(default)]
    pub algorithm: Option<String>,
}

/// A source that was skipped under `skip_source_errors`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedSource {
    pub code: String,
    pub details: String,
    pub time: Timestamp,
    pub source: String,
    pub destination: String,
    pub is_directory: bool,
    pub is_symlink: bool,
}

/// A task.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Task {
    pub id: Uuid,
    /// Its sequence number of submission.
    pub number: u64,
    pub owner: Uuid,
    pub username: String,
    pub spec: TaskSpec,
    pub label: Option<String>,
    pub status: Status,
    pub request_time: Timestamp,
    pub completion_time: Option<Timestamp>,
    /// When it fails unless it has ended.
    pub deadline: Timestamp,
    /// Whether the user set the deadline, which is then never extended.
    pub deadline_is_fixed: bool,
    pub counters: Counters,
    /// `OK`, `Queued`, or the event code of the current fault.
    pub nice_status: String,
    pub faults: u64,
    /// Code and description of the fatal error.
    pub fatal: Option<(String, String)>,
    pub events: Vec<Event>,
    pub transferred: Vec<TransferredFile>,
    pub skipped: Vec<SkippedSource>,
    /// Whether its owner removed it from the task list.
    pub removed: bool,
    /// Whether the service denies that it exists, as it does for a task of long ago.
    #[serde(default)]
    pub forgotten: bool,
    /// Whether a cancel was requested.
    pub cancel_requested: bool,
    /// Whether it had started when the sandbox stopped.
    pub resumed: bool,
    /// Whether a worker runs it.
    #[serde(skip)]
    pub running: bool,
}

impl Task {
    /// Whether it has ended.
    pub fn is_over(&self) -> bool {
        self.status != Status::Active
    }

    /// Adds an event that is not an error.
    pub fn add_event(&mut self, code: &str, details: String, at: Timestamp) {
        self.events.push(Event {
            code: code.to_owned(),
            description: None,
            details,
            is_error: false,
            time: at,
        });
    }

    /// Counts a fault and adds its event, up to the limit.
    pub fn record_fault(&mut self, fault: &Fault, at: Timestamp) {
        self.faults += 1;
        self.nice_status = fault.code.clone();
        if self.events.len() < MAX_EVENTS {
            let Fault { code, description, details, .. } = fault.clone();
            self.events.push(Event { code, description, details, is_error: true, time: at });
        }
    }

    /// Ends the task. `fatal` is None for success.
    pub fn finish(&mut self, fatal: Option<(&str, &str)>, details: String, at: Timestamp) {
        self.status = if fatal.is_none() { Status::Succeeded } else { Status::Failed };
        self.completion_time = Some(at);
        self.counters.retrying = 0;
        let (code, is_error) = match fatal {
            None => ("SUCCEEDED", false),
            // A cancel requested by the owner is not an error.
            Some((code, _)) => (code, code != "CANCELED"),
        };
        self.events.push(Event { code: code.to_owned(), description: None, details, is_error, time: at });
        self.fatal = fatal.map(|(code, why)| {
            let why = if why.is_empty() { description(code) } else { why };
            (code.to_owned(), why.to_owned())
        });
    }

    /// Extends the deadline after progress (`globus-api.md` 10.4).
    pub fn extend_deadline(&mut self, at: Timestamp) {
        if !self.deadline_is_fixed && matches!(self.spec, TaskSpec::Transfer(_)) {
            let later = at.checked_add(SignedDuration::from_hours(72)).unwrap_or(Timestamp::MAX);
            self.deadline = self.deadline.max(later);
        }
    }

    /// A copy without the lists, which can be long.
    pub fn without_history(&self) -> Self {
        let spec = match &self.spec {
            TaskSpec::Transfer(transfer) if !transfer.store_base_path_info => {
                TaskSpec::Transfer(TransferSpec { items: Vec::new(), ..transfer.clone() })
            }
            spec => spec.clone(),
        };
        Self {
            spec,
            label: self.label.clone(),
            nice_status: self.nice_status.clone(),
            fatal: self.fatal.clone(),
            username: self.username.clone(),
            counters: self.counters.clone(),
            events: Vec::new(),
            transferred: Vec::new(),
            skipped: Vec::new(),
            ..*self
        }
    }

    /// Prepares the task for a restart from the first item. Files already transferred are kept.
    pub fn reset_for_resume(&mut self) {
        self.counters = Counters {
            bytes_transferred: self.transferred.iter().map(|moved| moved.size).sum(),
            bytes_checksummed: self.counters.bytes_checksummed,
            ..Counters::default()
        };
        self.nice_status = "Queued".to_owned();
        // A task without events had not started.
        self.resumed = !self.events.is_empty();
    }
}

/// A shared task.
#[derive(Debug, Clone)]
pub struct TaskHandle(Arc<Mutex<Task>>);

impl TaskHandle {
    /// Shares a task.
    pub fn new(task: Task) -> Self {
        Self(Arc::new(Mutex::new(task)))
    }

    /// Locks the task. Not to be held during I/O.
    pub fn lock(&self) -> MutexGuard<'_, Task> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Serialize for TaskHandle {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.lock().serialize(serializer)
    }
}

/// A task that is loaded from disk has no worker and is reset.
impl<'de> Deserialize<'de> for TaskHandle {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut task = Task::deserialize(deserializer)?;
        if !task.is_over() {
            task.reset_for_resume();
        }
        Ok(Self::new(task))
    }
}
