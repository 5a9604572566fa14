//! Who exists: identities with the providers that vouch for them, and registered clients.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The domain of identities that are clients.
pub const CLIENT_DOMAIN: &str = "clients.auth.globus.org";

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

/// All identities, by id.
pub type Identities = BTreeMap<Uuid, Identity>;

/// A registered application.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Client {
    pub id: Uuid,
    pub name: String,
    /// None for a native (public) client, which must use PKCE instead.
    pub secret: Option<String>,
    /// Whether people can sign in through it; a service client only acts as itself.
    pub interactive: bool,
    pub template: Option<Uuid>,
}

impl Client {
    /// Whether it has no secret to prove itself with.
    pub fn is_public(&self) -> bool {
        self.secret.is_none()
    }
}
