//! Every submission is on disk before it leaves, so that nothing is submitted twice and nothing is lost
//! (`ARCHITECTURE.md` 12):
//!
//! ```text
//! planned -> reserved -> sent(n) -> accepted(task) | refused(reason) | waiting(why)
//! ```
//!
//! It must not know the network: [`super::globus`] changes the states. Start with [`Journal`] and
//! [`ClaimedEntry`]. All calls block on the disk, so callers use a blocking thread. Times are seconds since the
//! Unix epoch and are arguments: the journal reads no clock.

mod claim;
mod crash_point;
mod error;
mod file;
mod record;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use claim::{CLAIM_TIMEOUT, HEARTBEAT, ProcessIdentity};
pub use crash_point::{CrashPoint, JournalStep, UnknownStep};
pub use error::{JournalError, JournalErrorKind};
pub use record::{Draft, End, EntryId, ID_REMEMBERED, Origin, Record, State, VERSION, WaitReason};

use crate::domain::ids::{SubmissionId, TaskId};
use claim::Claim;

/// How long finished entries are kept, in seconds: a week, for a look back after trouble.
pub const KEPT: i64 = 7 * 24 * 3600;

/// The journal of one profile: a directory with a file for each submission.
#[derive(Clone, Debug)]
pub struct Journal {
    dir: Arc<Path>,
    process: ProcessIdentity,
}

/// What was found in the journal.
#[derive(Debug, Default)]
pub struct Contents {
    /// Entries, oldest first.
    pub records: Vec<Record>,
    /// Files that could not be used. Damaged ones have been set aside under the name given; the others
    /// were left where they are.
    pub unusable: Vec<JournalError>,
}

impl Journal {
    /// Opens the journal in `dir`, which is made if missing.
    ///
    /// # Errors
    /// `Unsafe` when others can write there; the system's errors.
    pub fn open(dir: &Path) -> Result<Self, JournalError> {
        Self::open_as(dir, ProcessIdentity::new())
    }

    /// Opens it in the name of another process, as tests do.
    ///
    /// # Errors
    /// As [`Journal::open`].
    pub fn open_as(dir: &Path, process: ProcessIdentity) -> Result<Self, JournalError> {
        file::make_dir(dir)?;
        Ok(Self { dir: dir.into(), process })
    }

    /// Where it is.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Where an entry's file is.
    pub fn path(&self, id: EntryId) -> PathBuf {
        self.dir.join(format!("{id}.json"))
    }

    /// Writes down a confirmed plan and claims it.
    ///
    /// # Errors
    /// The system's; then nothing was written, and nothing may be sent.
    pub fn add(&self, draft: Draft, now: i64) -> Result<ClaimedEntry, JournalError> {
        let record = Record::new(draft, now);
        let held = {
            let _lock = file::lock(&self.dir)?;
            let claim = Claim::take(&self.dir, record.id, &self.process, now)?;
            ClaimedEntry { journal: self.clone(), claim, record }
        };
        // No other process knows its name yet, so the lock is not needed.
        held.write()?;
        Ok(held)
    }

    /// Claims an entry and reads it anew.
    ///
    /// # Errors
    /// `Claimed` while another process has claimed it; `Missing` when it does not exist any more.
    pub fn claim(&self, id: EntryId, now: i64) -> Result<ClaimedEntry, JournalError> {
        let _lock = file::lock(&self.dir)?;
        let claim = Claim::take(&self.dir, id, &self.process, now)?;
        let path = self.path(id);
        let read = file::read(&path).and_then(|bytes| Record::from_bytes(&bytes).map_err(|e| e.at(&path)));
        match read {
            Ok(record) => Ok(ClaimedEntry { journal: self.clone(), claim, record }),
            Err(e) => {
                claim.release();
                Err(e)
            }
        }
    }

    /// Reads all entries. It also removes temporary files of killed processes and entries finished more than
    /// [`KEPT`] ago, and renames damaged files (never deletes them).
    ///
    /// # Errors
    /// Only when the directory itself cannot be read.
    pub fn read_all(&self, now: i64) -> Result<Contents, JournalError> {
        let _lock = file::lock(&self.dir)?;
        let mut contents = Contents::default();
        let listed = fs::read_dir(&self.dir).map_err(JournalError::io("list", &self.dir))?;
        for entry in listed.flatten() {
            let path = entry.path();
            let name = entry.file_name();
            let name = name.to_string_lossy();
            // No process writes while the lock is held: a temporary file is a leftover.
            if name.starts_with('.') && name.ends_with(file::TEMP) {
                let _ = fs::remove_file(&path);
            } else if name.ends_with(".json") {
                match self.read_one(&path) {
                    Ok(record) if record.state.is_finished() && now.saturating_sub(record.changed) > KEPT => {
                        let _ = fs::remove_file(&path);
                    }
                    Ok(record) => contents.records.push(record),
                    Err(e) => contents.unusable.push(e),
                }
            }
        }
        contents.records.sort_by_key(|record| (record.created, record.id));
        Ok(contents)
    }

    fn read_one(&self, path: &Path) -> Result<Record, JournalError> {
        let record = file::read(path).and_then(|bytes| Record::from_bytes(&bytes).map_err(|e| e.at(path)));
        let error = match record {
            // A copy under another name would be sent as a second entry.
            Ok(record) if self.path(record.id) == path => return Ok(record),
            Ok(_) => JournalError::new(JournalErrorKind::Damaged, "understand").at(path),
            Err(e) => e,
        };
        if error.kind != JournalErrorKind::Damaged {
            return Err(error);
        }
        let aside = path.with_extension("json.damaged");
        fs::rename(path, &aside).map_err(JournalError::io("set aside a damaged file of", path))?;
        Err(error.at(&aside))
    }
}

/// An entry claimed by this process.
#[derive(Debug)]
pub struct ClaimedEntry {
    journal: Journal,
    claim: Claim,
    record: Record,
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

    fn write(&self) -> Result<(), JournalError> {
        file::replace(&self.journal.path(self.record.id), &self.record.to_bytes()?)
    }
}

impl Drop for ClaimedEntry {
    fn drop(&mut self) {
        let _lock = file::lock(&self.journal.dir);
        self.claim.release();
    }
}

/// Renews a claim, every [`HEARTBEAT`] seconds.
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
