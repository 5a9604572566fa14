//! What Auth keeps besides the accounts: the signing key, open pages, devices that wait. None of it survives a restart but
//! the key.

use std::sync::Arc;

use axum::extract::FromRef;

use crate::sandbox::model::world::World;
use crate::sandbox::services::auth::device_store::DeviceStore;
use crate::sandbox::services::auth::keys::SigningKeys;
use crate::sandbox::services::auth::pending::PendingRequests;

/// The state of Auth, shared by its handlers.
#[derive(Debug, Clone)]
pub struct AuthState {
    pub world: Arc<World>,
    /// Grant every sign-in at once, without a page.
    pub auto_consent: bool,
    /// Offer the device flow, which the real service does not have.
    pub device_flow: bool,
    pub keys: Arc<SigningKeys>,
    pub pending: Arc<PendingRequests>,
    pub devices: Arc<DeviceStore>,
}

impl AuthState {
    /// With nothing open and no device waiting.
    pub fn new(world: Arc<World>, keys: SigningKeys, auto_consent: bool, device_flow: bool) -> Self {
        Self {
            world,
            auto_consent,
            device_flow,
            keys: Arc::new(keys),
            pending: Arc::default(),
            devices: Arc::default(),
        }
    }
}

impl FromRef<AuthState> for Arc<World> {
    fn from_ref(auth: &AuthState) -> Self {
        Self::clone(&auth.world)
    }
}
