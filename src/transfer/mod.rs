//! What moves data. Every way of moving is an [`Engine`]; [`route`](route::route) picks one.
//!
//! It must not know the app or the runtime. Start with [`Engine`]; [`globus`] submits to Globus Transfer,
//! [`journal`] sees to it that nothing is submitted twice and nothing is lost.

mod error;
pub mod globus;
pub mod journal;
pub mod route;
#[cfg(test)]
pub(crate) mod testing;
mod writes;

use std::path::PathBuf;

use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

pub use error::TransferError;
pub use writes::{Wall, Working, Writes};

use crate::domain::ids::TaskId;
use crate::domain::place::StoreId;
use crate::domain::plan::ConfirmedPlan;
use crate::domain::text::SafeText;
use journal::{Record, Why};

/// Whether an engine moves data from one store to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carry {
    /// It does.
    Yes,
    /// It does not.
    No(Reason),
}

/// Why data cannot be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No engine is there.
    NoEngine,
    /// Globus Transfer moves files between collections only.
    CollectionsOnly,
}

/// What became of a submission.
#[derive(Debug)]
pub enum Outcome {
    /// The service has it as this task. `again`: it had it already, from an earlier try.
    Accepted {
        /// The task.
        task: TaskId,
        /// Whether an earlier try had reached the service.
        again: bool,
    },
    /// It is in the journal and will be sent again; why it was not done now.
    Waits(TransferError),
    /// It will never be done; nothing was, as far as anybody can tell.
    Refused(TransferError),
}

/// What became of one submission of an earlier run.
#[derive(Debug)]
pub enum Recovery {
    /// It was sent (again).
    Sent {
        /// What it is called.
        title: SafeText,
        /// What became of it.
        outcome: Outcome,
    },
    /// Another hemi works on it.
    Busy,
    /// It is so old that the service may have forgotten its id, and no task of it was found: only its user
    /// can tell whether to do it again.
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
    fn carries(&self, from: &StoreId, to: &StoreId) -> Carry;

    /// Does what was confirmed. When this is dropped halfway nothing is lost: the next [`Engine::recover`]
    /// goes on with it.
    fn submit(&self, plan: ConfirmedPlan) -> BoxFuture<'static, Outcome>;

    /// Goes on with everything that is not finished, and reports each. An entry that waits for one of
    /// `unless` is passed over in silence.
    fn recover(&self, unless: &'static [Why], report: mpsc::Sender<Recovery>) -> BoxFuture<'static, ()>;

    /// Cancels a task. One that is over already is no error: look at the task for what became of it.
    fn cancel(&self, task: TaskId) -> BoxFuture<'static, Result<(), TransferError>>;
}
