//! What identities granted to clients: codes, tokens, consents.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::sandbox::model::scope::Scope;
use crate::sandbox::model::session::Session;

/// An authorization code, waiting to be exchanged once.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AuthorizationCode {
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
