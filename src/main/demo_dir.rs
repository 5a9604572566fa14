//! The temporary directory of a demo: a lock file in it, held as long as the demo runs, tells a directory in use from one
//! whose demo was killed and could not remove it. The next demo removes the latter.
//!
//! Only what is certain to be such a directory is removed: it is a real directory below the one for temporary files, its
//! name has the form of a demo's, it and its lock file belong to this user, and no process holds the lock.

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use hemi::sandbox;
use uuid::Uuid;

const PREFIX: &str = "hemi-demo-";
/// The lock file; it has this name only once it is locked.
const LOCK: &str = "hemi-demo.lock";
const UNLOCKED: &str = "hemi-demo.new";

/// A path for a new one.
pub fn fresh() -> PathBuf {
    std::env::temp_dir().join(format!("{PREFIX}{}", Uuid::new_v4()))
}

/// Creates the directory. It is in use until the file is dropped.
pub fn claim(dir: &Path) -> io::Result<File> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    let unlocked = dir.join(UNLOCKED);
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unlocked)?;
    file.lock()?;
    fs::rename(unlocked, dir.join(LOCK))?;
    Ok(file)
}

/// Removes the demo directories in `parent` that no process uses any more. Blocks. A directory that cannot be removed stays.
pub fn remove_abandoned(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten().filter(|entry| is_name(&entry.file_name())) {
        let dir = entry.path();
        // The lock is held while it is removed: no two demos remove the same one.
        if let Some(_lock) = abandoned(&dir)
            && let Err(error) = sandbox::remove_data(&dir)
        {
            tracing::warn!("a demo's directory could not be removed: {}", error.kind());
        }
    }
}

/// Whether a demo gives such names.
fn is_name(name: &OsStr) -> bool {
    let id = name.as_bytes().strip_prefix(PREFIX.as_bytes());
    id.is_some_and(|id| id.len() == 36 && Uuid::try_parse_ascii(id).is_ok())
}

/// The lock of a directory whose demo is gone.
fn abandoned(dir: &Path) -> Option<File> {
    let user = rustix::process::geteuid().as_raw();
    // A link is no directory here.
    let about = fs::symlink_metadata(dir).ok().filter(|about| about.is_dir() && about.uid() == user)?;
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    let flags = i32::try_from(flags.bits()).ok()?;
    let lock = OpenOptions::new().read(true).custom_flags(flags).open(dir.join(LOCK)).ok()?;
    let of_lock = lock.metadata().ok().filter(|lock| lock.is_file() && lock.uid() == user)?;
    if of_lock.dev() != about.dev() {
        return None;
    }
    match lock.try_lock() {
        Ok(()) => Some(lock),
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(parent: &Path) -> PathBuf {
        parent.join(format!("{PREFIX}{}", Uuid::new_v4()))
    }

    #[test]
    fn only_what_a_demo_left_and_nobody_uses_is_removed() {
        let parent = tempfile::tempdir().unwrap();
        let parent = parent.path();
        let [used, left, without_lock, elsewhere, other_name] = [
            named(parent),
            named(parent),
            named(parent),
            named(&parent.join("x")),
            parent.join("hemi-demo-mine"),
        ];
        let _in_use = claim(&used).unwrap();
        for dir in [&left, &other_name] {
            drop(claim(dir).unwrap());
            fs::write(dir.join("data"), "x").unwrap();
        }
        fs::create_dir(&without_lock).unwrap();
        fs::create_dir(parent.join("x")).unwrap();
        drop(claim(&elsewhere).unwrap());
        let link = named(parent);
        std::os::unix::fs::symlink(&elsewhere, &link).unwrap();
        // A lock file that is a link is none of hemi's.
        let linked_lock = named(parent);
        fs::create_dir(&linked_lock).unwrap();
        std::os::unix::fs::symlink(elsewhere.join(LOCK), linked_lock.join(LOCK)).unwrap();
        remove_abandoned(parent);
        assert!(!left.exists());
        for kept in [&used, &without_lock, &elsewhere, &other_name, &link, &linked_lock] {
            assert!(kept.symlink_metadata().is_ok(), "{}", kept.display());
        }
        assert!(elsewhere.join(LOCK).exists());
    }
}
