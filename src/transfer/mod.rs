//! What moves data. Every way of moving is an [`Engine`]; [`route`](route::route) picks one.
//!
//! It must not know the app or the runtime. Start with [`Engine`]; [`globus`] submits to Globus Transfer,
//! [`journal`] keeps submissions so that none is lost and none is sent twice.

mod error;
pub mod globus;
pub mod journal;
mod journal_writer;
pub mod route;
#[cfg(test)]
pub(crate) mod testing;

use std::path::PathBuf;

use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

pub use error::{DocumentError, TransferError};
pub use journal_writer::{JournalWriter, OpenEntry, WallClock};

use crate::domain::ids::TaskId;
use crate::domain::place::StoreId;
use crate::domain::plan::ConfirmedPlan;
use crate::domain::text::SafeText;
use journal::{Record, WaitReason};

/// Whether an engine moves data from one store to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// It does.
    Yes,
    /// It does not.
    No(Reason),
}

/// Why data cannot be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// There is no engine.
    NoEngine,
    /// Globus Transfer moves files between collections only.
    CollectionsOnly,
}

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
        /// What it is called.
        title: SafeText,
        /// What became of it.
        outcome: SubmitOutcome,
    },
    /// Another process has claimed it.
    Busy,
    /// It is older than the service is known to remember submission ids, and no task of it was found: only
    /// the user can decide whether to submit it again.
    TooOld {
        /// What is known of it.
        record: Box<Record>,
        /// The file that holds it.
        file: PathBuf,
    },
    /// It belongs to another service, application or identity.
    Foreign(Box<Record>),
    /// A file, or the whole journal, could not be used.
    Unusable(journal::JournalError),
}

/// Something that moves data from one store to another.
pub trait Engine: Send + Sync {
    /// Whether it moves data from one store to the other.
    fn supports(&self, from: &StoreId, to: &StoreId) -> Support;

    /// Submits a confirmed plan. Dropping the future loses nothing: the next [`Engine::recover`] continues it.
    fn submit(&self, plan: ConfirmedPlan) -> BoxFuture<'static, SubmitOutcome>;

    /// Resumes every unfinished submission and reports each. Entries that wait for one of `unless` are
    /// skipped.
    fn recover(
        &self,
        unless: &'static [WaitReason],
        report: mpsc::Sender<Recovery>,
    ) -> BoxFuture<'static, ()>;

    /// Cancels a task. A task that is over already is no error: read its state afterwards.
    fn cancel(&self, task: TaskId) -> BoxFuture<'static, Result<(), TransferError>>;
}
