//! The rate limit that all tasks share: a token bucket filled in real time.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Maximum sleep between checks for cancellation and rate changes.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// Chunks per second under a rate limit, so that progress is smooth.
const PIECES_PER_SECOND: u64 = 50;

/// A token bucket of bytes.
#[derive(Debug)]
pub struct TokenBucket {
    level: Mutex<(f64, Instant)>,
}

impl Default for TokenBucket {
    fn default() -> Self {
        Self { level: Mutex::new((0.0, Instant::now())) }
    }
}

/// The chunk size for this rate.
pub fn chunk_size(rate: Option<u64>) -> usize {
    const MOST: u64 = 1 << 20;
    let bytes = rate.map_or(MOST, |rate| (rate / PIECES_PER_SECOND).clamp(256, MOST));
    usize::try_from(bytes).unwrap_or(1 << 20)
}

impl TokenBucket {
    /// Waits until `bytes` may be moved under `rate`, which is read repeatedly. An error of `check` ends the wait.
    pub fn take<E>(
        &self,
        bytes: usize,
        rate: impl Fn() -> Option<u64>,
        check: impl Fn() -> Result<(), E>,
    ) -> Result<(), E> {
        loop {
            let Some(rate) = rate() else { return Ok(()) };
            let Some(wait) = self.try_take(bytes, rate) else { return Ok(()) };
            std::thread::sleep(wait.min(POLL_INTERVAL));
            check()?;
        }
    }

    /// Takes the bytes, or returns the time until they are available.
    fn try_take(&self, bytes: usize, rate: u64) -> Option<Duration> {
        #![allow(clippy::cast_precision_loss, reason = "a rate needs no more than 52 bits")]
        let rate = rate.max(1) as f64;
        let bytes = bytes as f64;
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        // The level is capped at a tenth of a second, so that no burst follows a pause. A chunk always fits.
        let most = (rate / 10.0).max(bytes);
        level.0 = (level.0 + now.duration_since(level.1).as_secs_f64() * rate).min(most);
        level.1 = now;
        if level.0 >= bytes {
            level.0 -= bytes;
            return None;
        }
        Some(Duration::from_secs_f64(((bytes - level.0) / rate).min(3600.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_small_at_low_rates() {
        assert_eq!(chunk_size(None), 1 << 20);
        assert_eq!(chunk_size(Some(1)), 256);
        assert_eq!(chunk_size(Some(1_000_000)), 20_000);
        assert_eq!(chunk_size(Some(u64::MAX)), 1 << 20);
    }

    #[test]
    fn the_rate_is_kept() {
        let bucket = TokenBucket::default();
        let rate = Some(1_000_000);
        let from = Instant::now();
        for _ in 0..15 {
            bucket.take(20_000, || rate, || Ok::<(), ()>(())).unwrap();
        }
        let took = from.elapsed();
        assert!(took >= Duration::from_millis(180), "300 kB at 1 MB/s took only {took:?}");
    }

    #[test]
    fn a_waiting_taker_can_be_called_off_and_a_lifted_rate_lets_it_go() {
        let bucket = TokenBucket::default();
        assert_eq!(bucket.take(1 << 20, || Some(1), || Err("off")), Err("off"));
        let asked = std::cell::Cell::new(0);
        let rate = || {
            asked.set(asked.get() + 1);
            (asked.get() < 2).then_some(1)
        };
        assert_eq!(bucket.take(1 << 20, rate, || Ok::<(), ()>(())), Ok(()));
    }
}
