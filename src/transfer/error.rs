//! Why a submission or a cancel did not work: the journal below us, or the service.

use super::journal::JournalError;
use crate::domain::plan::LabelError;
use crate::globus::error::ApiError;

/// A failure of an engine.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// The journal could not do its part.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The service did not do what it was asked.
    #[error(transparent)]
    Globus(#[from] ApiError),
    /// The label cannot be sent.
    #[error(transparent)]
    Label(#[from] LabelError),
}
