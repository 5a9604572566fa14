//! What a pane shows: the rows of one place, the cursor, the part that is on the screen, the marks. Knows nothing of
//! requests: `load` passes it the rows and their end.
//!
//! Its rows are the parent's, where there is a parent, and one for each entry: [`Row`]. Cursor and part on the screen count
//! rows; the listing and the marks know entries only.

mod filter;
mod kept;
mod mark;
mod range;
mod row;
mod scroll;
mod visit;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::marking::Marking;
use super::marks::Marks;
use crate::domain::compare::Relations;
use crate::domain::entry::RowId;
use crate::domain::listing::{Chunk, Listing};
use crate::domain::path::StorePath;
use crate::domain::place::Place;
use crate::domain::route::EndInfo;
use crate::domain::service_filter::ServiceFilter;
use crate::domain::sort::Sort;
use crate::domain::store::StoreInfo;
use crate::domain::text::{SafeText, Untrusted, UntrustedRef};
use crate::domain::time::Timestamp;

use range::RangeStart;
pub use row::Row;

/// Comparisons of rows in one turn of the loop: a millisecond of work where ranks decide, ten where names do.
const COMPARISONS: usize = 100_000;
/// Rows looked at for marks in one turn of the loop.
pub(super) const MARKED_ROWS: u32 = 10_000;

/// The rows of one place as they are shown.
#[derive(Clone, Debug)]
pub struct DirView {
    store: Arc<StoreInfo>,
    /// Unknown until the service has said where the store begins.
    path: Option<StorePath>,
    listing: Listing,
    /// Rows that arrived, shown or hidden.
    arrived: u32,
    cursor: usize,
    top: usize,
    /// Whether the cursor stays on its row as others come in before it. At first it stays on the first entry.
    held: bool,
    /// The name the cursor goes to when it arrives, and its line on the screen.
    seek: Option<(Untrusted, usize)>,
    /// The row of that name, which is not shown yet.
    sought: Option<RowId>,
    marks: Marks,
    marking: Marking,
    range_start: Option<RangeStart>,
    /// What the rows are to those of the other pane.
    pub(super) relations: Option<Relations>,
    /// Whether there are marks of an earlier listing, whose entries may be gone.
    unchecked: bool,
    pub(super) writable: Option<bool>,
    /// Bytes that can still be stored there, where known.
    pub(super) free: Option<u64>,
    /// Whether it was asked for.
    pub(super) access_asked: bool,
    /// When its rows were asked for.
    pub(super) as_of: Timestamp,
    /// Whether they are those of an earlier visit, to be listed again.
    pub(super) is_old: bool,
    /// Whether the cursor stays on the last row as others come.
    at_end: bool,
    pub(super) truncated: bool,
    /// The names that the service was asked for; `None`: all.
    pub(super) service_filter: Option<ServiceFilter>,
    /// Whether it was said that the service lists no more.
    pub(super) limit_said: bool,
    pub(super) whole: bool,
    pub(super) unreadable: u64,
    /// Rows whose details could not all be read.
    refused: BTreeSet<RowId>,
    /// Whether the directory was not found when it, or one above it, was to be listed again.
    pub(super) gone: bool,
    /// Whether the rows came with sizes and times.
    pub(super) full: bool,
    /// The rows whose details were requested last.
    pub(super) asked: Vec<RowId>,
    /// Details that came while another order is in the making, and the rows they are of.
    details: Vec<(Vec<RowId>, Arc<Chunk>)>,
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
            sought: None,
            marks: Marks::default(),
            marking: Marking::default(),
            range_start: None,
            relations: None,
            unchecked: false,
            writable: None,
            free: None,
            access_asked: false,
            as_of: Timestamp::default(),
            is_old: false,
            at_end: false,
            truncated: false,
            service_filter: None,
            limit_said: false,
            whole: false,
            unreadable: 0,
            refused: BTreeSet::new(),
            gone: false,
            full: false,
            asked: Vec::new(),
            details: Vec::new(),
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

    /// The place as one end of a transfer.
    pub fn end(&self) -> Option<EndInfo> {
        Some(EndInfo::new(Arc::clone(&self.store), self.path.clone()?))
    }

    /// The entries.
    pub fn listing(&self) -> &Listing {
        &self.listing
    }

    /// The index of the row at the cursor; 0 where there is none.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The index of the first row on the screen.
    pub fn top(&self) -> usize {
        self.top
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

    /// The names that the service was asked for; `None`: all.
    pub fn service_filter(&self) -> Option<&ServiceFilter> {
        self.service_filter.as_ref()
    }

    /// Whether the rows are a part of the directory even when all of them are here: they prove no name absent.
    pub fn is_partial(&self) -> bool {
        self.truncated || self.service_filter.is_some()
    }

    /// Entries of the directory that could not be read, as far as was tried: those of a collection are not among the
    /// rows, those of this computer have a name and a kind only.
    pub fn unreadable(&self) -> u64 {
        let refused = self.refused.iter().filter(|row| !self.listing.is_filled(**row)).count();
        self.unreadable.saturating_add(u64::try_from(refused).unwrap_or(u64::MAX))
    }

    /// Whether the directory was not found any longer: its rows are those of an earlier listing.
    pub fn is_gone(&self) -> bool {
        self.gone
    }

    /// Whether the rows are those of an earlier listing, which may have changed since.
    pub fn is_old(&self) -> bool {
        self.is_old
    }

    /// Whether all rows are here.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// Rows that arrived, shown or not.
    pub fn arrived(&self) -> u32 {
        self.arrived
    }

    /// Which of these names are here, hidden or shown; `None` while that is not known of all of them.
    pub fn present<'a>(&self, names: impl Iterator<Item = &'a [u8]>) -> Option<Vec<SafeText>> {
        if !self.whole || self.is_old || self.gone || self.is_partial() || self.unreadable > 0 {
            return None;
        }
        let all = (0..self.arrived).filter_map(|row| self.listing.by_row(RowId(row)));
        let known: BTreeSet<&[u8]> = all.map(|entry| entry.name.raw()).collect();
        Some(names.filter(|name| known.contains(name)).map(|name| UntrustedRef(name).sanitized()).collect())
    }

