//! A file nobody else may read: refused unless it is what it should be, replaced in one step.
//!
//! Knows nothing of tokens. What is checked is the open file, not its name, so that nothing can be
//! swapped in between (`ARCHITECTURE.md` P0-4).

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::Path;
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
    let dir = parent(path);
    keep_private(dir)?;
    remove_left_behind(path, LEFT_BEHIND);
    let temporary = dir.join(format!("{}{}{TEMPORARY}", temporary_prefix(path), uuid::Uuid::new_v4()));
    let written = write_new(&temporary, bytes).and_then(|()| {
        fs::rename(&temporary, path)?;
        sync(dir)
    });
    if written.is_err() {
        // What went wrong is told; that a temporary file stays adds nothing to it.
        let _ = fs::remove_file(&temporary);
    }
    written
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

/// Has the directory's names reach the disk.
fn sync(dir: &Path) -> Result<(), FileFault> {
    Ok(File::open(dir)?.sync_all()?)
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
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut file = File::from(rustix::fs::open(path, flags, Mode::RUSR | Mode::WUSR)?);
    rustix::fs::fchmod(&file, Mode::RUSR | Mode::WUSR)?;
    file.write_all(bytes)?;
    Ok(file.sync_all()?)
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;
    use std::time::SystemTime;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o777
    }

    #[test]
    fn what_is_written_is_private_and_read_back() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a/b/tokens.json");
        assert_eq!(read(&path), Ok(None));
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(read(&path), Ok(Some(b"two".to_vec())));
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn no_umask_widens_it() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a/tokens.json");
        let before = rustix::process::umask(Mode::empty());
        let written = replace(&path, b"x");
        rustix::process::umask(before);
        assert_eq!((written, mode(&path), mode(path.parent().unwrap())), (Ok(()), 0o600, 0o700));
    }

    #[test]
    fn a_wide_directory_of_ours_is_narrowed() {
        let home = tempfile::tempdir().unwrap();
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o777)).unwrap();
        replace(&home.path().join("f"), b"x").unwrap();
        assert_eq!(mode(home.path()), 0o700);
    }

    #[test]
    fn what_is_not_a_private_file_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        write_new(&at("real"), b"x").unwrap();
        symlink(at("real"), at("link")).unwrap();
        symlink(at("nowhere"), at("dangling")).unwrap();
        fs::create_dir(at("directory")).unwrap();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            at("pipe"),
            rustix::fs::FileType::Fifo,
            Mode::RUSR | Mode::WUSR,
            0,
        )
        .unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
        for (name, bits) in [("group", 0o640), ("others", 0o604), ("written", 0o602)] {
            write_new(&at(name), b"x").unwrap();
            fs::set_permissions(at(name), fs::Permissions::from_mode(bits)).unwrap();
            assert_eq!(read(&at(name)), Err(FileFault::Open(bits)));
        }
        write_new(&at("named"), b"x").unwrap();
        fs::hard_link(at("named"), at("second name")).unwrap();
        assert_eq!(read(&at("named")), Err(FileFault::Names(2)));
        assert_eq!(read(&at("link")), Err(FileFault::Link));
        assert_eq!(read(&at("dangling")), Err(FileFault::Link));
        for name in ["directory", "pipe", "socket"] {
            assert_eq!(read(&at(name)), Err(FileFault::NotAFile), "{name}");
        }
        File::options().write(true).open(at("real")).unwrap().set_len(MOST_BYTES + 1).unwrap();
        assert_eq!(read(&at("real")), Err(FileFault::TooLong));
    }

    #[test]
    fn the_file_of_somebody_else_is_refused() {
        if !rustix::process::geteuid().is_root() {
            return; // Only root can give a file away.
        }
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("f");
        write_new(&path, b"x").unwrap();
        std::os::unix::fs::chown(&path, Some(12345), None).unwrap();
        assert_eq!(read(&path), Err(FileFault::Foreign(12345)));
        std::os::unix::fs::chown(&path, Some(0), None).unwrap();
        std::os::unix::fs::chown(home.path(), Some(12345), None).unwrap();
        assert_eq!(replace(&path, b"y"), Err(FileFault::Foreign(12345)));
        assert_eq!(read(&path), Err(FileFault::Foreign(12345)), "refused before anything is renewed");
    }

    #[test]
    fn a_planted_file_or_link_is_never_written_through() {
        let home = tempfile::tempdir().unwrap();
        let (target, link) = (home.path().join("target"), home.path().join("link"));
        write_new(&target, b"kept").unwrap();
        symlink(&target, &link).unwrap();
        assert_eq!(write_new(&link, b"x"), Err(FileFault::Io(io::ErrorKind::AlreadyExists)));
        assert_eq!(write_new(&target, b"x"), Err(FileFault::Io(io::ErrorKind::AlreadyExists)));
        assert_eq!(fs::read(&target).unwrap(), b"kept");
    }

    #[test]
    fn what_a_crash_left_is_ignored_and_later_removed() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("tokens.json");
        replace(&path, b"good").unwrap();
        let (old, young) = (home.path().join(".tokens.json.1.new"), home.path().join(".tokens.json.2.new"));
        write_new(&old, b"{\"half").unwrap();
        write_new(&young, b"{\"half").unwrap();
        let then = SystemTime::now() - LEFT_BEHIND * 2;
        File::options().write(true).open(&old).unwrap().set_modified(then).unwrap();
        assert_eq!(read(&path), Ok(Some(b"good".to_vec())));
        replace(&path, b"new").unwrap();
        assert!(!old.exists() && young.exists(), "another program may be writing the young one");
        remove(&path).unwrap();
        assert!(!path.exists() && !young.exists(), "a removal leaves no copy");
        remove(&path).unwrap();
    }
}
