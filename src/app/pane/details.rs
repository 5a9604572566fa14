//! More of the rows on the screen, where a listing has names and kinds only: no file is read that is not shown.

use std::sync::Arc;

use super::Pane;
use crate::app::requests::fs::ReadDetails;
use crate::app::requests::{Owner, Part, Purpose, Slot};
use crate::app::update_cx::UpdateCx;
use crate::domain::entry::RowId;
use crate::domain::listing::Chunk;
use crate::domain::path::EntryName;
use crate::domain::problem::ProblemKind;
use crate::domain::sort::SortKey;

impl Pane {
    /// Whether sizes or times of all rows are needed: for the order, or for what is to be marked.
    pub(super) fn needs_full_rows(&self) -> bool {
        matches!(self.sort.key, SortKey::Size | SortKey::Time)
            || self.matching_needs_full_rows()
            || self.compares
    }

    /// Requests the details of the `height` rows on the screen, unless they are known or requested.
    pub fn ask_details(&mut self, height: usize, cx: &mut UpdateCx) {
        let slot = Slot { owner: Owner::Pane(self.tab), purpose: Purpose::Details };
        let Some(here) = &mut self.here else { return };
        if !here.store().capabilities.details || here.full {
            return;
        }
        let Some(path) = here.path().cloned() else { return };
        let missing: Vec<(RowId, EntryName)> = here
            .entries_on_screen(height)
            .filter(|entry| !here.listing().is_filled(entry.row))
            .filter_map(|entry| Some((entry.row, EntryName::new(entry.name).ok()?)))
            .collect();
        if missing.iter().all(|(row, _)| here.asked.contains(row)) {
            return;
        }
        here.asked = missing.iter().map(|(row, _)| *row).collect();
        let names = missing.into_iter().map(|(_, name)| name).collect();
        let store = here.store().id;
        cx.send(slot, ReadDetails { store, path, names });
    }

    /// More of some rows. A failure leaves the others as they are; those that may not be read are counted.
    pub fn detailed(&mut self, part: Part<Arc<Chunk>, ()>, cx: &mut UpdateCx) {
        let Some(here) = &mut self.here else { return };
        match part {
            Part::Partial(chunk) => here.add_details(&chunk),
            Part::Done(Err(problem)) if problem.kind == ProblemKind::Denied => here.refused_details(),
            Part::Done(Ok(()) | Err(_)) => return,
        }
        cx.changed();
    }
}
