//! What a run leaves for the next one.

use std::sync::Arc;

use super::call::topic;
use crate::domain::saved_session::SavedSession;

/// Save where hemi is, in the place of what this run saved before.
#[derive(Clone, Debug)]
pub struct SaveSession {
    /// Where it is.
    pub session: Arc<SavedSession>,
}

/// Leave to the next run what this one restored, as if it had saved nothing.
#[derive(Clone, Debug)]
pub struct RevertSession;

topic! { SavedSession, SavedSessionRequest, SavedSessionReply {
    /// Saved.
    SaveSession: Write => std::convert::Infallible, ();
    /// Left as it was.
    RevertSession: Write => std::convert::Infallible, ();
} }
