//! An entry while a process works on it: the only way to change its state.

use super::claim::Claim;
use super::error::{JournalError, JournalErrorKind};
use super::record::{Record, State};
use super::{Journal, file};
use crate::domain::ids::{SubmissionId, TaskId};
use crate::domain::job::WaitReason;

/// An entry claimed by this process.
#[derive(Debug)]
pub struct ClaimedEntry {
    pub(super) journal: Journal,
    pub(super) claim: Claim,
    pub(super) record: Record,
}

impl ClaimedEntry {
    /// What is on disk.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Saves the id the service gave and with it the exact body. Only then may it be sent.
    ///
    /// # Errors
    /// As [`ClaimedEntry::refused`].
    pub fn reserved(&mut self, id: SubmissionId, now: i64) -> Result<(), JournalError> {
        let mut next = self.record.clone();
        next.reserve(id)?;
        self.save(next, now)
    }

    /// Records that it is about to be sent (again).
    ///
    /// # Errors
    /// As [`ClaimedEntry::refused`].
    pub fn sent(&mut self, now: i64) -> Result<(), JournalError> {
        let mut next = self.record.clone();
        next.state = State::Sent;
        next.tries = next.tries.saturating_add(1);
        self.save(next, now)
    }

    /// The service has accepted it.
    ///
    /// # Errors
    /// As [`ClaimedEntry::refused`].
    pub fn accepted(&mut self, task: TaskId, now: i64) -> Result<(), JournalError> {
        self.to(State::Accepted(task), now)
    }

    /// The service will never take it.
    ///
    /// # Errors
    /// `Claimed` when another process took the entry over. The system's errors: then the state on disk is
    /// the one before.
    pub fn refused(&mut self, reason: &str, now: i64) -> Result<(), JournalError> {
        self.to(State::Refused(reason.to_owned()), now)
    }

    /// It will be sent again when this is over.
    ///
    /// # Errors
    /// As [`ClaimedEntry::refused`].
    pub fn waiting(&mut self, why: WaitReason, now: i64) -> Result<(), JournalError> {
        self.to(State::Waiting(why), now)
    }

    /// The user dropped it: it is never sent (again).
    ///
    /// # Errors
    /// As [`ClaimedEntry::refused`].
    pub fn dropped(&mut self, now: i64) -> Result<(), JournalError> {
        self.to(State::Dropped, now)
    }

    /// Takes back an id that was never sent: the service may have forgotten it.
    ///
    /// # Errors
    /// As [`ClaimedEntry::refused`].
    pub fn unreserved(&mut self, now: i64) -> Result<(), JournalError> {
        let mut next = self.record.clone();
        if !next.was_sent() {
            next.unreserve();
        }
        self.save(next, now)
    }

    /// Renews the claim while the entry is worked on.
    pub fn heart(&self) -> Heartbeat {
        Heartbeat { journal: self.journal.clone(), claim: self.claim.clone() }
    }

    fn to(&mut self, state: State, now: i64) -> Result<(), JournalError> {
        let mut next = self.record.clone();
        next.state = state;
        self.save(next, now)
    }

    /// A process that was suspended must not write to an entry that another process has taken over.
    fn save(&mut self, mut next: Record, now: i64) -> Result<(), JournalError> {
        let _lock = file::lock(&self.journal.dir)?;
        if !self.claim.is_held() {
            return Err(JournalError::new(JournalErrorKind::Claimed, "keep an entry of"));
        }
        next.changed = now;
        let before = std::mem::replace(&mut self.record, next);
        self.write().inspect_err(|_| self.record = before)
    }

    pub(super) fn write(&self) -> Result<(), JournalError> {
        file::replace(&self.journal.path(self.record.id), &self.record.to_bytes()?)
    }
}

impl Drop for ClaimedEntry {
    fn drop(&mut self) {
        let _lock = file::lock(&self.journal.dir);
        self.claim.release();
    }
}

/// Renews a claim, every [`HEARTBEAT`](super::HEARTBEAT) seconds.
#[derive(Clone, Debug)]
pub struct Heartbeat {
    journal: Journal,
    claim: Claim,
}

impl Heartbeat {
    /// Renews the heartbeat.
    ///
    /// # Errors
    /// `Claimed` when the claim was released or taken over: then stop. The system's errors.
    pub fn beat(&mut self, now: i64) -> Result<(), JournalError> {
        let _lock = file::lock(&self.journal.dir)?;
        self.claim.beat(now)
    }
}