    /// Whether another order, a filter or a change of marks is in the making.
    pub fn is_working(&self) -> bool {
        self.listing.is_working() || self.is_marking()
    }

    /// Whether a change of marks is in the making.
    pub fn is_marking(&self) -> bool {
        self.marking.is_under_way()
    }

    /// Does a bit of the work that takes long; how many marks were found to be of entries that are gone.
    pub(super) fn work(&mut self) -> usize {
        if self.listing.is_working() {
            let held = self.held_row();
            let filters = self.listing.is_filtering();
            if self.listing.advance(COMPARISONS) {
                let row = self.sought.take().or(held);
                self.put_on(row, self.line());
                if filters {
                    self.leave_hidden(row);
                    return 0;
                }
                for (rows, chunk) in std::mem::take(&mut self.details) {
                    self.fill(&rows, &chunk);
                }
            }
        }
        self.marking.advance(&mut self.marks, &self.listing, MARKED_ROWS)
    }

    fn held_row(&self) -> Option<RowId> {
        self.held.then(|| self.entry_at_cursor().map(|entry| entry.row)).flatten()
    }

    /// The row the cursor stays on while rows move.
    fn row_to_keep(&mut self) -> Option<RowId> {
        let held = self.held_row();
        self.sought.take().or(held)
    }

    /// Adds rows. The cursor stays on its entry, or goes to the one it looks for.
    pub(super) fn push(&mut self, chunk: Arc<Chunk>) {
        let first = self.arrived;
        let held = self.row_to_keep();
        self.arrived = first.saturating_add(u32::try_from(chunk.len()).unwrap_or(u32::MAX));
        self.listing.push(chunk);
        let found = self.seek.as_ref().and_then(|(name, _)| {
            (first..self.arrived)
                .map(RowId)
                .find(|row| self.listing.by_row(*row).is_some_and(|entry| entry.name.raw() == name.raw()))
        });
        let mut line = self.line();
        if found.is_some() {
            self.held = true;
            line = self.seek.take().map_or(line, |(_, line)| line);
        }
        self.put_on(found.or(held), line);
    }

    /// Puts the cursor on an entry, and that on a line of the screen; stays in range where the entry is not shown.
    fn put_on(&mut self, row: Option<RowId>, line: usize) {
        match row.map(|row| (row, self.listing.position(row))) {
            Some((_, Some(at))) => self.cursor = self.first_entry() + at,
            // It is shown when the order is complete.
            Some((row, None)) if self.listing.is_working() => self.sought = Some(row),
            None if !self.held => self.cursor = self.first_entry(),
            _ => {}
        }
        self.cursor = if self.at_end { self.last() } else { self.cursor.min(self.last()) };
        self.at_end &= !self.whole || self.is_working();
        // At first the row of the parent is shown above the first entry.
        self.top = if self.held { self.cursor.saturating_sub(line) } else { 0 };
    }

    fn last(&self) -> usize {
        self.rows().saturating_sub(1)
    }

    /// The line of the screen that the cursor is on.
    fn line(&self) -> usize {
        self.cursor.saturating_sub(self.top)
    }

    /// Lets the cursor go to the entry of that name when it arrives, on that line of the screen.
    pub(super) fn seek(&mut self, name: UntrustedRef<'_>, line: usize) {
        self.seek = Some((name.to_owned(), line));
    }

    /// Puts the cursor on the entry of that name; whether it is shown.
    pub(super) fn put_on_name(&mut self, name: UntrustedRef<'_>) -> bool {
        let Some(at) = self.listing.find(name.raw()) else { return false };
        self.go_to(self.first_entry() + at);
        true
    }

    /// All rows are here: nothing is looked for any longer, and marks of what is gone go too.
    pub(super) fn finish(&mut self) {
        self.whole = true;
        (self.seek, self.is_old) = (None, false);
        self.check_marks();
    }

    /// Takes more of the rows that were asked for. The cursor stays on its entry, and a marked row counts with its size.
    pub(super) fn add_details(&mut self, chunk: &Arc<Chunk>) {
        let rows = self.asked.clone();
        if self.listing.is_arranging() {
            self.details.push((rows, Arc::clone(chunk)));
        } else {
            self.fill(&rows, chunk);
        }
    }

    /// Rows that were asked for and did not come may not be read.
    pub(super) fn refused_details(&mut self) {
        self.refused.extend(self.asked.iter().copied());
    }

    fn fill(&mut self, rows: &[RowId], chunk: &Arc<Chunk>) {
        let held = self.row_to_keep();
        self.listing.fill(rows, chunk);
        self.put_on(held, self.line());
        for entry in rows.iter().filter_map(|row| self.listing.by_row(*row)) {
            if self.marks.has(entry.name) {
                self.marks.add(&entry);
            }
            self.marking.update(&entry);
        }
    }

    /// Asks for the rows in this order, with hidden names or without; the cursor will stay on its entry.
    pub(super) fn arrange(&mut self, sort: Sort, show_hidden: bool) {
        self.listing.arrange(sort, show_hidden);
    }
}
