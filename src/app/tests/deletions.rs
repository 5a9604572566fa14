//! Deletions: planned in the right pane, refused where something must stay, submitted or done once, undone.

use std::sync::Arc;

use super::kit::*;
use crate::app::overlay::Overlay;
use crate::app::requests::fs::{Changed, MakeDirectories, RenameEntry};
use crate::app::requests::removal::{
    ReadDeleteFacts, ReadEmpty, RemovalEnd, RemoveEmpty, RemoveEntries, RestoreEntries, Restored, StopRemoval,
};
use crate::domain::deletion::{ConfirmedDelete, DeleteFacts, Fate, Trashed};
use crate::domain::ids::RequestId;
use crate::domain::path::EntryName;
use crate::domain::place::{Place, Side};
use crate::domain::store::StoreInfo;
use crate::domain::text::UntrustedRef;

fn name(text: &str) -> EntryName {
    EntryName::new(UntrustedRef(text.as_bytes())).unwrap()
}

pub(super) fn facts(rig: &mut Rig, facts: DeleteFacts) {
    let asked = calls::<ReadDeleteFacts>(&rig.take());
    assert_eq!(asked.len(), 1, "{}", rig.text());
    rig.event(Event::done::<ReadDeleteFacts>(asked[0].0, Ok(facts)));
}

fn home() -> DeleteFacts {
    DeleteFacts { home: Some(path("/home/demo")), trash: false, ..DeleteFacts::default() }
}

fn letters(rig: &mut Rig, text: &str) {
    text.chars().for_each(|letter| _ = rig.keys(&letter.to_string()));
}

fn submitted(rig: &mut Rig) -> Option<(RequestId, Box<ConfirmedDelete>)> {
    rig.take().iter().find_map(call::<SubmitDelete>).map(|(id, call)| (id, call.plan))
}

fn removed(rig: &mut Rig) -> Option<(RequestId, RemoveEntries)> {
    rig.take().iter().find_map(call::<RemoveEntries>)
}

/// This computer on the left, with these rows.
fn local(names: &[&str]) -> Rig {
    let mut rig = Rig::browsing(&[]);
    open(&mut rig, Side::Left, StoreInfo::local(), "/data", names);
    rig
}

pub(super) fn open(rig: &mut Rig, side: Side, store: StoreInfo, at: &str, names: &[&str]) {
    rig.take();
    rig.app.panes.get_mut(side).open(Arc::new(store), Some(path(at)), &mut rig.app.cx);
    let effects = rig.app.finish();
    rig.effects.extend(effects);
    let id = rig.asked();
    rig.list(id, at, names);
    rig.settle();
    rig.take();
}

#[test]
fn a_deletion_names_its_pane_and_is_submitted_once_the_word_is_typed() {
    for key in ["d", "F8", "Delete"] {
        let mut rig = Rig::browsing(&["a", "b", "c/"]);
        rig.keys("A");
        rig.settle();
        rig.keys(key);
        facts(&mut rig, DeleteFacts { home: Some(path("/home/x")), trash: false, ..DeleteFacts::default() });
        let text = rig.text();
        for words in ["JASMIN (left pane)", "/home/demo", "2 files of", "1 directory with everything inside"]
        {
            assert!(text.contains(words), "{words}: {text}");
        }
        rig.drawn().wait(400);
        letters(&mut rig, "delete");
        rig.keys("Enter");
        let (id, plan) = submitted(&mut rig).unwrap();
        assert_eq!((plan.plan().items().len(), plan.plan().fate()), (3, Fate::Task));
        rig.keys(key);
        assert!(rig.app.overlay().is_none(), "not twice while it is under way");
        rig.event(Event::done::<SubmitDelete>(id, Ok(Submission::Accepted { again: false })));
        assert!(rig.notice().contains("Sent the deletion of 3 entries on JASMIN"), "{}", rig.notice());
        assert!(rig.app.pane(Side::Left).here().unwrap().marks().is_empty());
    }
}

