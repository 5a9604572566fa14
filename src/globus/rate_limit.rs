//! Limits per service and host: ten requests a second and a burst of as many, four in flight, and none while the service
//! asked to wait (`ARCHITECTURE.md` P1-2). A person's requests go before those for which nobody waits.
//!
//! Start with [`RateLimiter::acquire`]. A [`Permit`] is held until the answer's body has been read. A [`Pause`] is the
//! time a service asked for: hemi sends nothing before its end unless the user says [`RateLimiter::try_now`].

mod traffic;
mod urgency;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

pub use urgency::Urgency;

use super::audience::Audience;
use crate::domain::text::{SafeText, Untrusted};
use traffic::{Begun, Closed, Traffic, Wait};

/// A service at a host: the unit a limit applies to. When one host serves several, as the sandbox does, each has its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Peer {
    resource_server: Box<str>,
    host: Box<str>,
}

impl Peer {
    /// The peer of `audience`.
    pub fn of(audience: &Audience) -> Self {
        Self { resource_server: audience.resource_server().into(), host: audience.base().authority().into() }
    }
}

/// A time without requests to one peer, as it asked with `Retry-After`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// The peer.
    pub peer: Peer,
    /// Its name for a sentence.
    pub title: SafeText,
    /// Its host and port.
    pub host: SafeText,
    /// How long it still lasts.
    pub remaining: Duration,
    /// The status of the answer that asked for it: 429 or 503.
    pub status: u16,
    /// The service's own message; empty until its body has been read.
    pub message: Untrusted,
    /// How long until the user may try; zero: now.
    pub next_try: Duration,
}

/// Called with all pauses whenever one begins, changes or ends before its time.
pub type PauseListener = Arc<dyn Fn(&[Pause]) + Send + Sync>;

/// Why [`RateLimiter::try_now`] did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TryNowError {
    /// The peer is not paused.
    NotPaused,
    /// The last try was less than a minute ago: allowed again after this.
    TooSoon(Duration),
}

/// The limits of all peers. Clones share them.
#[derive(Clone, Default)]
pub struct RateLimiter(Arc<Inner>);

#[derive(Default)]
struct Inner {
    peers: Mutex<HashMap<Peer, Arc<State>>>,
    listener: Mutex<Option<PauseListener>>,
}

/// The state of one peer.
struct State {
    peer: Peer,
    title: SafeText,
    host: SafeText,
    traffic: Mutex<Traffic>,
    /// Wakes the waiters when it may be the turn of another one.
    changed: Notify,
}

impl State {
    fn new(audience: &Audience, peer: Peer) -> Self {
        Self {
            peer,
            title: audience.title().clone(),
            host: audience.base().host_shown(),
            traffic: Mutex::default(),
            changed: Notify::new(),
        }
    }

    fn pause(&self, now: Instant) -> Option<Pause> {
        let traffic = lock(&self.traffic);
        let closed = traffic.closed.as_ref().filter(|closed| closed.until > now)?;
        Some(Pause {
            peer: self.peer.clone(),
            title: self.title.clone(),
            host: self.host.clone(),
            remaining: closed.until.saturating_duration_since(now),
            status: closed.status,
            message: closed.message.clone(),
            next_try: traffic.next_try(now),
        })
    }
}

impl RateLimiter {
    /// Calls `listener` whenever the pauses change; it replaces the one before.
    pub fn set_pause_listener(&self, listener: PauseListener) {
        *lock(&self.0.listener) = Some(listener);
    }

    /// The current pauses.
    pub fn pauses(&self) -> Vec<Pause> {
        let now = Instant::now();
        lock(&self.0.peers).values().filter_map(|state| state.pause(now)).collect()
    }

    /// Permits one request to `peer` during its pause, because the user asked for it. An answer other than 429 or 503 ends
    /// the pause; a new `Retry-After` replaces it.
    ///
    /// # Errors
    /// [`TryNowError`] when nothing is paused, or the last try was less than a minute ago.
    pub fn try_now(&self, peer: &Peer) -> Result<(), TryNowError> {
        let state = lock(&self.0.peers).get(peer).cloned().ok_or(TryNowError::NotPaused)?;
        let now = Instant::now();
        {
            let mut traffic = lock(&state.traffic);
            if traffic.closed.as_ref().is_none_or(|closed| closed.until <= now) {
                return Err(TryNowError::NotPaused);
            }
            let wait = traffic.next_try(now);
            if !wait.is_zero() {
                return Err(TryNowError::TooSoon(wait));
            }
            traffic.trial = true;
            traffic.last_try = Some(now);
        }
        state.changed.notify_waiters();
        Ok(())
    }

