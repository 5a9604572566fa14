//! A file that only its owner may read: refused when it is unsafe, replaced atomically.
//!
//! Checks apply to the open file, not to its name, so that it cannot be exchanged in between (`ARCHITECTURE.md` P0-4).

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;

use crate::domain::text::{SafeText, Untrusted};

/// The largest file that is read.
const MOST_BYTES: u64 = 4 << 20;
/// Suffix of a file that is being written.
const TEMPORARY: &str = ".new";
/// The age at which the temporary files of killed programs are removed.
const LEFT_BEHIND: Duration = Duration::from_secs(3600);

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// Others may read or write it; its mode.
    Open(u32),
    /// Another user owns it; the user id.
    Foreign(u32),
    /// It is a symbolic link.
    Link,
    /// It has several hard links, so that others may reach it; their number.
    Names(u64),
    /// It is a directory, pipe, socket or device.
    NotAFile,
    /// It is too large.
    TooLong,
    /// The system call failed.
    Io(io::ErrorKind),
}

impl From<io::Error> for FileFault {
    fn from(error: io::Error) -> Self {
        Self::Io(error.kind())
    }
}

impl From<Errno> for FileFault {
    fn from(error: Errno) -> Self {
        io::Error::from(error).into()
    }
}

/// The path, sanitized for display.
pub fn safe_path(path: &Path) -> SafeText {
    Untrusted::new(path.as_os_str().as_bytes()).sanitized()
}

/// Reads the file; `None` when there is none.
///
/// # Errors
/// A [`FileFault`] for anything but a regular file of this user that others may not access.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, FileFault> {
    // NONBLOCK: opening a pipe must not wait for its writer.
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let file = match rustix::fs::open(path, flags, Mode::empty()) {
        Ok(file) => File::from(file),
        Err(Errno::NOENT) => return Ok(None),
        Err(Errno::LOOP | Errno::MLINK) => return Err(FileFault::Link),
        Err(Errno::NXIO) => return Err(FileFault::NotAFile),
        Err(error) => return Err(error.into()),
    };
    let meta = file.metadata()?;
    if !meta.is_file() {
        return Err(FileFault::NotAFile);
    }
    if meta.uid() != rustix::process::geteuid().as_raw() {
        return Err(FileFault::Foreign(meta.uid()));
    }
    if meta.mode() & 0o077 != 0 {
        return Err(FileFault::Open(meta.mode() & 0o777));
    }
    // 0 when another process has just replaced it.
    if meta.nlink() > 1 {
        return Err(FileFault::Names(meta.nlink()));
    }
    // The owner of the directory could exchange the file, and it could not be replaced.
    let dir = fs::metadata(parent(path))?;
    if dir.uid() != rustix::process::geteuid().as_raw() {
        return Err(FileFault::Foreign(dir.uid()));
    }
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES { Err(FileFault::TooLong) } else { Ok(Some(bytes)) }
}

/// Replaces the content of the file atomically: after a crash at any moment it is the old or the new one.
///
/// # Errors
/// A [`FileFault`] when the directory belongs to another user, or a system call fails.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), FileFault> {
    reserve(path, bytes.len())?.commit(bytes)
}

/// Space on the disk for a new version of a file. Dropped without [`Reservation::commit`], it is freed.
#[derive(Debug)]
pub struct Reservation {
    path: PathBuf,
    temporary: PathBuf,
    file: File,
    committed: bool,
}

/// Proves that the file can be replaced by `size` bytes, by writing that many to a temporary file beside it.
///
/// # Errors
/// A [`FileFault`] when the directory belongs to another user, or a system call fails.
pub fn reserve(path: &Path, size: usize) -> Result<Reservation, FileFault> {
    let dir = parent(path);
    keep_private(dir)?;
    remove_left_behind(path, LEFT_BEHIND);
    let temporary = dir.join(format!("{}{}{TEMPORARY}", temporary_prefix(path), uuid::Uuid::new_v4()));
    let file = create_new(&temporary)?;
    let mut reservation = Reservation { path: path.to_owned(), temporary, file, committed: false };
    fault::check(dir, fault::WRITE)?;
    // Written, not only allocated: some file systems check a quota when data arrives.
    reservation.file.write_all(&vec![b' '; size])?;
    reservation.file.sync_data()?;
    Ok(reservation)
}

