//! The state of the control routes: the shared state and that of the services.

use std::sync::Arc;

use axum::extract::FromRef;

use crate::sandbox::model::world::World;
use crate::sandbox::services::transfer::state::TransferState;

/// The state of the control routes.
#[derive(Debug, Clone)]
pub struct ControlState {
    pub world: Arc<World>,
    pub transfer: TransferState,
}

impl FromRef<ControlState> for Arc<World> {
    fn from_ref(control: &ControlState) -> Self {
        Self::clone(&control.world)
    }
}
