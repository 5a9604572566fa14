//! Makes an order a bit at a time, so that a million rows never delay a key: short runs are sorted, then merged two by two.
//! The listing shows the order it has until the new one is complete.

use std::collections::VecDeque;
use std::iter::Peekable;
use std::ops::Range;
use std::vec::IntoIter;

use super::{Keyed, Listing};
use crate::domain::sort::Sort;

/// Rows of a run before any merging.
const RUN: u32 = 2048;
/// Comparisons per row that sorting a run takes: the binary logarithm of its length.
const RUN_COST: usize = 11;
/// Rows that are copied in the time of one comparison.
const COPIED: usize = 32;

/// An order in the making: of all rows, or of those that join the order shown.
#[derive(Clone, Debug)]
pub(super) struct Reorder {
    pub(super) sort: Sort,
    pub(super) show_hidden: bool,
    /// Those of its rows that it left out so far.
    pub(super) hidden: u32,
    /// The rows that are in no run yet.
    rows: Range<u32>,
    runs: VecDeque<Vec<Keyed>>,
    merging: Option<Merging>,
    /// Whether the rows join the order shown, and how far they have.
    joining: Option<Joining>,
}

/// Two runs that become one.
#[derive(Clone, Debug)]
struct Merging {
    left: Peekable<IntoIter<Keyed>>,
    right: Peekable<IntoIter<Keyed>>,
    merged: Vec<Keyed>,
}

/// The one run that is left and the order shown, which become one.
#[derive(Clone, Debug, Default)]
struct Joining {
    fresh: Vec<Keyed>,
    /// Rows of it that are in `merged`.
    joined: usize,
    /// Rows of the order shown that are in `merged`.
    taken: usize,
    merged: Vec<Keyed>,
}

impl Reorder {
    /// All `total` rows in that order.
    pub(super) fn new(sort: Sort, show_hidden: bool, total: u32) -> Self {
        Self {
            sort,
            show_hidden,
            hidden: 0,
            rows: 0..total,
            runs: VecDeque::new(),
            merging: None,
            joining: None,
        }
    }

    /// These rows join the order shown, which must stay as it is meanwhile.
    pub(super) fn joining(listing: &Listing, rows: Range<u32>) -> Self {
        let new = Self::new(listing.sort, listing.show_hidden, rows.end);
        Self { rows, joining: Some(Joining::default()), ..new }
    }

    /// The first of the rows that are not in it: those that came later.
    pub(super) fn end(&self) -> u32 {
        self.rows.end
    }

    /// Whether rows join the order shown.
    pub(super) fn is_joining(&self) -> bool {
        self.joining.is_some()
    }

    /// Spends about `budget` comparisons; whether the order is complete.
    pub(super) fn advance(&mut self, listing: &Listing, mut budget: usize) -> bool {
        while budget > 0 {
            let spent = if !self.rows.is_empty() {
                self.sort_run(listing)
            } else if self.merging.is_some() {
                self.merge(listing, budget)
            } else if self.take_two_runs() {
                0
            } else if let Some(joining) = &mut self.joining {
                if let Some(run) = self.runs.pop_front() {
                    joining.fresh = run;
                }
                let spent = joining.advance(listing, budget);
                if joining.is_complete(listing) {
                    return true;
                }
                spent
            } else {
                return true;
            };
            budget = budget.saturating_sub(spent);
        }
        false
    }

    /// The complete order.
    pub(super) fn into_order(mut self) -> Vec<Keyed> {
        let joined = self.joining.map(|joining| joining.merged);
        joined.or_else(|| self.runs.pop_front()).unwrap_or_default()
    }

    fn sort_run(&mut self, listing: &Listing) -> usize {
        let start = self.rows.start;
        let end = start.saturating_add(RUN).min(self.rows.end);
        let mut run = listing.keyed(start..end, self.sort, self.show_hidden);
        let rows = end - start;
        self.hidden += rows - u32::try_from(run.len()).unwrap_or(rows);
        self.rows.start = end;
        run.sort_unstable_by(|a, b| listing.compare(self.sort, a, b));
        if !run.is_empty() {
            self.runs.push_back(run);
        }
        rows as usize * RUN_COST
    }

    /// Begins to merge the two runs that have waited longest; whether there are two.
    fn take_two_runs(&mut self) -> bool {
        if self.runs.len() < 2 {
            return false;
        }
        let [left, right] = [self.runs.pop_front(), self.runs.pop_front()].map(Option::unwrap_or_default);
        let merged = Vec::with_capacity(left.len() + right.len());
        let [left, right] = [left, right].map(|run| run.into_iter().peekable());
        self.merging = Some(Merging { left, right, merged });
        true
    }

    fn merge(&mut self, listing: &Listing, budget: usize) -> usize {
        let Some(Merging { left, right, merged }) = &mut self.merging else { return 0 };
        for merged_rows in 0..budget {
            let next = match (left.peek(), right.peek()) {
                (Some(a), Some(b)) if listing.compare(self.sort, a, b).is_gt() => right.next(),
                (Some(_), _) => left.next(),
                (None, _) => right.next(),
            };
            let Some(next) = next else {
                let run = std::mem::take(merged);
                self.merging = None;
                self.runs.push_back(run);
                return merged_rows;
            };
            merged.push(next);
        }
        budget
    }
}

impl Joining {
    fn is_complete(&self, listing: &Listing) -> bool {
        self.joined == self.fresh.len() && self.taken == listing.order.len()
    }

    /// Takes rows of both, those of the order shown in blocks; what that cost in comparisons.
    fn advance(&mut self, listing: &Listing, budget: usize) -> usize {
        if self.merged.capacity() == 0 {
            self.merged.reserve_exact(listing.order.len() + self.fresh.len());
        }
        let mut spent = 0;
        while spent < budget && !self.is_complete(listing) {
            let shown = listing.order.get(self.taken..).unwrap_or_default();
            let (before, compared) = match self.fresh.get(self.joined) {
                Some(row) => listing.rows_before(shown, row),
                None => (shown.len(), 0),
            };
            let copied = before.min((budget - spent).saturating_mul(COPIED));
            self.merged.extend_from_slice(shown.get(..copied).unwrap_or_default());
            self.taken += copied;
            if copied == before {
                self.merged.extend(self.fresh.get(self.joined));
                self.joined = self.fresh.len().min(self.joined + 1);
            }
            spent += compared + copied / COPIED + 1;
        }
        spent
    }
}
