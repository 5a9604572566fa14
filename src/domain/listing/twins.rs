//! Names of one listing that are canonically equal, such as `é` written as one character or as two: a terminal draws them
//! alike, so all but the composed one are shown with escapes.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::domain::entry::{Entry, RowId};

/// What is known of the names so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Twins {
    /// The first row of each canonical form, by the form's hash: two forms of one hash cost an escape, nothing else.
    forms: HashMap<u64, First>,
    escaped: HashSet<RowId>,
}

#[derive(Clone, Copy, Debug)]
struct First {
    row: RowId,
    composed: bool,
}

impl Twins {
    /// Takes a row of the listing. A name in ASCII has no twin.
    pub(super) fn add(&mut self, entry: &Entry<'_>) {
        let name = entry.name.raw();
        let Some(name) = std::str::from_utf8(name).ok().filter(|name| !name.is_ascii()) else { return };
        let form = ComposingNormalizerBorrowed::new_nfc().normalize(name);
        let mut hasher = DefaultHasher::new();
        form.hash(&mut hasher);
        let this = First { row: entry.row, composed: form == name };
        let first = *self.forms.entry(hasher.finish()).or_insert(this);
        if first.row != this.row {
            let alike = [first, this].into_iter().filter(|one| !one.composed);
            self.escaped.extend(alike.map(|one| one.row));
        }
    }

    /// Whether a row is to be told from another one by escapes.
    pub(super) fn has(&self, row: RowId) -> bool {
        self.escaped.contains(&row)
    }

    /// All such rows.
    pub(super) fn iter(&self) -> impl Iterator<Item = RowId> {
        self.escaped.iter().copied()
    }
}
