//! Settings that a test can change while the sandbox runs.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tokio::sync::watch;

/// Settings of the control routes. A restart resets them.
#[derive(Debug)]
pub struct TestControls {
    rate: AtomicU64,
    pub disk_full: AtomicBool,
    pub rotate_refresh_tokens: AtomicBool,
    pub refreshes: AtomicU64,
    /// How many of the next sign-ins are denied.
    pub denials: AtomicU64,
    pub rate_changed: watch::Sender<u64>,
}

impl TestControls {
    /// Defaults, with this rate in bytes per second.
    pub fn new(rate: Option<u64>) -> Self {
        let rate = rate.unwrap_or(0);
        Self {
            rate: AtomicU64::new(rate),
            disk_full: AtomicBool::new(false),
            rotate_refresh_tokens: AtomicBool::new(false),
            refreshes: AtomicU64::new(0),
            denials: AtomicU64::new(0),
            rate_changed: watch::Sender::new(rate),
        }
    }

    /// The data plane's rate in bytes per second, shared by all tasks; None is unlimited.
    pub fn rate(&self) -> Option<u64> {
        Some(self.rate.load(Ordering::Relaxed)).filter(|rate| *rate > 0)
    }

    /// Sets the rate and notifies the receivers of `rate_changed`. None and 0 are unlimited.
    pub fn set_rate(&self, rate: Option<u64>) {
        let rate = rate.unwrap_or(0);
        self.rate.store(rate, Ordering::Relaxed);
        self.rate_changed.send_replace(rate);
    }

    /// Whether every write of the data plane fails with NO_SPACE_LEFT.
    pub fn disk_full(&self) -> bool {
        self.disk_full.load(Ordering::Relaxed)
    }
}
