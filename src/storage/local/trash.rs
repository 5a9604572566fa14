//! The trash of the desktop, by the freedesktop specification (Trash 1.0): the one in the user's home. Something is
//! moved there only within one file system, so that no byte is copied, and never replaces anything.

use std::os::fd::{AsFd as _, OwnedFd};

use jiff::Zoned;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use rustix::fs::{
    Access, AtFlags, CWD, FileType, Mode, OFlags, access, fstat, mkdirat, openat, renameat, statat, unlinkat,
};
use rustix::io::Errno;

use super::super::removal::{Removal, RemovalItem, Removed};
use super::remove::{FileId, Refused, Sender, id_of, kept, open};
use crate::domain::deletion::{DeleteFacts, NoTrash, Trashed};
use crate::domain::path::{EntryName, StorePath};
use crate::domain::text::UntrustedRef;

/// What a path of the trash keeps unescaped.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Names tried for one entry before another program is believed to keep taking them.
const NAMES: u32 = 10_000;

/// Where a user's trash is. It is created where there is none, as the specification says.
#[derive(Clone, Debug)]
pub struct TrashDir {
    /// Its directory.
    pub path: StorePath,
}

impl TrashDir {
    /// That of the user whose home this is.
    pub(super) fn of_user(home: &StorePath) -> Self {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let data = set("XDG_DATA_HOME").and_then(|data| StorePath::parse(data.as_encoded_bytes()).ok());
        let below = |from: StorePath, name: &str| named(name).map_or(from.clone(), |name| from.join(&name));
        let data = data.unwrap_or_else(|| below(below(home.clone(), ".local"), "share"));
        Self { path: below(data, "Trash") }
    }

    /// Whether it takes what is in a directory, and whether it is created for that: it is there or can be, on the same file
    /// system.
    ///
    /// # Errors
    /// Why it does not.
    pub(super) fn takes(&self, directory: &StorePath) -> Result<bool, NoTrash> {
        // What is in the trash already is not moved there again.
        if directory.is_within(&self.path) {
            return Err(NoTrash::InTrash);
        }
        let device = |path: &StorePath| statat(CWD, path.raw(), AtFlags::empty()).map(|stat| id_of(&stat).0);
        let (mut above, mut is_new) = (self.path.clone(), false);
        while device(&above) == Err(Errno::NOENT) {
            (above, is_new) = (above.parent().ok_or(NoTrash::NotThere)?, true);
        }
        let there = device(&above).map_err(|_| NoTrash::NotThere)?;
        if device(directory) != Ok(there) {
            return Err(NoTrash::OtherDisk);
        }
        if access(above.raw(), Access::WRITE_OK | Access::EXEC_OK).is_err() {
            return Err(NoTrash::NotThere);
        }
        Ok(is_new)
    }

    /// What a deletion in a directory must know of it.
    pub(super) fn facts(&self, directory: &StorePath, home: StorePath) -> DeleteFacts {
        let takes = self.takes(directory);
        let (new_trash, no_trash) = (takes == Ok(true), takes.err());
        DeleteFacts { home: Some(home), trash: takes.is_ok(), new_trash, no_trash }
    }
}

/// The two directories of a trash.
struct Open {
    files: OwnedFd,
    info: OwnedFd,
    path: StorePath,
}

fn named(name: &str) -> Result<EntryName, Errno> {
    EntryName::new(UntrustedRef(name.as_bytes())).map_err(|_| Errno::INVAL)
}

fn open_trash(trash: &TrashDir) -> Result<Open, Errno> {
    let make = |path: &StorePath| match mkdirat(CWD, path.raw(), Mode::RWXU) {
        Ok(()) | Err(Errno::EXIST) => Ok(()),
        Err(errno) => Err(errno),
    };
    let mut missing = Vec::new();
    let mut path = Some(trash.path.clone());
    let is_missing =
        |path: &StorePath| matches!(statat(CWD, path.raw(), AtFlags::empty()), Err(Errno::NOENT));
    while let Some(above) = path.take_if(|path| is_missing(path)) {
        path = above.parent();
        missing.push(above);
    }
    missing.iter().rev().try_for_each(make)?;
    let inside = |name: &str| {
        let path = trash.path.join(&named(name)?);
        make(&path)?;
        open(CWD, path.raw(), OFlags::NOFOLLOW)
    };
    Ok(Open { files: inside("files")?, info: inside("info")?, path: trash.path.clone() })
}