impl Reservation {
    /// Replaces the content of the file by `bytes` atomically.
    ///
    /// # Errors
    /// A [`FileFault`] when a system call fails.
    pub fn commit(mut self, bytes: &[u8]) -> Result<(), FileFault> {
        fault::check(parent(&self.path), fault::COMMIT)?;
        self.file.rewind()?;
        self.file.write_all(bytes)?;
        self.file.set_len(u64::try_from(bytes.len()).unwrap_or(u64::MAX))?;
        self.file.sync_all()?;
        fs::rename(&self.temporary, &self.path)?;
        self.committed = true;
        sync(parent(&self.path))
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if !self.committed {
            // Best effort: a later write removes it.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// Renames the file to its own name with `ending`, replacing a file of that name.
///
/// # Errors
/// A [`FileFault`] when a system call fails.
pub fn set_aside(path: &Path, ending: &str) -> Result<(), FileFault> {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    fs::rename(path, name)?;
    sync(parent(path))
}

/// Removes the file, and temporary files beside it. The caller holds the lock.
///
/// # Errors
/// A [`FileFault`] when a system call fails. A missing file is no error.
pub fn remove(path: &Path) -> Result<(), FileFault> {
    remove_left_behind(path, Duration::ZERO);
    match fs::remove_file(path) {
        Ok(()) => sync(parent(path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Flushes the directory to the disk. Some file systems (CIFS, FUSE, NFS) cannot sync directories, which is no failure.
fn sync(dir: &Path) -> Result<(), FileFault> {
    let synced = fault::check(dir, fault::SYNC_DIR).and_then(|()| File::open(dir)?.sync_all());
    match synced {
        Err(error) if !matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            Err(error.into())
        }
        _ => Ok(()),
    }
}

/// Creates the directory with mode 0700, or sets that mode.
pub(super) fn keep_private(dir: &Path) -> Result<(), FileFault> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    let meta = fs::metadata(dir)?;
    if meta.uid() != rustix::process::geteuid().as_raw() {
        return Err(FileFault::Foreign(meta.uid()));
    }
    if meta.mode() & 0o777 != 0o700 {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

pub(super) fn parent(path: &Path) -> &Path {
    path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Creates a new file with mode 0600, whatever the umask.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), FileFault> {
    let mut file = create_new(path)?;
    file.write_all(bytes)?;
    Ok(file.sync_all()?)
}

fn create_new(path: &Path) -> Result<File, FileFault> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = File::from(rustix::fs::open(path, flags, Mode::RUSR | Mode::WUSR)?);
    rustix::fs::fchmod(&file, Mode::RUSR | Mode::WUSR)?;
    Ok(file)
}

fn temporary_prefix(path: &Path) -> String {
    format!(".{}.", path.file_name().unwrap_or_default().to_string_lossy())
}

/// Removes temporary files of killed programs: they hold the same secrets as the file.
fn remove_left_behind(path: &Path, older: Duration) {
    let prefix = temporary_prefix(path);
    let Ok(entries) = fs::read_dir(parent(path)) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let ours = name.to_str().is_some_and(|name| name.starts_with(&prefix) && name.ends_with(TEMPORARY));
        let age = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
        if ours && age().is_some_and(|age| age >= older) {
            // Best effort: the next write tries again.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Injected disk failures, for tests; selected by directory, so that concurrent tests do not interfere.
pub(super) mod fault {
    pub const WRITE: &str = "write";
    pub const COMMIT: &str = "commit";
    pub const SYNC_DIR: &str = "sync";

    #[cfg(not(test))]
    pub fn check(_: &std::path::Path, _: &str) -> std::io::Result<()> {
        Ok(())
    }

    #[cfg(test)]
    pub use super::tests::check;
}

#[cfg(test)]
#[path = "private_file_tests.rs"]
pub(super) mod tests;
