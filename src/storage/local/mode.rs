//! Permission bits and times, by the handle of the directory that holds an entry: a link is never followed, and what is no
//! longer what was seen stays as it is.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::{
    AtFlags, CWD, FileType, Mode, OFlags, Timespec, Timestamps, UTIME_NOW, UTIME_OMIT, fstat, openat, statat,
    utimensat,
};
use rustix::io::Errno;

use super::remove::{Refused, id_of, open};
use crate::domain::path::{EntryName, StorePath};
use crate::domain::permissions::{ALL, EntryMode, ModeStep};

fn directory(path: &StorePath) -> Result<OwnedFd, Errno> {
    open(CWD, path.raw(), OFlags::empty())
}

#[allow(clippy::unnecessary_cast, reason = "the width of this number differs between systems")]
fn bits(stat: &rustix::fs::Stat) -> u16 {
    (stat.st_mode as u32 & u32::from(ALL)) as u16
}

/// The bits of these entries. What is gone is left out.
pub(super) fn read(path: &StorePath, names: &[EntryName]) -> Result<Vec<EntryMode>, Errno> {
    let dir = directory(path)?;
    let mut modes = Vec::with_capacity(names.len());
    for name in names {
        let (bits, directory) = match statat(&dir, name.raw(), AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => match FileType::from_raw_mode(stat.st_mode) {
                FileType::Symlink => (None, false),
                kind => (Some(bits(&stat)), kind == FileType::Directory),
            },
            Err(Errno::NOENT) => continue,
            Err(_) => (None, false),
        };
        modes.push(EntryMode { name: name.clone(), bits, directory });
    }
    Ok(modes)
}

/// Gives entries other bits: for each the step that was done, or why it was not.
pub(super) fn change(path: &StorePath, steps: &[ModeStep]) -> Result<Vec<Result<ModeStep, Refused>>, Errno> {
    let dir = directory(path)?;
    Ok(steps.iter().map(|step| change_one(dir.as_fd(), step)).collect())
}

fn change_one(dir: BorrowedFd<'_>, step: &ModeStep) -> Result<ModeStep, Refused> {
    let name = step.name.raw();
    let seen = statat(dir, name, AtFlags::SYMLINK_NOFOLLOW)?;
    if FileType::from_raw_mode(seen.st_mode) == FileType::Symlink || bits(&seen) != step.from {
        return Err(Refused::Changed);
    }
    set(dir, name, &seen, Mode::from_bits_truncate(step.to.into()))?;
    // The system may leave bits out that this user may not set.
    let now = statat(dir, name, AtFlags::SYMLINK_NOFOLLOW)?;
    Ok(ModeStep { to: bits(&now), ..step.clone() })
}

/// Sets the bits of the very file that was seen.
#[cfg(target_os = "linux")]
fn set(dir: BorrowedFd<'_>, name: &[u8], seen: &rustix::fs::Stat, mode: Mode) -> Result<(), Refused> {
    use std::os::fd::AsRawFd as _;
    let entry = openat(dir, name, OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())?;
    if id_of(&fstat(&entry)?) != id_of(seen) {
        return Err(Refused::Changed);
    }
    // A handle without rights of its own cannot be changed itself; its name in /proc leads to the file that it holds.
    match rustix::fs::chmod(format!("/proc/self/fd/{}", entry.as_raw_fd()), mode) {
        Err(Errno::NOENT) => by_handle(dir, name, seen, mode),
        done => Ok(done?),
    }
}

#[cfg(not(target_os = "linux"))]
fn set(dir: BorrowedFd<'_>, name: &[u8], seen: &rustix::fs::Stat, mode: Mode) -> Result<(), Refused> {
    by_handle(dir, name, seen, mode)
}

/// The same where there is no /proc, for what this user may read.
fn by_handle(dir: BorrowedFd<'_>, name: &[u8], seen: &rustix::fs::Stat, mode: Mode) -> Result<(), Refused> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let entry = openat(dir, name, flags, Mode::empty())?;
    if id_of(&fstat(&entry)?) != id_of(seen) {
        return Err(Refused::Changed);
    }
    Ok(rustix::fs::fchmod(&entry, mode)?)
}

/// Sets when entries were modified to now; of a link its own time. Why it was not done, for each.
pub(super) fn touch(path: &StorePath, names: &[EntryName]) -> Result<Vec<Result<(), Errno>>, Errno> {
    let dir = directory(path)?;
    let special = |tv_nsec| Timespec { tv_sec: 0, tv_nsec };
    let times = Timestamps { last_access: special(UTIME_OMIT), last_modification: special(UTIME_NOW) };
    let touch = |name: &EntryName| utimensat(&dir, name.raw(), &times, AtFlags::SYMLINK_NOFOLLOW);
    Ok(names.iter().map(touch).collect())
}

/// Creates an empty file under a name that nothing has.
pub(super) fn create_file(path: &StorePath) -> Result<(), Errno> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    openat(CWD, path.raw(), flags, Mode::from_raw_mode(0o666)).map(drop)
}
