//! Identities, identity providers and registered clients.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The username domain of client identities.
pub const CLIENT_DOMAIN: &str = "clients.auth.globus.org";

/// An identity provider.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Provider {
    pub id: Uuid,
    pub name: String,
    pub short_name: String,
    pub domains: Vec<String>,
}

/// The identity of a person or of a client.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Identity {
    pub id: Uuid,
    pub username: String,
    pub name: Option<String>,
    pub email: Option<String>,
    pub organization: Option<String>,
    pub provider: Uuid,
    /// Whether it has been used to log in; false for an identity that was only provisioned.
    pub used: bool,
    /// The primary identity of the linked set; its own id for the primary itself.
    pub primary: Uuid,
}

/// All identities, by id.
pub type Identities = BTreeMap<Uuid, Identity>;

/// A registered client application.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Client {
    pub id: Uuid,
    pub name: String,
    /// None for a public client, which must use PKCE.
    pub secret: Option<String>,
    /// Whether people can sign in to it. A service client only acts as itself.
    pub interactive: bool,
    pub template: Option<Uuid>,
}

impl Client {
    /// Whether it is a public client, which has no secret.
    pub fn is_public(&self) -> bool {
        self.secret.is_none()
    }
}
