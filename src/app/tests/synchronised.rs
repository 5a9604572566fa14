//! Synchronised browsing: what is opened in one pane is opened in the other.

use super::kit::*;
use crate::app::overlay::Overlay;
use crate::app::requests::fs::{Changed, MakeDirectories};
use crate::domain::ids::RequestId;
use crate::domain::path::EntryName;
use crate::domain::place::Side;
use crate::domain::problem::{Problem, ProblemKind};

/// `/home/demo` on the left and `/data` on the right, synchronised.
fn together(names: &[&str]) -> Rig {
    let mut rig = Rig::browsing(names);
    rig.keys("Y");
    assert!(rig.footer().contains("synchronised"), "{}", rig.footer());
    rig
}

fn asked(rig: &mut Rig) -> Vec<(RequestId, String)> {
    // What the cursor rests on is listed ahead; nobody waits for that.
    let calls = calls::<List>(&rig.take()).into_iter().filter(|(_, call)| !call.ahead);
    calls.map(|(id, call)| (id, call.path.unwrap().sanitized().to_string())).collect()
}

/// Answers the listing of the active pane; the one that follows of the other pane.
fn go(rig: &mut Rig, keys: &str, to: &str, names: &[&str]) -> (RequestId, String) {
    rig.keys(keys);
    let listing = asked(rig);
    assert_eq!(listing.iter().map(|(_, at)| at.as_str()).collect::<Vec<_>>(), [to]);
    rig.list(listing[0].0, to, names);
    let mut follows = asked(rig);
    assert_eq!(follows.len(), 1, "the other pane follows {keys}");
    follows.remove(0)
}

fn missing() -> Problem {
    Problem::new(ProblemKind::NotFound, "There is no such directory.", "Try another one.")
}

#[test]
fn the_other_pane_goes_down_and_up_with_this_one() {
    let mut rig = together(&["d/", "f"]);
    let (id, at) = go(&mut rig, "l", "/home/demo/d", &["e/"]);
    assert_eq!(at, "/data/d");
    rig.list(id, "/data/d", &["x"]);
    let (id, at) = go(&mut rig, "l", "/home/demo/d/e", &[]);
    assert_eq!(at, "/data/d/e");
    rig.list(id, "/data/d/e", &[]);
    // The other pane leads while it has the cursor.
    rig.keys("Tab");
    // What was left is shown at once, and the other pane follows at once.
    rig.keys("h");
    let listings = asked(&mut rig);
    assert_eq!(listings.iter().map(|(_, at)| at.as_str()).collect::<Vec<_>>(), ["/data/d", "/home/demo/d"]);
    rig.list(listings[0].0, "/data/d", &["e/"]);
    rig.list(listings[1].0, "/home/demo/d", &["e/"]);
    rig.keys("Y h");
    assert_eq!(asked(&mut rig).iter().map(|(_, at)| at.as_str()).collect::<Vec<_>>(), ["/data"], "it is off");
}

#[test]
fn above_the_bases_both_go_up_as_long_as_there_is_a_way() {
    let mut rig = together(&["d/"]);
    let (id, at) = go(&mut rig, "h", "/home", &["demo/"]);
    assert_eq!(at, "/");
    rig.list(id, "/", &["data/", "demo/"]);
    rig.keys("h");
    let (id, _) = asked(&mut rig)[0];
    rig.list(id, "/", &["home/"]);
    assert_eq!(asked(&mut rig), []);
    assert!(rig.notice().contains("browsed separately again"), "{}", rig.notice());
    assert!(!rig.footer().contains("synchronised"));
}

#[test]
fn a_filter_hides_nothing_from_the_other_pane() {
    let mut rig = together(&["d/", "f"]);
    rig.keys("Tab f z z Enter Tab");
    let (_, at) = go(&mut rig, "l", "/home/demo/d", &[]);
    assert_eq!(at, "/data/d");
}

#[test]
fn what_the_other_place_lacks_is_created_there_or_the_panes_part() {
    for create in [true, false] {
        let mut rig = together(&["d/"]);
        let (id, _) = go(&mut rig, "l", "/home/demo/d", &["x"]);
        rig.event(Event::done::<List>(id, Err(missing())));
        assert!(matches!(rig.app.overlay(), Some(Overlay::Confirm(_))), "{}", rig.text());
        assert!(rig.text().contains("laptop has no directory /data/d."), "{}", rig.text());
        assert!(!rig.notice().contains("no such"), "the question says it: {}", rig.notice());
        rig.drawn().wait(400).keys(if create { "y" } else { "n" });
        let effects = rig.take();
        let calls = calls::<MakeDirectories>(&effects);
        if !create {
            assert!(calls.is_empty() && rig.app.panes.synchronised.is_none());
            continue;
        }
        let (id, call) = calls[0].clone();
        assert_eq!((call.at.path.clone(), call.names.len()), (path("/data"), 1));
        let name = EntryName::new(crate::domain::text::UntrustedRef(b"d")).unwrap();
        rig.event(Event::done::<MakeDirectories>(
            id,
            Ok(Changed { at: call.at, name, created: vec![path("/data/d")], from: None }),
        ));
        let listed = asked(&mut rig);
        let (id, at) = listed.last().unwrap().clone();
        assert_eq!(at, "/data/d");
        rig.list(id, "/data/d", &[]);
        assert_eq!(rig.app.pane(Side::Right).here().unwrap().path(), Some(&path("/data/d")));
        assert!(rig.app.panes.synchronised.is_some());
    }
}

#[test]
fn another_place_or_tab_parts_the_panes() {
    let mut rig = together(&["d/"]);
    rig.keys("t");
    let (id, _) = asked(&mut rig)[0];
    rig.list(id, "/home/demo", &["d/"]);
    assert!(rig.notice().contains("another tab is shown"), "{}", rig.notice());
    let mut rig = together(&["d/"]);
    rig.keys("Tab =");
    let (id, _) = asked(&mut rig)[0];
    rig.list(id, "/data", &[]);
    assert!(rig.notice().contains("was opened elsewhere"), "{}", rig.notice());
}

#[test]
fn swapped_panes_stay_together() {
    let mut rig = together(&["d/"]);
    rig.keys("X Tab");
    let (_, at) = go(&mut rig, "l", "/home/demo/d", &[]);
    assert_eq!(at, "/data/d");
}
