//! The rows of a view: the parent's, where there is a parent, then one for each entry. What lies
//! between the number of a row and the place of an entry in the listing is [`DirView::first_entry`], and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::DirView;
use crate::domain::entry::{Entry, RowId};
use crate::domain::path::StorePath;

/// What is on a row.
#[derive(Clone, Copy, Debug)]
pub enum Row<'a> {
    /// The parent directory, `..`: first in every order, and never marked or sent.
    Parent,
    /// An entry of the directory.
    Entry(Entry<'a>),
}

impl<'a> Row<'a> {
    /// The entry, if it is one.
    pub fn entry(self) -> Option<Entry<'a>> {
        match self {
            Self::Parent => None,
            Self::Entry(entry) => Some(entry),
        }
    }
}

impl DirView {
    /// The row of the first entry.
    pub(super) fn first_entry(&self) -> usize {
        usize::from(self.path.as_ref().is_some_and(|path| !path.is_root()))
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.first_entry() + self.listing.len()
    }

    /// What is on a row.
    pub fn row(&self, index: usize) -> Option<Row<'_>> {
        match index.checked_sub(self.first_entry()) {
            Some(at) => self.listing.get(at).map(Row::Entry),
            None => Some(Row::Parent),
        }
    }

    /// The row at the cursor.
    pub fn row_at_cursor(&self) -> Option<Row<'_>> {
        self.row(self.cursor)
    }

    /// The entry at the cursor.
    pub fn entry_at_cursor(&self) -> Option<Entry<'_>> {
        self.row_at_cursor().and_then(Row::entry)
    }

    /// The marked entries in the order shown, hidden ones last; the one at the cursor where none is marked.
    pub fn chosen(&self) -> Vec<Entry<'_>> {
        if self.marks.is_empty() {
            return self.entry_at_cursor().into_iter().collect();
        }
        let marked = |entry: &Entry<'_>| self.marks.has(entry.name);
        let mut chosen: Vec<Entry<'_>> = self.listing.iter().filter(marked).collect();
        let shown: BTreeSet<RowId> = chosen.iter().map(|entry| entry.row).collect();
        let all = (0..self.arrived).filter_map(|row| self.listing.by_row(RowId(row)));
        chosen.extend(all.filter(marked).filter(|entry| !shown.contains(&entry.row)));
        chosen
    }

    /// The entries of these names, shown or hidden.
    pub fn named<'a>(&self, names: impl Iterator<Item = &'a [u8]>) -> BTreeMap<&'a [u8], Entry<'_>> {
        let names: BTreeSet<&[u8]> = names.collect();
        let all = (0..self.arrived).filter_map(|row| self.listing.by_row(RowId(row)));
        all.filter_map(|entry| Some((*names.get(entry.name.raw())?, entry))).collect()
    }

    /// The entries among the `height` rows on the screen.
    pub fn entries_on_screen(&self, height: usize) -> impl Iterator<Item = Entry<'_>> {
        let rows = self.top..self.top.saturating_add(height);
        rows.map_while(|at| self.row(at)).filter_map(Row::entry)
    }

    /// The directory is this one. The row of its parent may come before the others only now.
    pub(in crate::app::pane) fn set_path(&mut self, path: StorePath) {
        let before = self.first_entry();
        self.path = Some(path);
        let after = self.first_entry();
        let moved = |row: usize| (row + after).saturating_sub(before);
        self.cursor = moved(self.cursor).min(self.last());
        self.top = if self.top == 0 { 0 } else { moved(self.top) };
    }
}
