//! Rows in any split, order and state of knowledge.

use super::*;
use crate::domain::entry::{EntryKind, RawEntry};
use crate::domain::sort::SortKey;

std::thread_local! {
    /// Comparisons of rows so far.
    pub(super) static COMPARED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

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

/// The same rows in that order, however long it takes.
fn arrange(listing: &mut Listing, sort: Sort, show_hidden: bool) {
    listing.arrange(sort, show_hidden);
    listing.advance(usize::MAX);
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
    let mut listing = Listing::new(Sort { key: SortKey::Size, reversed: false, ..Sort::default() }, false);
    listing.push(builder.finish());
    assert_eq!(names(&listing), ["a", "b", "gone"]);
    let asked = [1, 2, 0, 3].map(RowId);
    listing.fill(&asked, &chunk(&[("a", false, 5), ("b", true, 0), (".c", true, 0)]));
    assert_eq!(names(&listing), ["b", "a", "gone"]);
    assert_eq!(listing.get(1).unwrap().size, Some(5));
    let by = listing.sort();
    arrange(&mut listing, by, true);
    assert_eq!(names(&listing), [".c", "b", "a", "gone"]);
    // Rows that came later know nothing of it, and what is not of these rows is left out.
    listing.push(chunk(&[("a2", false, 9)]));
    listing.fill(&[RowId(4)], &chunk(&[("other", false, 1)]));
    assert_eq!(names(&listing), [".c", "b", "a2", "a", "gone"]);
    arrange(&mut listing, Sort::default(), true);
    assert_eq!(names(&listing), [".c", "b", "a", "a2", "gone"]);
}

#[test]
fn order_and_hidden_names_can_be_changed() {
    let mut listing = Listing::new(Sort::default(), false);
    listing.push(chunk(&[("a", false, 5), ("b", false, 9), (".c", false, 7), ("d", true, 0)]));
    arrange(&mut listing, Sort { key: SortKey::Size, reversed: false, ..Sort::default() }, true);
    assert_eq!(names(&listing), ["d", "b", ".c", "a"]);
    arrange(&mut listing, Sort { key: SortKey::Size, reversed: true, ..Sort::default() }, true);
    assert_eq!(names(&listing), ["d", "a", ".c", "b"]);
    let row = listing.get(2).unwrap().row;
    assert_eq!(listing.position(row), Some(2));
    assert_eq!(listing.find(b"b"), Some(3));
    assert_eq!(listing.get(1).unwrap().user.raw(), b"demo");
}

#[test]
fn names_that_are_drawn_alike_are_told_apart_in_whatever_chunks_they_come() {
    let shown = |listing: &Listing| {
        let mut all: Vec<_> = listing.iter().map(|e| e.shown_name().as_str().to_owned()).collect();
        all.sort();
        all
    };
    let (composed, apart) = ("caf\u{e9}.nc", "cafe\u{301}.nc");
    // Each of these is canonically equal to the others of its pair; the last two pairs have no combining mark.
    for (first, second, escaped) in [
        (composed, apart, "cafe\\u{301}.nc"),
        (apart, composed, "cafe\\u{301}.nc"),
        ("\u{c5}", "\u{212b}", "\\u{212b}"),
        ("\u{d55c}", "\u{1112}\u{1161}\u{11ab}", "\\u{1112}\\u{1161}\\u{11ab}"),
    ] {
        for split in [1, 2] {
            let rows = [(first, false, 1), (second, false, 2), ("plain", false, 3)];
            let mut listing = Listing::new(Sort::default(), false);
            listing.push(chunk(&rows[..split]));
            listing.push(chunk(&rows[split..]));
            let all = shown(&listing);
            assert!(all.contains(&escaped.to_owned()), "{all:?}");
            assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), 3);
            assert_eq!(listing.with_twins().count(), 1);
        }
    }
    // Neither is composed, and one name alone is shown as it is.
    let mut listing = Listing::new(Sort::default(), false);
    listing.push(chunk(&[("e\u{323}\u{302}", false, 1), ("\u{ea}\u{323}", false, 2)]));
    assert_eq!(shown(&listing), ["\\u{ea}\\u{323}", "e\\u{323}\\u{302}"]);
    let mut listing = Listing::new(Sort::default(), false);
    listing.push(chunk(&[(apart, false, 1), ("cafe.nc", false, 2)]));
    assert_eq!(shown(&listing), ["cafe.nc", apart]);
    // The mark of a twin is kept when more is known of it.
    listing.push(chunk(&[(composed, false, 3)]));
    listing.fill(&[RowId(0)], &chunk(&[(apart, false, 9)]));
    assert_eq!(shown(&listing), ["cafe.nc", "cafe\\u{301}.nc", composed]);
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(16))]
    /// Rows pushed, filled and arranged anew in any way, with any budget a call, end in the order of a listing that
    /// had all of it from the start.
    #[test]
    fn an_order_made_in_steps_is_the_order_made_at_once(
        rows in proptest::collection::vec((0_usize..9, proptest::bool::ANY, 0_u64..50), 1..10_000),
        cut in 0.0_f64..1.0, budget in 1_000_usize..20_000, reversed: bool, show: bool, other: bool,
        by_type: bool, dirs_mixed: bool,
    ) {
        // Each name once.
        let rows: Vec<(String, bool, u64)> =
            rows.into_iter().enumerate().map(|(n, (start, dir, size))| (format!("{}{n}", [".", "a", "B", ".7", "7", "a.", "ab", "x", "é"][start]), dir, size)).collect();
        let rows: Vec<(&str, bool, u64)> = rows.iter().map(|(name, dir, size)| (name.as_str(), *dir, *size)).collect();
        let (first, rest) = rows.split_at((rows.len() as f64 * cut) as usize);
        let key = if by_type { SortKey::Type } else { SortKey::Size };
        let sort = Sort { key, reversed, dirs_mixed };
        let mut at_once = Listing::new(sort, show);
        at_once.push(chunk(&rows));
        at_once.advance(usize::MAX);

        let mut listing = Listing::new(Sort::default(), !show);
        listing.push(chunk(first));
        if other {
            listing.arrange(Sort { key: SortKey::Time, reversed, ..Sort::default() }, show);
            listing.advance(budget);
        }
        listing.arrange(sort, show);
        listing.advance(budget);
        listing.push(chunk(rest));
        listing.advance(budget);
        // More is known of a row while its order is in the making.
        let changed = [(rows[0].0, !rows[0].1, 7)];
        listing.fill(&[RowId(0)], &chunk(&changed));
        at_once.fill(&[RowId(0)], &chunk(&changed));
        let mut turns = 0;
        while listing.is_arranging() {
            listing.advance(budget);
            turns += 1;
            proptest::prop_assert!(turns < 1_000);
        }
        proptest::prop_assert_eq!(names(&listing), names(&at_once));
        proptest::prop_assert_eq!(listing.hidden(), at_once.hidden());
        for (index, entry) in listing.iter().enumerate() {
            proptest::prop_assert_eq!(listing.position(entry.row), Some(index));
        }
    }
}

