//! What a pane shows: the rows of one place, the cursor, the part that is on the screen, the marks.
//! Knows nothing of requests: `load` tells it which rows came and when they are whole.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::marks::Marks;
use crate::app::widgets::list::follow;
use crate::domain::entry::{Entry, RowId};
use crate::domain::listing::{Chunk, Listing};
use crate::domain::path::StorePath;
use crate::domain::place::Place;
use crate::domain::sort::Sort;
use crate::domain::store::StoreInfo;
use crate::domain::text::{SafeText, Untrusted, UntrustedRef};

/// The rows of one place as they are shown.
#[derive(Clone, Debug)]
pub struct DirView {
    store: Arc<StoreInfo>,
    /// Unknown until the service has said where the store begins.
    pub(super) path: Option<StorePath>,
    listing: Listing,
    /// Rows that arrived, shown or hidden.
    arrived: u32,
    cursor: usize,
    top: usize,
    /// Whether the cursor stays on its entry as rows come in before it. At first it stays at the top.
    held: bool,
    /// The name the cursor goes to when it arrives.
    seek: Option<Untrusted>,
    pub(super) marks: Marks,
    pub(super) writable: Option<bool>,
    pub(super) truncated: bool,
    pub(super) whole: bool,
    pub(super) unreadable: u64,
    /// Whether the rows came with sizes and times.
    pub(super) full: bool,
    /// The rows whose details were asked for last.
    pub(super) asked: Vec<RowId>,
}

impl DirView {
    /// A place without rows so far.
    pub fn new(store: Arc<StoreInfo>, path: Option<StorePath>, sort: Sort, show_hidden: bool) -> Self {
        Self {
            store,
            path,
            listing: Listing::new(sort, show_hidden),
            arrived: 0,
            cursor: 0,
            top: 0,
            held: false,
            seek: None,
            marks: Marks::default(),
            writable: None,
            truncated: false,
            whole: false,
            unreadable: 0,
            full: false,
            asked: Vec::new(),
        }
    }

    /// The store it is in.
    pub fn store(&self) -> &Arc<StoreInfo> {
        &self.store
    }

    /// The directory; unknown while a store's first listing is arriving.
    pub fn path(&self) -> Option<&StorePath> {
        self.path.as_ref()
    }

    /// Store and directory.
    pub fn place(&self) -> Option<Place> {
        Some(Place { store: self.store.id, path: self.path.clone()? })
    }

    /// The rows.
    pub fn listing(&self) -> &Listing {
        &self.listing
    }

    /// The index of the row under the bar; 0 where there is none.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The index of the first row on the screen.
    pub fn top(&self) -> usize {
        self.top
    }

