//! Why a submission or a cancel did not work: the journal below us, or the service.

use super::journal::JournalError;
use crate::globus::error::ApiError;
use crate::globus::transfer::submit::DocumentError;

/// A failure of an engine.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// The journal could not do its part.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The service did not do what it was asked.
    #[error(transparent)]
    Globus(#[from] ApiError),
    /// The plan cannot be sent as it is.
    #[error(transparent)]
    Document(#[from] DocumentError),
}
