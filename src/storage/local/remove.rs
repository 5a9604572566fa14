//! Removes entries with all they hold, by directory handles: each name is looked up in the open directory that holds it
//! and no link is followed, so that nothing outside can be reached, whatever another program does meanwhile. What is
//! mounted below, and what must stay, is left and reported.

use std::collections::BTreeSet;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, fstat, openat, statat, unlinkat};
use rustix::io::Errno;
use tokio::sync::mpsc;

use super::super::removal::{Removal, Removed, Stop};
use super::StorageError;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::text::UntrustedRef;

/// How often the number so far is reported.
const REPORT: Duration = Duration::from_millis(100);

/// What a thread sends.
pub(super) type Sender = mpsc::Sender<Result<Removed, StorageError>>;

/// Device and number of a file: what it is under whatever name.
pub(super) type FileId = (u64, u64);

#[allow(clippy::unnecessary_cast, reason = "the widths of these numbers differ between systems")]
pub(super) fn id_of(stat: &rustix::fs::Stat) -> FileId {
    (stat.st_dev as u64, stat.st_ino as u64)
}

/// Why an entry stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    System(Errno),
    Kept,
    Mounted,
    Changed,
}

impl From<Errno> for Refused {
    fn from(errno: Errno) -> Self {
        Self::System(errno)
    }
}

impl From<Refused> for StorageError {
    fn from(refused: Refused) -> Self {
        use super::super::error::Kept;
        match refused {
            Refused::System(errno) => errno.into(),
            Refused::Kept => Kept::Protected.into(),
            Refused::Mounted => Kept::Mounted.into(),
            Refused::Changed => Kept::Changed.into(),
        }
    }
}

/// The directories that must stay: those that are kept, and all that hold them, whatever they are called.
pub(super) fn kept(paths: &[StorePath]) -> BTreeSet<FileId> {
    let mut ids = BTreeSet::new();
    for path in paths {
        let Ok(mut dir) = open(CWD, path.raw(), OFlags::empty()) else { continue };
        while let Ok(stat) = fstat(&dir) {
            if !ids.insert(id_of(&stat)) {
                break;
            }
            let Ok(above) = open(dir.as_fd(), b"..", OFlags::empty()) else { break };
            dir = above;
        }
    }
    ids
}

pub(super) fn open(at: BorrowedFd<'_>, name: &[u8], more: OFlags) -> Result<OwnedFd, Errno> {
    openat(at, name, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC | more, Mode::empty())
}

/// Removes what is asked for.
pub(super) fn remove(removal: &Removal, to: &Sender) {
    let mut work = match Work::new(removal, to) {
        Ok(work) => work,
        Err(errno) => return drop(to.blocking_send(Err(errno.into()))),
    };
    for item in &removal.items {
        if work.is_over() {
            break;
        }
        let path = removal.directory.join(&item.name);
        let gone = match item.directory {
            true => work.remove_tree(item.name.raw(), &path),
            false => work.remove_entry(item.name.raw(), &path),
        };
        if gone {
            work.send(Removed::Item(item.name.clone(), None));
        }
    }
    if work.holding > 0 {
        work.send(Removed::Holding(work.holding));
    }
    work.send(Removed::End(work.entries));
}

/// Removes a directory that is empty.
pub(super) fn remove_empty(path: &StorePath) -> Result<(), Errno> {
    unlinkat(CWD, path.raw(), AtFlags::REMOVEDIR)
}

/// A removal under way.
struct Work<'a> {
    dir: OwnedFd,
    kept: BTreeSet<FileId>,
    stop: &'a Stop,
    to: &'a Sender,
    entries: u64,
    /// Directories that stay because of what they hold.
    holding: u64,
    reported: Instant,
    deserted: bool,
}

/// A directory that is being emptied.
struct Level {
    dir: OwnedFd,
    path: StorePath,
    /// Its name in the directory before.
    name: Vec<u8>,
    /// What it holds and was not looked at yet.
    names: Vec<(Vec<u8>, FileType)>,
    /// Whether all that was looked at is gone.
    empty: bool,
}

impl<'a> Work<'a> {
    fn new(removal: &'a Removal, to: &'a Sender) -> Result<Self, Errno> {
        let dir = open(CWD, removal.directory.raw(), OFlags::empty())?;
        let mut paths = removal.kept.clone();
        // What holds the entries is no entry of it.
        paths.extend([StorePath::root(), removal.directory.clone()]);
        let (kept, reported) = (kept(&paths), Instant::now());
        Ok(Self { dir, kept, stop: &removal.stop, to, entries: 0, holding: 0, reported, deserted: false })
    }

    fn is_over(&self) -> bool {
        self.deserted || self.stop.is_stopped()
    }

