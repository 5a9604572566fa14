//! The only clock. Inputs and events carry its time; `app` and `domain` never read a clock.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::domain::time::Timestamp;

/// Reports the time since its creation, and the wall time.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Instant,
}

impl Clock {
    /// Starts at zero.
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        let mono = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp { mono, wall: i64::try_from(wall.as_millis()).unwrap_or(i64::MAX) }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}
