//! Removing entries: what is asked, and what is reported on the way. A part is never told as the whole.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::stream::{self, BoxStream, StreamExt as _};

use super::StorageError;
use crate::domain::deletion::Trashed;
use crate::domain::path::{EntryName, StorePath};

/// Entries of one directory to be removed.
#[derive(Clone, Debug)]
pub struct Removal {
    /// The directory.
    pub directory: StorePath,
    /// Which entries.
    pub items: Vec<RemovalItem>,
    /// Directories that are never removed, nor what holds them.
    pub kept: Vec<StorePath>,
    /// Stops it before the next entry.
    pub stop: Stop,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovalItem {
    /// Its name.
    pub name: EntryName,
    /// Whether it is a directory, which goes with all it holds.
    pub directory: bool,
}

/// Stops a removal from outside.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Stops it.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was stopped.
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What is reported.
#[derive(Clone, Debug)]
pub enum Removed {
    /// So many entries are gone so far, those inside directories included.
    SoFar(u64),
    /// One of the entries is gone with all it held; where it is now, if it is in the trash.
    Item(EntryName, Option<Trashed>),
    /// This is still there, and why.
    Failed(StorePath, StorageError),
    /// So many directories stay because of what they still hold.
    Holding(u64),
    /// The end: so many entries are gone. Always the last.
    End(u64),
}

/// A removal in progress: reports, then exactly one [`Removed::End`], or an error in its place.
pub type Removals = BoxStream<'static, Result<Removed, StorageError>>;

/// The answer of a store that removes nothing.
pub(super) fn refused() -> Removals {
    stream::iter([Err(StorageError::not_declared())]).boxed()
}
