//! Marks and their totals.

use super::marks::{Marks, Totals};
use crate::domain::entry::{EntryKind, RawEntry};
use crate::domain::listing::{ChunkBuilder, Listing};
use crate::domain::sort::Sort;
use crate::domain::text::UntrustedRef;

fn listing() -> Listing {
    let mut builder = ChunkBuilder::default();
    let rows = [
        ("dir", EntryKind::Dir, Some(4096)),
        ("big", EntryKind::File, Some(u64::MAX - 1)),
        ("huge", EntryKind::File, Some(u64::MAX - 1)),
        ("odd", EntryKind::Other, None),
        ("small", EntryKind::File, Some(1)),
    ];
    for (name, kind, size) in rows {
        builder.push(&RawEntry { name: name.as_bytes(), kind: Some(kind), size, ..RawEntry::default() });
    }
    let mut listing = Listing::new(Sort::default(), false);
    listing.push(builder.finish());
    listing
}

#[test]
fn totals_are_those_of_what_is_marked_however_one_got_there() {
    let listing = listing();
    let mut marks = Marks::default();
    for entry in listing.iter() {
        marks.add(&entry);
        marks.add(&entry);
    }
    let all = Totals { files: 4, bytes: 2 * u128::from(u64::MAX - 1) + 1, unsized_files: 1, dirs: 1 };
    assert_eq!((marks.len(), marks.totals()), (5, all), "a directory's size is not guessed");
    for entry in listing.iter().filter(|entry| entry.name.raw() != b"small") {
        marks.toggle(&entry);
    }
    assert_eq!(marks.totals(), Totals { files: 1, bytes: 1, unsized_files: 0, dirs: 0 });
    assert!(!marks.remove(UntrustedRef(b"dir")));
    assert!(marks.remove(UntrustedRef(b"small")));
    assert_eq!((marks.len(), marks.totals()), (0, Totals::default()));
}
