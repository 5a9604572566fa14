//! Sessions: the authentications of one browser with one client.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One authentication of an identity.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Authentication {
    pub at: Timestamp,
    /// Whether a second factor was used.
    pub mfa: bool,
}

/// The authentications of one browser with one client, by identity. A token holds a copy from the time of its
/// sign-in, which a refresh does not change.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Session {
    pub id: Uuid,
    pub client: Uuid,
    /// The primary identity of the browser's user.
    pub person: Uuid,
    pub authentications: BTreeMap<Uuid, Authentication>,
}
