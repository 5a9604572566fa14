//! Changes of marks that look at many rows: done a bit at a time and in the order they were asked for, so that marking a
//! million rows never delays a key.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use super::marks::Marks;
use crate::domain::compare::{Differing, Relations};
use crate::domain::criteria::{Criteria, Verdict};
use crate::domain::entry::{Entry, RowId};
use crate::domain::listing::Listing;
use crate::domain::name_pattern::NamePattern;
use crate::domain::text::UntrustedRef;

/// The changes that are left to do.
#[derive(Clone, Debug, Default)]
pub(super) struct Marking {
    changes: VecDeque<Change>,
    /// The row that the first of them comes to next.
    next: u32,
    /// Marks whose entries the check that is under way has found.
    found: Marks,
}

#[derive(Clone, Debug)]
enum Change {
    /// Marks or unmarks one row.
    Toggle(RowId),
    /// Marks one row, or takes its mark off.
    Set(RowId, bool),
    /// Marks the rows before `end` that are shown, or turns their marks round.
    Rows { end: u32, shown: Shown, invert: bool },
    /// Marks the rows before `end` that are meant and shown, or takes their marks off.
    Matching { end: u32, shown: Shown, criteria: Arc<Criteria>, mark: bool },
    /// Marks the rows before `end` that are shown and differ so from the other pane's.
    Differing { end: u32, shown: Shown, relations: Relations, differing: Differing },
    /// Takes all marks off.
    Clear,
    /// Takes marks off whose entries are gone, and learns what the others are now.
    Check { end: u32 },
}

/// Which rows are shown: those that match the filter, those with hidden names too or not.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) hidden: bool,
    pub(super) filter: Option<Arc<NamePattern>>,
}

impl Shown {
    /// Whether an entry is.
    pub(super) fn has(&self, entry: &Entry<'_>) -> bool {
        (self.hidden || !entry.is_hidden())
            && self.filter.as_ref().is_none_or(|pattern| pattern.matches(entry.name.raw()))
    }
}

impl Marking {
    /// Marks or unmarks a row.
    pub(super) fn toggle(&mut self, row: RowId) {
        self.changes.push_back(Change::Toggle(row));
    }

    /// Marks a row, or takes its mark off.
    pub(super) fn set(&mut self, row: RowId, mark: bool) {
        self.changes.push_back(Change::Set(row, mark));
    }

    /// Marks the first `end` rows as far as they are shown, or turns their marks round.
    pub(super) fn mark_shown(&mut self, end: u32, shown: Shown, invert: bool) {
        self.changes.push_back(Change::Rows { end, shown, invert });
    }

    /// Marks those of the first `end` rows that are meant and shown, or takes their marks off.
    pub(super) fn mark_matching(&mut self, end: u32, shown: Shown, criteria: Arc<Criteria>, mark: bool) {
        self.changes.push_back(Change::Matching { end, shown, criteria, mark });
    }

    /// Marks those of the first `end` rows that are shown and differ so.
    pub(super) fn mark_differing(
        &mut self,
        end: u32,
        shown: Shown,
        relations: Relations,
        differing: Differing,
    ) {
        self.changes.push_back(Change::Differing { end, shown, relations, differing });
    }

    /// Takes all marks off: no earlier change matters any longer.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
        self.changes.push_back(Change::Clear);
    }

    /// Checks the marks against the first `end` rows, which are all there are.
    pub(super) fn check(&mut self, end: u32) {
        self.changes.push_back(Change::Check { end });
    }

    /// An entry that is not to be marked any longer is not found either.
    pub(super) fn remove(&mut self, name: UntrustedRef<'_>) {
        self.found.remove(name);
    }

    /// Whether there is work for [`Marking::advance`].
    pub(super) fn is_under_way(&self) -> bool {
        !self.changes.is_empty()
    }

    /// What is known of a marked entry now.
    pub(super) fn update(&mut self, entry: &Entry<'_>) {
        if self.found.has(entry.name) {
            self.found.add(entry);
        }
    }

    /// Looks at up to `budget` rows or marks. How many marks a check that ended has taken off.
    pub(super) fn advance(&mut self, marks: &mut Marks, listing: &Listing, mut budget: u32) -> usize {
        let mut gone = 0;
        while let (1.., Some(change)) = (budget, self.changes.front().cloned()) {
            let done = match change {
                Change::Toggle(row) => {
                    listing.by_row(row).iter().for_each(|entry| marks.toggle(entry));
                    budget -= 1;
                    true
                }
                Change::Set(row, mark) => {
                    if let Some(entry) = listing.by_row(row)
                        && marks.has(entry.name) != mark
                    {
                        marks.toggle(&entry);
                    }
                    budget -= 1;
                    true
                }
                Change::Clear => {
                    budget -= marks.take_off(budget);
                    marks.is_empty()
                }
                Change::Rows { end, shown, invert } => {
                    let entries =
                        self.next_rows(end, &mut budget).filter_map(|row| listing.by_row(RowId(row)));
                    for entry in entries.filter(|entry| shown.has(entry)) {
                        if invert { marks.toggle(&entry) } else { marks.add(&entry) }
                    }
                    self.next >= end
                }
                Change::Matching { end, shown, criteria, mark } => {
                    let entries =
                        self.next_rows(end, &mut budget).filter_map(|row| listing.by_row(RowId(row)));
                    let meant = |entry: &Entry<'_>| criteria.judge(entry) == Verdict::Yes && shown.has(entry);
                    for entry in entries.filter(meant) {
                        if mark { marks.add(&entry) } else { _ = marks.remove(entry.name) }
                    }
                    self.next >= end
                }
                Change::Differing { end, shown, relations, differing } => {
                    let entries =
                        self.next_rows(end, &mut budget).filter_map(|row| listing.by_row(RowId(row)));
                    let meant = |entry: &Entry<'_>| {
                        relations.get(entry.row.0 as usize).is_some_and(|one| differing.has(*one))
                    };
                    entries
                        .filter(|entry| meant(entry) && shown.has(entry))
                        .for_each(|entry| marks.add(&entry));
                    self.next >= end
                }
                Change::Check { end } => {
                    let entries =
                        self.next_rows(end, &mut budget).filter_map(|row| listing.by_row(RowId(row)));
                    entries.filter(|entry| marks.has(entry.name)).for_each(|entry| self.found.add(&entry));
                    let done = self.next >= end;
                    if done {
                        let all = std::mem::replace(marks, std::mem::take(&mut self.found));
                        gone += all.len().saturating_sub(marks.len());
                    }
                    done
                }
            };
            if done {
                self.next = 0;
                self.changes.pop_front();
            }
        }
        gone
    }

    /// The rows that come next, as many as there is budget for.
    fn next_rows(&mut self, end: u32, budget: &mut u32) -> Range<u32> {
        let first = self.next.min(end);
        self.next = end.min(first.saturating_add(*budget));
        *budget -= self.next - first;
        first..self.next
    }
}
