//! One gate per service and host: at most ten requests a second and four in flight, and nobody passes while the
//! service asked for patience (`ARCHITECTURE.md` P1-2: half of what Globus allows).
//!
//! Start with [`RateLimiter::pass`]. A [`Permit`] is held until the answer's body has been read.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// Requests that may begin within any one second.
const PER_SECOND: usize = 10;
/// Requests that may wait for their answer at once.
const IN_FLIGHT: usize = 4;

/// Told how long the gate of a host stays closed, when the service asked for that.
pub type Observer = Arc<dyn Fn(Duration) + Send + Sync>;

/// The gates of all hosts. Clones share them.
#[derive(Clone, Default)]
pub struct RateLimiter(Arc<Inner>);

#[derive(Default)]
struct Inner {
    hosts: Mutex<HashMap<String, Arc<Host>>>,
    observer: Mutex<Option<Observer>>,
}

struct Host {
    slots: Arc<Semaphore>,
    traffic: Mutex<Traffic>,
}

#[derive(Default)]
struct Traffic {
    /// When the last requests began, oldest first.
    begun: VecDeque<Instant>,
    closed_until: Option<Instant>,
}

impl Traffic {
    /// Notes a request that begins now, or tells when to ask again.
    fn begin(&mut self, now: Instant) -> Result<(), Instant> {
        if let Some(until) = self.closed_until.filter(|until| *until > now) {
            return Err(until);
        }
        if self.begun.len() >= PER_SECOND
            && let Some(oldest) = self.begun.front()
        {
            let free = *oldest + Duration::from_secs(1);
            if free > now {
                return Err(free);
            }
            self.begun.pop_front();
        }
        self.begun.push_back(now);
        Ok(())
    }
}

impl RateLimiter {
    /// Has `observer` told about every wait a service asks for.
    pub fn watch(&self, observer: Observer) {
        *lock(&self.0.observer) = Some(observer);
    }

    /// Waits for its turn to send a request to `host`, which names a service and where it is.
    pub async fn acquire(&self, host: &str) -> Permit {
        let gate = {
            let mut hosts = lock(&self.0.hosts);
            let fresh =
                || Arc::new(Host { slots: Arc::new(Semaphore::new(IN_FLIGHT)), traffic: Mutex::default() });
            Arc::clone(hosts.entry(host.to_owned()).or_insert_with(fresh))
        };
        // The semaphore is never closed, so this is always a permit.
        let slot = Arc::clone(&gate.slots).acquire_owned().await.ok();
        loop {
            let turn = lock(&gate.traffic).begin(Instant::now());
            match turn {
                Ok(()) => return Permit { gate: self.clone(), host: gate, _slot: slot },
                Err(until) => tokio::time::sleep_until(until).await,
            }
        }
    }
}

impl std::fmt::Debug for RateLimiter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RateLimiter")
    }
}

/// The right to have one request in flight.
pub struct Permit {
    gate: RateLimiter,
    host: Arc<Host>,
    _slot: Option<OwnedSemaphorePermit>,
}

impl Permit {
    /// Closes the gate of this host for everybody, for as long as the service asked.
    pub fn close(&self, wait: Duration) {
        if wait.is_zero() {
            return;
        }
        {
            let mut traffic = lock(&self.host.traffic);
            let until = Instant::now() + wait;
            if traffic.closed_until.is_none_or(|known| known < until) {
                traffic.closed_until = Some(until);
            }
        }
        let observer = lock(&self.gate.0.observer).clone();
        if let Some(tell) = observer {
            tell(wait);
        }
    }
}

/// What is behind these locks stays whole even if a holder panicked.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn never_more_than_ten_begin_within_a_second() {
        let gate = RateLimiter::default();
        let mut begun = Vec::new();
        for _ in 0..35 {
            let _pass = gate.acquire("a").await;
            begun.push(Instant::now());
        }
        for window in begun.windows(PER_SECOND + 1) {
            assert!(window[PER_SECOND] - window[0] >= Duration::from_secs(1));
        }
        assert!(begun[34] - begun[0] <= Duration::from_millis(3010), "slower than it must be");
    }

    #[tokio::test(start_paused = true)]
    async fn never_more_than_four_in_flight_but_hosts_are_apart() {
        let gate = RateLimiter::default();
        let mut held = Vec::new();
        for _ in 0..IN_FLIGHT {
            held.push(gate.acquire("a").await);
        }
        let short = Duration::from_secs(5);
        assert!(tokio::time::timeout(short, gate.acquire("a")).await.is_err());
        assert!(tokio::time::timeout(short, gate.acquire("b")).await.is_ok());
        held.pop();
        assert!(tokio::time::timeout(short, gate.acquire("a")).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn when_the_service_asks_for_patience_nobody_passes_and_the_user_is_told() {
        let gate = RateLimiter::default();
        let told = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&told);
        gate.watch(Arc::new(move |wait| notes.lock().unwrap().push(wait)));
        let begin = Instant::now();
        let pass = gate.acquire("a").await;
        pass.close(Duration::from_secs(90));
        pass.close(Duration::from_secs(10));
        drop(pass);
        drop(gate.acquire("b").await);
        assert_eq!(begin.elapsed(), Duration::ZERO);
        drop(gate.acquire("a").await);
        assert!(begin.elapsed() >= Duration::from_secs(90), "a shorter wait must not open the gate");
        assert_eq!(*told.lock().unwrap(), [90, 10].map(Duration::from_secs));
    }
}
