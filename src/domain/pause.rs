//! A time in which hemi sends nothing to a service, because the service asked for it.

use super::text::SafeText;
use super::time::Timestamp;

/// The pause of one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServicePause {
    /// The service's name, for a sentence.
    pub service: SafeText,
    /// Whether it is the one that lists directories and takes submissions.
    pub lists: bool,
    /// When it ends.
    pub until: Timestamp,
    /// The status of the answer that asked for it.
    pub status: u16,
    /// The service's own words; may be empty.
    pub message: SafeText,
}
