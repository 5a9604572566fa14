//! A file nobody else may read: refused unless it is what it should be, replaced in one step.
//!
//! Knows nothing of tokens. What is checked is the open file, not its name, so that nothing can be
//! swapped in between (`ARCHITECTURE.md` P0-4).

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;

use crate::domain::text::{SafeText, Untrusted};

/// A longer file is not ours.
const MOST_BYTES: u64 = 4 << 20;
/// Ends the name of a file that is being written.
const TEMPORARY: &str = ".new";
/// After this long, what a killed program left behind is removed.
const LEFT_BEHIND: Duration = Duration::from_secs(3600);

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// Others may read or write it: its mode.
    Open(u32),
    /// Somebody else owns it: their user number.
    Foreign(u32),
    /// It is a link to somewhere else.
    Link,
    /// It has so many names, and others may reach it by one of them.
    Names(u64),
    /// It is a directory, pipe, socket or device.
    NotAFile,
    /// It is far too long.
    TooLong,
    /// The system refused.
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

/// A path as it may be shown.
pub fn safe_path(path: &Path) -> SafeText {
    Untrusted::new(path.as_os_str().as_bytes()).sanitized()
}

/// Reads the file; `None` when there is none.
///
/// # Errors
/// A [`FileFault`] for anything but a regular file of this user that nobody else may touch.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, FileFault> {
    // NONBLOCK: a pipe in its place must not make us wait for its writer.
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
    // None is left when another process has just put a new file in its place.
    if meta.nlink() > 1 {
        return Err(FileFault::Names(meta.nlink()));
    }
    // Whoever owns the directory could exchange what is in it, and it could not be written again.
    let dir = fs::metadata(parent(path))?;
    if dir.uid() != rustix::process::geteuid().as_raw() {
        return Err(FileFault::Foreign(dir.uid()));
    }
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES { Err(FileFault::TooLong) } else { Ok(Some(bytes)) }
}

/// Puts `bytes` in place of the file: after a crash at any moment it is old or new, never half.
///
/// # Errors
/// A [`FileFault`] when the directory is not ours to keep private, or the disk refuses.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), FileFault> {
    reserve(path, bytes.len())?.commit(bytes)
}

/// Room on the disk for a new version of a file, beside it. Dropped without [`Reservation::commit`], it is given back.
#[derive(Debug)]
pub struct Reservation {
    path: PathBuf,
    temporary: PathBuf,
    file: File,
    committed: bool,
}

/// Proves that `size` bytes can be written in place of the file, by writing that many beside it.
///
/// # Errors
/// A [`FileFault`] when the directory is not ours to keep private, or the disk refuses.
pub fn reserve(path: &Path, size: usize) -> Result<Reservation, FileFault> {
    let dir = parent(path);
    keep_private(dir)?;
    remove_left_behind(path, LEFT_BEHIND);
    let temporary = dir.join(format!("{}{}{TEMPORARY}", temporary_prefix(path), uuid::Uuid::new_v4()));
    let file = create_new(&temporary)?;
    let mut reservation = Reservation { path: path.to_owned(), temporary, file, committed: false };
    fault::check(dir, fault::WRITE)?;
    // Written, not only allocated: some file systems count a quota when data arrives.
    reservation.file.write_all(&vec![b' '; size])?;
    reservation.file.sync_data()?;
    Ok(reservation)
}

impl Reservation {
    /// Puts `bytes` in place of the file: after a crash at any moment it is old or new, never half.
    ///
    /// # Errors
    /// A [`FileFault`] when the disk refuses all the same.
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
            // Best effort: a file that stays is removed by a later write.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// Gives the file another name, its own with `ending`; a file that has that name already is replaced.
///
/// # Errors
/// A [`FileFault`] when the directory refuses.
pub fn set_aside(path: &Path, ending: &str) -> Result<(), FileFault> {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    fs::rename(path, name)?;
    sync(parent(path))
}

/// Removes the file, and what killed programs left beside it. For the holder of the lock: nobody else may be writing.
///
/// # Errors
/// A [`FileFault`] when the directory refuses. A file that is not there is no error.
pub fn remove(path: &Path) -> Result<(), FileFault> {
    remove_left_behind(path, Duration::ZERO);
    match fs::remove_file(path) {
        Ok(()) => sync(parent(path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Has the directory's names reach the disk. Some file systems (CIFS, FUSE, NFS) have no sync of directories.
fn sync(dir: &Path) -> Result<(), FileFault> {
    let synced = fault::check(dir, fault::SYNC_DIR).and_then(|()| File::open(dir)?.sync_all());
    match synced {
        Err(error) if !matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            Err(error.into())
        }
        _ => Ok(()),
    }
}

/// Makes the directory with mode 0700, or narrows the one that is there.
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

/// Makes a file that was not there, readable by its owner only whatever the umask says.
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

/// Removes what a killed program left: it holds the same secrets as the file itself.
fn remove_left_behind(path: &Path, older: Duration) {
    let prefix = temporary_prefix(path);
    let Ok(entries) = fs::read_dir(parent(path)) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let ours = name.to_str().is_some_and(|name| name.starts_with(&prefix) && name.ends_with(TEMPORARY));
        let age = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
        if ours && age().is_some_and(|age| age >= older) {
            // The next write tries again.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Failures of the disk, for tests: what fails is chosen by directory, so that tests beside each other do not meet.
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
