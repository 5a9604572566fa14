//! Jobs of all engines: a submission from the moment it is saved, or a task found at a service.
//!
//! Start with [`JobSnapshot`]; a [`JobList`] applies a stream of [`JobChange`]s.

mod action;
mod list;

use super::ids::{CollectionId, JobId};
use super::task::{Task, TaskEnd, TaskKind, TaskStatus};
use super::text::{SafeText, Untrusted};
use serde::{Deserialize, Serialize};

pub use action::{CancelOutcome, JobAction};
pub use list::{Applied, JobList, JobWindow};

/// How often job sources ask their services.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// The jobs are on the screen: every 2 s while one runs, up to every 60 s while none does.
    Watching,
    /// They are not: every 10 s while a job of this run is unfinished, else not at all.
    #[default]
    Background,
}

/// What moves the data of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EngineKind {
    /// Globus Transfer.
    Globus,
    /// One that this version does not know, by its name in the journal.
    Other(Untrusted),
}

/// What a saved submission waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitReason {
    /// A sign-in.
    SignIn,
    /// A consent, an identity or a fresher session.
    Consent,
    /// The service or the network.
    Offline,
    /// The end of a pause that the service asked for.
    RateLimited,
}

/// The state of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobState {
    /// Saved, and being sent by this process.
    Submitting,
    /// Saved, and being sent by another process: it does not depend on this one.
    SubmittingElsewhere,
    /// Saved, and sent again when the reason is over.
    Waiting(WaitReason),
    /// Saved for another service, application or identity: only a session of that one sends it.
    Foreign,
    /// Saved so long ago that hemi does not send it automatically.
    TooOld,
    /// Saved in a file that this version cannot use; the file is kept.
    Unusable,
    /// Accepted by the service, which has not reported on it yet.
    Submitted,
    /// Waits for a slot at the service.
    Queued,
    /// Runs.
    Active,
    /// Paused by a manager of a collection.
    Paused,
    /// Waits for its owner to do something.
    Inactive,
    /// Done.
    Succeeded,
    /// Failed or expired.
    Failed,
    /// Cancelled.
    Cancelled,
    /// The service no longer knows it.
    Forgotten,
    /// A word of the service that this version does not know.
    Other(Untrusted),
}

impl JobState {
    /// Whether it will not change any more.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled | Self::Forgotten)
    }

    /// Whether the service has it and has not finished it.
    pub fn is_at_service(&self) -> bool {
        matches!(
            self,
            Self::Submitted | Self::Queued | Self::Active | Self::Paused | Self::Inactive | Self::Other(_)
        )
    }

    /// Whether it is saved in the journal and not at the service, as far as is known.
    pub fn is_saved(&self) -> bool {
        matches!(
            self,
            Self::Submitting
                | Self::SubmittingElsewhere
                | Self::Waiting(_)
                | Self::Foreign
                | Self::TooOld
                | Self::Unusable
        )
    }

    /// Whether this hemi sends it later without being asked again, in this session or in the next.
    pub fn will_be_sent(&self) -> bool {
        matches!(self, Self::Submitting | Self::Waiting(_))
    }

    /// In one or two words, of nine cells at most.
    pub fn label(&self) -> SafeText {
        match self {
            Self::Submitting | Self::SubmittingElsewhere => "sending".into(),
            Self::Waiting(_) => "not sent".into(),
            Self::Foreign => "foreign".into(),
            Self::TooOld => "too old".into(),
            Self::Unusable => "unusable".into(),
            Self::Submitted => "submitted".into(),
            Self::Queued => "queued".into(),
            Self::Active => "running".into(),
            Self::Paused => "paused".into(),
            Self::Inactive => "stuck".into(),
            Self::Succeeded => "done".into(),
            Self::Failed => "failed".into(),
            Self::Cancelled => "cancelled".into(),
            Self::Forgotten => "unknown".into(),
            Self::Other(word) => word.sanitized(),
        }
    }

    /// The state of a task of Globus.
    pub fn of_task(task: &Task) -> Self {
        match &task.status {
            TaskStatus::Succeeded => Self::Succeeded,
            TaskStatus::Failed if task.was_cancelled() => Self::Cancelled,
            TaskStatus::Failed => Self::Failed,
            _ if task.paused => Self::Paused,
            TaskStatus::Active if task.is_queued() => Self::Queued,
            TaskStatus::Active => Self::Active,
            TaskStatus::Inactive => Self::Inactive,
            TaskStatus::Other(word) => Self::Other(word.clone()),
        }
    }
}

/// How far a job has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobProgress {
    /// Bytes moved.
    pub bytes: u64,
    /// Bytes in all, where that is known.
    pub bytes_total: Option<u64>,
    /// Files moved.
    pub files: u64,
    /// Files to be moved in all, where that is known.
    pub files_total: Option<u64>,
}

