//! Time as the app knows it: inputs and events carry it, the app never reads a clock.

use std::time::Duration;

/// A moment carried by every input and event.
///
/// `mono` orders moments and measures between them; `wall` is only ever shown. A clock that is set
/// back, or a laptop that slept, therefore changes what is displayed and nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timestamp {
    /// Milliseconds of a clock that never goes back.
    pub mono: u64,
    /// Milliseconds since the Unix epoch, as the machine's clock has it.
    pub wall: i64,
}

impl Timestamp {
    /// How long after `earlier` this is; zero when it is not.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.mono.saturating_sub(earlier.mono))
    }

    /// The moment `wait` later.
    #[must_use]
    pub fn after(self, wait: Duration) -> Self {
        let ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        Self {
            mono: self.mono.saturating_add(ms),
            wall: self.wall.saturating_add(i64::try_from(ms).unwrap_or(i64::MAX)),
        }
    }
}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.mono.cmp(&other.mono).then(self.wall.cmp(&other.wall))
    }
}

/// Seconds since the Unix epoch of an ISO 8601 time as the services write it.
///
/// Task times use `T`, file times a space; both are accepted everywhere (`globus-api.md`, head).
pub fn parse_service_time(text: &str) -> Option<i64> {
    let text = text.trim();
    let fixed;
    let text = match text.as_bytes().get(10) {
        Some(b' ') => {
            fixed = text.replacen(' ', "T", 1);
            fixed.as_str()
        }
        _ => text,
    };
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return Some(at.as_second());
    }
    // Without an offset the services mean UTC.
    text.parse::<jiff::civil::DateTime>()
        .ok()
        .and_then(|at| at.to_zoned(jiff::tz::TimeZone::UTC).ok())
        .map(|at| at.timestamp().as_second())
}
