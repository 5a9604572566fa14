//! Permissions and times are changed where the store can, of marks or the entry at the cursor, and undone.

use super::deletions::open;
use super::kit::*;
use crate::app::overlay::Overlay;
use crate::app::requests::attributes::{ModesSet, ReadModes, SetModes, TouchEntries, Touched};
use crate::app::requests::fs::{Changed, MakeFile};
use crate::domain::path::EntryName;
use crate::domain::permissions::{EntryMode, ModeStep};
use crate::domain::place::Side;
use crate::domain::problem::{Problem, ProblemKind};
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

/// Opens the dialog; all entries have these bits.
fn chmod(rig: &mut Rig, bits: u16) -> Vec<String> {
    rig.keys("g c");
    let (id, call) = calls::<ReadModes>(&rig.take()).remove(0);
    let names = call.names.iter().map(|name| name.sanitized().to_string()).collect();
    let mode = |name: EntryName| EntryMode { name, bits: Some(bits), directory: false };
    rig.event(Event::done::<ReadModes>(id, Ok(call.names.into_iter().map(mode).collect())));
    names
}

#[test]
fn permissions_of_marks_are_changed_said_and_undone() {
    let mut rig = local(&["a", "b", "c"]);
    rig.keys("Space Space");
    assert_eq!(chmod(&mut rig, 0o644), ["a", "b"]);
    assert!(rig.text().contains("2 marked entries") && rig.text().contains("0644"), "{}", rig.text());
    rig.keys("6 0 0");
    assert!(rig.text().contains("All 2 change:"), "{}", rig.text());
    rig.keys("Enter");
    let (id, call) = calls::<SetModes>(&rig.take()).remove(0);
    let step = |named: &str, from, to| ModeStep { name: name(named), from, to };
    assert_eq!(call.steps, [step("a", 0o644, 0o600), step("b", 0o644, 0o600)]);
    let failed = vec![(name("b"), "permission denied".into())];
    let set = ModesSet { at: call.at.clone(), done: vec![call.steps[0].clone()], failed };
    rig.event(Event::done::<SetModes>(id, Ok(set)));
    assert!(rig.app.overlay().is_none());
    assert!(
        rig.notice().contains("Changed the permissions of a, not of b: permission denied."),
        "{}",
        rig.notice()
    );
    assert_eq!(calls::<List>(&rig.take()).len(), 1, "the rows are listed again");
    assert_eq!(rig.app.pane(Side::Left).here().unwrap().marks().len(), 2, "the marks stay");
    // Only what was done is undone, and only where nothing else was done since.
    rig.drawn().wait(5_000).keys("U");
    assert!(rig.text().contains("Give a (0644) in /data the permissions from before?"), "{}", rig.text());
    rig.drawn().wait(500).keys("y");
    let (id, call) = calls::<SetModes>(&rig.take()).remove(0);
    assert_eq!(call.steps, [step("a", 0o600, 0o644)]);
    let set = ModesSet { at: call.at, done: call.steps, failed: Vec::new() };
    rig.event(Event::done::<SetModes>(id, Ok(set)));
    assert!(rig.notice().contains("Given back the permissions of a."), "{}", rig.notice());
    rig.keys("U");
    assert!(rig.notice().contains("given other permissions"), "there is no step left: {}", rig.notice());
}

#[test]
fn an_undo_of_what_has_changed_since_is_refused_once() {
    let mut rig = local(&["a"]);
    chmod(&mut rig, 0o644);
    rig.keys("6 0 0 Enter");
    let (id, call) = calls::<SetModes>(&rig.take()).remove(0);
    rig.event(Event::done::<SetModes>(
        id,
        Ok(ModesSet { at: call.at, done: call.steps, failed: Vec::new() }),
    ));
    rig.keys("U").drawn().wait(500).keys("y");
    let id = calls::<SetModes>(&rig.take())[0].0;
    let changed = Problem::new(ProblemKind::Refused, "It has other permissions.", "");
    rig.event(Event::done::<SetModes>(id, Err(changed)));
    assert!(rig.notice().contains("It has other permissions."), "{}", rig.notice());
    rig.keys("U");
    assert!(rig.app.overlay().is_none());
}

#[test]
fn a_place_that_cannot_says_so() {
    let mut rig = Rig::browsing(&["a"]);
    for keys in ["g c", "g t"] {
        rig.keys(keys);
        assert!(rig.app.overlay().is_none());
        assert!(rig.notice().contains("cannot set permissions and times in this place"), "{}", rig.notice());
    }
    rig.keys("g a");
    assert!(rig.notice().contains("creates no files in this place"), "{}", rig.notice());
    let mut rig = local(&["a"]);
    rig.keys("k g c");
    assert!(rig.app.overlay().is_none() && !rig.notice().is_empty(), "that is the parent: {}", rig.text());
}

#[test]
fn a_touch_is_asked_first() {
    let mut rig = local(&["a", "b"]);
    rig.keys("A g t");
    assert!(rig.text().contains("Set the time of 2 marked entries to now?"), "{}", rig.text());
    rig.keys("Esc");
    assert!(calls::<TouchEntries>(&rig.take()).is_empty());
    rig.keys("g t").drawn().wait(500).keys("y");
    let (id, call) = calls::<TouchEntries>(&rig.take()).remove(0);
    assert_eq!(call.names, [name("a"), name("b")]);
    rig.event(Event::done::<TouchEntries>(id, Ok(Touched { at: call.at, done: 2, failed: Vec::new() })));
    assert!(rig.notice().contains("Set the time of 2 entries."), "{}", rig.notice());
    assert_eq!(calls::<List>(&rig.take()).len(), 1);
}

#[test]
fn an_empty_file_gets_a_name_and_the_cursor() {
    let mut rig = local(&["a"]);
    rig.keys("g a n e / Enter");
    assert!(rig.text().contains("A name has no /"), "{}", rig.text());
    rig.keys("Backspace w Enter");
    let (id, call) = calls::<MakeFile>(&rig.take()).remove(0);
    assert_eq!(call.name, name("new"));
    let exists = Problem::new(ProblemKind::Refused, "It exists already.", "Type another name.");
    rig.event(Event::done::<MakeFile>(id, Err(exists)));
    assert!(matches!(rig.app.overlay(), Some(Overlay::NameDialog(_))), "{:?}", rig.app.overlay());
    assert!(rig.text().contains("It exists already."), "{}", rig.text());
    rig.keys("Enter");
    let (id, call) = calls::<MakeFile>(&rig.take()).remove(0);
    let made = Changed { at: call.at, name: call.name, from: None, created: Vec::new() };
    rig.event(Event::done::<MakeFile>(id, Ok(made)));
    assert!(rig.notice().contains("Created /data/new."), "{}", rig.notice());
}
