//! The rows of one place: immutable chunks as they arrived, and one vector that orders them.
//!
//! The names of a chunk lie in one arena and a row is 40 bytes, so 100,000 entries cost about 8 MiB.

use std::sync::Arc;

use super::entry::{Entry, EntryKind, RawEntry, RowId};
use super::sort::Sort;
use super::text::UntrustedRef;

const NO_NUMBER: u64 = u64::MAX;
const NO_TIME: i64 = i64::MIN;
const NO_BITS: u16 = u16::MAX;

/// Some rows of a listing, never changed once made.
#[derive(Debug, Default)]
pub struct Chunk {
    text: Box<[u8]>,
    rows: Box<[Row]>,
    people: Box<[Span]>,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    start: u32,
    len: u32,
}

/// A name is followed in the arena by the link's target, if there is one.
#[derive(Clone, Copy, Debug)]
struct Row {
    size: u64,
    modified: i64,
    start: u32,
    name_len: u32,
    link_len: u32,
    user: u16,
    group: u16,
    permissions: u16,
    kind: EntryKind,
    is_link: bool,
}

impl Chunk {
    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn bytes(&self, span: Span) -> &[u8] {
        let start = span.start as usize;
        self.text.get(start..start + span.len as usize).unwrap_or_default()
    }

    fn person(&self, index: u16) -> UntrustedRef<'_> {
        UntrustedRef(self.people.get(usize::from(index)).map_or(&[], |span| self.bytes(*span)))
    }

    fn entry(&self, index: usize, row_id: RowId) -> Option<Entry<'_>> {
        let row = self.rows.get(index)?;
        let link = Span { start: row.start + row.name_len, len: row.link_len };
        Some(Entry {
            row: row_id,
            name: UntrustedRef(self.bytes(Span { start: row.start, len: row.name_len })),
            kind: row.kind,
            size: (row.size != NO_NUMBER).then_some(row.size),
            modified: (row.modified != NO_TIME).then_some(row.modified),
            permissions: (row.permissions != NO_BITS).then_some(row.permissions),
            user: self.person(row.user),
            group: self.person(row.group),
            link_target: row.is_link.then(|| UntrustedRef(self.bytes(link))),
        })
    }
}

/// Collects rows for a [`Chunk`].
#[derive(Debug, Default)]
pub struct ChunkBuilder {
    text: Vec<u8>,
    rows: Vec<Row>,
    people: Vec<Span>,
}

impl ChunkBuilder {
    /// Adds a row. Rows past 4 GiB of names are refused with `false`; a chunk is far smaller.
    pub fn push(&mut self, raw: &RawEntry<'_>) -> bool {
        let user = self.person(raw.user);
        let group = self.person(raw.group);
        let link = raw.link_target.unwrap_or_default();
        let (Ok(start), Ok(name_len), Ok(link_len)) =
            (u32::try_from(self.text.len()), u32::try_from(raw.name.len()), u32::try_from(link.len()))
        else {
            return false;
        };
        self.text.extend_from_slice(raw.name);
        self.text.extend_from_slice(link);
        self.rows.push(Row {
            size: raw.size.unwrap_or(NO_NUMBER),
            modified: raw.modified.unwrap_or(NO_TIME),
            start,
            name_len,
            link_len,
            user,
            group,
            permissions: raw.permissions.unwrap_or(NO_BITS),
            kind: raw.kind.unwrap_or(EntryKind::Other),
            is_link: raw.link_target.is_some(),
        });
        true
    }

    /// How many rows it holds.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The finished chunk; the builder is empty again.
    pub fn finish(&mut self) -> Arc<Chunk> {
        let taken = std::mem::take(self);
        Arc::new(Chunk {
            text: taken.text.into_boxed_slice(),
            rows: taken.rows.into_boxed_slice(),
            people: taken.people.into_boxed_slice(),
        })
    }

