//! What identities granted to clients: authorization codes, tokens, consents.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::sandbox::model::scope::Scope;
use crate::sandbox::model::session::Session;

/// An authorization code that has not been exchanged yet.
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

/// The two kinds of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenKind {
    Access,
    Refresh,
}

/// One token. `scopes` are names without dependencies; the consents behind them are looked up at each use.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TokenRecord {
    pub kind: TokenKind,
    pub client: Uuid,
    pub identity: Uuid,
    pub resource_server: String,
    pub scopes: Vec<String>,
    pub session: Option<Session>,
    pub issued: Timestamp,
    /// None for a refresh token, which is valid until it is revoked.
    pub expires: Option<Timestamp>,
    /// How often a refresh token was used. A rotated token inherits the count.
    pub refreshes: u64,
}

/// The consent to one node of a scope tree.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Consent {
    pub id: u64,
    pub client: Uuid,
    pub identity: Uuid,
    pub scope_name: String,
    /// Consent ids from the root of the tree to this node.
    pub path: Vec<u64>,
    pub atomically_revocable: bool,
    pub allows_refresh: bool,
    pub created: Timestamp,
    pub updated: Timestamp,
    pub last_used: Timestamp,
}