/// Moves what is asked for to the trash.
pub(super) fn trash(removal: &Removal, trash: &TrashDir, to: &Sender) {
    let opened = open(CWD, removal.directory.raw(), OFlags::empty());
    let (dir, trash) = match opened.and_then(|dir| Ok((dir, open_trash(trash)?))) {
        Ok(opened) => opened,
        Err(errno) => return drop(to.blocking_send(Err(errno.into()))),
    };
    let mut paths = removal.kept.clone();
    paths.extend([StorePath::root(), removal.directory.clone(), trash.path.clone()]);
    let kept = kept(&paths);
    let mut entries = 0_u64;
    for item in &removal.items {
        if removal.stop.is_stopped() {
            break;
        }
        let from = removal.directory.join(&item.name);
        let report = match move_there(&dir, item, &from, &trash, |id| kept.contains(&id)) {
            Ok(trashed) => {
                entries = entries.saturating_add(1);
                Removed::Item(item.name.clone(), Some(trashed))
            }
            Err(why) => Removed::Failed(from, why.into()),
        };
        if to.blocking_send(Ok(report)).is_err() {
            return;
        }
    }
    // No receiver: nobody wants to know.
    let _ = to.blocking_send(Ok(Removed::End(entries)));
}

fn move_there(
    dir: &OwnedFd,
    item: &RemovalItem,
    from: &StorePath,
    trash: &Open,
    is_kept: impl Fn(FileId) -> bool,
) -> Result<Trashed, Refused> {
    let stat = statat(dir, item.name.raw(), AtFlags::SYMLINK_NOFOLLOW)?;
    let is_dir = FileType::from_raw_mode(stat.st_mode) == FileType::Directory;
    if is_dir != item.directory {
        return Err(Refused::Changed);
    }
    if is_kept(id_of(&stat)) {
        return Err(Refused::Kept);
    }
    if id_of(&stat).0 != id_of(&fstat(&trash.files)?).0 {
        return Err(Refused::Mounted);
    }
    for number in 1..=NAMES {
        let name = match number {
            1 => item.name.raw().to_vec(),
            number => [item.name.raw(), format!(".{number}").as_bytes()].concat(),
        };
        let info = [name.as_slice(), b".trashinfo"].concat();
        match write_info(trash, &info, from) {
            Err(Errno::EXIST) => continue,
            written => written?,
        }
        let moved = rename_new(dir, item.name.raw(), &trash.files, &name);
        if moved.is_err() {
            unlinkat(&trash.info, info.as_slice(), AtFlags::empty())?;
        }
        match moved {
            // A file of another program that has no information.
            Err(Errno::EXIST) => continue,
            moved => moved?,
        }
        let place = |folder: &str, name: &[u8]| {
            let name = EntryName::new(UntrustedRef(name)).map_err(|_| Errno::INVAL)?;
            Ok::<_, Errno>(trash.path.join(&named(folder)?).join(&name))
        };
        return Ok(Trashed { from: from.clone(), now: place("files", &name)?, info: place("info", &info)? });
    }
    Err(Errno::EXIST.into())
}

/// Writes where something was; it must be on the disk before that is moved.
fn write_info(trash: &Open, name: &[u8], from: &StorePath) -> Result<(), Errno> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC | OFlags::NOFOLLOW;
    let file = openat(trash.info.as_fd(), name, flags, Mode::RUSR | Mode::WUSR)?;
    let path = percent_encode(from.raw(), PATH);
    let date = Zoned::now().strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let text = format!("[Trash Info]\nPath={path}\nDeletionDate={date}\n");
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        let written = rustix::io::write(&file, rest)?;
        rest = rest.get(written..).unwrap_or_default();
    }
    rustix::fs::fsync(&file)
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn rename_new(from: &OwnedFd, name: &[u8], to: &OwnedFd, new: &[u8]) -> Result<(), Errno> {
    use rustix::fs::{RenameFlags, renameat_with};
    match renameat_with(from, name, to, new, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => rename_checked(from, name, to, new),
        done => done,
    }
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn rename_new(from: &OwnedFd, name: &[u8], to: &OwnedFd, new: &[u8]) -> Result<(), Errno> {
    rename_checked(from, name, to, new)
}

/// For file systems that cannot rename without replacing: looks first. The name is taken by the information file, which
/// was made exclusively.
fn rename_checked(from: &OwnedFd, name: &[u8], to: &OwnedFd, new: &[u8]) -> Result<(), Errno> {
    match statat(to, new, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(_) => Err(Errno::EXIST),
        Err(Errno::NOENT) => renameat(from, name, to, new),
        Err(errno) => Err(errno),
    }
}

/// Forgets where something was that is back.
pub(super) fn forget(trashed: &Trashed) -> Result<(), Errno> {
    unlinkat(CWD, trashed.info.raw(), AtFlags::empty())
}
