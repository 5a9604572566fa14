//! What the control surface reaches into: the world and the states of services.

use std::sync::Arc;

use axum::extract::FromRef;

use crate::sandbox::model::world::World;
use crate::sandbox::services::transfer::state::Transfer;

/// The state of the control surface, shared by its handlers.
#[derive(Debug, Clone)]
pub struct Control {
    pub world: Arc<World>,
    pub transfer: Transfer,
}

impl FromRef<Control> for Arc<World> {
    fn from_ref(control: &Control) -> Self {
        Self::clone(&control.world)
    }
}