    /// Few people own many files: their names are kept once a chunk. Past 64, as "not told".
    fn person(&mut self, name: &[u8]) -> u16 {
        const MOST: usize = 64;
        if name.is_empty() {
            return u16::MAX;
        }
        let known = self.people.iter().position(|span| {
            let start = span.start as usize;
            self.text.get(start..start + span.len as usize) == Some(name)
        });
        if let Some(at) = known {
            return u16::try_from(at).unwrap_or(u16::MAX);
        }
        let at = self.people.len();
        match (u32::try_from(self.text.len()), u32::try_from(name.len())) {
            (Ok(start), Ok(len)) if at < MOST => {
                self.text.extend_from_slice(name);
                self.people.push(Span { start, len });
                u16::try_from(at).unwrap_or(u16::MAX)
            }
            _ => u16::MAX,
        }
    }
}

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

    /// Adds rows that arrived, keeping the order. Sorting is adaptive: the rows already in order
    /// are one run, so a chunk costs a merge and not a sort of everything.
    pub fn push(&mut self, chunk: Arc<Chunk>) {
        let Ok(count) = u32::try_from(chunk.len()) else { return };
        let first = self.total;
        let Some(total) = first.checked_add(count) else { return };
        self.total = total;
        self.starts.push(first);
        self.chunks.push(chunk);
        let mut fresh = self.keyed(first..total);
        self.hidden += count - u32::try_from(fresh.len()).unwrap_or(count);
        self.sort_rows(&mut fresh);
        self.order.append(&mut fresh);
        let mut order = std::mem::take(&mut self.order);
        self.sort_rows(&mut order);
        self.order = order;
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
        rows.sort_by(|a, b| {
            a.key.cmp(&b.key).then_with(|| match (self.by_row(a.row), self.by_row(b.row)) {
                (Some(a), Some(b)) => self.sort.compare(&a, &b),
                (a, b) => b.is_some().cmp(&a.is_some()),
            })
        });
    }

    /// The row shown at `index`.
    pub fn get(&self, index: usize) -> Option<Entry<'_>> {
        self.by_row(self.order.get(index)?.row)
    }

    /// The row that arrived as `row`.
    pub fn by_row(&self, row: RowId) -> Option<Entry<'_>> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sort::SortKey;

    fn chunk(names: &[(&str, bool, u64)]) -> Arc<Chunk> {
        let mut builder = ChunkBuilder::default();
        for (name, dir, size) in names {
            let kind = if *dir { EntryKind::Dir } else { EntryKind::File };
            builder.push(&RawEntry {
                name: name.as_bytes(),
                kind: Some(kind),
                size: Some(*size),
                user: b"demo",
                ..RawEntry::default()
            });
        }
        builder.finish()
    }

    fn names(listing: &Listing) -> Vec<String> {
        listing.iter().map(|e| e.name.sanitized().as_str().to_owned()).collect()
    }

    #[test]
    fn chunks_in_any_split_give_one_order() {
        let all = [("b10", false, 1), ("b9", false, 2), (".h", false, 3), ("z", true, 0), ("a", true, 0)];
        for split in 0..=all.len() {
            let mut listing = Listing::new(Sort::default(), false);
            listing.push(chunk(&all[..split]));
            listing.push(chunk(&all[split..]));
            assert_eq!(names(&listing), ["a", "z", "b9", "b10"], "split at {split}");
            assert_eq!(listing.hidden(), 1);
        }
    }

    #[test]
    fn order_and_hidden_names_can_be_changed() {
        let mut listing = Listing::new(Sort::default(), false);
        listing.push(chunk(&[("a", false, 5), ("b", false, 9), (".c", false, 7), ("d", true, 0)]));
        listing.set_show_hidden(true);
        listing.set_sort(Sort { key: SortKey::Size, reversed: false });
        assert_eq!(names(&listing), ["d", "b", ".c", "a"]);
        listing.set_sort(Sort { key: SortKey::Size, reversed: true });
        assert_eq!(names(&listing), ["d", "a", ".c", "b"]);
        let row = listing.get(2).unwrap().row;
        assert_eq!(listing.position(row), Some(2));
        assert_eq!(listing.find(b"b"), Some(3));
        assert_eq!(listing.get(1).unwrap().user.raw(), b"demo");
    }
}
