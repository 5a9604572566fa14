//! Undo says what it does, does all that it can, and says what it cannot.

use super::deletions::{facts, open};
use super::kit::*;
use crate::app::requests::fs::{Changed, MakeDirectories, RenameEntry};
use crate::app::requests::removal::{
    NotRestored, RemovalEnd, RemoveEmpty, RemoveEntries, RestoreEntries, Restored,
};
use crate::domain::deletion::{DeleteFacts, Trashed};
use crate::domain::path::EntryName;
use crate::domain::place::Side;
use crate::domain::store::StoreInfo;
use crate::domain::text::UntrustedRef;

fn name(text: &str) -> EntryName {
    EntryName::new(UntrustedRef(text.as_bytes())).unwrap()
}

fn local(names: &[&str]) -> Rig {
    let mut rig = Rig::browsing(&[]);
    open(&mut rig, Side::Left, StoreInfo::local(), "/data", names);
    rig
}

fn trashed(name: &str) -> Trashed {
    let [now, info] = ["files", "info"].map(|folder| path(&format!("/t/{folder}/{name}")));
    Trashed { from: path(&format!("/data/{name}")), now, info }
}

/// Deletes all that is listed; what is in the trash then, or gone for good where there is none.
fn delete(rig: &mut Rig, names: &[&str], trash: bool) {
    rig.keys("A");
    rig.settle();
    rig.keys("d");
    facts(rig, DeleteFacts { home: None, trash, ..DeleteFacts::default() });
    rig.drawn().wait(400);
    for letter in if trash { "y" } else { "delete" }.chars() {
        rig.keys(&letter.to_string());
    }
    if !trash {
        rig.keys("Enter");
    }
    let (id, call) = calls::<RemoveEntries>(&rig.take()).remove(0);
    let end = RemovalEnd {
        at: call.plan.plan().directory().place().clone(),
        gone: names.iter().map(|text| name(text)).collect(),
        trashed: names.iter().filter(|_| trash).map(|name| trashed(name)).collect(),
        entries: names.len() as u64,
        failed: Vec::new(),
        failures: 0,
        holding: 0,
        stopped: false,
    };
    rig.event(Event::done::<RemoveEntries>(id, Ok(end)));
    rig.take();
}

fn rename(rig: &mut Rig, to: &str) {
    rig.keys("G r z Enter");
    let (id, call) = calls::<RenameEntry>(&rig.take()).remove(0);
    let changed = Changed { at: call.at, name: name(to), from: Some(call.from), created: Vec::new() };
    rig.event(Event::done::<RenameEntry>(id, Ok(changed)));
    rig.take();
}

#[test]
fn what_could_not_come_back_is_named_and_stays_undoable() {
    let names = ["a1", "b2", "c3", "d4", "e5"];
    let mut rig = local(&names);
    delete(&mut rig, &names, true);
    rig.keys("U").drawn().wait(400).keys("y");
    let (id, call) = calls::<RestoreEntries>(&rig.take()).remove(0);
    assert_eq!(call.trashed.len(), 5);
    let left = |name: &str, again| NotRestored { trashed: trashed(name), why: "it is there".into(), again };
    let end = Restored { back: 3, left: vec![left("c3", true), left("d4", false)] };
    rig.event(Event::done::<RestoreEntries>(id, Ok(end)));
    let notice = rig.notice();
    assert!(notice.starts_with("3 entries are back, 2 not: c3 (it is there), d4 (it is there)."), "{notice}");
    rig.take();
    rig.keys("U").drawn().wait(400).keys("y");
    let (_, call) = calls::<RestoreEntries>(&rig.take()).remove(0);
    assert_eq!(call.trashed, [trashed("c3")], "only what is still in the trash");
}

#[test]
fn a_deletion_that_cannot_be_undone_is_told_before_an_older_change_is_offered() {
    let mut rig = local(&["a"]);
    rename(&mut rig, "az");
    delete(&mut rig, &["a"], false);
    rig.keys("U");
    assert!(rig.app.overlay().is_none(), "{}", rig.text());
    let notice = rig.notice();
    assert!(notice.starts_with("The last deletion cannot be undone: 1 entry of /data. U offers"), "{notice}");
    rig.keys("U");
    assert!(rig.text().contains("Rename az back to a?"), "{}", rig.text());
}

#[test]
fn the_directories_that_undo_removes_are_all_named() {
    let mut rig = local(&["a"]);
    rig.keys("a n Enter");
    let (id, call) = calls::<MakeDirectories>(&rig.take()).remove(0);
    let created = vec![path("/data/x"), path("/data/x/y")];
    let changed = Changed { at: call.at, name: name("x"), from: None, created: created.clone() };
    rig.event(Event::done::<MakeDirectories>(id, Ok(changed)));
    rig.keys("U");
    assert!(rig.text().contains("Remove the 2 new directories /data/x, /data/x/y?"), "{}", rig.text());
    rig.drawn().wait(400);
    rig.take();
    rig.keys("y");
    let (_, call) = calls::<RemoveEmpty>(&rig.take()).remove(0);
    assert_eq!(call.paths, created.into_iter().rev().collect::<Vec<_>>(), "and no other");
}
