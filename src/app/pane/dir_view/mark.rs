//! Marking rows of a directory.

use std::ops::RangeInclusive;
use std::sync::Arc;

use super::{DirView, Row};
use crate::app::pane::marking::Shown;
use crate::domain::compare::Differing;
use crate::domain::criteria::Criteria;
use crate::domain::path::EntryName;
use crate::domain::text::UntrustedRef;

impl DirView {
    /// Marks or unmarks the entry at the cursor; whether there is one.
    pub(in crate::app::pane) fn toggle_mark(&mut self) -> bool {
        let row = self.entry_at_cursor().map(|entry| entry.row);
        row.inspect(|row| self.marking.toggle(*row)).is_some()
    }

    /// Marks the entries of these rows, or takes their marks off.
    pub(in crate::app::pane) fn set_marks(&mut self, rows: RangeInclusive<usize>, mark: bool) {
        for index in rows {
            if let Some(Row::Entry(entry)) = self.row(index) {
                self.marking.set(entry.row, mark);
            }
        }
    }

    /// Marks every entry shown, or turns the marks of all of them round.
    pub(in crate::app::pane) fn mark_shown(&mut self, invert: bool) {
        self.marking.mark_shown(self.arrived, self.shown_rows(), invert);
    }

    /// Marks every entry shown that is meant, or takes its mark off.
    pub(in crate::app::pane) fn mark_matching(&mut self, criteria: Arc<Criteria>, mark: bool) {
        self.marking.mark_matching(self.arrived, self.shown_rows(), criteria, mark);
    }

    /// Marks every entry shown that differs so from the other pane's.
    pub(in crate::app::pane) fn mark_differing(&mut self, differing: Differing) {
        if let Some(relations) = &self.relations {
            self.marking.mark_differing(self.arrived, self.shown_rows(), Arc::clone(relations), differing);
        }
    }

    /// Which rows are shown.
    pub(in crate::app::pane) fn shown_rows(&self) -> Shown {
        Shown { hidden: self.listing.shows_hidden(), filter: self.listing.coming_filter().cloned() }
    }

    /// Takes all marks off.
    pub(in crate::app::pane) fn clear_marks(&mut self) {
        self.marking.clear();
    }

    /// Takes the mark of this name off; whether there was one.
    pub(in crate::app::pane) fn unmark(&mut self, name: &EntryName) -> bool {
        self.remove_mark(UntrustedRef(name.raw()))
    }

    /// The same by the name as it was listed.
    pub(in crate::app::pane) fn remove_mark(&mut self, name: UntrustedRef<'_>) -> bool {
        self.marking.remove(name);
        self.marks.remove(name)
    }

    /// Takes marks off whose entries are not there, and learns what the others are, if all rows are here. A part of a
    /// directory says of no entry that it is gone.
    pub(in crate::app::pane) fn check_marks(&mut self) {
        if self.whole && !self.is_partial() && std::mem::take(&mut self.unchecked) {
            self.marking.check(self.arrived);
        }
    }
}
