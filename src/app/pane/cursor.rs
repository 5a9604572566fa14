//! Moves of the cursor and of what is on the screen.

use super::Pane;
use crate::app::update_cx::UpdateCx;
use crate::domain::place::Place;
use crate::domain::text::UntrustedRef;

/// Moves of the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CursorMove {
    /// That many rows, down where positive.
    Rows(isize),
    /// That many rows, and what is on the screen moves with the cursor.
    Scroll(isize),
    /// To that row, counted from 0, or to the last one.
    To(usize),
    /// To the last row, which may be another one while rows come.
    End,
}

impl Pane {
    /// Moves the cursor.
    pub fn step(&mut self, step: CursorMove, cx: &mut UpdateCx) {
        let Some(here) = &mut self.here else { return };
        cx.changed_if(match step {
            CursorMove::Rows(rows) => here.go_to(here.cursor().saturating_add_signed(rows)),
            CursorMove::Scroll(rows) => here.page(rows),
            CursorMove::To(row) => here.go_to(row),
            CursorMove::End => here.go_to_end(),
        });
    }

    /// Moves the cursor to the row of that index. Whether its entry is marked.
    pub fn go_to_row(&mut self, index: usize, cx: &mut UpdateCx) -> bool {
        let Some(here) = &mut self.here else { return false };
        cx.changed_if(here.go_to(index));
        here.entry_at_cursor().is_some_and(|entry| here.marks().has(entry.name))
    }

    /// Scrolls by so many rows, of which `height` are seen; the cursor stays on its row while that is seen.
    pub fn scroll(&mut self, rows: isize, height: usize, cx: &mut UpdateCx) {
        if let Some(here) = &mut self.here {
            cx.changed_if(here.scroll(rows, height));
        }
    }

    /// Brings the cursor into the rows on the screen.
    pub fn follow(&mut self, height: usize) {
        if let Some(here) = &mut self.here {
            here.follow(height);
        }
    }

    /// Puts the cursor on the entry of that name in that directory, if it is shown.
    pub fn go_to_name(&mut self, place: &Place, name: UntrustedRef<'_>, cx: &mut UpdateCx) -> bool {
        let here = self.here.as_mut().filter(|here| here.place().as_ref() == Some(place));
        let found = here.is_some_and(|here| here.put_on_name(name));
        cx.changed_if(found);
        found
    }
}
