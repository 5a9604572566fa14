//! The process that works on an entry: host, process id, boot id and a heartbeat, in a file beside the entry.
//!
//! The claim of a process known to have ended is taken over at once. One that cannot be checked (another
//! login node with the same home) is respected until [`CLAIM_TIMEOUT`] after its last heartbeat.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::error::{JournalError, JournalErrorKind};
use super::file;
use crate::domain::ids::JobId;

/// How long a claim without a heartbeat is respected, in seconds.
pub const CLAIM_TIMEOUT: i64 = 120;

/// The interval of heartbeats, in seconds.
pub const HEARTBEAT: u64 = 30;

/// This process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessIdentity {
    /// Name of the machine.
    pub host: String,
    /// The kernel's id of this boot; empty where there is none.
    pub boot: String,
    /// Process id.
    pub pid: i32,
}

impl ProcessIdentity {
    /// Asks the system.
    pub fn new() -> Self {
        let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        Self {
            host: rustix::system::uname().nodename().to_string_lossy().into_owned(),
            boot: boot.trim().to_owned(),
            pid: rustix::process::getpid().as_raw_pid(),
        }
    }

    /// Whether the process has certainly ended, as far as can be seen from `here`.
    fn is_gone(&self, here: &Self) -> bool {
        if self.host != here.host {
            return false;
        }
        if self.boot != here.boot {
            return true;
        }
        let Some(pid) = rustix::process::Pid::from_raw(self.pid) else { return true };
        rustix::process::test_kill_process(pid) == Err(rustix::io::Errno::SRCH)
    }
}

impl Default for ProcessIdentity {
    fn default() -> Self {
        Self::new()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct ClaimFile {
    version: u32,
    who: ProcessIdentity,
    /// Tells two claims of one process apart.
    nonce: Uuid,
    /// Seconds since the Unix epoch.
    beat: i64,
}

impl ClaimFile {
    /// Whether its process may still be working, as far as can be seen from `here`.
    fn is_live(&self, here: &ProcessIdentity, now: i64) -> bool {
        // A heartbeat far in the future comes from a clock that was set back: it proves nothing.
        let beating = self.beat.abs_diff(now) <= CLAIM_TIMEOUT.unsigned_abs();
        beating && !self.who.is_gone(here)
    }
}

/// A claim held. The journal's lock must be held around every call.
#[derive(Clone, Debug)]
pub struct Claim {
    path: PathBuf,
    mine: ClaimFile,
}

impl Claim {
    /// Claims an entry.
    ///
    /// # Errors
    /// `Claimed` while another claim lives.
    pub fn take(dir: &Path, id: JobId, process: &ProcessIdentity, now: i64) -> Result<Self, JournalError> {
        let path = dir.join(format!("{id}.claim"));
        let mine = ClaimFile { version: 1, who: process.clone(), nonce: Uuid::new_v4(), beat: now };
        let claim = Self { path, mine };
        if claim.on_disk().is_some_and(|other| other.is_live(process, now)) {
            return Err(JournalError::new(JournalErrorKind::Claimed, "claim an entry of").at(&claim.path));
        }
        // Ended, silent or unreadable. If two processes remove it, exclusive creation decides.
        let _ = fs::remove_file(&claim.path);
        let made = file::write_new(&claim.path, &claim.bytes()?);
        match made {
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
                Err(JournalError::new(JournalErrorKind::Claimed, "claim an entry of").at(&claim.path))
            }
            other => other.map_err(JournalError::io("claim an entry of", &claim.path)).map(|()| claim),
        }
    }

    /// Whether a process that may still be working has claimed an entry.
    pub fn is_live(dir: &Path, id: JobId, here: &ProcessIdentity, now: i64) -> bool {
        read_claim(&dir.join(format!("{id}.claim"))).is_some_and(|claim| claim.is_live(here, now))
    }

    /// Whether the claim of an entry is that of another process.
    pub fn is_of_other(dir: &Path, id: JobId, here: &ProcessIdentity) -> bool {
        read_claim(&dir.join(format!("{id}.claim"))).is_some_and(|claim| claim.who != *here)
    }

    /// Whether no other process has taken it over.
    pub fn is_held(&self) -> bool {
        self.on_disk().is_some_and(|found| found.nonce == self.mine.nonce)
    }

    /// Renews the heartbeat.
    ///
    /// # Errors
    /// `Claimed` when another process took it over; the system's errors.
    pub fn beat(&mut self, now: i64) -> Result<(), JournalError> {
        if !self.is_held() {
            return Err(JournalError::new(JournalErrorKind::Claimed, "keep an entry of").at(&self.path));
        }
        self.mine.beat = now;
        file::replace(&self.path, &self.bytes()?)
    }

    /// Releases it.
    pub fn release(&self) {
        if self.is_held() {
            // If this fails, the claim is found silent or ended later.
            let _ = fs::remove_file(&self.path);
        }
    }

    fn on_disk(&self) -> Option<ClaimFile> {
        read_claim(&self.path)
    }

    fn bytes(&self) -> Result<Vec<u8>, JournalError> {
        serde_json::to_vec(&self.mine)
            .map_err(|_| JournalError::new(JournalErrorKind::Damaged, "claim an entry of").at(&self.path))
    }
}

fn read_claim(path: &Path) -> Option<ClaimFile> {
    let bytes = file::read(path).ok()?;
    serde_json::from_slice(&bytes).ok()
}
