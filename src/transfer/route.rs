//! Which engine moves data between two places, or why none does.

use std::sync::Arc;

use super::{Engine, globus};
use crate::domain::route::{EndInfo, NextStep, NoRoute, SupportRule, best};

/// The rule of every engine there is, in the order in which they are asked: one line an engine.
pub static RULES: &[SupportRule] = &[globus::supports];

/// The best engine to move data from one place to the other, and what it needs first.
///
/// # Errors
/// Why none of them does.
pub fn route(
    engines: &[Arc<dyn Engine>],
    from: &EndInfo,
    to: &EndInfo,
) -> Result<(Arc<dyn Engine>, Option<NextStep>), NoRoute> {
    best(engines.iter().map(|engine| (Arc::clone(engine), engine.supports(from, to))))
}
