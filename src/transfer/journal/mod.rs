//! Every submission is on disk before it leaves, so that nothing is submitted twice and nothing is lost
//! (`ARCHITECTURE.md` 12):
//!
//! ```text
//! planned -> reserved -> sent(n) -> accepted(task) | refused(reason) | waiting(why) | dropped
//! ```
//!
//! It must not know the network: [`super::globus`] changes the states. Start with [`Journal`] and
//! [`ClaimedEntry`]. All calls block on the disk, so callers use a blocking thread. Times are seconds since the
//! Unix epoch and are arguments: the journal reads no clock.

mod claim;
mod crash_point;
mod entry;
mod error;
mod file;
mod read;
mod record;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use crate::domain::job::WaitReason;
pub use claim::{CLAIM_TIMEOUT, HEARTBEAT, ProcessIdentity};
pub use crash_point::{CrashPoint, JournalStep, UnknownStep};
pub use entry::{ClaimedEntry, Heartbeat};
pub use error::{JournalError, JournalErrorKind};
pub use read::{Contents, SummaryCache};
pub use record::{Draft, End, ID_REMEMBERED, Origin, Record, State, VERSION};

use crate::domain::ids::JobId;
use claim::Claim;

/// How long finished entries are kept, in seconds: a week, so that users can look into problems.
pub const KEPT: i64 = 7 * 24 * 3600;

/// The journal of one profile: a directory with a file for each submission.
#[derive(Clone, Debug)]
pub struct Journal {
    dir: Arc<Path>,
    process: ProcessIdentity,
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
    pub fn path(&self, id: JobId) -> PathBuf {
        self.dir.join(format!("{id}.json"))
    }

    /// Saves a confirmed plan and claims it.
    ///
    /// # Errors
    /// The system's; then nothing was written, and nothing may be sent.
    pub fn add(&self, draft: Draft, now: i64) -> Result<ClaimedEntry, JournalError> {
        let record = Record::new(draft, now);
        let lock = file::lock(&self.dir)?;
        let claim = Claim::take(&self.dir, record.id, &self.process, now)?;
        let held = ClaimedEntry { journal: self.clone(), claim, record };
        // Under the lock: a reader takes a temporary file for a leftover and removes it.
        let written = held.write();
        // Dropping the entry takes the lock again.
        drop(lock);
        written.map(|()| held)
    }

    /// Claims an entry and reads it again.
    ///
    /// # Errors
    /// `Claimed` while another process has claimed it; `Missing` when it does not exist any more.
    pub fn claim(&self, id: JobId, now: i64) -> Result<ClaimedEntry, JournalError> {
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
}
