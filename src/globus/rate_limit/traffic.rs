//! The requests of one peer: which may begin now, and when the next one may.
//!
//! A token bucket: what was not sent is saved for a burst. A person's requests go first, and those for which nobody waits
//! leave them room in the bucket and in flight.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use super::urgency::Urgency;
use crate::domain::text::Untrusted;

/// The bucket gets a request back after this time: ten a second.
pub(super) const INTERVAL: Duration = Duration::from_millis(100);
/// Requests that may begin at once after a time without any.
pub(super) const BURST: u32 = 10;
/// Of those, what is left for a person.
pub(super) const RESERVED: u32 = 4;
/// Requests that may wait for their answer at once.
pub(super) const IN_FLIGHT: usize = 4;
/// Of those, the ones for which nobody waits.
pub(super) const BACKGROUND_IN_FLIGHT: usize = 2;
/// The least time between two tries by the user.
pub(super) const BETWEEN_TRIES: Duration = Duration::from_secs(60);

#[derive(Default)]
pub(super) struct Traffic {
    /// When the bucket is full again.
    full_at: Option<Instant>,
    in_flight: usize,
    background_in_flight: usize,
    /// Requests that wait for their turn, by the order they came in.
    waiting: BTreeMap<u64, Urgency>,
    last_number: u64,
    pub closed: Option<Closed>,
    /// The user allowed one request in spite of the pause.
    pub trial: bool,
    pub last_try: Option<Instant>,
}

/// A pause that the peer asked for.
pub(super) struct Closed {
    pub until: Instant,
    pub status: u16,
    pub message: Untrusted,
}

/// A request that began.
pub(super) struct Begun {
    pub is_trial: bool,
    pub is_background: bool,
}

/// Why a request may not begin.
pub(super) enum Wait {
    /// Others go first, or too many are in flight.
    Turn,
    /// Not before this moment.
    Until(Instant),
}

impl Traffic {
    /// A request joins those that wait; its number.
    pub fn join(&mut self, urgency: Urgency) -> u64 {
        self.last_number = self.last_number.wrapping_add(1);
        self.waiting.insert(self.last_number, urgency);
        self.last_number
    }

    /// A request waits no longer.
    pub fn leave(&mut self, number: u64) {
        self.waiting.remove(&number);
    }

    /// Begins that request now, or says what it waits for.
    pub fn begin(&mut self, number: u64, now: Instant) -> Result<Begun, Wait> {
        let first = self.waiting.iter().map(|(number, urgency)| (urgency.is_background(), *number)).min();
        let Some((is_background, _)) = first.filter(|(_, first)| *first == number) else {
            return Err(Wait::Turn);
        };
        let closed = self.closed.as_ref().map(|closed| closed.until).filter(|until| *until > now);
        if let Some(until) = closed.filter(|_| !self.trial) {
            return Err(Wait::Until(until));
        }
        let too_many = is_background && self.background_in_flight >= BACKGROUND_IN_FLIGHT;
        if self.in_flight >= IN_FLIGHT || too_many {
            return Err(Wait::Turn);
        }
        let burst = if is_background { BURST - RESERVED } else { BURST };
        let full_at = self.full_at.filter(|full_at| *full_at > now).unwrap_or(now);
        let saved = full_at.saturating_duration_since(now);
        let allowed = INTERVAL * (burst - 1);
        if saved > allowed {
            return Err(Wait::Until(now + (saved - allowed)));
        }
        self.full_at = Some(full_at + INTERVAL);
        self.in_flight += 1;
        self.background_in_flight += usize::from(is_background);
        self.leave(number);
        Ok(Begun { is_trial: std::mem::take(&mut self.trial) && closed.is_some(), is_background })
    }

    /// The answer of a request was read, or nobody reads it.
    pub fn end(&mut self, is_background: bool) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.background_in_flight = self.background_in_flight.saturating_sub(usize::from(is_background));
    }

    /// How long until the user may try.
    pub fn next_try(&self, now: Instant) -> Duration {
        self.last_try.map_or(Duration::ZERO, |last| (last + BETWEEN_TRIES).saturating_duration_since(now))
    }
}
