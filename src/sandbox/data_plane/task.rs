//! A task: what was asked, how far it is, what happened. Plain data behind one lock, kept across restarts.
//!
//! Start with [`Task`]; [`TaskHandle`] is how the routes and the worker share one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::sandbox::data_plane::fault::{Fault, description};

/// Error events kept for one task; later ones are only counted.
const MAX_EVENTS: usize = 2000;

/// The service's word for where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Status {
    Active,
    Succeeded,
    Failed,
}

impl Status {
    /// The word of the `status` member.
    pub fn wire_name(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
        }
    }
}

/// What to do with symbolic links met on the way down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Symlinks {
    #[default]
    Ignore,
    Keep,
    Copy,
}

/// One `filter_rule`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterRule {
    pub include: bool,
    pub name: String,
    /// Some(true): directories only. None: both.
    pub dirs: Option<bool>,
}

/// One thing to transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub source: String,
    pub destination: String,
    /// None: whatever the source turns out to be.
    pub recursive: Option<bool>,
    /// The link itself, not what it points to.
    pub symlink: bool,
    /// The algorithm (`SHA256`) to verify with, and the hex digest that the source must have, if one was given.
    pub checksum: Option<(String, Option<String>)>,
}

/// What a transfer was asked to do.
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

/// What a delete was asked to do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DeleteSpec {
    pub endpoint: Uuid,
    pub paths: Vec<String>,
    pub recursive: bool,
    pub ignore_missing: bool,
    pub interpret_globs: bool,
}

/// Either kind of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TaskSpec {
    Transfer(TransferSpec),
    Delete(DeleteSpec),
}

impl TaskSpec {
    /// The word of the `type` member.
    pub fn wire_name(&self) -> &'static str {
        match self {
            Self::Transfer(_) => "TRANSFER",
            Self::Delete(_) => "DELETE",
        }
    }

    /// The collections it reads and writes; for a delete, only the first.
    pub fn collections(&self) -> (Uuid, Option<Uuid>) {
        match self {
            Self::Transfer(transfer) => (transfer.source, Some(transfer.destination)),
            Self::Delete(delete) => (delete.endpoint, None),
        }
    }
}

/// Counters, each true at any moment.
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

/// One line of the event list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub code: String,
    /// In place of the code's usual sentence.
    pub description: Option<String>,
    pub details: String,
    pub is_error: bool,
    pub time: Timestamp,
}

/// One file that was really moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferredFile {
    pub source: String,
    pub destination: String,
    pub size: u64,
    pub checksum: Option<String>,
    /// Of the checksum.
    #[serde(default)]
    pub algorithm: Option<String>,
}

/// One source that was passed over under `skip_source_errors`.
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

/// Everything about one task.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Task {
    pub id: Uuid,
    /// Its place in the order of submission.
    pub number: u64,
    pub owner: Uuid,
    pub username: String,
    pub spec: TaskSpec,
    pub label: Option<String>,
    pub status: Status,
    pub request_time: Timestamp,
    pub completion_time: Option<Timestamp>,
    /// When it is given up.
    pub deadline: Timestamp,
    /// Whether the user set the deadline, which then never moves.
    pub deadline_is_fixed: bool,
    pub counters: Counters,
    /// `OK`, `Queued`, or the event code that holds it up.
    pub nice_status: String,
    pub faults: u64,
    /// Code and sentence of what ended it.
    pub fatal: Option<(String, String)>,
    pub events: Vec<Event>,
    pub transferred: Vec<TransferredFile>,
    pub skipped: Vec<SkippedSource>,
    /// Dropped from its owner's list.
    pub removed: bool,
    /// Somebody asked for it to end.
    pub cancel_requested: bool,
    /// It was under way when the sandbox stopped.
    pub resumed: bool,
    /// A worker is on it.
    #[serde(skip)]
    pub running: bool,
}

impl Task {
    /// Whether nothing more will happen to it.
    pub fn is_over(&self) -> bool {
        self.status != Status::Active
    }

    /// Adds an event that is no error.
    pub fn add_event(&mut self, code: &str, details: String, at: Timestamp) {
        self.events.push(Event {
            code: code.to_owned(),
            description: None,
            details,
            is_error: false,
            time: at,
        });
    }

    /// Counts a fault and adds its event.
    pub fn record_fault(&mut self, fault: &Fault, at: Timestamp) {
        self.faults += 1;
        self.nice_status = fault.code.clone();
        if self.events.len() < MAX_EVENTS {
            let Fault { code, description, details, .. } = fault.clone();
            self.events.push(Event { code, description, details, is_error: true, time: at });
        }
    }

    /// Ends it. `fatal` is None for success.
    pub fn finish(&mut self, fatal: Option<(&str, &str)>, details: String, at: Timestamp) {
        self.status = if fatal.is_none() { Status::Succeeded } else { Status::Failed };
        self.completion_time = Some(at);
        self.counters.retrying = 0;
        let (code, is_error) = match fatal {
            None => ("SUCCEEDED", false),
            // A cancel is an event of its owner's making, not an error.
            Some((code, _)) => (code, code != "CANCELED"),
        };
        self.events.push(Event { code: code.to_owned(), description: None, details, is_error, time: at });
        self.fatal = fatal.map(|(code, why)| {
            let why = if why.is_empty() { description(code) } else { why };
            (code.to_owned(), why.to_owned())
        });
    }

    /// Moves the deadline out while things go well (`globus-api.md` 10.4).
    pub fn extend_deadline(&mut self, at: Timestamp) {
        if !self.deadline_is_fixed && matches!(self.spec, TaskSpec::Transfer(_)) {
            let later = at.checked_add(SignedDuration::from_hours(72)).unwrap_or(Timestamp::MAX);
            self.deadline = self.deadline.max(later);
        }
    }

    /// A copy without the lists, which may be long.
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

    /// Ready to be worked from the start again after a restart: what was moved stays moved.
    pub fn reset_for_resume(&mut self) {
        self.counters = Counters {
            bytes_transferred: self.transferred.iter().map(|moved| moved.size).sum(),
            bytes_checksummed: self.counters.bytes_checksummed,
            ..Counters::default()
        };
        self.nice_status = "Queued".to_owned();
        // One that was still queued has done nothing yet.
        self.resumed = !self.events.is_empty();
    }
}

/// A task shared between routes and worker.
#[derive(Debug, Clone)]
pub struct TaskHandle(Arc<Mutex<Task>>);

impl TaskHandle {
    /// Shares a task.
    pub fn new(task: Task) -> Self {
        Self(Arc::new(Mutex::new(task)))
    }

    /// The task, locked: let go before anything slow.
    pub fn lock(&self) -> MutexGuard<'_, Task> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Serialize for TaskHandle {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.lock().serialize(serializer)
    }
}

/// A task read from disk is not under way any more.
impl<'de> Deserialize<'de> for TaskHandle {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut task = Task::deserialize(deserializer)?;
        if !task.is_over() {
            task.reset_for_resume();
        }
        Ok(Self::new(task))
    }
}
