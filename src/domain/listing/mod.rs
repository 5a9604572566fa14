//! The rows of one place: immutable chunks as they arrived, and one vector that orders them.
//!
//! A store may tell names first and the rest later ([`Listing::fill`]). No call here takes long on a large listing: what
//! would ([`Listing::arrange`], a chunk of very many rows) is done by [`Listing::advance`], a bit a call.

mod chunk;
mod filter;
mod reorder;
#[cfg(test)]
mod tests;
mod twins;

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

pub use chunk::{Chunk, ChunkBuilder};
use filter::Filter;
use reorder::Reorder;
use twins::Twins;

use super::entry::{Entry, RowId};
use super::sort::{Rank, Sort};

/// So many rows join the order when they come; what comes after them is for [`Listing::advance`].
const AT_ONCE: u32 = 8192;

/// A row with its rank beside it, so that sorting rarely looks at names.
#[derive(Clone, Copy, Debug)]
struct Keyed {
    rank: Rank,
    row: RowId,
}

/// The rows of one place in the order they are shown.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    chunks: Vec<Arc<Chunk>>,
    /// The first row of each chunk.
    starts: Vec<u32>,
    total: u32,
    /// What became known of rows later, and where: the chunk and the index in it.
    details: Vec<Arc<Chunk>>,
    detailed: HashMap<RowId, (u32, u32)>,
    twins: Twins,
    order: Vec<Keyed>,
    /// Rows that were put into `order`, or left out of it as hidden: those that came first.
    ordered: u32,
    /// The order that replaces it when it is complete.
    reorder: Option<Reorder>,
    sort: Sort,
    show_hidden: bool,
    hidden: u32,
    /// The rows of the order that a filter leaves, if there is one.
    filter: Option<Filter>,
    /// The filter that replaces it when all rows were compared with it.
    next_filter: Option<Filter>,
}

impl Listing {
    /// An empty listing in the given order.
    pub fn new(sort: Sort, show_hidden: bool) -> Self {
        Self { sort, show_hidden, ..Self::default() }
    }

    /// Adds rows that arrived, keeping the order.
    pub fn push(&mut self, chunk: Arc<Chunk>) {
        let Ok(count) = u32::try_from(chunk.len()) else { return };
        let first = self.total;
        let Some(total) = first.checked_add(count) else { return };
        self.total = total;
        self.starts.push(first);
        if !chunk.is_ascii() {
            for index in first..total {
                if let Some(entry) = chunk.entry((index - first) as usize, RowId(index)) {
                    self.twins.add(&entry);
                }
            }
        }
        self.chunks.push(chunk);
        let end = total.min(AT_ONCE);
        if self.ordered == first && first < end {
            let fresh = self.keyed(first..end, self.sort, self.show_hidden);
            self.hidden += (end - first) - u32::try_from(fresh.len()).unwrap_or(end - first);
            self.insert(fresh);
            self.ordered = end;
        }
        if total <= AT_ONCE {
            self.advance_filter(usize::MAX);
        }
        self.choose_again();
        self.join_rest();
    }

    /// Lets the rows that are not in the order yet join it, unless another order is in the making.
    fn join_rest(&mut self) {
        if self.ordered < self.total && self.reorder.is_none() {
            self.reorder = Some(Reorder::joining(self, self.ordered..self.total));
        }
    }

    /// Puts rows where they belong in the order. A short order is sorted anew. In a long one, each row is searched for
    /// by halves and what lies between is moved as one block.
    fn insert(&mut self, mut fresh: Vec<Keyed>) {
        self.sort_rows(&mut fresh);
        let mut order = std::mem::take(&mut self.order);
        if order.len() + fresh.len() <= AT_ONCE as usize {
            order.append(&mut fresh);
            self.sort_rows(&mut order);
            self.order = order;
            return;
        }
        let mut end = order.len();
        order.extend_from_slice(&fresh);
        for (before, row) in fresh.iter().enumerate().rev() {
            let known = order.get(..end).unwrap_or_default();
            let at = known.partition_point(|old| self.compare(self.sort, old, row).is_le());
            order.copy_within(at..end, at + before + 1);
            if let Some(slot) = order.get_mut(at + before) {
                *slot = *row;
            }
            end = at;
        }
        self.order = order;
    }

    /// How many of these rows, which are in the order shown, come before `row`, and how many comparisons that took. Looks
    /// ever farther from the first one, then by halves.
    fn rows_before(&self, sorted: &[Keyed], row: &Keyed) -> (usize, usize) {
        let comes_first = |old: &Keyed| self.compare(self.sort, old, row).is_le();
        let mut end = 1;
        while sorted.get(end - 1).is_some_and(comes_first) {
            end *= 2;
        }
        let start = end / 2;
        let between = sorted.get(start..(end - 1).min(sorted.len())).unwrap_or_default();
        let steps = 2 * end.ilog2() as usize + 1;
        (start + between.partition_point(comes_first), steps)
    }

