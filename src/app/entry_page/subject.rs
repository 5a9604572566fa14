//! An entry that is shown in full, and where what there is to read of it is found.

use super::Facts;
use crate::domain::place::Place;
use crate::domain::text::SafeText;

/// What can be read of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The content of a file.
    File(Place),
    /// The entries of a directory.
    Directory(Place),
    /// Nothing, and why.
    Nothing(SafeText),
}

/// An entry, as far as the listing knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Its name.
    pub title: SafeText,
    /// What is known of it.
    pub facts: Facts,
    /// What can be read of it.
    pub source: Source,
    /// Bytes, where known.
    pub size: Option<u64>,
    /// When it was modified, where known, as Unix time.
    pub modified: Option<i64>,
}

impl Subject {
    /// Whether what was read of `self` holds for `other` too: it is the same entry, and nothing says that it was changed.
    pub fn reads_as(&self, other: &Self) -> bool {
        let differ = |a: Option<i128>, b: Option<i128>| matches!((a, b), (Some(a), Some(b)) if a != b);
        self.source == other.source
            && !differ(self.size.map(i128::from), other.size.map(i128::from))
            && !differ(self.modified.map(i128::from), other.modified.map(i128::from))
    }
}
