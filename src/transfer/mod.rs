//! The engines, which move data. Each is an [`Engine`]; [`route`](route::route) picks one. Everything that reports
//! jobs is a [`JobSource`].
//!
//! It must not know the app or the runtime. Start with [`Engine`]; [`globus`] submits to Globus Transfer,
//! [`journal`] keeps submissions so that none is lost and none is sent twice.

mod error;
pub mod globus;
mod job_diff;
pub mod journal;
mod journal_jobs;
mod journal_writer;
pub mod route;
#[cfg(test)]
pub(crate) mod testing;

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use tokio::sync::{mpsc, oneshot, watch};

pub use error::{DocumentError, TransferError};
pub use journal_writer::{JournalWriter, OpenEntry, WallClock};

use crate::domain::deletion::ConfirmedDelete;
use crate::domain::ids::{JobId, TaskId};
use crate::domain::job::{CancelOutcome, EngineKind, JobChange, JobDetails, JobSnapshot, Pace, WaitReason};
use crate::domain::plan::ConfirmedPlan;
use crate::domain::route::{EndInfo, Support};
use crate::domain::text::SafeText;

/// The result of a submission.
#[derive(Debug)]
pub enum SubmitOutcome {
    /// The service has it as this task. `again`: it had it already, from an earlier try.
    Accepted {
        /// The task.
        task: TaskId,
        /// Whether an earlier try had reached the service.
        again: bool,
    },
    /// It is in the journal and will be sent again; why it was not done now.
    Waits(TransferError),
    /// The service refused it for good, or it could not be written to the journal.
    Refused(TransferError),
}

/// The result for one submission of an earlier run.
#[derive(Debug)]
pub enum Recovery {
    /// It was sent (again).
    Sent {
        /// Its label.
        title: SafeText,
        /// Its result.
        outcome: SubmitOutcome,
    },
    /// Another process has claimed it.
    Busy,
    /// It is not sent: it is too old, or belongs to another service, application or identity. Its state says which.
    Left(Box<JobSnapshot>),
    /// A file, or the whole journal, could not be used.
    Unusable(journal::JournalError),
}

/// What a job source reports at once, or why its service could not be asked. It tries again automatically.
pub type JobReport = Result<Vec<JobChange>, TransferError>;

/// Something that has jobs and reports them.
pub trait JobSource: Send + Sync {
    /// Reports all jobs, then every change. The stream ends when the sender of `pace` is dropped.
    fn watch(&self, pace: watch::Receiver<Pace>) -> BoxStream<'static, JobReport>;

    /// Cancels a job at its service. One that is over already is no error.
    fn cancel(&self, job: JobId) -> BoxFuture<'static, Result<CancelOutcome, TransferError>>;
}

/// Something that moves data from one place to another.
pub trait Engine: JobSource {
    /// Which it is.
    fn kind(&self) -> EngineKind;

    /// Whether it moves data from one place to the other.
    fn supports(&self, from: &EndInfo, to: &EndInfo) -> Support;

    /// Submits a confirmed plan. `saved` receives the job's id as soon as the submission is durable in the journal:
    /// only then may anything say that it was taken. Dropping the future loses nothing: the next
    /// [`Engine::resume_all`] continues it.
    fn submit(&self, plan: ConfirmedPlan, saved: oneshot::Sender<JobId>)
    -> BoxFuture<'static, SubmitOutcome>;

    /// Whether it deletes what is in a directory.
    fn deletes(&self, directory: &EndInfo) -> bool;

    /// Submits a confirmed deletion, as [`Engine::submit`] does a transfer.
    fn submit_delete(
        &self,
        plan: ConfirmedDelete,
        saved: oneshot::Sender<JobId>,
    ) -> BoxFuture<'static, SubmitOutcome>;

    /// Sends one saved submission now, because the user asked for it.
    fn resume(&self, job: JobId) -> BoxFuture<'static, SubmitOutcome>;

    /// Resumes every unfinished submission and reports each. Entries that wait for one of `unless` are
    /// skipped.
    fn resume_all(
        &self,
        unless: &'static [WaitReason],
        report: mpsc::Sender<Recovery>,
    ) -> BoxFuture<'static, ()>;

    /// Drops a saved submission, durably: it is never sent (again).
    ///
    /// # Errors
    /// `Claimed` while a process sends it; `Missing` when it is finished or does not exist.
    fn discard(&self, job: JobId) -> BoxFuture<'static, Result<(), TransferError>>;

    /// A saved submission as text.
    ///
    /// # Errors
    /// `Missing` when it does not exist; the journal's.
    fn details(&self, job: JobId) -> BoxFuture<'static, Result<JobDetails, TransferError>>;
}
