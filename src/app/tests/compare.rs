//! The two panes compared: signs in both, marks of what is missing or newer.

use super::kit::*;
use crate::domain::compare::Relation;
use crate::domain::entry::{EntryKind, RawEntry};
use crate::domain::listing::{Chunk, ChunkBuilder};
use crate::domain::place::{PlaceSpec, Side};

fn rows(rows: &[(&str, u64, i64)]) -> std::sync::Arc<Chunk> {
    let mut builder = ChunkBuilder::default();
    for (name, size, modified) in rows {
        let kind = if name.ends_with('/') { EntryKind::Dir } else { EntryKind::File };
        builder.push(&RawEntry {
            name: name.trim_end_matches('/').as_bytes(),
            kind: Some(kind),
            size: Some(*size),
            modified: Some(*modified),
            ..RawEntry::default()
        });
    }
    builder.finish()
}

/// The left pane has all relations to the right one.
fn two_panes() -> Rig {
    let mut rig = Rig::browsing(&[]);
    for (keys, path, chunk) in [
        (
            "R",
            "/home/demo",
            rows(&[
                ("d/", 0, 1),
                ("new", 1, 1),
                ("later", 1, 100),
                ("earlier", 1, 1),
                ("size", 1, 9),
                ("same", 1, 10),
            ]),
        ),
        (
            "Tab R",
            "/data",
            rows(&[
                ("d/", 0, 99),
                ("later", 1, 1),
                ("earlier", 1, 100),
                ("size", 2, 9),
                ("same", 1, 12),
                ("extra", 1, 1),
            ]),
        ),
    ] {
        rig.keys(keys);
        let id = rig.asked();
        rig.event(Event::partial::<List>(id, chunk));
        rig.listed(id, path);
        rig.settle();
    }
    rig.keys("Tab");
    rig.take();
    rig
}

/// Two directories of this computer, each listed by its names alone.
fn two_disks() -> Rig {
    let mut options = setup((80, 24));
    options.start[0].spec = Some(PlaceSpec::Local(path("/a")));
    options.start[1].spec = Some(PlaceSpec::Local(path("/b")));
    let mut rig = Rig { app: crate::app::App::new(options), now: 0, effects: Effects::new() };
    rig.keys("Ctrl-l");
    for (id, list) in calls::<List>(&rig.take()) {
        let path = list.path.unwrap().sanitized().to_string();
        rig.event(Event::partial::<List>(id, rows(&[("x", 1, 1)])));
        rig.listed(id, &path);
    }
    rig.take();
    rig
}

fn marks(rig: &mut Rig, side: Side) -> Vec<String> {
    rig.settle();
    let here = rig.app.pane(side).here().unwrap();
    here.marks().iter().map(|(name, _)| name.sanitized().as_str().to_owned()).collect()
}

fn relation(rig: &Rig, side: Side, name: &str) -> Option<Relation> {
    let here = rig.app.pane(side).here().unwrap();
    let at = here.listing().find(name.as_bytes()).unwrap();
    here.relation(here.listing().get(at).unwrap().row)
}

