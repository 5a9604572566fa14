//! Marks of a pane's rows, shown or left.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::Pane;
use super::marks::Marked;
use crate::app::update_cx::UpdateCx;
use crate::domain::entry::EntryKind;
use crate::domain::found::Found;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::place::Place;
use crate::domain::text::Untrusted;

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

    /// The same upwards: it moves up.
    pub fn mark_up(&mut self, times: isize, cx: &mut UpdateCx) {
        let Some(here) = &mut self.here else { return };
        for _ in 0..times.unsigned_abs().min(here.rows()) {
            cx.changed_if(here.mark_and_go_up());
        }
    }

    /// Begins a range at the cursor, or ends the one there is and keeps it; one of the other kind becomes one of this.
    pub fn toggle_range(&mut self, mark: bool, cx: &mut UpdateCx) {
        let Some(here) = &mut self.here else { return };
        match here.range_count() {
            Some((_, kind)) if kind == mark => _ = here.end_range(true),
            _ => here.begin_range(mark),
        }
        cx.changed();
    }

    /// Ends the range, if there is one, and keeps it or not; whether there was one.
    pub fn end_range(&mut self, keep: bool, cx: &mut UpdateCx) -> bool {
        let ended = self.here.as_mut().is_some_and(|here| here.end_range(keep));
        cx.changed_if(ended);
        ended
    }

    /// Does all changes of marks that are left at once.
    pub fn finish_marking(&mut self) {
        if let Some(here) = &mut self.here {
            here.finish_marking();
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

    /// Marks entries of the store shown, which may be in other directories, or takes their marks off.
    pub fn mark_found(&mut self, found: &[Found], mark: bool, cx: &mut UpdateCx) {
        let Some(store) = self.here.as_ref().map(|here| here.store().id) else { return };
        let mut by_directory: BTreeMap<&StorePath, Vec<&Found>> = BTreeMap::new();
        for one in found {
            by_directory.entry(&one.directory).or_default().push(one);
        }
        for (directory, found) in by_directory {
            let place = Place { store, path: directory.clone() };
            if !mark {
                self.unmark(&place, found.iter().map(|one| &one.name), cx);
                continue;
            }
            let known = |one: &&Found| {
                let size = one.size.filter(|_| one.kind != EntryKind::Dir);
                (Untrusted::new(one.name.raw()), Marked { kind: one.kind, size })
            };
            self.add_marks(place.path, found.iter().map(known).collect(), cx);
        }
        cx.changed();
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
