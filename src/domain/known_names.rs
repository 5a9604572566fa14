//! Names of entries that were seen in collections before, as they are found without a network.

use super::entry::EntryKind;
use super::ids::CollectionId;
use super::path::{EntryName, StorePath};
use super::text::Untrusted;

/// A name, and what was known when it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownName {
    /// In which collection.
    pub collection: CollectionId,
    /// What that was called; may be empty.
    pub title: Untrusted,
    /// The directory.
    pub directory: StorePath,
    /// The name in it.
    pub name: EntryName,
    /// What it was.
    pub kind: EntryKind,
    /// Its bytes, where known.
    pub size: Option<u64>,
    /// When it was seen, in milliseconds since the Unix epoch.
    pub at: i64,
    /// The characters of the name that match what was searched for.
    pub letters: Vec<usize>,
}

/// What a search has found so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundNames {
    /// The best of the names, the best first.
    pub hits: Vec<KnownName>,
    /// Names that were looked at.
    pub looked: u64,
    /// Names that there are.
    pub of: u64,
}

/// How much is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexFacts {
    /// Bytes of the file.
    pub bytes: u64,
    /// Directories.
    pub directories: u64,
    /// Names in them.
    pub names: u64,
    /// When the oldest of the directories was listed, in milliseconds since the Unix epoch.
    pub oldest: Option<i64>,
    /// When the newest was.
    pub newest: Option<i64>,
}