#[test]
fn rows_of_both_panes_say_what_they_are_to_the_others() {
    let mut rig = two_panes();
    rig.keys("C Enter");
    rig.settle();
    for (name, left, right) in [
        ("d", Relation::Same, Relation::Same),
        ("later", Relation::Newer, Relation::Older),
        ("earlier", Relation::Older, Relation::Newer),
        ("size", Relation::Differs, Relation::Differs),
        ("same", Relation::Same, Relation::Same),
    ] {
        assert_eq!(relation(&rig, Side::Left, name), Some(left), "{name}");
        assert_eq!(relation(&rig, Side::Right, name), Some(right), "{name}");
    }
    assert_eq!(relation(&rig, Side::Left, "new"), Some(Relation::Missing));
    assert_eq!(relation(&rig, Side::Right, "extra"), Some(Relation::Missing));
    let text = rig.text();
    for words in ["+ new", "> later", "< earlier", "≠ size", "= same", "= d/", "+ 1 not there", "= 2 same"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    // One key marks what is missing, one what is newer; the other pane has its own.
    rig.keys("m");
    assert_eq!(marks(&mut rig, Side::Left), ["new"]);
    rig.keys("n");
    assert_eq!(marks(&mut rig, Side::Left), ["later", "new"]);
    rig.keys("Tab o");
    assert_eq!(marks(&mut rig, Side::Right), ["later"]);
    // All that differ: newer, older, of another size.
    rig.keys("d");
    assert_eq!(marks(&mut rig, Side::Right), ["earlier", "later", "size"]);
    // The signs stay when the line is closed; the same key shows the line again, and compares anew from there.
    rig.keys("Esc");
    assert!(rig.text().contains("+ extra") && rig.app.overlay().is_none());
    rig.keys("C");
    assert!(rig.text().contains("+ 1 not there"), "{}", rig.text());
    rig.keys("C");
    assert!(!rig.text().contains("+ extra") && rig.text().contains("name and size"), "{}", rig.text());
    rig.keys("Enter");
    rig.settle();
    rig.keys("Esc Esc");
    assert!(!rig.text().contains("+ extra"), "{}", rig.text());
}

#[test]
fn names_alone_and_other_tolerances_are_a_choice() {
    let mut rig = two_panes();
    rig.keys("C k k Enter");
    rig.settle();
    assert_eq!(relation(&rig, Side::Left, "size"), Some(Relation::Same));
    assert_eq!(relation(&rig, Side::Left, "new"), Some(Relation::Missing));
    rig.keys("C t Enter");
    rig.settle();
    assert_eq!(relation(&rig, Side::Left, "same"), Some(Relation::Older), "to the second");
}

#[test]
fn a_key_with_nothing_to_mark_says_so() {
    let mut rig = two_panes();
    rig.keys("C Enter");
    rig.settle();
    rig.keys("m u");
    rig.keys("Tab m");
    rig.settle();
    rig.keys("C k k Enter");
    rig.settle();
    rig.keys("o");
    assert!(rig.text().contains("No entry is older than the other pane's."), "{}", rig.text());
    rig.keys("k");
    assert!(rig.text().contains("+ 1 not there"), "{}", rig.text());
}

#[test]
fn a_listing_that_changes_ends_the_comparison_in_both_panes() {
    let mut rig = two_panes();
    rig.keys("C Enter");
    rig.settle();
    rig.keys("Esc R");
    let id = rig.asked();
    rig.list(id, "/home/demo", &["new"]);
    rig.settle();
    assert_eq!(relation(&rig, Side::Right, "extra"), None);
    assert!(rig.notice().contains("the comparison is gone"), "{}", rig.notice());
}

#[test]
fn one_directory_in_both_panes_is_not_compared() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("=");
    let id = rig.asked();
    rig.list(id, "/home/demo", &["a"]);
    rig.keys("C");
    assert!(rig.notice().contains("Both panes show the same directory"), "{}", rig.notice());
}

#[test]
fn rows_of_names_alone_are_read_in_full_first() {
    let mut rig = two_disks();
    rig.keys("C Enter");
    rig.settle();
    let asked = calls::<List>(&rig.take());
    assert!(asked.len() == 2 && asked.iter().all(|(_, list)| list.full), "{asked:?}");
    assert!(rig.text().contains("Comparing"), "{}", rig.text());
    for ((id, list), size) in asked.into_iter().zip([1, 2]) {
        let path = list.path.unwrap().sanitized().to_string();
        rig.event(Event::partial::<List>(id, rows(&[("x", size, 1)])));
        rig.listed(id, &path);
    }
    rig.settle();
    assert_eq!(relation(&rig, Side::Left, "x"), Some(Relation::Differs));
}

#[test]
fn a_hundred_thousand_rows_are_compared_between_keys() {
    let names: Vec<String> = (0..100_000).map(|number| format!("f{number:06}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut rig = Rig::browsing(&names);
    rig.keys("Tab R");
    let id = rig.asked();
    rig.list(id, "/data", &names[..99_990]);
    rig.keys("Tab");
    rig.settle();
    rig.keys("C Enter");
    let turns = rig.settle();
    assert!((10..60).contains(&turns), "{turns} turns");
    assert!(rig.text().contains("10 not there") && rig.text().contains("99,990 same"), "{}", rig.text());
}

#[test]
fn a_listing_that_fails_ends_the_comparison() {
    let mut rig = two_disks();
    rig.keys("C Enter");
    let asked = calls::<List>(&rig.take());
    assert!(rig.text().contains("Comparing"), "{}", rig.text());
    rig.event(Event::done::<List>(asked[0].0, Err(problem("The disk does not answer."))));
    assert!(!rig.text().contains("Comparing") && rig.app.overlay().is_none(), "{}", rig.text());
    assert!(rig.text().contains("The disk does not answer."), "{}", rig.text());
    rig.listed(asked[1].0, "/b");
    rig.settle();
    assert!(rig.app.pane(Side::Left).here().is_some_and(|here| !here.is_compared()));
}