#[test]
fn every_pane_and_place_is_named_as_it_is() {
    for (side, store, at, title) in [
        (Side::Left, (*store(3, "Archive")).clone(), "/one", "Archive (left pane)"),
        (Side::Right, (*store(3, "Archive")).clone(), "/two", "Archive (right pane)"),
        (Side::Left, StoreInfo::local(), "/three", "This computer (left pane)"),
        (Side::Right, StoreInfo::local(), "/four", "This computer (right pane)"),
    ] {
        let mut rig = Rig::browsing(&["other"]);
        open(&mut rig, side, store.clone(), at, &["victim"]);
        if side == Side::Right {
            rig.keys("Tab");
        }
        rig.keys("d");
        facts(&mut rig, DeleteFacts::default());
        assert!(rig.text().contains(title) && rig.text().contains(at), "{}", rig.text());
        rig.drawn().wait(400);
        letters(&mut rig, if store.capabilities.remove { "delete" } else { "y" });
        rig.keys("Enter");
        let effects = rig.take();
        let task = effects.iter().find_map(call::<SubmitDelete>).map(|(_, call)| call.plan);
        let own = effects.iter().find_map(call::<RemoveEntries>).map(|(_, call)| call.plan);
        let plan = task.or(own).unwrap_or_else(|| panic!("{title}: nothing was confirmed"));
        assert_eq!(plan.plan().side(), side);
        assert_eq!(*plan.plan().directory().place(), Place { store: store.id, path: path(at) });
        assert_eq!(plan.plan().items()[0].name, name("victim"));
    }
}

#[test]
fn what_must_stay_is_refused_with_the_reason() {
    // The other pane shows something below it.
    let mut rig = Rig::browsing(&["run/", "x"]);
    let jasmin = (*store(super::kit::JASMIN, "JASMIN")).clone();
    open(&mut rig, Side::Right, jasmin.clone(), "/home/demo/run/deep", &["y"]);
    rig.keys("g g j d");
    assert!(rig.app.overlay().is_none(), "{}", rig.text());
    assert!(rig.notice().contains("shown in the other pane"), "{}", rig.notice());
    // The home, by its name and as `~`.
    for (dir, entry) in [("/home", "demo/"), ("/", "home/"), ("/", "~/")] {
        let mut rig = Rig::browsing(&["x"]);
        open(&mut rig, Side::Left, jasmin.clone(), dir, &[entry]);
        rig.keys("g g G d");
        if rig.app.overlay().is_some() {
            facts(&mut rig, home());
        }
        rig.drawn().wait(400);
        letters(&mut rig, "delete");
        rig.keys("Enter");
        assert!(submitted(&mut rig).is_none(), "{dir} {entry}");
    }
    // The row of the parent is no entry.
    let mut rig = Rig::browsing(&["x"]);
    rig.keys("g g d");
    assert!(rig.app.overlay().is_none() && rig.notice().contains("(the parent)"), "{}", rig.notice());
}

#[test]
fn a_listing_that_changes_under_the_plan_takes_the_consent_back() {
    let mut rig = Rig::browsing(&["a/", "b/"]);
    rig.keys("A");
    rig.settle();
    rig.keys("d");
    facts(&mut rig, DeleteFacts::default());
    rig.drawn().wait(400);
    letters(&mut rig, "delete");
    let refresh = |rig: &mut Rig, names: &[&str]| {
        rig.take();
        rig.app.panes.get_mut(Side::Left).refresh(&mut rig.app.cx);
        let effects = rig.app.finish();
        rig.effects.extend(effects);
        let id = rig.asked();
        rig.list(id, "/home/demo", names);
        rig.settle();
    };
    // What was a directory is a file now.
    refresh(&mut rig, &["a/", "b"]);
    rig.drawn().wait(400).keys("Enter");
    assert!(submitted(&mut rig).is_none(), "{}", rig.text());
    assert!(rig.text().contains("b (gone or replaced by now); 1 entry is left"), "{}", rig.text());
    refresh(&mut rig, &[]);
    assert!(rig.text().contains("is gone, or is not listed any more"), "{}", rig.text());
    rig.drawn().wait(400);
    letters(&mut rig, "delete");
    rig.keys("Enter");
    assert!(submitted(&mut rig).is_none() && rig.app.overlay().is_none(), "only left: {}", rig.text());
}

