//! Why a store failed. Users read the [`crate::domain::problem::Problem`] the runtime makes of it; code decides by
//! `kind`.

use rustix::io::Errno;

use crate::domain::path::StorePath;
use crate::domain::text::{SafeText, Untrusted};
use crate::globus::error::{ApiError, ErrorKind};
use crate::safe;

/// What it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageErrorKind {
    /// It is not there, or not visible.
    NotFound,
    /// It is there already.
    Exists,
    /// It is there, and the user has no permission.
    Denied,
    /// It is a file where a directory is needed.
    NotDirectory,
    /// The directory is larger than the store lists.
    TooLarge,
    /// A sign-in, a consent or a newer session is required first.
    SignIn,
    /// The store or the network is unavailable.
    Offline,
    /// It cannot be done as asked.
    Refused,
    /// Its result is not known.
    Unknown,
}

/// The layer below that failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Cause {
    /// A call to Globus.
    #[error(transparent)]
    Globus(#[from] ApiError),
    /// A disk of this computer.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// The store does not declare that it can do this.
    #[error("this place does not support that")]
    NotDeclared,
    /// The collection serves no files by HTTPS, the only way to read them.
    #[error("this collection serves no files by HTTPS")]
    NoHttps,
    /// A listing stopped without saying that it was whole.
    #[error("the listing has no end")]
    NoEnd,
    /// Something is left as it is on purpose.
    #[error(transparent)]
    Kept(#[from] Kept),
}

/// Why something is not removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Kept {
    /// It must stay, or holds what must stay.
    #[error("it is in use by hemi or is your home directory, or holds it, and is never deleted")]
    Protected,
    /// It belongs to another file system.
    #[error("another file system is mounted there, and is left alone")]
    Mounted,
    /// It is not what was listed.
    #[error("it has changed since it was listed: refresh and look again")]
    Changed,
}

/// Why a call to a disk failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum DiskError {
    /// A system call failed.
    System(Errno),
    /// The limit of calls that have not returned is reached.
    Busy {
        /// Where the disk is mounted.
        disk: StorePath,
        /// How many.
        calls: usize,
    },
    /// The same of all disks together.
    AllBusy {
        /// How many.
        calls: usize,
    },
    /// The system cannot start more threads.
    NoThread,
    /// A thread ended without an answer: a bug in hemi.
    Died,
}

impl DiskError {
    /// What happened, as the end of a sentence.
    pub fn message(&self) -> SafeText {
        match self {
            Self::System(errno) => system_message(*errno),
            Self::Busy { disk, calls } => {
                safe!("{} calls to the disk at {} have not answered", *calls, disk.sanitized())
            }
            Self::AllBusy { calls } => {
                safe!("{} calls to the disks of this computer have not answered", *calls)
            }
            Self::NoThread => "the system cannot start more threads".into(),
            Self::Died => "a part of hemi stopped because of a bug".into(),
        }
    }
}

/// What the system says of an error, without its number.
fn system_message(errno: Errno) -> SafeText {
    let words = errno.to_string();
    let mut plain = words.rsplit_once(" (os error").map_or(words.as_str(), |(plain, _)| plain).to_owned();
    if let Some(first) = plain.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    Untrusted::new(plain).sanitized()
}

/// An error of a store.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{cause}")]
pub struct StorageError {
    /// What it is about.
    pub kind: StorageErrorKind,
    /// The error of the layer below.
    pub cause: Cause,
}

impl StorageError {
    /// The answer to calls that a store does not declare.
    pub fn not_declared() -> Self {
        Self { kind: StorageErrorKind::Refused, cause: Cause::NotDeclared }
    }

    /// The collection serves no files by HTTPS.
    pub fn no_https() -> Self {
        Self { kind: StorageErrorKind::Refused, cause: Cause::NoHttps }
    }

    /// Rows may be missing.
    pub fn no_end() -> Self {
        Self { kind: StorageErrorKind::Unknown, cause: Cause::NoEnd }
    }
}

impl From<ApiError> for StorageError {
    fn from(error: ApiError) -> Self {
        use StorageErrorKind as Ours;
        let kind = match error.kind {
            ErrorKind::NotFound => Ours::NotFound,
            ErrorKind::Exists => Ours::Exists,
            ErrorKind::Denied => Ours::Denied,
            ErrorKind::NotDirectory => Ours::NotDirectory,
            ErrorKind::TooLarge => Ours::TooLarge,
            ErrorKind::Unauthenticated | ErrorKind::Requirement => Ours::SignIn,
            ErrorKind::Offline
            | ErrorKind::Paused
            | ErrorKind::RateLimited
            | ErrorKind::Unavailable
            | ErrorKind::Unreachable
            | ErrorKind::Proxy => Ours::Offline,
            ErrorKind::Conflict
            | ErrorKind::Refused
            | ErrorKind::TokenFile
            | ErrorKind::Certificate
            | ErrorKind::Redirected => Ours::Refused,
            ErrorKind::Unknown => Ours::Unknown,
        };
        Self { kind, cause: error.into() }
    }
}

impl From<DiskError> for StorageError {
    fn from(error: DiskError) -> Self {
        use StorageErrorKind as Ours;
        let kind = match &error {
            DiskError::System(errno) => match *errno {
                Errno::NOENT => Ours::NotFound,
                Errno::EXIST | Errno::NOTEMPTY => Ours::Exists,
                Errno::ACCESS | Errno::PERM => Ours::Denied,
                Errno::NOTDIR => Ours::NotDirectory,
                Errno::IO | Errno::STALE | Errno::TIMEDOUT | Errno::HOSTDOWN | Errno::HOSTUNREACH => {
                    Ours::Offline
                }
                Errno::NXIO | Errno::NODEV | Errno::NOTCONN | Errno::SHUTDOWN => Ours::Offline,
                _ => Ours::Refused,
            },
            DiskError::Busy { .. } | DiskError::AllBusy { .. } | DiskError::NoThread => Ours::Offline,
            DiskError::Died => Ours::Unknown,
        };
        Self { kind, cause: error.into() }
    }
}

impl From<Kept> for StorageError {
    fn from(kept: Kept) -> Self {
        Self { kind: StorageErrorKind::Refused, cause: kept.into() }
    }
}

impl From<Errno> for StorageError {
    fn from(errno: Errno) -> Self {
        DiskError::System(errno).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disks_errors_are_told_by_kind_and_in_words() {
        for (errno, kind, words) in [
            (Errno::NOENT, StorageErrorKind::NotFound, "no such file or directory"),
            (Errno::ACCESS, StorageErrorKind::Denied, "permission denied"),
            (Errno::STALE, StorageErrorKind::Offline, "stale file handle"),
            (Errno::NOSPC, StorageErrorKind::Refused, "no space left on device"),
        ] {
            let error = StorageError::from(errno);
            assert_eq!((error.kind, error.to_string().as_str()), (kind, words));
        }
    }
}
