//! Lines that name an entry by its number: commands for one entry, what a search has found, tasks and the way back.

use super::kit::*;
use super::plain::Reader;
use crate::app::requests::fs::RenameEntry;
use crate::app::requests::tree::{FindBelow, FoundBelow, FoundEnd, Measure};
use crate::domain::entry::EntryKind;
use crate::domain::found::Found;
use crate::domain::path::EntryName;
use crate::domain::task::TaskStatus;
use crate::domain::text::UntrustedRef;

#[test]
fn a_command_for_one_entry_takes_its_number_and_does_nothing_without() {
    let mut reader = Reader::new(&["d/", "a", "b"]);
    for line in ["rename", "view", "size", "open", "delete", "rename new"] {
        let said = reader.say(line);
        assert!(said.contains("Which entry?") && said.contains("2. a, 10 B"), "{line}: {said}");
        assert!(reader.rig.app.overlay().is_none(), "{line}");
    }
    assert!(reader.say("rename 9").contains("no entry 9"));
    assert!(reader.say("rename 3").contains("Old name  b"));
    reader.say("0");
    reader.say("rename 2 new name");
    let (_, call) = calls::<RenameEntry>(&reader.rig.take()).pop().expect("a rename");
    assert_eq!((call.from.raw(), call.to.raw()), (&b"a"[..], &b"new name"[..]));
    let mut reader = Reader::new(&["d/", "a"]);
    assert!(reader.say("view 2").starts_with("a.\n"));
    reader.say("0");
    reader.say("measure 1");
    assert_eq!(calls::<Measure>(&reader.rig.take()).len(), 1);
    reader.say("open 1");
    reader.rig.asked();
}

#[test]
fn what_is_found_below_has_numbers_to_go_to_and_to_mark() {
    let mut reader = Reader::new(&["d/", "a"]);
    reader.say("find below tas");
    let (id, _) = calls::<FindBelow>(&reader.rig.take()).pop().expect("a search");
    let found = |name: &str| Found {
        directory: path("/home/demo/d"),
        name: EntryName::new(UntrustedRef(name.as_bytes())).unwrap(),
        kind: EntryKind::File,
        is_link: false,
        size: Some(2048),
        modified: Some(1_700_000_000),
    };
    let found = vec![found("tas_1"), found("tas_2"), found("tas_3")];
    let more = FoundBelow { found, looked: 2, ..FoundBelow::default() };
    reader.rig.event(Event::partial::<FindBelow>(id, more));
    reader.rig.event(Event::done::<FindBelow>(id, Ok(FoundEnd { rest: Vec::new() })));
    let said = reader.hear();
    assert!(said.contains("2. d/tas_2, 2.0 KiB, 2023-11-14") && said.contains("3 entries in 2"), "{said}");
    assert!(reader.say("m 1 3").contains("2 marked"));
    assert!(reader.say("m 1").contains("1 marked"));
    assert!(reader.say("m 9").contains("9 is no entry"));
    assert!(reader.say("m x").contains("m takes numbers"));
    let said = reader.say("2");
    assert!(said.contains("opening JASMIN /home/demo/d"), "{said}");
}

#[test]
fn a_find_without_a_hit_says_so() {
    let mut reader = Reader::new(&["a"]);
    assert!(reader.say("find zzz").contains("No name here matches zzz."));
    assert!(!reader.say("find a").contains("No name"));
}

#[test]
fn the_way_out_of_the_tasks_is_said_and_0() {
    let mut reader = Reader::new(&["a"]);
    reader.rig.event(listed(vec![task(1, TaskStatus::Active)]));
    assert!(reader.say("tasks").contains("0. back to the panes\n1. task 1"));
    reader.say("0");
    assert_eq!(reader.view.prompt(&reader.rig.app).words.as_str(), "hemi, left pane: ");
}

#[test]
fn numbers_that_are_not_there_are_answered_with_those_that_are() {
    let mut reader = Reader::new(&["d/", "a", "b"]);
    assert!(reader.say("m 3-2").contains("2 marked"));
    assert!(reader.say("m 0").contains("0 is the parent directory"));
    assert!(reader.say("9").contains("no entry 9 here: they have the numbers 1 to 3."));
    reader.rig.event(listed(vec![task(1, TaskStatus::Active), task(2, TaskStatus::Active)]));
    reader.say("tasks");
    assert!(reader.say("3").contains("no task 3: they have the numbers 1 to 2."));
}
