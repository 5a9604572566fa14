//! What Auth keeps besides the accounts: the signing key, open pages, devices that wait. None of it survives a restart but
//! the key.

use std::sync::Arc;

use axum::extract::FromRef;

use crate::sandbox::model::world::World;
use crate::sandbox::services::auth::device_store::Devices;
use crate::sandbox::services::auth::keys::Keys;
use crate::sandbox::services::auth::pending::Pending;

/// The state of Auth, shared by its handlers.
#[derive(Debug, Clone)]
pub struct Auth {
    pub world: Arc<World>,
    /// Grant every sign-in at once, without a page.
    pub auto_consent: bool,
    /// Offer the device flow, which the real service does not have.
    pub device_flow: bool,
    pub keys: Arc<Keys>,
    pub pending: Arc<Pending>,
    pub devices: Arc<Devices>,
}

impl Auth {
    /// With nothing open and no device waiting.
    pub fn new(world: Arc<World>, keys: Keys, auto_consent: bool, device_flow: bool) -> Self {
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

impl FromRef<Auth> for Arc<World> {
    fn from_ref(auth: &Auth) -> Self {
        Self::clone(&auth.world)
    }
}