    /// Takes the rows at these indices, which rise, out of the order: what lies between moves as one block.
    fn take_out(&mut self, indices: &[usize]) {
        let ends = indices.iter().skip(1).copied().chain([self.order.len()]);
        for (taken, (index, end)) in indices.iter().zip(ends).enumerate() {
            self.order.copy_within(index + 1..end, index - taken);
        }
        self.order.truncate(self.order.len() - indices.len());
    }

    /// No two rows are equal: the one that came first is less.
    fn compare(&self, sort: Sort, a: &Keyed, b: &Keyed) -> Ordering {
        #[cfg(test)]
        tests::COMPARED.set(tests::COMPARED.get() + 1);
        let by_name = || sort.compare_names(self.name(a.row), self.name(b.row));
        a.rank.cmp(&b.rank).then_with(by_name).then(a.row.cmp(&b.row))
    }

    /// Asks for the rows in another order, with hidden names or without. Another wish replaces this one. The order shown
    /// stays until [`Listing::advance`] has done the work.
    pub fn arrange(&mut self, sort: Sort, show_hidden: bool) {
        let shown = (self.sort, self.show_hidden);
        let coming = self.reorder.as_ref().map(|reorder| (reorder.sort, reorder.show_hidden));
        if coming.unwrap_or(shown) == (sort, show_hidden) {
            return;
        }
        let complete = self.ordered == self.total;
        self.reorder = match shown == (sort, show_hidden) {
            true if complete => None,
            true => Some(Reorder::joining(self, self.ordered..self.total)),
            false => Some(Reorder::new(sort, show_hidden, self.total)),
        };
    }

    /// Whether another order is in the making, or rows are joining it.
    pub fn is_arranging(&self) -> bool {
        self.reorder.is_some()
    }

    /// Whether rows have not joined the order yet.
    pub fn is_joining(&self) -> bool {
        self.ordered < self.total
    }

    /// Whether there is work for [`Listing::advance`], of an order or of a filter.
    pub fn is_working(&self) -> bool {
        self.is_arranging() || self.is_filtering()
    }

    /// Spends about `budget` comparisons on what was asked for; whether other rows are shown now, or in another order.
    pub fn advance(&mut self, budget: usize) -> bool {
        if self.is_filtering() {
            return self.advance_filter(budget);
        }
        let Some(mut reorder) = self.reorder.take() else { return false };
        if !reorder.advance(self, budget) {
            self.reorder = Some(reorder);
            return false;
        }
        let known = if reorder.is_joining() { self.hidden } else { 0 };
        self.hidden = known + reorder.hidden;
        (self.sort, self.show_hidden, self.ordered) = (reorder.sort, reorder.show_hidden, reorder.end());
        self.order = reorder.into_order();
        self.choose_again();
        self.join_rest();
        true
    }

    fn keyed(&self, rows: Range<u32>, sort: Sort, show_hidden: bool) -> Vec<Keyed> {
        rows.filter_map(|row| self.by_row(RowId(row)))
            .filter(|entry| show_hidden || !entry.is_hidden())
            .map(|entry| Keyed { rank: sort.rank(&entry), row: entry.row })
            .collect()
    }

    fn sort_rows(&self, rows: &mut [Keyed]) {
        rows.sort_by(|a, b| self.compare(self.sort, a, b));
    }

