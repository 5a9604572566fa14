//! What two entries of one name in two directories are to each other. Only what is listed is compared: no file is read.

use std::sync::Arc;

use super::entry::Entry;

/// What is compared beside names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Basis {
    /// Nothing.
    Name,
    /// Sizes.
    Size,
    /// Times of change, then sizes.
    #[default]
    Time,
}

impl Basis {
    /// All, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Name, Self::Size, Self::Time];

    /// As text.
    pub fn label(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Size => "name and size",
            Self::Time => "name, size and time of change",
        }
    }
}

/// How directories are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompareBy {
    /// By what.
    pub basis: Basis,
    /// Seconds by which equal times may differ.
    pub tolerance: u32,
}

/// Tolerances in seconds, in the order they are offered: FAT counts two seconds, clocks and zones are off by an hour.
pub const TOLERANCES: [u32; 4] = [2, 0, 60, 3601];

impl Default for CompareBy {
    fn default() -> Self {
        Self { basis: Basis::default(), tolerance: 2 }
    }
}

/// What an entry is to the one of its name in the other directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// There is none.
    Missing,
    /// It was changed after that.
    Newer,
    /// It was changed before that.
    Older,
    /// Their sizes or kinds differ.
    Differs,
    /// It is the same, as far as is compared. Directories are compared by name only.
    Same,
    /// What is compared is not known of one of them.
    Unknown,
}

/// What each row of a listing is, by the order of arrival.
pub type Relations = Arc<[Relation]>;

impl Relation {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Missing, Self::Newer, Self::Older, Self::Differs, Self::Same, Self::Unknown];

    /// As text.
    pub fn label(self) -> &'static str {
        match self {
            Self::Missing => "not there",
            Self::Newer => "newer",
            Self::Older => "older",
            Self::Differs => "differ",
            Self::Same => "same",
            Self::Unknown => "unknown",
        }
    }

    /// Its place in [`Self::ALL`].
    pub fn index(self) -> usize {
        Self::ALL.iter().position(|one| *one == self).unwrap_or(0)
    }

    /// What the other entry is to this one.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Newer => Self::Older,
            Self::Older => Self::Newer,
            other => other,
        }
    }
}

/// Which entries one key marks after a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differing {
    /// Those that the other directory lacks.
    Missing,
    /// Those changed after the other one.
    Newer,
    /// Those changed before the other one.
    Older,
    /// Those in both that are not the same: newer, older, of another size or kind.
    Changed,
}

impl Differing {
    /// All, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Missing, Self::Newer, Self::Older, Self::Changed];

    /// Whether an entry of that relation is meant.
    pub fn has(self, relation: Relation) -> bool {
        match self {
            Self::Missing => relation == Relation::Missing,
            Self::Newer => relation == Relation::Newer,
            Self::Older => relation == Relation::Older,
            Self::Changed => matches!(relation, Relation::Newer | Relation::Older | Relation::Differs),
        }
    }

    /// What is said when there is none.
    pub fn none(self) -> &'static str {
        match self {
            Self::Missing => "The other pane lacks none of these entries.",
            Self::Newer => "No entry is newer than the other pane's.",
            Self::Older => "No entry is older than the other pane's.",
            Self::Changed => "No entry in both panes differs.",
        }
    }
}

impl CompareBy {
    /// Whether more than names and kinds is compared.
    pub fn needs_details(self) -> bool {
        self.basis != Basis::Name
    }

    /// What an entry is to another one of its name.
    pub fn relation(self, entry: &Entry<'_>, other: &Entry<'_>) -> Relation {
        if entry.is_dir() != other.is_dir() {
            return Relation::Differs;
        }
        if entry.is_dir() || self.basis == Basis::Name {
            return Relation::Same;
        }
        if self.basis == Basis::Time {
            let Some((time, other)) = entry.modified.zip(other.modified) else {
                return self.by_size(entry, other, true);
            };
            let after = time.saturating_sub(other);
            if after.unsigned_abs() > u64::from(self.tolerance) {
                return if after > 0 { Relation::Newer } else { Relation::Older };
            }
        }
        self.by_size(entry, other, false)
    }

    /// By sizes; `vague`: equal ones say nothing.
    fn by_size(self, entry: &Entry<'_>, other: &Entry<'_>, vague: bool) -> Relation {
        match entry.size.zip(other.size) {
            None => Relation::Unknown,
            Some((size, other)) if size != other => Relation::Differs,
            Some(_) if vague => Relation::Unknown,
            Some(_) => Relation::Same,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::{EntryKind, RawEntry, RowId};
    use crate::domain::listing::{ChunkBuilder, Listing};

    fn relation(
        basis: Basis,
        a: (EntryKind, Option<u64>, Option<i64>),
        b: (EntryKind, Option<u64>, Option<i64>),
    ) -> Relation {
        let mut builder = ChunkBuilder::default();
        for (kind, size, modified) in [a, b] {
            builder.push(&RawEntry { name: b"x", kind: Some(kind), size, modified, ..RawEntry::default() });
        }
        let mut listing = Listing::default();
        listing.push(builder.finish());
        let [a, b] = [0, 1].map(|row| listing.by_row(RowId(row)).unwrap());
        let by = CompareBy { basis, tolerance: 2 };
        assert_eq!(by.relation(&b, &a), by.relation(&a, &b).reversed());
        by.relation(&a, &b)
    }

    #[test]
    fn times_come_before_sizes_and_both_may_be_unknown() {
        let file = |size, time| (EntryKind::File, Some(size), Some(time));
        assert_eq!(relation(Basis::Time, file(1, 10), file(1, 12)), Relation::Same);
        assert_eq!(relation(Basis::Time, file(1, 13), file(2, 10)), Relation::Newer);
        assert_eq!(relation(Basis::Time, file(1, 10), file(2, 13)), Relation::Older);
        assert_eq!(relation(Basis::Time, file(1, 10), file(2, 11)), Relation::Differs);
        assert_eq!(relation(Basis::Size, file(1, 10), file(1, 99)), Relation::Same);
        assert_eq!(relation(Basis::Name, file(1, 10), file(2, 99)), Relation::Same);
        let dir = (EntryKind::Dir, None, Some(1));
        assert_eq!(relation(Basis::Time, dir, (EntryKind::Dir, None, Some(99))), Relation::Same);
        assert_eq!(relation(Basis::Name, dir, file(1, 1)), Relation::Differs);
        let untimed = (EntryKind::File, Some(1), None);
        assert_eq!(relation(Basis::Time, file(1, 1), untimed), Relation::Unknown);
        assert_eq!(relation(Basis::Time, file(2, 1), untimed), Relation::Differs);
        assert_eq!(relation(Basis::Size, (EntryKind::File, None, None), untimed), Relation::Unknown);
        assert_eq!(relation(Basis::Time, file(1, i64::MAX), file(1, i64::MIN + 1)), Relation::Newer);
    }
}
