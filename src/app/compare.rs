//! Compares the rows of the two panes, a bit a turn: the names of the right one are put in a table, then each row of the
//! left one is looked up. Start with [`App::compare_more`].

use std::collections::HashMap;
use std::sync::Arc;

use super::App;
use super::overlay::{Compare, Overlay};
use super::pane::DirView;
use super::status::Notice;
use crate::domain::compare::{CompareBy, Relation};
use crate::domain::entry::RowId;
use crate::domain::place::Side;
use crate::domain::text::SafeText;

/// Rows that are looked at in one turn of the loop.
const ROWS: u32 = 10_000;

/// A comparison under way.
#[derive(Debug)]
pub(super) struct Comparison {
    by: CompareBy,
    /// The rows of the right pane by their names, as far as they were looked at.
    right: HashMap<Box<[u8]>, RowId>,
    /// The row of either pane that comes next.
    next: [u32; 2],
    relations: [Vec<Relation>; 2],
}

impl Comparison {
    pub(super) fn new(by: CompareBy) -> Self {
        Self { by, right: HashMap::new(), next: [0; 2], relations: Default::default() }
    }

    /// Looks at some rows more; whether that were all.
    fn step(&mut self, left: &DirView, right: &DirView) -> bool {
        let [next_left, next_right] = &mut self.next;
        let [of_left, of_right] = &mut self.relations;
        if *next_right < right.arrived() {
            let end = right.arrived().min(next_right.saturating_add(ROWS));
            for entry in (*next_right..end).filter_map(|row| right.listing().by_row(RowId(row))) {
                self.right.insert(entry.name.raw().into(), entry.row);
            }
            of_right.resize(end as usize, unpaired(left));
            *next_right = end;
            return false;
        }
        let end = left.arrived().min(next_left.saturating_add(ROWS));
        for row in *next_left..end {
            let entry = left.listing().by_row(RowId(row));
            let pair = entry.and_then(|entry| {
                let other = right.listing().by_row(*self.right.get(entry.name.raw())?)?;
                Some((entry, other))
            });
            of_left.push(match pair {
                None => unpaired(right),
                Some((entry, other)) => {
                    let relation = self.by.relation(&entry, &other);
                    if let Some(slot) = of_right.get_mut(other.row.0 as usize) {
                        *slot = relation.reversed();
                    }
                    relation
                }
            });
        }
        *next_left = end;
        end == left.arrived()
    }
}

/// What an entry is whose name is not among the rows of the other pane: a part of a directory proves no name absent.
fn unpaired(other: &DirView) -> Relation {
    if other.is_partial() || other.unreadable() > 0 { Relation::Unknown } else { Relation::Missing }
}

impl App {
    /// Why the panes cannot be compared, if so.
    pub(super) fn why_not_compare(&self) -> Option<SafeText> {
        let places = Side::BOTH.map(|side| self.pane(side).here().and_then(DirView::place));
        match places {
            [Some(left), Some(right)] if left == right => {
                Some("Both panes show the same directory; open another one in the other pane.".into())
            }
            [Some(_), Some(_)] => {
                let whole = Side::BOTH.into_iter().all(|side| self.pane(side).is_comparable(false));
                (!whole).then(|| "A directory is still being listed: compare when it is complete.".into())
            }
            _ => Some("Both panes must show a directory to be compared.".into()),
        }
    }

    /// Asks how to compare, or shows again what was found.
    pub(super) fn open_compare(&mut self) {
        self.open(Compare::default());
        self.tell_comparison();
    }

    /// Whether rows show what they are to the other pane's.
    pub(super) fn is_compared(&self) -> bool {
        Side::BOTH.into_iter().any(|side| self.pane(side).here().is_some_and(DirView::is_compared))
    }

    /// Takes the comparison away; whether there was one.
    pub(super) fn clear_comparison(&mut self) -> bool {
        let compared = self.is_compared() || self.panes.comparison.take().is_some();
        for side in Side::BOTH {
            self.panes.get_mut(side).set_relations(None, &mut self.cx);
        }
        compared
    }

    /// Begins to compare; rows of names alone are listed again first.
    pub(super) fn begin_comparison(&mut self, by: CompareBy) {
        self.clear_comparison();
        self.panes.comparison = Some(Comparison::new(by));
        if by.needs_details() {
            for side in Side::BOTH {
                self.panes.get_mut(side).read_to_compare(&mut self.cx);
            }
        }
    }

    /// Whether there is something to compare now.
    pub(super) fn is_comparing(&self) -> bool {
        let ready = |by: CompareBy| {
            Side::BOTH.into_iter().all(|side| self.pane(side).is_comparable(by.needs_details()))
        };
        self.panes.comparison.as_ref().is_some_and(|comparison| ready(comparison.by))
    }

    /// Compares some rows more; rows that were listed anew are compared no longer.
    pub(super) fn compare_more(&mut self) {
        let cannot = |by: CompareBy| {
            Side::BOTH.into_iter().any(|side| self.pane(side).cannot_be_compared(by.needs_details()))
        };
        if self.panes.comparison.as_ref().is_some_and(|comparison| cannot(comparison.by)) {
            self.clear_comparison();
            if matches!(self.host.overlay(), Some(Overlay::Compare(_))) {
                self.close_overlay();
            }
            self.cx.say(Notice::info("The panes were not compared: not all of their rows could be listed."));
        }
        let compared = Side::BOTH.map(|side| self.pane(side).here().is_some_and(DirView::is_compared));
        if compared[0] != compared[1] {
            self.clear_comparison();
            if matches!(self.host.overlay(), Some(Overlay::Compare(_))) {
                self.close_overlay();
            }
            self.cx.say(Notice::info("A directory was listed again: the comparison is gone."));
        }
        if self.is_comparing()
            && let Some(mut comparison) = self.panes.comparison.take()
        {
            let [left, right] = Side::BOTH.map(|side| self.pane(side).here());
            let done = left.zip(right).is_none_or(|(left, right)| comparison.step(left, right));
            self.cx.advanced(done);
            if !done {
                self.panes.comparison = Some(comparison);
                return;
            }
            for (side, relations) in Side::BOTH.into_iter().zip(comparison.relations) {
                self.panes.get_mut(side).set_relations(Some(Arc::from(relations)), &mut self.cx);
            }
            self.tell_comparison();
        }
    }

    /// Tells the line below the panes what was found, for the pane with the keys.
    pub(super) fn tell_comparison(&mut self) {
        let here = self.pane(self.active()).here().filter(|here| here.is_compared());
        let Some(counts) = here.map(DirView::relation_counts) else { return };
        let partial = Side::BOTH.into_iter().any(|side| {
            self.pane(side).here().is_some_and(|here| here.is_partial() || here.unreadable() > 0)
        });
        if let Some(compare) = self.host.compare() {
            compare.found(counts, partial);
            self.cx.changed();
        }
    }
}