    /// How long `audience` is still paused; `None` also where the user permitted a request that nothing has sent yet.
    pub fn held(&self, audience: &Audience) -> Option<Duration> {
        let (state, now) = (self.state(audience), Instant::now());
        let traffic = lock(&state.traffic);
        let closed = traffic.closed.as_ref().filter(|closed| closed.until > now && !traffic.trial)?;
        Some(closed.until.saturating_duration_since(now))
    }

    /// Waits until a request to `audience` may be sent.
    pub async fn acquire(&self, audience: &Audience, urgency: &Urgency) -> Permit {
        let state = self.state(audience);
        let place = QueuePlace::new(&state, urgency);
        loop {
            let (changed, raised) = (state.changed.notified(), urgency.raised());
            tokio::pin!(changed, raised);
            changed.as_mut().enable();
            let begun = lock(&state.traffic).begin(place.number, Instant::now());
            match begun {
                Ok(Begun { is_trial, is_background }) => {
                    let limiter = self.clone();
                    return Permit { limiter, state: Arc::clone(&state), is_trial, is_background };
                }
                Err(Wait::Turn) => tokio::select! {
                    () = raised => state.changed.notify_waiters(),
                    () = changed => {}
                },
                Err(Wait::Until(until)) => tokio::select! {
                    () = sleep_until(until) => {}
                    () = raised => state.changed.notify_waiters(),
                    () = changed => {}
                },
            }
        }
    }

    fn report_pauses(&self) {
        let listener = lock(&self.0.listener).clone();
        if let Some(listener) = listener {
            listener(&self.pauses());
        }
    }

    fn state(&self, audience: &Audience) -> Arc<State> {
        let peer = Peer::of(audience);
        let mut peers = lock(&self.0.peers);
        let state = peers.entry(peer.clone()).or_insert_with(|| Arc::new(State::new(audience, peer)));
        Arc::clone(state)
    }
}

impl std::fmt::Debug for RateLimiter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RateLimiter")
    }
}

/// The place of a request among those that wait; given up when it is dropped.
struct QueuePlace<'a> {
    state: &'a State,
    number: u64,
}

impl<'a> QueuePlace<'a> {
    fn new(state: &'a State, urgency: &Urgency) -> Self {
        Self { state, number: lock(&state.traffic).join(urgency.clone()) }
    }
}

impl Drop for QueuePlace<'_> {
    fn drop(&mut self) {
        lock(&self.state.traffic).leave(self.number);
        self.state.changed.notify_waiters();
    }
}

/// The right to have one request in flight.
pub struct Permit {
    limiter: RateLimiter,
    state: Arc<State>,
    is_trial: bool,
    is_background: bool,
}

impl Drop for Permit {
    fn drop(&mut self) {
        lock(&self.state.traffic).end(self.is_background);
        self.state.changed.notify_waiters();
    }
}

impl Permit {
    /// Records the head of the answer: `wait` is what it asked for, if it did.
    pub fn answered(&self, status: u16, wait: Option<Duration>) {
        match wait.filter(|wait| !wait.is_zero()) {
            Some(wait) => self.close(status, wait),
            None if self.is_trial && !matches!(status, 429 | 503) => {
                lock(&self.state.traffic).closed = None;
                self.state.changed.notify_waiters();
                self.limiter.report_pauses();
            }
            None => {}
        }
    }

    /// Adds the service's own message to the pause this answer began.
    pub fn explain(&self, message: &Untrusted) {
        let is_paused = match &mut lock(&self.state.traffic).closed {
            Some(closed) => {
                closed.message = message.clone();
                true
            }
            None => false,
        };
        if is_paused {
            self.limiter.report_pauses();
        }
    }

    fn close(&self, status: u16, wait: Duration) {
        let now = Instant::now();
        {
            let mut traffic = lock(&self.state.traffic);
            let until = now + wait;
            // The answer to a trial is the newest; of concurrent answers the longest wait counts.
            let extends = traffic.closed.as_ref().is_none_or(|known| known.until < until);
            if extends || self.is_trial {
                traffic.closed = Some(Closed { until, status, message: Untrusted::default() });
            }
        }
        self.limiter.report_pauses();
    }
}

/// Ignores lock poisoning: no guarded value is ever left half-written.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[path = "rate_limit_tests.rs"]
mod tests;
