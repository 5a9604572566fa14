//! What a visit of a directory leaves, and what a new listing of it takes over.

use super::{DirView, Row};
use crate::app::pane::marks::Marks;
use crate::app::pane::visited::Visit;
use crate::domain::text::Untrusted;

impl DirView {
    /// Takes over cursor, screen part and marks of what was shown of the same place before.
    pub(in crate::app::pane) fn take_over(&mut self, before: &mut Self) {
        let marks = before.take_marks();
        self.restore_marks(marks);
        self.set_filter(before.listing().coming_filter().cloned());
        self.take_over_range(before);
        self.limit_said = before.limit_said && before.service_filter == self.service_filter;
        self.writable = self.writable.or(before.writable);
        // Until the new listing has said it.
        self.free = self.free.or(before.free);
        self.access_asked |= before.access_asked;
        match before.row_at_cursor() {
            Some(Row::Entry(entry)) => {
                if self.entry_at_cursor().is_none_or(|found| found.name != entry.name) {
                    let found = self.listing.find_entry(&entry).map(|at| self.first_entry() + at);
                    self.cursor = found.unwrap_or(before.cursor).min(self.last());
                }
                self.held = true;
            }
            // The user went there: it was not only the one row there was.
            Some(Row::Parent) if before.held => (self.cursor, self.held) = (0, true),
            Some(Row::Parent) | None => {}
        }
        self.top = self.cursor.saturating_sub(before.line());
    }

    /// The name that the cursor is on, or goes to when it arrives, and the line of the screen.
    pub fn cursor_name(&self) -> Option<(Untrusted, usize)> {
        let at_cursor = || Some((self.entry_at_cursor()?.name.to_owned(), self.line()));
        self.seek.clone().or_else(at_cursor)
    }

    /// What is to be remembered of this visit. The marks go with it.
    pub(in crate::app::pane) fn end_visit(&mut self) -> Visit {
        let cursor = self.entry_at_cursor().map(|entry| entry.name.to_owned());
        Visit { cursor, line: self.line(), marks: self.take_marks(), title: self.store().title() }
    }

    /// The marks, with every change done that is left: its rows go too. Only a key within a fraction of a second after
    /// all of a large directory was marked leaves much to do.
    fn take_marks(&mut self) -> Marks {
        self.finish_marking();
        std::mem::take(&mut self.marks)
    }

    /// Takes marks of an earlier listing of this directory.
    pub(in crate::app::pane) fn restore_marks(&mut self, marks: Marks) {
        self.unchecked |= !marks.is_empty();
        self.marks.take_over(marks);
    }
}
