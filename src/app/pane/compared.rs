//! What the rows of a pane are to those of the other one, once the two were compared. It goes with the rows.

use super::{DirView, Pane};
use crate::app::update_cx::UpdateCx;
use crate::domain::compare::{Differing, Relation, Relations};
use crate::domain::entry::RowId;

impl DirView {
    /// What a row is to the other pane's; `None` where they are not compared.
    pub fn relation(&self, row: RowId) -> Option<Relation> {
        self.relations.as_ref()?.get(row.0 as usize).copied()
    }

    /// Whether the rows are compared with those of the other pane.
    pub fn is_compared(&self) -> bool {
        self.relations.is_some()
    }

    /// How many of the rows shown are of each relation, in the order of [`Relation::ALL`].
    pub(in crate::app) fn relation_counts(&self) -> [u64; 6] {
        let mut counts = [0; 6];
        let shown = self.shown_rows();
        for entry in (0..self.arrived()).filter_map(|row| self.listing().by_row(RowId(row))) {
            if let Some(relation) = self.relation(entry.row).filter(|_| shown.has(&entry))
                && let Some(count) = counts.get_mut(relation.index())
            {
                *count += 1;
            }
        }
        counts
    }
}

impl Pane {
    /// Whether all rows are here, with all that is to be compared.
    pub(in crate::app) fn is_comparable(&self, full: bool) -> bool {
        let known =
            |here: &DirView| here.is_whole() && !(full && here.store().capabilities.details && !here.full);
        self.pending.is_none() && self.here.as_ref().is_some_and(known)
    }

    /// Whether what is to be compared is missing and is not on its way: its listing failed or was stopped.
    pub(in crate::app) fn cannot_be_compared(&self, full: bool) -> bool {
        self.pending.is_none() && !self.is_comparable(full)
    }

    /// Asks for sizes and times of all rows, where names came alone.
    pub(in crate::app) fn read_to_compare(&mut self, cx: &mut UpdateCx) {
        self.compares = true;
        if !self.is_comparable(true) && self.pending.is_none() {
            self.refresh(cx);
        }
    }

    /// The rows are compared, or no longer.
    pub(in crate::app) fn set_relations(&mut self, relations: Option<Relations>, cx: &mut UpdateCx) {
        self.compares = false;
        if let Some(here) = &mut self.here {
            cx.changed_if(here.relations.is_some() || relations.is_some());
            here.relations = relations;
        }
    }

    /// Marks the rows shown that differ so.
    pub(in crate::app) fn mark_differing(&mut self, differing: Differing, cx: &mut UpdateCx) {
        if let Some(here) = &mut self.here {
            here.mark_differing(differing);
            cx.changed();
        }
    }
}
