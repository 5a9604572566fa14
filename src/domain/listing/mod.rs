//! The rows of one place: immutable chunks as they arrived, and one vector that orders them.
//!
//! A store may tell names first and the rest later ([`Listing::fill`]).

mod chunk;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

pub use chunk::{Chunk, ChunkBuilder};

use super::entry::{Entry, RowId};
use super::sort::Sort;

/// One row in so many is many: merging compares them all.
const MANY: usize = 16;

/// A row with its sort key beside it, so that sorting rarely looks at names.
#[derive(Clone, Copy, Debug)]
struct Keyed {
    key: u64,
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
    order: Vec<Keyed>,
    sort: Sort,
    show_hidden: bool,
    hidden: u32,
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
        self.chunks.push(chunk);
        let fresh = self.keyed(first..total);
        self.hidden += count - u32::try_from(fresh.len()).unwrap_or(count);
        self.merge(fresh);
    }

    /// Puts rows where they belong in the order. Many are merged by an adaptive sort, which compares every row once
    /// more. Of a few, each is searched for by halves and what lies between is moved as one block, so that a chunk
    /// among a million rows costs little more than moving the million.
    fn merge(&mut self, mut fresh: Vec<Keyed>) {
        self.sort_rows(&mut fresh);
        let mut order = std::mem::take(&mut self.order);
        if fresh.len() >= order.len() / MANY {
            order.append(&mut fresh);
            self.sort_rows(&mut order);
            self.order = order;
            return;
        }
        let mut end = order.len();
        order.extend_from_slice(&fresh);
        for (before, row) in fresh.iter().enumerate().rev() {
            let known = order.get(..end).unwrap_or_default();
            let at = known.partition_point(|old| self.compare(old, row).is_le());
            order.copy_within(at..end, at + before + 1);
            if let Some(slot) = order.get_mut(at + before) {
                *slot = *row;
            }
            end = at;
        }
        self.order = order;
    }

    fn compare(&self, a: &Keyed, b: &Keyed) -> Ordering {
        a.key.cmp(&b.key).then_with(|| match (self.by_row(a.row), self.by_row(b.row)) {
            (Some(a), Some(b)) => self.sort.compare(&a, &b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        })
    }

    /// Shows the rows in another order.
    pub fn set_sort(&mut self, sort: Sort) {
        self.sort = sort;
        self.rebuild();
    }

    /// Shows or leaves out names that begin with a dot.
    pub fn set_show_hidden(&mut self, show: bool) {
        self.show_hidden = show;
        self.rebuild();
    }

    fn rebuild(&mut self) {
        let mut order = self.keyed(0..self.total);
        self.hidden = self.total - u32::try_from(order.len()).unwrap_or(self.total);
        self.sort_rows(&mut order);
        self.order = order;
    }

    fn keyed(&self, rows: std::ops::Range<u32>) -> Vec<Keyed> {
        rows.filter_map(|row| self.by_row(RowId(row)))
            .filter(|entry| self.show_hidden || !entry.is_hidden())
            .map(|entry| Keyed { key: self.sort.key(&entry), row: entry.row })
            .collect()
    }

    fn sort_rows(&self, rows: &mut [Keyed]) {
        rows.sort_by(|a, b| self.compare(a, b));
    }

    /// The row shown at `index`.
    pub fn get(&self, index: usize) -> Option<Entry<'_>> {
        self.by_row(self.order.get(index)?.row)
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
        let moved = filled.iter().filter(|(row, index)| !self.keeps_its_place(*row, chunk, *index));
        let moved: BTreeSet<RowId> = moved.map(|(row, _)| *row).collect();
        let Ok(source) = u32::try_from(self.details.len()) else { return };
        self.details.push(Arc::clone(chunk));
        for (row, index) in filled {
            self.detailed.insert(row, (source, index));
        }
        if !moved.is_empty() {
            self.order.retain(|keyed| !moved.contains(&keyed.row));
            let moved = moved.into_iter().flat_map(|row| self.keyed(row.0..row.0 + 1)).collect();
            self.merge(moved);
        }
    }

    /// Whether what was told of a row later is known.
    pub fn is_filled(&self, row: RowId) -> bool {
        self.detailed.contains_key(&row)
    }

    /// Whether a row is sorted by what is known of it now as it was before.
    fn keeps_its_place(&self, row: RowId, chunk: &Chunk, index: u32) -> bool {
        let (Some(old), Some(new)) = (self.by_row(row), chunk.entry(index as usize, row)) else {
            return false;
        };
        self.sort.compare(&old, &new).is_eq() && self.sort.key(&old) == self.sort.key(&new)
    }

    /// The row that arrived as `row`.
    pub fn by_row(&self, row: RowId) -> Option<Entry<'_>> {
        if let Some((source, index)) = self.detailed.get(&row) {
            return self.details.get(*source as usize)?.entry(*index as usize, row);
        }
        let chunk = self.starts.partition_point(|start| *start <= row.0).checked_sub(1)?;
        let index = row.0.checked_sub(*self.starts.get(chunk)?)?;
        self.chunks.get(chunk)?.entry(index as usize, row)
    }

    /// Where `row` is shown now.
    pub fn position(&self, row: RowId) -> Option<usize> {
        let wanted = self.by_row(row)?;
        let at = self.order.partition_point(|other| {
            self.by_row(other.row).is_some_and(|entry| self.sort.compare(&entry, &wanted).is_lt())
        });
        (self.order.get(at).map(|other| other.row) == Some(row))
            .then_some(at)
            .or_else(|| self.order.iter().position(|other| other.row == row))
    }

    /// Where the row named `name` is shown.
    pub fn find(&self, name: &[u8]) -> Option<usize> {
        (0..self.len()).find(|index| self.get(*index).is_some_and(|entry| entry.name.raw() == name))
    }

    /// Rows shown.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether no row is shown.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
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
        self.order.iter().filter_map(|keyed| self.by_row(keyed.row))
    }
}
