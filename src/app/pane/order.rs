//! Which rows of its directory a pane shows, and in which order.

use super::{DirView, Pane};
use crate::app::update_cx::UpdateCx;
use crate::domain::sort::{Sort, SortKey};

impl Pane {
    /// Sorts by `key`, its natural way round.
    pub fn sort_by(&mut self, key: SortKey, cx: &mut UpdateCx) {
        self.set_sort(Sort { key, reversed: false, ..self.sort }, cx);
    }

    /// Turns the order round.
    pub fn reverse(&mut self, cx: &mut UpdateCx) {
        self.set_sort(Sort { reversed: !self.sort.reversed, ..self.sort }, cx);
    }

    /// Puts directories before the files or among them.
    pub fn toggle_dirs_first(&mut self, cx: &mut UpdateCx) {
        self.set_sort(Sort { dirs_mixed: !self.sort.dirs_mixed, ..self.sort }, cx);
    }

    fn set_sort(&mut self, sort: Sort, cx: &mut UpdateCx) {
        if std::mem::replace(&mut self.sort, sort) == sort {
            return;
        }
        cx.changed();
        // Names and kinds came alone: the order needs the rest of all rows, and is that of the listing to come.
        let names_alone = |here: &DirView| here.store().capabilities.details && !here.full;
        if self.needs_full_rows() && self.here.as_ref().is_some_and(names_alone) {
            self.refresh(cx);
        } else {
            self.arrange();
        }
    }

    /// Shows or leaves out names that begin with a dot.
    pub fn toggle_hidden(&mut self, cx: &mut UpdateCx) {
        self.show_hidden = !self.show_hidden;
        self.arrange();
        cx.changed();
    }

    /// Shows the rows as order and hidden names are wanted now.
    pub(super) fn arrange(&mut self) {
        if let Some(here) = &mut self.here {
            here.arrange(self.sort, self.show_hidden);
        }
    }
}