    /// The row shown at `index`.
    pub fn get(&self, index: usize) -> Option<Entry<'_>> {
        self.by_row(self.shown().get(index)?.row)
    }

    /// Puts what is now known of some rows in the place of what was: rows of `chunk` come in the order of `asked`,
    /// and some may be missing. The order shown changes where a kind, size or time decides it.
    pub fn fill(&mut self, asked: &[RowId], chunk: &Arc<Chunk>) {
        let mut rows = asked.iter();
        let mut filled = Vec::new();
        for index in 0..chunk.len() {
            let Some(known) = chunk.entry(index, RowId(0)) else { continue };
            let is_same = |row: &&RowId| self.by_row(**row).is_some_and(|old| old.name == known.name);
            if let (Some(row), Ok(index)) = (rows.find(is_same), u32::try_from(index)) {
                filled.push((*row, index));
            }
        }
        let moved =
            filled.iter().filter(|(row, index)| !self.keeps_its_place(self.sort, *row, chunk, *index));
        let mut moved: Vec<RowId> = moved.map(|(row, _)| *row).filter(|row| row.0 < self.ordered).collect();
        moved.sort_unstable();
        moved.dedup();
        let mut indices: Vec<usize> =
            moved.iter().filter_map(|row| self.position_in(&self.order, *row)).collect();
        indices.sort_unstable();
        let restart = self.reorder.as_ref().is_some_and(|reorder| {
            reorder.is_joining()
                || filled.iter().any(|(row, index)| !self.keeps_its_place(reorder.sort, *row, chunk, *index))
        });
        let Ok(source) = u32::try_from(self.details.len()) else { return };
        self.details.push(Arc::clone(chunk));
        for (row, index) in filled {
            self.detailed.insert(row, (source, index));
        }
        if !moved.is_empty() {
            self.take_out(&indices);
            let rows = |row: RowId| self.keyed(row.0..row.0 + 1, self.sort, self.show_hidden);
            let moved = moved.into_iter().flat_map(rows).collect();
            self.insert(moved);
            self.choose_again();
        }
        if let Some(reorder) = self.reorder.take_if(|_| restart) {
            // It was made by what was known before, or of the order shown as it was.
            self.reorder = Some(match reorder.is_joining() {
                true => Reorder::joining(self, self.ordered..self.total),
                false => Reorder::new(reorder.sort, reorder.show_hidden, self.total),
            });
        }
    }

    /// Rows that arrived, shown or hidden.
    pub fn arrived(&self) -> u32 {
        self.total
    }

    /// The memory it takes, about.
    pub fn bytes(&self) -> usize {
        let chunks = self.chunks.iter().chain(&self.details).map(|chunk| chunk.memory()).sum::<usize>();
        chunks.saturating_add(self.order.capacity().saturating_mul(size_of::<Keyed>()))
    }

    /// Whether the later part of a row is known.
    pub fn is_filled(&self, row: RowId) -> bool {
        self.detailed.contains_key(&row)
    }

    /// Whether a row is sorted by what is known of it now as it was before.
    fn keeps_its_place(&self, sort: Sort, row: RowId, chunk: &Chunk, index: u32) -> bool {
        let (Some(old), Some(new)) = (self.by_row(row), chunk.entry(index as usize, row)) else {
            return false;
        };
        sort.compare(&old, &new).is_eq() && sort.rank(&old) == sort.rank(&new)
    }

    /// The row that arrived as `row`.
    pub fn by_row(&self, row: RowId) -> Option<Entry<'_>> {
        let entry = match self.detailed.get(&row) {
            Some((source, index)) => self.details.get(*source as usize)?.entry(*index as usize, row)?,
            None => {
                let (chunk, index) = self.arrived_in(row)?;
                chunk.entry(index, row)?
            }
        };
        Some(Entry { has_twin: self.twins.has(row), ..entry })
    }

    /// The name of a row, which more details do not change.
    fn name(&self, row: RowId) -> &[u8] {
        self.arrived_in(row).map_or(&[], |(chunk, index)| chunk.name(index))
    }

    /// The chunk that a row arrived in, and its index there.
    fn arrived_in(&self, row: RowId) -> Option<(&Chunk, usize)> {
        let chunk = self.starts.partition_point(|start| *start <= row.0).checked_sub(1)?;
        let index = row.0.checked_sub(*self.starts.get(chunk)?)?;
        Some((self.chunks.get(chunk)?, index as usize))
    }

    /// The entries whose names are told from canonically equal ones by escapes.
    pub fn with_twins(&self) -> impl Iterator<Item = Entry<'_>> {
        self.twins.iter().filter_map(|row| self.by_row(row))
    }

    /// Where `row` is shown now.
    pub fn position(&self, row: RowId) -> Option<usize> {
        self.position_in(self.shown(), row)
    }

    fn position_in(&self, order: &[Keyed], row: RowId) -> Option<usize> {
        let wanted = Keyed { rank: self.sort.rank(&self.by_row(row)?), row };
        order.binary_search_by(|other| self.compare(self.sort, other, &wanted)).ok()
    }

    /// Where the row with the name of `entry`, a row of another listing, is shown: found by halves where it is sorted as
    /// that one is.
    pub fn find_entry(&self, entry: &Entry<'_>) -> Option<usize> {
        let before = |other: &Keyed| {
            self.by_row(other.row).is_some_and(|other| self.sort.compare(&other, entry).is_lt())
        };
        let at = self.shown().partition_point(before);
        let found = self.get(at).is_some_and(|other| other.name == entry.name);
        found.then_some(at).or_else(|| self.find(entry.name.raw()))
    }

    /// Where the row named `name` is shown.
    pub fn find(&self, name: &[u8]) -> Option<usize> {
        (0..self.len()).find(|index| self.get(*index).is_some_and(|entry| entry.name.raw() == name))
    }

    /// Rows shown.
    pub fn len(&self) -> usize {
        self.shown().len()
    }

    /// Rows that would be shown without a filter.
    pub fn unfiltered(&self) -> usize {
        self.order.len()
    }

    /// Whether no row is shown.
    pub fn is_empty(&self) -> bool {
        self.shown().is_empty()
    }

    /// Rows left out because their names begin with a dot.
    pub fn hidden(&self) -> usize {
        self.hidden as usize
    }

    /// The order in force.
    pub fn sort(&self) -> Sort {
        self.sort
    }

    /// Whether hidden names are shown.
    pub fn shows_hidden(&self) -> bool {
        self.show_hidden
    }

    /// Rows in the order shown.
    pub fn iter(&self) -> impl Iterator<Item = Entry<'_>> {
        self.shown().iter().filter_map(|keyed| self.by_row(keyed.row))
    }

    /// The directories among all rows that arrived, in no order.
    pub fn directories(&self) -> impl Iterator<Item = Entry<'_>> {
        (0..self.total).filter_map(|row| self.by_row(RowId(row))).filter(|entry| entry.is_dir())
    }
}
