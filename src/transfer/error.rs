//! Errors of an engine: of the journal, or of the service.

use super::globus::DocumentError;
use super::journal::JournalError;
use crate::globus::error::ApiError;

/// A failure of an engine.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// The journal failed.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The service failed or refused.
    #[error(transparent)]
    Globus(#[from] ApiError),
    /// The plan cannot be sent as it is.
    #[error(transparent)]
    Document(#[from] DocumentError),
}
