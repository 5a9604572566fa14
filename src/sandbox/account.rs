//! Who exists and what they were granted: identities, clients, codes, tokens, consents. Plain records; the rules are in `auth`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::auth::scope::Scope;

/// An organisation that people log in with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Provider {
    pub id: Uuid,
    pub name: String,
    pub short_name: String,
    pub domains: Vec<String>,
}

/// One identity: a person's, or a client's own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Identity {
    pub id: Uuid,
    pub username: String,
    pub name: Option<String>,
    pub email: Option<String>,
    pub organization: Option<String>,
    pub provider: Uuid,
    /// `used` once somebody logged in with it; `unused` when it was only provisioned.
    pub used: bool,
    /// The primary identity this one is linked to; its own id when it is the primary.
    pub primary: Uuid,
}

/// A registered application.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Client {
    pub id: Uuid,
    pub name: String,
    /// None for a native (public) client, which must use PKCE instead.
    pub secret: Option<String>,
    /// Whether people can sign in through it; a service client only acts as itself.
    pub signs_people_in: bool,
    pub template: Option<Uuid>,
}

impl Client {
    /// Whether it has no secret to prove itself with.
    pub fn is_public(&self) -> bool {
        self.secret.is_none()
    }
}

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

/// An authorization code, waiting to be exchanged once.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Code {
    pub client: Uuid,
    pub identity: Uuid,
    pub redirect_uri: String,
    pub scopes: Vec<Scope>,
    pub challenge: Option<String>,
    pub offline: bool,
    pub nonce: Option<String>,
    pub state: Option<String>,
    pub session: Session,
    pub expires: Timestamp,
}

/// Access or refresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenKind {
    Access,
    Refresh,
}

/// One token. `scopes` are plain names: a token cannot tell which consents it carries.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TokenRecord {
    pub kind: TokenKind,
    pub client: Uuid,
    pub identity: Uuid,
    pub resource_server: String,
    pub scopes: Vec<String>,
    pub session: Option<Session>,
    pub issued: Timestamp,
    /// None for a refresh token, which lives until it is revoked.
    pub expires: Option<Timestamp>,
    /// How often a refresh token was used; the one that takes its place counts on.
    pub refreshes: u64,
}

/// One node of a granted scope tree.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Consent {
    pub id: u64,
    pub client: Uuid,
    pub identity: Uuid,
    pub scope_name: String,
    /// Ids from the root consent down to this one.
    pub path: Vec<u64>,
    pub atomically_revocable: bool,
    pub allows_refresh: bool,
    pub created: Timestamp,
    pub updated: Timestamp,
    pub last_used: Timestamp,
}

/// A saved place of one person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Bookmark {
    pub id: Uuid,
    pub owner: Uuid,
    pub name: String,
    pub endpoint_id: Uuid,
    pub path: String,
    pub pinned: bool,
}
