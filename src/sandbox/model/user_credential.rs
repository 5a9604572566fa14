//! Records of user credentials: which local account of a storage gateway an identity uses.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The account of one identity at one storage gateway.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UserCredential {
    pub id: Uuid,
    pub identity: Uuid,
    pub gateway: Uuid,
    /// The local username; None for the one that the identity is mapped to.
    pub username: Option<String>,
    pub display_name: Option<String>,
}
