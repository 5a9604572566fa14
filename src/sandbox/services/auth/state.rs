//! The state of Auth besides the accounts: pending consent pages, pending devices. None of it is persistent.

use std::sync::Arc;

use axum::extract::FromRef;

use crate::sandbox::model::world::World;
use crate::sandbox::services::auth::device_store::DeviceStore;
use crate::sandbox::services::auth::pending::PendingRequests;

/// The state of Auth.
#[derive(Debug, Clone)]
pub struct AuthState {
    pub world: Arc<World>,
    /// Approve every sign-in without showing the consent page.
    pub auto_consent: bool,
    /// Serve the device flow, which the real service does not have.
    pub device_flow: bool,
    pub pending: Arc<PendingRequests>,
    pub devices: Arc<DeviceStore>,
}

impl AuthState {
    /// The state without pending pages and devices.
    pub fn new(world: Arc<World>, auto_consent: bool, device_flow: bool) -> Self {
        Self { world, auto_consent, device_flow, pending: Arc::default(), devices: Arc::default() }
    }
}

impl FromRef<AuthState> for Arc<World> {
    fn from_ref(auth: &AuthState) -> Self {
        Self::clone(&auth.world)
    }
}
