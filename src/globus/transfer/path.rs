//! Paths in requests to Globus: JSON text, so UTF-8 only (`globus-api.md` 6).

use serde::Serialize;

use crate::domain::path::{PathError, StorePath};
use crate::globus::error::{ApiError, ErrorKind};

/// A path that Globus accepts, without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct GlobusPath(String);

impl GlobusPath {
    /// Checks a path.
    ///
    /// # Errors
    /// [`PathError::NotUtf8`].
    pub fn new(path: &StorePath) -> Result<Self, PathError> {
        Ok(Self(path.as_utf8()?.to_owned()))
    }
}

impl From<GlobusPath> for String {
    fn from(path: GlobusPath) -> String {
        path.0
    }
}

/// The path for a call.
///
/// # Errors
/// `Refused`, before anything is sent, for a path that is not UTF-8.
pub(super) fn wire_path(path: &StorePath) -> Result<GlobusPath, ApiError> {
    let refused = |_| ApiError::new(ErrorKind::Refused, "its name is not UTF-8, which Globus requires");
    GlobusPath::new(path).map_err(refused)
}