    /// The row under the bar.
    pub fn entry_at_cursor(&self) -> Option<Entry<'_>> {
        self.listing.get(self.cursor)
    }

    /// What is marked.
    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    /// Whether the directory can be written to, where known.
    pub fn writable(&self) -> Option<bool> {
        self.writable
    }

    /// Whether the service left rows out because there are too many.
    pub fn is_truncated(&self) -> bool {
        self.truncated
    }

    /// Entries of the directory that could not be read, and are not among the rows.
    pub fn unreadable(&self) -> u64 {
        self.unreadable
    }

    /// Whether all rows are here.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// Which of these names are here, hidden or shown; `None` while that is not known of all of them.
    pub fn present<'a>(&self, names: impl Iterator<Item = &'a [u8]>) -> Option<Vec<SafeText>> {
        if !self.whole || self.truncated || self.unreadable > 0 {
            return None;
        }
        let all = (0..self.arrived).filter_map(|row| self.listing.by_row(RowId(row)));
        let known: BTreeSet<&[u8]> = all.map(|entry| entry.name.raw()).collect();
        Some(names.filter(|name| known.contains(name)).map(|name| UntrustedRef(name).sanitized()).collect())
    }

    /// Adds rows. The cursor stays on its entry, or goes to the one it looks for.
    pub(super) fn push(&mut self, chunk: Arc<Chunk>) {
        let first = self.arrived;
        let held = self.held.then(|| self.entry_at_cursor().map(|entry| entry.row)).flatten();
        self.arrived = first.saturating_add(u32::try_from(chunk.len()).unwrap_or(u32::MAX));
        self.listing.push(chunk);
        let found = self.seek.as_ref().and_then(|name| {
            (first..self.arrived)
                .map(RowId)
                .find(|row| self.listing.by_row(*row).is_some_and(|entry| entry.name.raw() == name.raw()))
        });
        if found.is_some() {
            (self.seek, self.held) = (None, true);
        }
        self.put_on(found.or(held));
    }

    /// Puts the bar on a row, keeping its line on the screen; stays in range where the row is not shown.
    fn put_on(&mut self, row: Option<RowId>) {
        let line = self.cursor.saturating_sub(self.top);
        if let Some(at) = row.and_then(|row| self.listing.position(row)) {
            self.cursor = at;
        }
        self.cursor = self.cursor.min(self.last());
        self.top = self.cursor.saturating_sub(line);
    }

    fn last(&self) -> usize {
        self.listing.len().saturating_sub(1)
    }

    /// Lets the cursor go to the entry of that name, now or when it arrives.
    pub(super) fn seek(&mut self, name: UntrustedRef<'_>) {
        match self.listing.find(name.raw()) {
            Some(at) => {
                self.cursor = at;
                self.held = true;
            }
            None => self.seek = Some(name.to_owned()),
        }
    }

    /// All rows are here: nothing is looked for any longer, and marks of what is gone go too.
    pub(super) fn finish(&mut self) {
        self.whole = true;
        self.seek = None;
        let old = std::mem::take(&mut self.marks);
        self.keep_marks(&old);
    }

    /// Takes over cursor, screen part and marks of what was shown of the same place before.
    pub(super) fn take_over(&mut self, before: &Self) {
        self.keep_marks(&before.marks);
        self.writable = self.writable.or(before.writable);
        self.cursor = before.cursor.min(self.last());
        self.top = before.top;
        let line = before.cursor.saturating_sub(before.top);
        if let Some(at) = before.entry_at_cursor().and_then(|entry| self.listing.find(entry.name.raw())) {
            self.cursor = at;
            self.top = at.saturating_sub(line);
        }
        self.held = true;
    }

    /// Takes more of the rows that were asked for. The cursor stays on its entry, and a marked row counts with its size.
    pub(super) fn add_details(&mut self, chunk: &Arc<Chunk>) {
        let held = self.held.then(|| self.entry_at_cursor().map(|entry| entry.row)).flatten();
        self.listing.fill(&self.asked, chunk);
        self.put_on(held);
        for row in &self.asked {
            if let Some(entry) = self.listing.by_row(*row)
                && self.marks.has(entry.name)
            {
                self.marks.add(&entry);
            }
        }
    }

    fn keep_marks(&mut self, old: &Marks) {
        if old.is_empty() {
            return;
        }
        for row in (0..self.arrived).map(RowId) {
            if let Some(entry) = self.listing.by_row(row)
                && old.has(entry.name)
            {
                self.marks.add(&entry);
            }
        }
    }

    /// Moves the bar to a row; whether it moved.
    pub(super) fn go_to(&mut self, index: usize) -> bool {
        let index = index.min(self.last());
        (self.held, self.seek) = (index != 0, None);
        std::mem::replace(&mut self.cursor, index) != index
    }

    /// Moves bar and screen part together by `rows`; whether anything moved.
    pub(super) fn page(&mut self, rows: isize) -> bool {
        self.top = self.top.saturating_add_signed(rows);
        self.go_to(self.cursor.saturating_add_signed(rows))
    }

    /// Brings the bar into the `height` rows on the screen, by half a page where it is just outside: most
    /// steps then move only the bar, which costs a hundredth of drawing a pane anew.
    pub(super) fn follow(&mut self, height: usize) {
        self.cursor = self.cursor.min(self.last());
        self.top = follow(self.top, self.cursor, self.listing.len(), height);
    }

    /// Shows the rows in this order, with hidden names or without; the bar stays on its entry.
    pub(super) fn arrange(&mut self, sort: Sort, show_hidden: bool) {
        let row = self.held.then(|| self.entry_at_cursor().map(|entry| entry.row)).flatten();
        if self.listing.sort() != sort {
            self.listing.set_sort(sort);
        }
        if self.listing.shows_hidden() != show_hidden {
            self.listing.set_show_hidden(show_hidden);
        }
        self.put_on(row);
    }

    /// Marks or unmarks the row under the bar; whether there is one.
    pub(super) fn toggle_mark(&mut self) -> bool {
        let Some(entry) = self.listing.get(self.cursor) else { return false };
        self.marks.toggle(&entry);
        true
    }

    /// Marks every row shown, or turns the marks of all of them round; whether there is any row.
    pub(super) fn mark_shown(&mut self, invert: bool) -> bool {
        let Self { listing, marks, .. } = self;
        for entry in listing.iter() {
            if invert { marks.toggle(&entry) } else { marks.add(&entry) }
        }
        !listing.is_empty()
    }
}
