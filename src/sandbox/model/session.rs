//! Sessions: what one browser proved to one client, by identity.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One identity's proof of itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Authentication {
    pub at: Timestamp,
    /// With a second factor.
    pub mfa: bool,
}

/// What one browser proved to one client, by identity. Tokens carry what it was when they were made: a refresh changes
/// nothing in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Session {
    pub id: Uuid,
    pub client: Uuid,
    /// The primary identity of whoever sits before the browser.
    pub person: Uuid,
    pub authentications: BTreeMap<Uuid, Authentication>,
}