#[test]
fn no_step_does_more_than_it_was_given_and_the_old_order_stays_until_the_new_one_is_complete() {
    let names_of = |n: usize| format!("f{}", n * 7_919 % 50_000);
    let all: Vec<String> = (0..50_000).map(names_of).collect();
    let rows: Vec<(&str, bool, u64)> =
        all.iter().enumerate().map(|(n, name)| (name.as_str(), false, n as u64 * 31 % 9_999)).collect();
    let mut listing = Listing::new(Sort::default(), false);
    listing.push(chunk(&rows));
    assert_eq!(listing.len(), AT_ONCE as usize, "what comes in one large piece is shown in part at once");
    while listing.is_arranging() {
        listing.advance(20_000);
    }
    assert_eq!(listing.len(), 50_000);
    let before = names(&listing);
    listing.arrange(Sort { key: SortKey::Size, reversed: false, ..Sort::default() }, false);
    let mut turns = 0;
    loop {
        let compared = COMPARED.get();
        let complete = listing.advance(20_000);
        let compared = COMPARED.get() - compared;
        assert!(compared <= 40_000, "{compared} comparisons in a turn");
        turns += 1;
        if complete {
            break;
        }
        assert!(turns < 1_000);
        if turns % 8 == 0 {
            assert!(listing.iter().map(|entry| entry.name.raw()).eq(before.iter().map(String::as_bytes)));
        }
    }
    assert!(turns > 20);
    let sizes: Vec<_> = listing.iter().map(|entry| entry.size).collect();
    assert!(sizes.is_sorted_by(|a, b| a >= b));
    // A wish taken back leaves nothing to do.
    listing.arrange(Sort::default(), false);
    listing.advance(20_000);
    listing.arrange(listing.sort(), false);
    assert!(!listing.is_arranging());
}
