//! Marks of a pane's rows, shown or left.

use std::ops::RangeInclusive;

use super::Pane;
use crate::app::update_cx::UpdateCx;
use crate::domain::path::EntryName;
use crate::domain::place::Place;

impl Pane {
    /// Marks the rows of these indices, or takes their marks off.
    pub fn set_marks(&mut self, rows: RangeInclusive<usize>, mark: bool, cx: &mut UpdateCx) {
        if let Some(here) = &mut self.here {
            here.set_marks(rows, mark);
            cx.changed();
        }
    }

    /// Marks or unmarks the row at the cursor and moves down, so often or to the last row; from the parent's it only moves.
    pub fn mark(&mut self, times: isize, cx: &mut UpdateCx) {
        let Some(here) = &mut self.here else { return };
        for _ in 0..times {
            cx.changed_if(here.toggle_mark());
            if !here.go_to(here.cursor().saturating_add(1)) {
                break;
            }
            cx.changed();
        }
    }

    /// Marks all rows shown, or turns their marks round.
    pub fn mark_shown(&mut self, invert: bool, cx: &mut UpdateCx) {
        if let Some(here) = &mut self.here {
            here.mark_shown(invert);
            cx.changed();
        }
    }

    /// Takes all marks off.
    pub fn clear_marks(&mut self, cx: &mut UpdateCx) {
        if let Some(here) = &mut self.here {
            here.clear_marks();
            cx.changed();
        }
    }

    /// Takes the marks of these names in a directory off, whether it is shown or was left.
    pub fn unmark<'a>(
        &mut self,
        place: &Place,
        mut names: impl Iterator<Item = &'a EntryName>,
        cx: &mut UpdateCx,
    ) {
        match &mut self.here {
            Some(here) if here.place().as_ref() == Some(place) => {
                for name in names {
                    cx.changed_if(here.unmark(name));
                }
            }
            _ => self.visited.unmark(place, &mut names),
        }
    }
}
