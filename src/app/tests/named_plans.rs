//! Plans are of the entries they were made for, whatever becomes of the listing meanwhile.

use super::deletions::{facts, open};
use super::kit::*;
use crate::app::overlay::Overlay;
use crate::app::requests::removal::RemoveEntries;
use crate::domain::deletion::DeleteFacts;
use crate::domain::place::Side;
use crate::domain::store::StoreInfo;

fn trash() -> DeleteFacts {
    DeleteFacts { trash: true, ..DeleteFacts::default() }
}

/// Another program changed the directory on the left: it is listed again.
fn relist(rig: &mut Rig, at: &str, names: &[&str]) {
    rig.take();
    rig.app.panes.get_mut(Side::Left).refresh(&mut rig.app.cx);
    let effects = rig.app.finish();
    rig.effects.extend(effects);
    let id = rig.asked();
    rig.list(id, at, names);
    rig.settle();
    rig.take();
}

/// The names that were confirmed, by whichever way they go.
fn deleted(rig: &mut Rig) -> Option<Vec<String>> {
    let effects = rig.take();
    let task = effects.iter().find_map(call::<SubmitDelete>).map(|(_, call)| call.plan);
    let plan = task.or(effects.iter().find_map(call::<RemoveEntries>).map(|(_, call)| call.plan))?;
    Some(plan.plan().items().iter().map(|item| item.name.sanitized().as_str().to_owned()).collect())
}

/// This computer, or a collection, on the left, with the plan of a deletion of these keys in sight.
fn plan(store: StoreInfo, names: &[&str], keys: &str) -> Rig {
    let mut rig = Rig::browsing(&[]);
    open(&mut rig, Side::Left, store, "/data", names);
    rig.keys(keys);
    rig.settle();
    rig.keys("d");
    facts(&mut rig, trash());
    rig.drawn().wait(400);
    rig
}

fn stores() -> [StoreInfo; 2] {
    [StoreInfo::local(), (*store(JASMIN, "JASMIN")).clone()]
}

#[test]
fn the_plan_of_an_entry_never_moves_to_its_neighbour() {
    for store in stores() {
        // Removed, or replaced by something of another kind.
        for now in [&["v2", "v3"][..], &["v1/", "v2", "v3"]] {
            let mut rig = plan(store.clone(), &["v1", "v2", "v3"], "g g j");
            relist(&mut rig, "/data", now);
            rig.drawn().wait(400);
            let text = rig.text();
            assert!(text.contains("! v1 (gone or replaced by now); 0 entries are left"), "{text}");
            rig.keys("y");
            rig.keys("Tab Enter");
            assert_eq!(deleted(&mut rig), None, "{}", rig.text());
        }
    }
}

#[test]
fn what_is_left_of_a_plan_is_told_and_must_be_seen_anew() {
    for store in stores() {
        let mut rig = plan(store, &["v1", "v2", "v3", "v4"], "g g j Space Space Space");
        relist(&mut rig, "/data", &["v2", "v3", "v4", "v5"]);
        rig.keys("y");
        assert_eq!(deleted(&mut rig), None, "that came before it was seen");
        rig.drawn().wait(400);
        assert!(rig.text().contains("! v1 (gone or replaced by now); 2 entries are left"), "{}", rig.text());
        // What comes back is not what was chosen.
        relist(&mut rig, "/data", &["v1", "v2", "v3", "v4", "v5"]);
        rig.drawn().wait(400).keys("y");
        assert_eq!(deleted(&mut rig).unwrap(), ["v2", "v3"]);
    }
}

#[test]
fn an_entry_that_goes_at_the_last_moment_takes_no_other_with_it() {
    let mut rig = plan(StoreInfo::local(), &["v1", "v2"], "g g j");
    // It is being listed again, and the answer is not here yet.
    rig.take();
    rig.app.panes.get_mut(Side::Left).refresh(&mut rig.app.cx);
    let effects = rig.app.finish();
    rig.effects.extend(effects);
    rig.keys("y");
    let names = deleted(&mut rig);
    assert!(names.is_none() || names == Some(vec!["v1".to_owned()]), "{names:?}");
}

#[test]
fn the_plan_of_a_transfer_never_moves_to_another_entry() {
    let mut rig = Rig::browsing(&["v1", "v2", "v3"]);
    rig.keys("g g j c");
    rig.drawn().wait(400);
    relist(&mut rig, "/home/demo", &["v2", "v3"]);
    rig.drawn().wait(400);
    assert!(matches!(rig.app.overlay(), Some(Overlay::Plan(_))), "{}", rig.text());
    assert!(rig.text().contains("v1 (gone or replaced by now); 0 items are left"), "{}", rig.text());
    rig.keys("Enter");
    assert!(calls::<Submit>(&rig.take()).is_empty(), "{}", rig.text());
    let mut rig = Rig::browsing(&["v1", "v2", "v3"]);
    rig.keys("g g j Space Space c");
    rig.drawn().wait(400);
    relist(&mut rig, "/home/demo", &["v2", "v3"]);
    rig.keys("Enter");
    assert!(calls::<Submit>(&rig.take()).is_empty(), "it must be seen");
    rig.drawn().wait(400).keys("Enter");
    let sent = calls::<Submit>(&rig.take()).remove(0).1.plan;
    let names: Vec<_> = sent.plan().items().iter().map(|item| item.name.raw().to_vec()).collect();
    assert_eq!(names, [b"v2".to_vec()]);
    assert_eq!(sent.plan().options().label.raw(), b"v2");
}

#[test]
fn a_refused_deletion_comes_back_with_what_it_named() {
    let mut rig = plan((*store(JASMIN, "JASMIN")).clone(), &["v1", "v2"], "g g j");
    rig.keys("y");
    let (id, _) = calls::<SubmitDelete>(&rig.take()).remove(0);
    rig.keys("j");
    rig.event(Event::done::<SubmitDelete>(id, Err(problem("You may not delete there."))));
    facts(&mut rig, trash());
    rig.drawn().wait(400).keys("y");
    assert_eq!(deleted(&mut rig).unwrap(), ["v1"], "not what the cursor is on by now");
}