#[test]
fn a_refused_deletion_comes_back_with_the_reason() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("d");
    facts(&mut rig, DeleteFacts::default());
    rig.drawn().wait(400).keys("y");
    let (id, _) = submitted(&mut rig).unwrap();
    rig.event(Event::done::<SubmitDelete>(id, Err(problem("You may not delete there."))));
    assert!(matches!(rig.app.overlay(), Some(Overlay::Delete(_))));
    assert!(rig.text().contains("You may not delete there."), "{}", rig.text());
}

#[test]
fn a_part_is_never_told_as_the_whole_and_a_deletion_can_be_stopped() {
    let mut rig = local(&["a/", "b"]);
    rig.keys("A");
    rig.settle();
    rig.keys("d");
    facts(&mut rig, DeleteFacts::default());
    rig.drawn().wait(400);
    letters(&mut rig, "delete");
    rig.keys("Enter");
    let (id, call) = removed(&mut rig).unwrap();
    assert_eq!(call.plan.plan().fate(), Fate::Removed);
    rig.event(Event::partial::<RemoveEntries>(id, 1_234));
    assert!(rig.text().contains("1,234 entries are gone so far"), "{}", rig.text());
    rig.keys("x");
    assert_eq!(calls::<StopRemoval>(&rig.take())[0].1.number, call.number);
    let at = call.plan.plan().directory().place().clone();
    let end = RemovalEnd {
        at: at.clone(),
        gone: vec![name("b")],
        trashed: Vec::new(),
        entries: 1_235,
        failed: vec![(path("/data/a/locked"), "permission denied".into())],
        failures: 1,
        holding: 1,
        stopped: true,
    };
    rig.event(Event::done::<RemoveEntries>(id, Ok(end)));
    let text = rig.text();
    for words in
        ["Not all is deleted", "1,235 entries are gone", "and 1 directory", "stopped", "/data/a/locked"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!(rig.app.pane(Side::Left).here().unwrap().marks().len(), 1, "what is left stays marked");
    assert_eq!(calls::<List>(&rig.take()).len(), 1);
}

#[test]
fn a_deletion_that_was_left_goes_on_and_keeps_hemi() {
    let mut rig = local(&["b"]);
    rig.keys("d");
    facts(&mut rig, DeleteFacts { home: None, trash: true, ..DeleteFacts::default() });
    rig.drawn().wait(400).keys("y");
    let (id, call) = removed(&mut rig).unwrap();
    rig.keys("Esc q");
    assert!(!rig.take().iter().any(|effect| matches!(effect, Effect::Exit(_))), "{}", rig.notice());
    rig.keys("Ctrl-C");
    assert_eq!(calls::<StopRemoval>(&rig.take())[0].1.number, call.number);
    let trashed =
        Trashed { from: path("/data/b"), now: path("/t/files/b"), info: path("/t/info/b.trashinfo") };
    let at = call.plan.plan().directory().place().clone();
    let end = RemovalEnd {
        at,
        gone: vec![name("b")],
        trashed: vec![trashed.clone()],
        entries: 1,
        failed: Vec::new(),
        failures: 0,
        holding: 0,
        stopped: false,
    };
    rig.event(Event::done::<RemoveEntries>(id, Ok(end)));
    assert_eq!(rig.notice(), "Moved 1 entry to the trash; U undoes that.");
    rig.take();
    rig.keys("U");
    assert!(rig.text().contains("Bring 1 entry back from the trash to /data?"), "{}", rig.text());
    rig.drawn().wait(400).keys("y");
    let (id, call) = calls::<RestoreEntries>(&rig.take()).remove(0);
    assert_eq!(call.trashed, [trashed]);
    rig.event(Event::done::<RestoreEntries>(id, Ok(Restored { back: 1, left: Vec::new() })));
    assert_eq!(rig.notice(), "Brought back from the trash.");
    rig.keys("U");
    assert!(rig.app.overlay().is_none(), "it is undone");
}

#[test]
fn a_rename_is_undone_and_what_changed_since_is_not() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("G r z Enter");
    let (id, call) = calls::<RenameEntry>(&rig.take()).remove(0);
    let to = call.to.clone();
    let changed = Changed { at: call.at, name: call.to, from: Some(call.from), created: Vec::new() };
    rig.event(Event::done::<RenameEntry>(id, Ok(changed)));
    rig.keys("U").drawn().wait(400).keys("y");
    let (id, back) = calls::<RenameEntry>(&rig.take()).remove(0);
    assert_eq!((&back.from, &back.to), (&to, &name("a")));
    let gone = crate::domain::problem::Problem::new(
        crate::domain::problem::ProblemKind::NotFound,
        "Could not rename it: no such file.",
        "Check the name.",
    );
    rig.event(Event::done::<RenameEntry>(id, Err(gone)));
    assert!(rig.notice().contains("no such file"), "{}", rig.notice());
    rig.keys("U");
    assert!(rig.app.overlay().is_none(), "it cannot be undone any more");
}

