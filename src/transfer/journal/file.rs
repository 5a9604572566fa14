//! Atomic private files: temporary file, fsync, rename, fsync of the directory; 0600 in a 0700 directory; no
//! links followed.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use uuid::Uuid;

use super::error::{JournalError, JournalErrorKind};

/// The ending of temporary files.
pub const TEMP: &str = ".tmp";

/// No entry is larger: a submission of 100,000 long paths takes a quarter of it.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Makes the directory, or checks that no other user can write to it.
pub fn make_dir(dir: &Path) -> Result<(), JournalError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .map_err(JournalError::io("make the directory of", dir))?;
    let found = fs::metadata(dir).map_err(JournalError::io("look at", dir))?;
    let ours = found.uid() == rustix::process::geteuid().as_raw();
    if !found.is_dir() || !ours || found.mode() & 0o022 != 0 {
        return Err(JournalError::new(JournalErrorKind::Unsafe, "trust").at(dir));
    }
    Ok(())
}

/// Puts `bytes` at `path`, durably, in place of what was there.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), JournalError> {
    let dir = path.parent().unwrap_or(Path::new("/"));
    let temp = dir.join(format!(".{}{TEMP}", Uuid::new_v4()));
    let failed = JournalError::io("write", path);
    write_new(&temp, bytes).and_then(|()| fs::rename(&temp, path)).and_then(|()| sync_dir(dir)).map_err(|e| {
        // The first error is the one reported; the temporary file may not exist.
        let _ = fs::remove_file(&temp);
        failed(e)
    })
}

/// Makes `path` with `bytes`; fails when it is there.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.set_permissions(fs::Permissions::from_mode(0o600))?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes creations, renames and removals in `dir` durable.
pub fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Reads a file that only this user can read and write.
pub fn read(path: &Path) -> Result<Vec<u8>, JournalError> {
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    let flags = i32::try_from(flags.bits()).unwrap_or_default();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path).map_err(|e| {
        let link = e.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error());
        let error = JournalError::io("read", path)(e);
        if link { JournalError { kind: JournalErrorKind::Unsafe, ..error } } else { error }
    })?;
    let found = file.metadata().map_err(JournalError::io("look at", path))?;
    let ours = found.uid() == rustix::process::geteuid().as_raw();
    if !found.is_file() || !ours || found.mode() & 0o077 != 0 || found.len() > MOST_BYTES {
        return Err(JournalError::new(JournalErrorKind::Unsafe, "trust").at(path));
    }
    let mut bytes = Vec::new();
    file.take(MOST_BYTES).read_to_end(&mut bytes).map_err(JournalError::io("read", path))?;
    Ok(bytes)
}

/// Takes the journal's lock until the file is dropped: read, decide and write are atomic between processes.
///
/// Some file systems have no locks. There the exclusively created claim files still separate two processes;
/// only two that take over the same dead claim at the same moment could both continue, and then with the
/// same submission id.
pub fn lock(dir: &Path) -> Result<Option<File>, JournalError> {
    let path = dir.join(".lock");
    let flags = i32::try_from(rustix::fs::OFlags::NOFOLLOW.bits()).unwrap_or_default();
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .custom_flags(flags)
        .open(&path)
        .map_err(JournalError::io("lock", &path))?;
    match file.lock() {
        Ok(()) => Ok(Some(file)),
        Err(e) => {
            tracing::warn!(error = %e, "the journal's file system has no locks; continuing without them");
            Ok(None)
        }
    }
}
