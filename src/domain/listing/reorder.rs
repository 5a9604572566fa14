//! Puts the rows of a listing in another order a bit at a time, so that a million rows never delay a key: short runs are
//! sorted, then merged two by two. The listing shows its old order until the new one is complete.

use std::collections::VecDeque;
use std::iter::Peekable;
use std::vec::IntoIter;

use super::{Keyed, Listing};
use crate::domain::sort::Sort;

/// Rows of a run before any merging.
const RUN: u32 = 1024;
/// Comparisons per row that sorting a run takes: the binary logarithm of its length.
const RUN_COST: usize = 10;

/// An order in the making.
#[derive(Clone, Debug)]
pub(super) struct Reorder {
    pub(super) sort: Sort,
    pub(super) show_hidden: bool,
    /// Rows left out so far.
    pub(super) hidden: u32,
    /// The first row that is in no run yet.
    next: u32,
    runs: VecDeque<Vec<Keyed>>,
    merging: Option<Merging>,
}

/// Two runs that become one.
#[derive(Clone, Debug)]
struct Merging {
    left: Peekable<IntoIter<Keyed>>,
    right: Peekable<IntoIter<Keyed>>,
    merged: Vec<Keyed>,
}

impl Reorder {
    /// All rows in that order.
    pub(super) fn new(sort: Sort, show_hidden: bool) -> Self {
        Self { sort, show_hidden, hidden: 0, next: 0, runs: VecDeque::new(), merging: None }
    }

    /// The rows from `next` on join those that are in order already.
    pub(super) fn joining(listing: &Listing, next: u32) -> Self {
        Self {
            hidden: listing.hidden,
            next,
            runs: VecDeque::from([listing.order.clone()]),
            ..Self::new(listing.sort, listing.show_hidden)
        }
    }

    /// Spends about `budget` comparisons; whether the order is complete.
    pub(super) fn advance(&mut self, listing: &Listing, mut budget: usize) -> bool {
        while budget > 0 {
            let spent = if self.next < listing.total {
                self.sort_run(listing)
            } else if self.merging.is_some() {
                self.merge(listing, budget)
            } else if !self.take_two_runs() {
                return true;
            } else {
                0
            };
            budget = budget.saturating_sub(spent);
        }
        false
    }

    /// The complete order.
    pub(super) fn into_order(mut self) -> Vec<Keyed> {
        self.runs.pop_front().unwrap_or_default()
    }

    fn sort_run(&mut self, listing: &Listing) -> usize {
        let end = self.next.saturating_add(RUN).min(listing.total);
        let mut run = listing.keyed(self.next..end, self.sort, self.show_hidden);
        let rows = end - self.next;
        self.hidden += rows - u32::try_from(run.len()).unwrap_or(rows);
        self.next = end;
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