    fn send(&mut self, removed: Removed) {
        // No receiver: nobody wants it any longer.
        self.deserted |= self.to.blocking_send(Ok(removed)).is_err();
    }

    fn gone(&mut self) {
        self.entries = self.entries.saturating_add(1);
        if self.reported.elapsed() >= REPORT {
            self.reported = Instant::now();
            self.send(Removed::SoFar(self.entries));
        }
    }

    fn failed(&mut self, path: &StorePath, why: impl Into<Refused>) {
        self.send(Removed::Failed(path.clone(), why.into().into()));
    }

    /// Removes something that is no directory; whether it is gone.
    fn remove_entry(&mut self, name: &[u8], path: &StorePath) -> bool {
        let why = match unlinkat(&self.dir, name, AtFlags::empty()) {
            Ok(()) => {
                self.gone();
                return true;
            }
            Err(Errno::ISDIR) => Refused::Changed,
            // What macOS says of a directory.
            Err(Errno::PERM) if self.is_directory(name) => Refused::Changed,
            Err(errno) => errno.into(),
        };
        self.failed(path, why);
        false
    }

    fn is_directory(&self, name: &[u8]) -> bool {
        let stat = statat(&self.dir, name, AtFlags::SYMLINK_NOFOLLOW);
        stat.is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::Directory)
    }

    /// Opens a directory that may be emptied.
    fn enter(&self, at: BorrowedFd<'_>, name: &[u8], device: Option<u64>) -> Result<(OwnedFd, u64), Refused> {
        let dir = match open(at, name, OFlags::NOFOLLOW) {
            Err(Errno::LOOP | Errno::NOTDIR) => return Err(Refused::Changed),
            opened => opened?,
        };
        let id = id_of(&fstat(&dir)?);
        if self.kept.contains(&id) {
            return Err(Refused::Kept);
        }
        if device.is_some_and(|device| device != id.0) {
            return Err(Refused::Mounted);
        }
        Ok((dir, id.0))
    }

    /// Removes a directory with all it holds; whether it is gone.
    fn remove_tree(&mut self, name: &[u8], path: &StorePath) -> bool {
        let device = fstat(&self.dir).ok().map(|stat| id_of(&stat).0);
        let mut levels: Vec<Level> = Vec::new();
        match self.level(self.dir.as_fd(), name, path, device) {
            Ok(level) => levels.push(level),
            Err(why) => {
                self.failed(path, why);
                return false;
            }
        }
        let mut gone = false;
        while let Some(level) = levels.last_mut() {
            if self.is_over() {
                return false;
            }
            if let Some((name, kind)) = level.names.pop() {
                let Ok(entry) = EntryName::new(UntrustedRef(&name)) else { continue };
                let path = level.path.join(&entry);
                let removed = match kind {
                    FileType::Directory => Err(Errno::ISDIR),
                    _ => unlinkat(&level.dir, name.as_slice(), AtFlags::empty()),
                };
                let why: Refused = match removed {
                    Ok(()) => {
                        self.gone();
                        continue;
                    }
                    // It was removed by another program.
                    Err(Errno::NOENT) => continue,
                    Err(Errno::ISDIR | Errno::PERM) => {
                        match self.level(level.dir.as_fd(), &name, &path, device) {
                            Ok(inner) => {
                                levels.push(inner);
                                continue;
                            }
                            Err(Refused::Changed) => removed.err().unwrap_or(Errno::ISDIR).into(),
                            Err(why) => why,
                        }
                    }
                    Err(errno) => errno.into(),
                };
                level.empty = false;
                self.failed(&path, why);
                continue;
            }
            let Some(done) = levels.pop() else { break };
            self.holding = self.holding.saturating_add(u64::from(!done.empty));
            gone = done.empty && {
                let above = levels.last().map_or(self.dir.as_fd(), |above| above.dir.as_fd());
                let removed = unlinkat(above, done.name.as_slice(), AtFlags::REMOVEDIR);
                match removed {
                    Ok(()) => self.gone(),
                    Err(errno) => self.failed(&done.path, errno),
                }
                removed.is_ok()
            };
            if let Some(above) = levels.last_mut() {
                above.empty &= gone;
            }
        }
        gone
    }

    fn level(
        &self,
        at: BorrowedFd<'_>,
        name: &[u8],
        path: &StorePath,
        device: Option<u64>,
    ) -> Result<Level, Refused> {
        let (dir, _) = self.enter(at, name, device)?;
        let mut names = Vec::new();
        for entry in Dir::read_from(&dir)? {
            let entry = entry?;
            let name = entry.file_name().to_bytes();
            if name != b"." && name != b".." {
                names.push((name.to_vec(), entry.file_type()));
            }
        }
        Ok(Level { dir, path: path.clone(), name: name.to_vec(), names, empty: true })
    }
}
