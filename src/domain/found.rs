//! Entries that a search below a directory has found.

use super::entry::{Entry, EntryKind};
use super::path::{EntryName, StorePath};

/// An entry, and the directory it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The directory.
    pub directory: StorePath,
    /// Its name in it.
    pub name: EntryName,
    /// What it is.
    pub kind: EntryKind,
    /// Whether it is a link.
    pub is_link: bool,
    /// Bytes, where the store reports it.
    pub size: Option<u64>,
    /// Seconds since the Unix epoch, where the store reports it.
    pub modified: Option<i64>,
}

impl Found {
    /// An entry of that directory; `None` where its name cannot be part of a path.
    pub fn new(directory: &StorePath, entry: &Entry<'_>) -> Option<Self> {
        Some(Self {
            directory: directory.clone(),
            name: EntryName::new(entry.name).ok()?,
            kind: entry.kind,
            is_link: entry.link_target.is_some(),
            size: entry.size,
            modified: entry.modified,
        })
    }

    /// Its path.
    pub fn path(&self) -> StorePath {
        self.directory.join(&self.name)
    }
}
