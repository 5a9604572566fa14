//! The sandbox's clock: system time plus an offset that tests can increase. All services read the time from it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// ISO 8601 with microseconds, as Auth writes it: `2024-01-01T00:00:00.000000+00:00`.
pub fn iso_micros(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()
}

/// System time plus an offset.
#[derive(Debug)]
pub struct Clock {
    offset_ms: AtomicI64,
    stepped: watch::Sender<u64>,
}

impl Clock {
    /// A clock that is `offset_ms` milliseconds ahead of system time.
    pub fn new(offset_ms: i64) -> Self {
        Self { offset_ms: AtomicI64::new(offset_ms), stepped: watch::Sender::new(0) }
    }

    /// The current time of the sandbox.
    pub fn now(&self) -> Timestamp {
        let offset = SignedDuration::from_millis(self.offset_ms());
        Timestamp::now().checked_add(offset).unwrap_or(Timestamp::MAX)
    }

    /// The offset from system time, in milliseconds.
    pub fn offset_ms(&self) -> i64 {
        self.offset_ms.load(Ordering::Relaxed)
    }

    /// Moves the clock forward and notifies the receivers of [`Clock::subscribe`].
    pub fn step(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        let _ = self
            .offset_ms
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |at| Some(at.saturating_add(by)));
        self.stepped.send_modify(|count| *count += 1);
    }

    /// A receiver that is notified of each step: a timer waits for its deadline or a step, whichever is first.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.stepped.subscribe()
    }
}
