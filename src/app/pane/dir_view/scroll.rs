//! Moves of the cursor and of what is on the screen.

use super::DirView;
use crate::app::widgets::list::follow;

impl DirView {
    /// Moves the cursor to a row; whether it moved.
    pub(in crate::app::pane) fn go_to(&mut self, index: usize) -> bool {
        let index = index.min(self.last());
        self.at_end = false;
        (self.held, self.seek, self.sought) = (index != self.first_entry(), None, None);
        std::mem::replace(&mut self.cursor, index) != index
    }

    /// Moves the cursor to the last row, where it stays while more come; whether it moved.
    pub(in crate::app::pane) fn go_to_end(&mut self) -> bool {
        let moved = self.go_to(usize::MAX);
        self.at_end = !self.whole || self.is_working();
        moved
    }

    /// Moves bar and screen part together by `rows`; whether anything moved.
    pub(in crate::app::pane) fn page(&mut self, rows: isize) -> bool {
        self.top = self.top.saturating_add_signed(rows);
        self.go_to(self.cursor.saturating_add_signed(rows))
    }

    /// Moves the part on the screen by `rows`, and the cursor as far as it must; whether anything moved.
    pub(in crate::app::pane) fn scroll(&mut self, rows: isize, height: usize) -> bool {
        let top = self.top.saturating_add_signed(rows).min(self.rows().saturating_sub(height));
        let moved = std::mem::replace(&mut self.top, top) != top;
        let last = top.saturating_add(height).saturating_sub(1);
        let cursor = self.cursor.clamp(top, last.max(top));
        if cursor != self.cursor {
            self.go_to(cursor);
        }
        moved
    }

    /// Brings the cursor into the `height` rows on the screen, by half a page where it is just outside: most
    /// steps then move only the cursor, which costs a hundredth of drawing a pane anew.
    pub(in crate::app::pane) fn follow(&mut self, height: usize) {
        self.cursor = self.cursor.min(self.last());
        self.top = follow(self.top, self.cursor, self.rows(), height);
    }
}
