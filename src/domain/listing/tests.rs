//! Rows in any split, order and state of knowledge.

use super::*;
use crate::domain::entry::{EntryKind, RawEntry};
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
fn small_chunks_and_large_ones_give_one_order() {
    let name = |n: usize| format!("f{}", n * 7_919 % 1_000);
    let all: Vec<_> = (0..1_000).map(name).collect();
    let chunk_of = |names: &[String]| {
        let rows: Vec<_> = names.iter().map(|name| (name.as_str(), false, 0)).collect();
        chunk(&rows)
    };
    let mut at_once = Listing::new(Sort::default(), false);
    at_once.push(chunk_of(&all));
    for size in [1, 7, 50, 400] {
        let mut listing = Listing::new(Sort::default(), false);
        for some in all.chunks(size) {
            listing.push(chunk_of(some));
        }
        assert_eq!(names(&listing), names(&at_once), "chunks of {size}");
    }
}

#[test]
fn details_take_the_place_of_what_was_known_and_order_follows() {
    let bare = |builder: &mut ChunkBuilder, name: &str, kind| {
        builder.push(&RawEntry { name: name.as_bytes(), kind: Some(kind), ..RawEntry::default() });
    };
    let mut builder = ChunkBuilder::default();
    bare(&mut builder, "b", EntryKind::Link);
    bare(&mut builder, "a", EntryKind::File);
    bare(&mut builder, "gone", EntryKind::File);
    bare(&mut builder, ".c", EntryKind::Link);
    let mut listing = Listing::new(Sort { key: SortKey::Size, reversed: false }, false);
    listing.push(builder.finish());
    assert_eq!(names(&listing), ["a", "b", "gone"]);
    let asked = [1, 2, 0, 3].map(RowId);
    listing.fill(&asked, &chunk(&[("a", false, 5), ("b", true, 0), (".c", true, 0)]));
    assert_eq!(names(&listing), ["b", "a", "gone"]);
    assert_eq!(listing.get(1).unwrap().size, Some(5));
    listing.set_show_hidden(true);
    assert_eq!(names(&listing), [".c", "b", "a", "gone"]);
    // Rows that came later know nothing of it, and what is not of these rows is left out.
    listing.push(chunk(&[("a2", false, 9)]));
    listing.fill(&[RowId(4)], &chunk(&[("other", false, 1)]));
    assert_eq!(names(&listing), [".c", "b", "a2", "a", "gone"]);
    listing.set_sort(Sort::default());
    assert_eq!(names(&listing), [".c", "b", "a", "a2", "gone"]);
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
