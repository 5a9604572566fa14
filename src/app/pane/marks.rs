//! Which entries of a directory are marked: by name, so that marks outlive a refresh. Keeps the totals
//! as it goes; a directory's size is never guessed. Knows neither rows nor cursor.

use std::collections::BTreeMap;

use crate::domain::entry::{Entry, EntryKind};
use crate::domain::format;
use crate::domain::text::{SafeText, Untrusted, UntrustedRef};
use crate::safe;

/// The marked entries of one directory.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    by_name: BTreeMap<Box<[u8]>, Marked>,
    totals: Totals,
}

/// What is known of a marked entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    /// What it is.
    pub kind: EntryKind,
    /// Bytes, where known and not a directory.
    pub size: Option<u64>,
}

impl Marked {
    /// Whether it is a directory.
    pub fn is_dir(self) -> bool {
        self.kind == EntryKind::Dir
    }
}

/// Sums over marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Marked entries that are not directories.
    pub files: u64,
    /// Bytes of those whose size is known; wide enough that sizes made up by a server never overflow it.
    pub bytes: u128,
    /// Those whose size is not known.
    pub unsized_files: u64,
    /// Marked directories.
    pub dirs: u64,
}

impl Totals {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            files: self.files.saturating_add(other.files),
            bytes: self.bytes.saturating_add(other.bytes),
            unsized_files: self.unsized_files.saturating_add(other.unsized_files),
            dirs: self.dirs.saturating_add(other.dirs),
        }
    }

    /// In words: `37 files of 1.2 TiB + 4 directories (not scanned)`. No size is guessed.
    pub fn label(self) -> SafeText {
        let bytes = format::bytes(u64::try_from(self.bytes).unwrap_or(u64::MAX));
        let files = format::count(self.files, "file", "files");
        let files = match self.unsized_files {
            _ if self.files == 0 => SafeText::default(),
            0 => safe!("{} of {}", files, bytes),
            all if all == self.files => safe!("{} of unknown size", files),
            some => safe!("{} of at least {} ({} of unknown size)", files, bytes, format::grouped(some)),
        };
        let dirs = match self.dirs {
            0 => SafeText::default(),
            dirs => safe!("{} (not scanned)", format::count(dirs, "directory", "directories")),
        };
        let plus = if files.is_empty() || dirs.is_empty() { "" } else { " + " };
        safe!("{}{}{}", files, plus, dirs)
    }
}

impl Marks {
    /// Whether the name is marked.
    pub fn has(&self, name: UntrustedRef<'_>) -> bool {
        self.by_name.contains_key(name.raw())
    }

    /// How many are marked.
    pub fn len(&self) -> usize {
        self.by_name.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// The sums.
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// All of them in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (UntrustedRef<'_>, Marked)> {
        self.by_name.iter().map(|(name, marked)| (UntrustedRef(name), *marked))
    }

    /// Marks an entry.
    pub fn add(&mut self, entry: &Entry<'_>) {
        let marked = Marked { kind: entry.kind, size: entry.size.filter(|_| !entry.is_dir()) };
        self.add_known(entry.name, marked);
    }

    /// Marks an entry of which this is known from before.
    pub fn add_known(&mut self, name: UntrustedRef<'_>, marked: Marked) {
        self.remove(name);
        self.insert(name.raw().into(), marked);
    }

    fn insert(&mut self, name: Box<[u8]>, marked: Marked) {
        self.by_name.insert(name, marked);
        match (marked.kind, marked.size) {
            (EntryKind::Dir, _) => self.totals.dirs += 1,
            (_, Some(size)) => {
                self.totals.files += 1;
                self.totals.bytes = self.totals.bytes.saturating_add(u128::from(size));
            }
            (_, None) => {
                self.totals.files += 1;
                self.totals.unsized_files += 1;
            }
        }
    }

    /// Takes a mark off; whether there was one.
    pub fn remove(&mut self, name: UntrustedRef<'_>) -> bool {
        let Some(marked) = self.by_name.remove(name.raw()) else { return false };
        match (marked.kind, marked.size) {
            (EntryKind::Dir, _) => self.totals.dirs -= 1,
            (_, Some(size)) => {
                self.totals.files -= 1;
                self.totals.bytes = self.totals.bytes.saturating_sub(u128::from(size));
            }
            (_, None) => {
                self.totals.files -= 1;
                self.totals.unsized_files -= 1;
            }
        }
        true
    }

    /// Marks what is not, and the other way round.
    pub fn toggle(&mut self, entry: &Entry<'_>) {
        if !self.remove(entry.name) {
            self.add(entry);
        }
    }

    /// Takes up to so many marks off, the last ones by name; how many.
    pub fn take_off(&mut self, most: u32) -> u32 {
        for taken in 0..most {
            let Some((name, _)) = self.by_name.last_key_value() else { return taken };
            let name = Untrusted::new(name);
            self.remove(name.as_ref());
        }
        most
    }

    /// Takes over marks of the same directory, but for names that are marked here already.
    pub fn take_over(&mut self, other: Self) {
        if self.is_empty() {
            *self = other;
            return;
        }
        for (name, marked) in other.by_name {
            if !self.by_name.contains_key(&name) {
                self.insert(name, marked);
            }
        }
    }
}
