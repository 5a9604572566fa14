//! Which engine moves data between two places, or why none does.

use std::sync::Arc;

use super::Engine;
use crate::domain::route::{EndInfo, NoRoute, Support};

/// The first engine that moves data from one place to the other, with what it needs first.
///
/// # Errors
/// The reason of the first engine that gives one.
pub fn route(
    engines: &[Arc<dyn Engine>],
    from: &EndInfo,
    to: &EndInfo,
) -> Result<(Arc<dyn Engine>, Support), NoRoute> {
    let mut reasons = Vec::new();
    for engine in engines {
        match engine.supports(from, to) {
            Support::No(reason) => reasons.push(reason),
            support => return Ok((Arc::clone(engine), support)),
        }
    }
    Err(reasons.into_iter().next().unwrap_or_else(no_engine))
}

/// Why there is no engine at all.
pub fn no_engine() -> NoRoute {
    NoRoute {
        reason: "hemi has no journal to save submissions in.".into(),
        next: "Fix what was reported at the start, then start hemi again.".into(),
    }
}
