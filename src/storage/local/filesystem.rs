//! The few system calls a local store makes, behind a trait: tests replace them by a disk that blocks or fails.
//!
//! Every call may block for as long as a disk does not answer, but for [`Filesystem::mount_of`].

use rustix::io::{Errno, Result};

use crate::domain::entry::EntryKind;
use crate::domain::path::StorePath;

/// A tree of directories.
pub trait Filesystem: Send + Sync {
    /// The directory at which the file system that holds `path` is mounted, judging by the text of `path`. Asks no
    /// disk.
    fn mount_of(&self, path: &StorePath) -> StorePath;

    /// Opens a directory for reading.
    ///
    /// # Errors
    /// `NOTDIR` for anything else.
    fn open(&self, path: &StorePath) -> Result<Box<dyn OpenDir>>;

    /// What `path` is; a symlink counts as what it points at.
    ///
    /// # Errors
    /// Those of stat(2).
    fn followed(&self, path: &StorePath) -> Result<Attributes>;

    /// What `path` itself is.
    ///
    /// # Errors
    /// Those of lstat(2).
    fn attributes(&self, path: &StorePath) -> Result<Attributes>;

    /// Whether this user may write to `path`; `None` where it cannot be found out.
    fn may_write(&self, path: &StorePath) -> Option<bool>;

    /// How many bytes more this user can store where `path` is.
    ///
    /// # Errors
    /// Those of statvfs(3); `OPNOTSUPP` where nothing is stored at all, as in `/proc`.
    fn free_space(&self, _path: &StorePath) -> Result<u64> {
        Err(Errno::OPNOTSUPP)
    }

    /// The first bytes of a regular file, at most `most`, and how long it is. Waits for no other program.
    ///
    /// # Errors
    /// `ISDIR` for a directory, `OPNOTSUPP` for anything else that is no file.
    fn head(&self, path: &StorePath, most: usize) -> Result<(Vec<u8>, u64)>;

    /// Makes a directory.
    ///
    /// # Errors
    /// Those of mkdir(2).
    fn mkdir(&self, path: &StorePath) -> Result<()>;

    /// Renames, replacing nothing.
    ///
    /// # Errors
    /// `EXIST` when `to` is there; those of rename(2).
    fn rename(&self, from: &StorePath, to: &StorePath) -> Result<()>;
}

/// A directory that is being read.
pub trait OpenDir {
    /// Hands the next names to `each`, as many as one system call gives, each with its kind if the directory reports
    /// it; returns whether there were any. `.` and `..` are left out.
    ///
    /// # Errors
    /// Those of getdents(2).
    fn read(&mut self, each: &mut dyn FnMut(&[u8], Option<EntryKind>)) -> Result<bool>;

    /// What an entry itself is. Mounts nothing.
    ///
    /// # Errors
    /// Those of fstatat(2).
    fn attributes(&self, name: &[u8]) -> Result<Attributes>;

    /// What a symlink leads to.
    ///
    /// # Errors
    /// Those of fstatat(2).
    fn followed(&self, name: &[u8]) -> Result<Attributes>;

    /// The text of a symlink.
    ///
    /// # Errors
    /// Those of readlinkat(2).
    fn target(&self, name: &[u8]) -> Result<Vec<u8>>;
}

/// What stat(2) reports of one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attributes {
    /// What it is; a symlink that was not followed is a [`EntryKind::Link`].
    pub kind: EntryKind,
    /// Bytes.
    pub size: u64,
    /// Seconds since the Unix epoch.
    pub modified: i64,
    /// Unix permission bits, with setuid, setgid and sticky.
    pub permissions: u16,
    /// Owner's number.
    pub user: u32,
    /// Group's number.
    pub group: u32,
}
