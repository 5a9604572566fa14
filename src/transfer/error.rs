//! Errors of an engine: of the journal, or of the service.

use super::journal::{JournalError, JournalErrorKind};
use crate::domain::path::StorePath;
use crate::domain::plan::LabelError;
use crate::globus::error::{ApiError, ErrorKind};

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
    /// No user is signed in to the service.
    #[error("no user is signed in")]
    NotSignedIn,
    /// The submission belongs to another service, application or identity.
    #[error("it belongs to another account")]
    Foreign,
    /// The submission was sent so long ago that the service may have forgotten it: sending it again could make a
    /// second task.
    #[error("it is too old to be sent again")]
    TooOld,
}

impl TransferError {
    /// Whether the engine does not know the job: it may be another engine's.
    pub fn is_unknown_job(&self) -> bool {
        match self {
            Self::Journal(error) => error.kind == JournalErrorKind::Missing,
            Self::Globus(error) => error.kind == ErrorKind::NotFound,
            Self::Document(_) | Self::NotSignedIn | Self::Foreign | Self::TooOld => false,
        }
    }
}

/// Why a plan has no transfer document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The label cannot be sent.
    #[error(transparent)]
    Label(#[from] LabelError),
    /// One of its ends is not a collection.
    #[error("Globus Transfer moves files between collections only")]
    NotCollection,
    /// This path is not UTF-8, and JSON is.
    #[error("{} is not UTF-8, which Globus requires", .0.sanitized())]
    NotUtf8(StorePath),
}
