//! The range of rows from where it was begun to the cursor, which is marked or unmarked when it ends.

use std::ops::RangeInclusive;

use super::{DirView, Row};
use crate::domain::entry::{Entry, RowId};

/// Where the range was begun, and what becomes of its rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct RangeStart {
    /// The entry; `None`: the row of the parent.
    row: Option<RowId>,
    mark: bool,
}

impl DirView {
    /// Begins a range at the cursor, or turns the one there is to marking or unmarking.
    pub(in crate::app::pane) fn begin_range(&mut self, mark: bool) {
        let row = match self.range_start {
            Some(start) => start.row,
            None => self.entry_at_cursor().map(|entry| entry.row),
        };
        self.range_start = Some(RangeStart { row, mark });
    }

    /// The rows of the range, and whether they are marked when it ends.
    pub fn range(&self) -> Option<(RangeInclusive<usize>, bool)> {
        let RangeStart { row, mark } = self.range_start?;
        // An entry that is not shown any longer leaves the row at the cursor.
        let from = match row {
            Some(row) => self.listing.position(row).map_or(self.cursor, |at| at + self.first_entry()),
            None => 0,
        };
        Some((from.min(self.cursor)..=from.max(self.cursor), mark))
    }

    /// How many entries are in the range, and whether they are marked when it ends.
    pub fn range_count(&self) -> Option<(usize, bool)> {
        let (rows, mark) = self.range()?;
        let first = (*rows.start()).max(self.first_entry());
        Some(((rows.end() + 1).saturating_sub(first), mark))
    }

    /// Ends the range, and marks or unmarks its rows where they are to be; whether there was one.
    pub(in crate::app::pane) fn end_range(&mut self, keep: bool) -> bool {
        let Some((rows, mark)) = self.range() else { return false };
        self.range_start = None;
        if keep {
            self.set_marks(rows, mark);
        }
        true
    }

    /// The range of what was shown before goes on, where its first entry is still there.
    pub(super) fn take_over_range(&mut self, before: &Self) {
        let Some(start) = before.range_start else { return };
        let found = |row| self.listing.find_entry(&before.listing.by_row(row)?);
        let row = start.row.map(|row| found(row).and_then(|at| self.listing.get(at)).map(|entry| entry.row));
        self.range_start = match row {
            None => Some(start),
            Some(Some(row)) => Some(RangeStart { row: Some(row), ..start }),
            Some(None) => None,
        };
    }

    /// Whether the entry on a row is shown as marked: as the range that is open would leave it.
    pub fn shows_mark(
        &self,
        index: usize,
        entry: &Entry<'_>,
        range: Option<&(RangeInclusive<usize>, bool)>,
    ) -> bool {
        match range {
            Some((rows, mark)) if rows.contains(&index) => *mark,
            _ => self.marks.has(entry.name),
        }
    }

    /// Does all changes of marks that are left, for what needs them at once.
    pub(in crate::app::pane) fn finish_marking(&mut self) {
        while self.is_marking() {
            self.marking.advance(&mut self.marks, &self.listing, super::MARKED_ROWS);
        }
    }

    /// Marks or unmarks the entry at the cursor and moves up; whether anything is different.
    pub(in crate::app::pane) fn mark_and_go_up(&mut self) -> bool {
        let marked = matches!(self.row_at_cursor(), Some(Row::Entry(_))) && self.toggle_mark();
        let moved = self.go_to(self.cursor.saturating_sub(1));
        marked || moved
    }
}
