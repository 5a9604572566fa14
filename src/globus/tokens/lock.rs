//! A lock between processes: a lock file beside the token file.
//!
//! It is a kernel lock, which ends with its holder. On file systems without locks (some NFS and Lustre mounts) an exclusively
//! created file replaces it; if that fails too, there is no lock.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::fs::{Mode, OFlags};
use serde::{Deserialize, Serialize};

use super::private_file::{self, FileFault};

/// How long to wait: longer than a token request, so that a living holder is never overtaken.
const PATIENCE: Duration = Duration::from_secs(60);
/// The pause between two tries.
const AGAIN: Duration = Duration::from_millis(15);
/// An exclusive file older than this belongs to a dead holder.
const GONE: Duration = Duration::from_secs(120);

/// A lock, held until dropped.
#[derive(Debug)]
pub enum Lock {
    /// A kernel lock, held while the file is open.
    Kernel(File),
    /// An exclusively created file, removed on drop.
    StandIn(PathBuf),
    /// The file system cannot lock.
    None,
}

/// Another process holds the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held;

/// The content of the exclusive file.
#[derive(Serialize, Deserialize, PartialEq, Eq)]
struct Holder {
    host: Box<str>,
    pid: i32,
    since: u64,
    /// Distinguishes holders within a process.
    mark: uuid::Uuid,
}

/// Acquires the lock of `path`, waiting for its holder.
///
/// # Errors
/// [`Held`] after a minute. A file system that cannot lock is no error.
pub async fn take(path: &Path) -> Result<Lock, Held> {
    take_with(path, File::try_lock).await
}

async fn take_with(path: &Path, try_lock: impl Fn(&File) -> Result<(), TryLockError>) -> Result<Lock, Held> {
    let (lock, stand_in) = (beside(path, ".lock"), beside(path, ".held"));
    let until = tokio::time::Instant::now() + PATIENCE;
    let mut kernel = true;
    loop {
        if kernel {
            match open(path, &lock).map(|file| (try_lock(&file), file)) {
                Ok((Ok(()), file)) => return Ok(Lock::Kernel(file)),
                Ok((Err(TryLockError::WouldBlock), _)) => {}
                Ok((Err(TryLockError::Error(_)), _)) | Err(_) => kernel = false,
            }
        }
        if !kernel {
            match stand_in_once(&stand_in) {
                Ok(true) => return Ok(Lock::StandIn(stand_in)),
                Ok(false) => {}
                Err(_) => {
                    tracing::warn!("tokens: this file system cannot lock; continuing without a lock");
                    return Ok(Lock::None);
                }
            }
        }
        if tokio::time::Instant::now() >= until {
            return Err(Held);
        }
        tokio::time::sleep(AGAIN).await;
    }
}

fn open(path: &Path, lock: &Path) -> Result<File, FileFault> {
    private_file::keep_private(private_file::parent(path))?;
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(lock, flags, Mode::RUSR | Mode::WUSR)?))
}

/// Whether the exclusive file could be created; that of a dead holder is removed first.
fn stand_in_once(path: &Path) -> Result<bool, FileFault> {
    let me = Holder {
        host: host(),
        pid: rustix::process::getpid().as_raw_nonzero().get(),
        since: now(),
        mark: uuid::Uuid::new_v4(),
    };
    let text = serde_json::to_vec(&me).map_err(|_| FileFault::Io(std::io::ErrorKind::InvalidData))?;
    match private_file::write_new(path, &text) {
        Ok(()) => return Ok(true),
        Err(FileFault::Io(std::io::ErrorKind::AlreadyExists)) => {}
        Err(fault) => return Err(fault),
    }
    let Some(found) = fs::read(path).ok() else { return Ok(false) };
    if is_gone(path, &found) {
        // Two processes may find the same file: a rename gives it to one of them, which checks again.
        let taken = beside(path, &format!("-{}", me.mark.simple()));
        if fs::rename(path, &taken).is_ok() {
            if fs::read(&taken).ok().as_deref() != Some(&found) {
                // It belongs to a new holder: give it back.
                let _ = fs::hard_link(&taken, path);
            }
            let _ = fs::remove_file(&taken);
        }
    }
    Ok(false)
}

fn is_gone(path: &Path, text: &[u8]) -> bool {
    let Ok(holder) = serde_json::from_slice::<Holder>(text) else {
        // Incomplete: its writer is at work or was killed.
        let age =
            fs::metadata(path).and_then(|meta| meta.modified()).map(|at| at.elapsed().unwrap_or_default());
        return age.is_ok_and(|age| age > GONE);
    };
    let dead = || match rustix::process::Pid::from_raw(holder.pid) {
        Some(pid) => rustix::process::test_kill_process(pid) == Err(rustix::io::Errno::SRCH),
        None => true,
    };
    now().saturating_sub(holder.since) > GONE.as_secs() || (holder.host == host() && dead())
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Self::StandIn(path) = self {
            // Best effort: after two minutes it counts as that of a dead holder.
            let _ = fs::remove_file(path);
        }
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn host() -> Box<str> {
    rustix::system::uname().nodename().to_string_lossy().into()
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn cannot(_: &File) -> Result<(), TryLockError> {
        Err(TryLockError::Error(std::io::ErrorKind::Unsupported.into()))
    }

    /// Twenty tasks take the lock; at no time do two hold it.
    async fn one_at_a_time(try_lock: fn(&File) -> Result<(), TryLockError>) {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("tokens.json");
        let inside = Arc::new(AtomicUsize::new(0));
        let tasks = (0..20).map(|_| {
            let (path, inside) = (path.clone(), Arc::clone(&inside));
            tokio::spawn(async move {
                let _lock = take_with(&path, try_lock).await.unwrap();
                assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                tokio::task::yield_now().await;
                inside.fetch_sub(1, Ordering::SeqCst);
            })
        });
        for done in futures_util::future::join_all(tasks).await {
            done.unwrap();
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn the_kernels_lock_has_one_holder() {
        one_at_a_time(File::try_lock).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn the_stand_in_has_one_holder() {
        one_at_a_time(cannot).await;
    }

    #[tokio::test]
    async fn a_stand_in_whose_holder_is_gone_is_taken_over() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("tokens.json");
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let pid = i32::try_from(child.id()).unwrap();
        child.wait().unwrap();
        let dead = Holder { host: host(), pid, since: now(), mark: uuid::Uuid::nil() };
        let old = Holder { host: "elsewhere".into(), pid: 1, since: now() - 1000, mark: uuid::Uuid::nil() };
        for holder in [dead, old] {
            fs::write(beside(&path, ".held"), serde_json::to_vec(&holder).unwrap()).unwrap();
            assert!(matches!(take_with(&path, cannot).await, Ok(Lock::StandIn(_))));
            assert!(!beside(&path, ".held").exists(), "given back when dropped");
        }
    }

    #[tokio::test]
    async fn where_nothing_can_be_locked_work_goes_on() {
        let path = Path::new("/proc/self/tokens.json");
        assert!(matches!(take(path).await, Ok(Lock::None)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_holder_that_does_not_let_go_is_reported() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("tokens.json");
        let _held = take(&path).await.unwrap();
        assert_eq!(take(&path).await.unwrap_err(), Held);
    }
}
