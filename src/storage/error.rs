//! Why a store did not do what it was asked. People read the [`crate::domain::problem::Problem`] the
//! runtime makes of it; code decides by `kind`.

use crate::globus::error::{ApiError, ErrorKind};

/// What it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageErrorKind {
    /// It is not there, or not visible.
    NotFound,
    /// It is there already.
    Exists,
    /// It is there and may not be touched.
    Denied,
    /// It is a file where a directory was wanted.
    NotDirectory,
    /// The directory is larger than the store lists.
    TooLarge,
    /// A sign-in, a consent or a fresher session is wanted first.
    SignIn,
    /// The store, or the way to it, is down for now.
    Offline,
    /// It cannot be done as asked.
    Refused,
    /// It is not known what became of it.
    Unknown,
}

/// The layer below that failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Cause {
    /// A call to Globus.
    #[error(transparent)]
    Globus(#[from] ApiError),
}

/// A store did not do what it was asked.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{cause}")]
pub struct StorageError {
    /// What it is about.
    pub kind: StorageErrorKind,
    /// What the layer below said.
    pub cause: Cause,
}

impl From<ApiError> for StorageError {
    fn from(error: ApiError) -> Self {
        use StorageErrorKind as Ours;
        let kind = match error.kind {
            ErrorKind::NotFound => Ours::NotFound,
            ErrorKind::Exists => Ours::Exists,
            ErrorKind::Denied => Ours::Denied,
            ErrorKind::NotDirectory => Ours::NotDirectory,
            ErrorKind::TooLarge => Ours::TooLarge,
            ErrorKind::Unauthenticated | ErrorKind::Requirement => Ours::SignIn,
            ErrorKind::Offline
            | ErrorKind::Paused
            | ErrorKind::RateLimited
            | ErrorKind::Unavailable
            | ErrorKind::Unreachable => Ours::Offline,
            ErrorKind::Conflict | ErrorKind::Refused | ErrorKind::Certificate | ErrorKind::Redirected => {
                Ours::Refused
            }
            ErrorKind::Unknown => Ours::Unknown,
        };
        Self { kind, cause: error.into() }
    }
}