#[test]
fn a_new_directory_is_removed_again_only_if_it_is_empty() {
    let made = |rig: &mut Rig| {
        rig.keys("a n Enter");
        let (id, call) = calls::<MakeDirectories>(&rig.take()).remove(0);
        let created = vec![call.at.path.join(&call.names[0])];
        let changed = Changed { at: call.at, name: call.names[0].clone(), from: None, created };
        rig.event(Event::done::<MakeDirectories>(id, Ok(changed)));
        let listing = calls::<List>(&rig.take()).remove(0);
        let at = listing.1.path.unwrap().sanitized().as_str().to_owned();
        rig.list(listing.0, &at, &["n/"]);
        rig.settle();
        rig.keys("U").drawn().wait(400).keys("y");
    };
    let mut rig = local(&["x"]);
    made(&mut rig);
    let (_, call) = calls::<RemoveEmpty>(&rig.take()).remove(0);
    assert_eq!(call.paths, [path("/data/n")]);
    let mut rig = Rig::browsing(&["x"]);
    made(&mut rig);
    let (id, call) = calls::<ReadEmpty>(&rig.take()).remove(0);
    assert_eq!(call.paths, [path("/home/demo/n")]);
    rig.event(Event::done::<ReadEmpty>(id, Ok(())));
    facts(&mut rig, DeleteFacts::default());
    rig.drawn().wait(400);
    letters(&mut rig, "delete");
    rig.keys("Enter");
    let (_, plan) = submitted(&mut rig).unwrap();
    assert_eq!(plan.plan().paths().collect::<Vec<_>>(), [path("/home/demo/n")]);
}

#[test]
fn the_command_of_the_cli_is_copied_for_the_place_the_entry_and_the_marks() {
    use crate::app::effect::TerminalCommand;
    let mut rig = Rig::browsing(&["a b/", "it's", "plain"]);
    let copied = |rig: &mut Rig| {
        rig.take();
        rig.keys("y c");
        let text = rig.take().into_iter().find_map(|effect| match effect {
            Effect::Terminal(TerminalCommand::Copy(text)) => Some(text.as_str().to_owned()),
            _ => None,
        });
        text.unwrap_or_default().replace("00000000-0000-0000-0000-00000000000", "")
    };
    rig.keys("g g");
    assert_eq!(copied(&mut rig), "globus ls 1:/home/demo");
    rig.keys("j");
    assert_eq!(copied(&mut rig), "globus ls '1:/home/demo/a b'");
    rig.keys("G");
    assert_eq!(copied(&mut rig), "globus stat 1:/home/demo/plain");
    rig.keys("Space");
    assert_eq!(copied(&mut rig), "globus transfer 1:/home/demo/plain 2:/data/plain");
    rig.keys("A");
    rig.settle();
    let lines = r#"'--recursive '"'"'a b'"'"' '"'"'a b'"'"'' "#;
    let text = copied(&mut rig);
    assert!(text.starts_with(&format!("printf '%s\\n' {lines}")), "{text}");
}

#[test]
fn nothing_is_deleted_where_the_store_cannot() {
    let mut read_only = (*store(3, "Archive")).clone();
    read_only.capabilities = crate::domain::capability::Capabilities::default();
    let mut rig = Rig::browsing(&["a"]);
    open(&mut rig, Side::Left, read_only, "/x", &["one"]);
    rig.keys("d");
    assert!(
        rig.app.overlay().is_none() && rig.notice().contains("Nothing can be deleted"),
        "{}",
        rig.notice()
    );
}