impl JobProgress {
    /// Per cent of the bytes, else of the files, where their total is known.
    pub fn percent(&self) -> Option<u64> {
        let of = |done: u64, total: Option<u64>| {
            u64::try_from((u128::from(done) * 100).checked_div(u128::from(total?))?).ok()
        };
        let share = of(self.bytes, self.bytes_total).or_else(|| of(self.files, self.files_total))?;
        Some(share.min(100))
    }
}

/// One end of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobEnd {
    /// The store, where the engine names one.
    pub collection: Option<CollectionId>,
    /// Its name; may be empty.
    pub name: Untrusted,
}

impl JobEnd {
    /// Its name for a screen; its id when it has none.
    pub fn title(&self) -> SafeText {
        match self.collection {
            Some(id) if self.name.is_empty() => crate::safe!("{}", id),
            _ => self.name.sanitized(),
        }
    }
}

impl From<&TaskEnd> for JobEnd {
    fn from(end: &TaskEnd) -> Self {
        Self { collection: Some(end.id), name: end.name.clone() }
    }
}

/// A job at the moment its source reported it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobSnapshot {
    /// Its id.
    pub id: JobId,
    /// What moves its data.
    pub engine: EngineKind,
    /// What it does.
    pub kind: TaskKind,
    /// Its state.
    pub state: JobState,
    /// The user's name for it.
    pub label: Option<Untrusted>,
    /// From where (for a delete: where).
    pub source: Option<JobEnd>,
    /// To where.
    pub destination: Option<JobEnd>,
    /// How far it has come.
    pub progress: JobProgress,
    /// When it was confirmed or requested, in seconds since the Unix epoch.
    pub requested: Option<i64>,
    /// When it ended, in seconds since the Unix epoch.
    pub completed: Option<i64>,
    /// How often it was sent, for a saved submission.
    pub tries: u32,
    /// Why it is in this state, where that needs a sentence.
    pub note: Option<SafeText>,
    /// The task of Globus behind it.
    pub task: Option<Task>,
}

impl JobSnapshot {
    /// A task of Globus, as the job `id`.
    pub fn of_task(id: JobId, task: Task) -> Self {
        let is_over = task.status.is_over();
        Self {
            id,
            engine: EngineKind::Globus,
            kind: task.kind,
            state: JobState::of_task(&task),
            label: task.label.clone(),
            source: task.source.as_ref().map(JobEnd::from),
            destination: task.destination.as_ref().map(JobEnd::from),
            progress: JobProgress {
                bytes: task.bytes,
                // The service finds files while it runs: their number is final when the task is over.
                bytes_total: None,
                files: task.files_transferred,
                files_total: is_over.then(|| task.files.saturating_sub(task.files_skipped)),
            },
            requested: task.requested,
            completed: task.completed,
            tries: 0,
            note: None,
            task: Some(task),
        }
    }

    /// Whether the journal of this computer has an entry of it: another task has no job id but its own.
    pub fn has_entry(&self) -> bool {
        self.task.as_ref().is_none_or(|task| task.id.uuid() != self.id.uuid())
    }

    /// Its label, else its ends.
    pub fn title(&self) -> SafeText {
        let end = |end: &Option<JobEnd>| end.as_ref().map_or_else(|| "?".into(), JobEnd::title);
        match (&self.label, self.kind) {
            (Some(label), _) if !label.is_empty() => label.sanitized(),
            (_, TaskKind::Transfer) => crate::safe!("{} > {}", end(&self.source), end(&self.destination)),
            (_, TaskKind::Delete) => crate::safe!("delete on {}", end(&self.source)),
        }
    }
}

/// What a job source reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobChange {
    /// A job is new or has changed.
    Set(Box<JobSnapshot>),
    /// A job is not listed any more.
    Removed(JobId),
    /// How much of the service's list is known.
    Window(JobWindow),
    /// The service was asked and has answered: with this report all its jobs are as it knows them.
    Answered,
}

/// A saved submission as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobDetails {
    /// What it is, one sentence a line.
    pub lines: Vec<SafeText>,
    /// Source and destination path of its first items.
    pub items: Vec<(Untrusted, Untrusted)>,
    /// How many items it has.
    pub total: u64,
    /// The file that holds it.
    pub file: SafeText,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_of_a_known_total_of_bytes_or_files_and_of_nothing_else() {
        let percent = |bytes, bytes_total, files, files_total| {
            JobProgress { bytes, bytes_total, files, files_total }.percent()
        };
        assert_eq!(percent(5, None, 3, None), None);
        assert_eq!(percent(5, None, 3, Some(12)), Some(25));
        assert_eq!(percent(u64::MAX, Some(u64::MAX), 3, Some(12)), Some(100));
        assert_eq!(percent(9, Some(3), 0, None), Some(100), "never more than all");
        assert_eq!(percent(0, Some(0), 0, Some(0)), None);
    }
}
