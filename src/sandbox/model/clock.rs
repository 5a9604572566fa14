//! The sandbox's clock: real time plus an offset that a test can step. Nothing in the sandbox asks the system for the time
//! except through it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// A time as the services write it: `2024-01-01T00:00:00.000000+00:00`.
pub fn iso_micros(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()
}

/// Real time plus a stepped offset.
#[derive(Debug)]
pub struct Clock {
    offset_ms: AtomicI64,
    stepped: watch::Sender<u64>,
}

impl Clock {
    /// A clock that already runs `offset_ms` milliseconds ahead.
    pub fn new(offset_ms: i64) -> Self {
        Self { offset_ms: AtomicI64::new(offset_ms), stepped: watch::Sender::new(0) }
    }

    /// Now, as every service of the sandbox sees it.
    pub fn now(&self) -> Timestamp {
        let offset = SignedDuration::from_millis(self.offset_ms());
        Timestamp::now().checked_add(offset).unwrap_or(Timestamp::MAX)
    }

    /// How far ahead of real time it runs, in milliseconds.
    pub fn offset_ms(&self) -> i64 {
        self.offset_ms.load(Ordering::Relaxed)
    }

    /// Moves the clock forward and wakes everyone who waits for [`Clock::steps`].
    pub fn step(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        let _ = self
            .offset_ms
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |at| Some(at.saturating_add(by)));
        self.stepped.send_modify(|count| *count += 1);
    }

    /// Changes each time the clock is stepped: a timer waits for its real time or for this, whichever comes first.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.stepped.subscribe()
    }
}
