//! Which rows a filter leaves. Its pattern is compared with each row once, a bit a call; the rows shown then follow every
//! change of the order without another comparison.

use std::sync::Arc;

use super::{Keyed, Listing};
use crate::domain::entry::RowId;
use crate::domain::name_pattern::NamePattern;

/// Comparisons of an order that take as long as comparing a name with a pattern.
const ROW_COST: usize = 4;

/// A pattern, and the rows of the order that it leaves.
#[derive(Clone, Debug)]
pub(super) struct Filter {
    pub(super) pattern: Arc<NamePattern>,
    /// Of the rows that were compared, those that came first, which ones match.
    matches: Vec<bool>,
    pub(super) shown: Vec<Keyed>,
}

impl Filter {
    fn new(pattern: Arc<NamePattern>) -> Self {
        Self { pattern, matches: Vec::new(), shown: Vec::new() }
    }

    /// Compares up to so many rows more. How many it were.
    fn compare(&mut self, listing: &Listing, rows: usize) -> usize {
        let first = self.matches.len();
        let end = (listing.total as usize).min(first.saturating_add(rows));
        let rows = (first..end).filter_map(|row| u32::try_from(row).ok()).map(RowId);
        self.matches.extend(rows.map(|row| self.pattern.matches(listing.name(row))));
        self.matches.len() - first
    }

    fn is_complete(&self, listing: &Listing) -> bool {
        self.matches.len() == listing.total as usize
    }

    fn choose(&mut self, order: &[Keyed]) {
        let matches = |keyed: &&Keyed| self.matches.get(keyed.row.0 as usize) == Some(&true);
        self.shown = order.iter().filter(matches).copied().collect();
    }
}

impl Listing {
    /// Asks for the rows whose names match only, or for all again, which takes no work. The rows shown stay until
    /// [`Listing::advance`] has compared all of them; those of a short listing are compared at once.
    pub fn set_filter(&mut self, pattern: Option<Arc<NamePattern>>) {
        if self.coming_filter() == pattern.as_ref() {
            return;
        }
        let is_shown = self.filter() == pattern.as_ref();
        self.next_filter = None;
        match pattern {
            _ if is_shown => {}
            None => self.filter = None,
            Some(pattern) => {
                self.next_filter = Some(Filter::new(pattern));
                if self.total <= super::AT_ONCE {
                    self.advance_filter(usize::MAX);
                }
            }
        }
    }

    /// The pattern of the rows shown.
    pub fn filter(&self) -> Option<&Arc<NamePattern>> {
        self.filter.as_ref().map(|filter| &filter.pattern)
    }

    /// The pattern that was asked for last.
    pub fn coming_filter(&self) -> Option<&Arc<NamePattern>> {
        self.next_filter.as_ref().or(self.filter.as_ref()).map(|filter| &filter.pattern)
    }

    /// Whether rows are still to be compared with a filter.
    pub fn is_filtering(&self) -> bool {
        self.next_filter.is_some() || self.filter.as_ref().is_some_and(|filter| !filter.is_complete(self))
    }

    /// Compares rows with the filter that was asked for last, for about `budget` comparisons; whether other rows are
    /// shown now.
    pub(super) fn advance_filter(&mut self, budget: usize) -> bool {
        let is_next = self.next_filter.is_some();
        let Some(mut filter) = self.next_filter.take().or_else(|| self.filter.take()) else { return false };
        let compared = filter.compare(self, (budget / ROW_COST).max(1));
        let complete = filter.is_complete(self);
        if is_next && !complete {
            self.next_filter = Some(filter);
            return false;
        }
        if compared > 0 || is_next {
            filter.choose(&self.order);
        }
        self.filter = Some(filter);
        compared > 0 || is_next
    }

    /// The order is another one.
    pub(super) fn choose_again(&mut self) {
        if let Some(filter) = &mut self.filter {
            filter.choose(&self.order);
        }
    }

    /// The rows shown, in their order.
    pub(super) fn shown(&self) -> &[Keyed] {
        self.filter.as_ref().map_or(&self.order, |filter| &filter.shown)
    }
}
