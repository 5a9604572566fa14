//! Rows as they arrived. The names of a chunk lie in one arena and a row is 40 bytes, so 100,000 entries cost about
//! 8 MiB.

use std::sync::Arc;

use crate::domain::entry::{Entry, EntryKind, RawEntry, RowId};
use crate::domain::text::UntrustedRef;

const NO_NUMBER: u64 = u64::MAX;
const NO_TIME: i64 = i64::MIN;
const NO_BITS: u16 = u16::MAX;

/// Some rows of a listing, never changed once made.
#[derive(Debug, Default)]
pub struct Chunk {
    text: Box<[u8]>,
    rows: Box<[Row]>,
    people: Box<[Span]>,
    not_ascii: bool,
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

    /// The bytes that it takes, about.
    pub(super) fn memory(&self) -> usize {
        size_of::<Self>() + self.text.len() + size_of_val(&*self.rows) + size_of_val(&*self.people)
    }

    /// Its rows, in the order they arrived.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        (0..self.len()).filter_map(|index| self.entry(index, RowId(u32::try_from(index).ok()?)))
    }

    /// Whether all names are in ASCII.
    pub(super) fn is_ascii(&self) -> bool {
        !self.not_ascii
    }

    fn bytes(&self, span: Span) -> &[u8] {
        let start = span.start as usize;
        self.text.get(start..start + span.len as usize).unwrap_or_default()
    }

    fn person(&self, index: u16) -> UntrustedRef<'_> {
        UntrustedRef(self.people.get(usize::from(index)).map_or(&[], |span| self.bytes(*span)))
    }

    /// The name of a row; empty where there is no such row.
    pub(super) fn name(&self, index: usize) -> &[u8] {
        self.rows.get(index).map_or(&[], |row| self.bytes(Span { start: row.start, len: row.name_len }))
    }

    pub(super) fn entry(&self, index: usize, row_id: RowId) -> Option<Entry<'_>> {
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
            has_twin: false,
        })
    }
}

/// Collects rows for a [`Chunk`].
#[derive(Debug, Default)]
pub struct ChunkBuilder {
    text: Vec<u8>,
    rows: Vec<Row>,
    people: Vec<Span>,
    not_ascii: bool,
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
        self.not_ascii |= !raw.name.is_ascii();
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
            not_ascii: taken.not_ascii,
        })
    }

    /// Few users own many files: a chunk stores each name once, and those past 64 as not reported.
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
