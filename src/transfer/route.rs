//! Which engine moves data between two stores, or why none does.

use std::sync::Arc;

use super::{Engine, Reason, Support};
use crate::domain::place::StoreId;

/// The first engine that carries from one store to the other.
///
/// # Errors
/// The [`Reason`] of the engine that came closest; [`Reason::NoEngine`] when there is none at all.
pub fn route(engines: &[Arc<dyn Engine>], from: &StoreId, to: &StoreId) -> Result<Arc<dyn Engine>, Reason> {
    let mut why = Reason::NoEngine;
    for engine in engines {
        match engine.supports(from, to) {
            Support::Yes => return Ok(Arc::clone(engine)),
            Support::No(reason) => why = reason,
        }
    }
    Err(why)
}
