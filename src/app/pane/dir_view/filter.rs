//! The filter of the names shown, and the search for the next one.

use std::sync::Arc;

use super::{DirView, Row};
use crate::domain::entry::RowId;
use crate::domain::name_pattern::NamePattern;

impl DirView {
    /// The filter that was asked for last.
    pub fn filter(&self) -> Option<&NamePattern> {
        self.listing.coming_filter().map(|pattern| &**pattern)
    }

    /// Marked entries that the filter leaves out.
    pub fn marks_outside_filter(&self) -> usize {
        let Some(filter) = self.filter() else { return 0 };
        self.marks.iter().filter(|(name, _)| !filter.matches(name.raw())).count()
    }

    /// Shows the entries that match only, or all again. The cursor stays on its entry while that is shown.
    pub(in crate::app::pane) fn set_filter(&mut self, pattern: Option<Arc<NamePattern>>) {
        let at_cursor = self.entry_at_cursor().map(|entry| entry.row);
        let row = self.sought.take().or(at_cursor);
        self.listing.set_filter(pattern);
        self.held |= row.is_some();
        self.put_on(row, self.line());
        if !self.listing.is_filtering() {
            self.leave_hidden(row);
        }
    }

    /// The cursor goes to the first entry where its own is left out.
    pub(super) fn leave_hidden(&mut self, row: Option<RowId>) {
        if row.is_none_or(|row| self.listing.position(row).is_none()) && self.listing.filter().is_some() {
            (self.cursor, self.top) = (self.first_entry().min(self.last()), 0);
        }
    }

    /// The first row that matches from that row on, or before it; round the end to where it began.
    pub(in crate::app::pane) fn next_match(
        &self,
        pattern: &NamePattern,
        from: usize,
        forward: bool,
    ) -> Option<usize> {
        let rows = self.rows();
        let nth = |steps: usize| if forward { from + steps } else { from + rows - steps };
        (0..rows).map(|steps| nth(steps) % rows).find(|index| {
            self.row(*index).and_then(Row::entry).is_some_and(|entry| pattern.matches(entry.name.raw()))
        })
    }

    /// The cursor and the first row on the screen.
    pub(in crate::app::pane) fn position(&self) -> (usize, usize) {
        (self.cursor, self.top)
    }

    /// Brings both back to where they were; whether the cursor moved.
    pub(in crate::app::pane) fn return_to(&mut self, (cursor, top): (usize, usize)) -> bool {
        self.top = top;
        self.go_to(cursor)
    }
}
