use std::sync::Arc;

use super::*;
use crate::domain::collection::{Collection, EntityType};
use crate::domain::ids::CollectionId;
use crate::domain::store::StoreInfo;
use crate::domain::text::UntrustedRef;

fn path(text: &str) -> StorePath {
    StorePath::parse(text).unwrap()
}

fn item(text: &str, kind: EntryKind) -> DeleteItem {
    let name = EntryName::new(UntrustedRef(text.as_bytes())).unwrap();
    DeleteItem { name, kind, size: Some(5), modified: Some(7) }
}

fn directory(at: &str) -> EndInfo {
    let id = CollectionId::new(uuid::Uuid::from_u128(1));
    let collection = Collection::known_by(id, Untrusted::new("laptop"), EntityType::Personal);
    EndInfo::new(Arc::new(StoreInfo::from(&collection)), path(at))
}

fn planned(at: &str, items: Vec<DeleteItem>, kept: Kept) -> Result<DeletePlan, NeverDeleted> {
    DeletePlan::new(Side::Left, directory(at), items, Fate::Task, kept)
}

fn plan(at: &str, items: Vec<DeleteItem>) -> DeletePlan {
    planned(at, items, Kept::default()).unwrap()
}

fn at(mono: u64) -> Timestamp {
    Timestamp { mono, wall: 0 }
}

#[test]
fn what_must_stay_is_never_planned() {
    let kept = || Kept {
        home: Some(path("/home/users/demo")),
        base: Some(path("/gws/project")),
        other: Some(path("/data/run/in")),
    };
    let refused = |dir: &str, name: &str| planned(dir, vec![item(name, EntryKind::Dir)], kept()).err();
    assert!(matches!(refused("/", "~"), Some(NeverDeleted::Home(_))), "Globus reads it as the home");
    for (dir, name) in [("/home/users", "demo"), ("/home", "users"), ("/", "home")] {
        assert!(matches!(refused(dir, name), Some(NeverDeleted::Home(_))), "{dir}/{name}");
    }
    for (dir, name) in [("/gws", "project"), ("/", "gws")] {
        assert!(matches!(refused(dir, name), Some(NeverDeleted::Base(_))), "{dir}/{name}");
    }
    for (dir, name) in [("/data/run", "in"), ("/data", "run"), ("/", "data")] {
        assert!(matches!(refused(dir, name), Some(NeverDeleted::Other(_))), "{dir}/{name}");
    }
    for (dir, name) in [("/home/users/demo", "x"), ("/data/run/in", "x"), ("/data/run", "in2"), ("/~", "x")] {
        assert_eq!(refused(dir, name), None, "{dir}/{name}");
    }
    assert_eq!(planned("/x", Vec::new(), kept()).err(), Some(NeverDeleted::Nothing));
}

#[test]
fn the_two_names_of_the_home_are_one() {
    let home = Some(path("/home/demo"));
    let other = |at: &str| Kept { home: home.clone(), other: Some(path(at)), base: Some(path("/~")) };
    let refused = |dir: &str, name: &str, other: Kept| planned(dir, vec![item(name, EntryKind::Dir)], other);
    assert!(matches!(refused("/~", "a", other("/home/demo/a/b")), Err(NeverDeleted::Other(_))));
    assert!(matches!(refused("/home/demo", "a", other("/~/a/b")), Err(NeverDeleted::Other(_))));
    assert!(refused("/~", "a", other("/home/demo/b")).is_ok());
    assert!(matches!(refused("/home", "demo", other("/x")), Err(NeverDeleted::Home(_))));
    let unknown = Kept { other: Some(path("/~/a/b")), ..Kept::default() };
    assert!(matches!(refused("/home/demo", "a", unknown), Err(NeverDeleted::UnknownHome(_))));
}

#[test]
fn the_word_is_needed_for_what_is_large_deep_or_final() {
    let file = || item("f", EntryKind::File);
    assert!(!plan("/d", vec![file()]).needs_word());
    assert!(!plan("/d", vec![item("l", EntryKind::Link)]).needs_word(), "only the link goes");
    assert!(plan("/d", vec![item("d", EntryKind::Dir)]).needs_word());
    assert!(plan("/", vec![file()]).needs_word());
    let many = |count| (0..count).map(|n| item(&format!("f{n}"), EntryKind::File)).collect();
    assert!(!plan("/d", many(100)).needs_word());
    assert!(plan("/d", many(101)).needs_word());
    let mut removed = plan("/d", vec![file()]);
    removed.set_fate(Fate::Removed);
    assert!(removed.needs_word());
}

#[test]
fn a_ticket_needs_the_plan_seen_and_the_word_typed() {
    let seen = Some(at(0));
    let deep = plan("/d", vec![item("d", EntryKind::Dir)]);
    assert!(deep.ticket(None, at(9_000), WORD).is_none(), "never drawn");
    assert!(deep.ticket(seen, at(299), WORD).is_none(), "not long enough");
    for word in ["", "delet", "Delete", "delete "] {
        assert!(deep.ticket(seen, at(300), word).is_none(), "{word:?}");
    }
    let ticket = deep.ticket(seen, at(300), WORD).unwrap();
    let mut other = deep.clone();
    other.set_fate(Fate::Removed);
    assert!(other.confirm(ticket.clone()).is_err(), "it is another plan");
    assert_eq!(deep.clone().confirm(ticket).unwrap().plan(), &deep);
}

#[test]
fn the_amount_tells_what_is_known_and_what_is_not() {
    let unknown = DeleteItem { size: None, ..item("u", EntryKind::File) };
    let mixed = plan("/d", vec![item("f", EntryKind::File), unknown.clone(), item("d", EntryKind::Dir)]);
    let words = "2 files of at least 5 B (1 of unknown size); 1 directory with everything inside";
    assert_eq!(mixed.amount().as_str(), words);
    assert_eq!(plan("/d", vec![unknown]).amount().as_str(), "1 file of unknown size");
    let newer = DeleteItem { modified: Some(9), ..item("n", EntryKind::File) };
    let two = plan("/d", vec![newer.clone(), item("f", EntryKind::File)]);
    assert_eq!(two.newest(), Some((&newer, 9)));
}
