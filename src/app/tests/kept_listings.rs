//! A place that was left is shown at once when one comes back to it, and listed again behind.

use super::kit::*;
use crate::app::requests::fs::{Changed, MakeDirectories};
use crate::domain::ids::RequestId;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::place::Side;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::UntrustedRef;

/// In `/home/demo/d`, to which the rows `names` of `/home/demo` led.
fn below(names: &[&str]) -> Rig {
    let mut rig = Rig::browsing(names);
    let id = rig.keys("Enter").asked();
    rig.list(id, "/home/demo/d", &["in_d"]);
    rig.take();
    rig
}

/// The one listing that was asked for, and of what.
fn asked_of(rig: &mut Rig) -> (RequestId, StorePath) {
    let asked = calls::<List>(&rig.take());
    let [(id, List { path: Some(path), ahead: false, .. })] = &asked[..] else { panic!("{asked:?}") };
    (*id, path.clone())
}

#[test]
fn the_way_back_is_shown_at_once_with_its_age_and_listed_again() {
    let mut rig = below(&["d/", "x"]);
    rig.take_dirty();
    rig.wait(120_000).keys("h");
    assert!(rig.take_dirty());
    assert_eq!(rig.names(Side::Left), ["d", "x"], "before any answer");
    assert_eq!(rig.entry_at_cursor(), "d");
    assert!(rig.path_line().contains("/home/demo ") && rig.text().contains("as of 22:13"), "{}", rig.text());
    let (id, place) = asked_of(&mut rig);
    assert_eq!(place, path("/home/demo"));
    // What the user does meanwhile stays when the new rows come.
    rig.keys("j Space");
    rig.event(Event::partial::<List>(id, chunk(&["d/", "new", "x"])));
    assert_eq!(rig.names(Side::Left), ["d", "x"], "they come at once");
    rig.listed(id, "/home/demo");
    assert_eq!(rig.names(Side::Left), ["d", "new", "x"]);
    assert_eq!(rig.entry_at_cursor(), "x");
    assert!(rig.text().contains("1 marked") && !rig.text().contains("as of"), "{}", rig.text());
}

#[test]
fn history_and_a_filter_come_back_to_kept_rows_too() {
    let mut rig = below(&["d/", "x"]);
    rig.keys("H");
    assert_eq!(rig.names(Side::Left), ["d", "x"]);
    let (id, _) = asked_of(&mut rig);
    rig.keys("f x Enter");
    assert_eq!(rig.names(Side::Left), ["x"]);
    rig.list(id, "/home/demo", &["d/", "x", "xx"]);
    rig.settle();
    assert_eq!(rig.names(Side::Left), ["x", "xx"], "the filter stays");
    // It is not a filter of the next visit.
    rig.keys("L");
    assert_eq!(rig.names(Side::Left), ["in_d"]);
    rig.keys("H");
    assert_eq!(rig.names(Side::Left), ["d", "x", "xx"]);
}

#[test]
fn rows_that_could_not_be_listed_again_stay_and_are_called_old() {
    let mut rig = below(&["d/", "x"]);
    rig.keys("h");
    let (id, _) = asked_of(&mut rig);
    rig.event(Event::done::<List>(id, Err(Problem::new(ProblemKind::Offline, "No answer.", "Wait."))));
    assert_eq!(rig.names(Side::Left), ["d", "x"]);
    assert!(rig.text().contains("as of 22:13") && rig.text().contains("No answer."), "{}", rig.text());
    // Left and visited once more, they are as old as they were; listed again, they are not.
    let id = rig.keys("Enter").asked();
    rig.listed(id, "/home/demo/d");
    rig.wait(86_400_000).keys("h");
    assert!(rig.text().contains("as of 2023-11-14"), "{}", rig.text());
    let (id, _) = asked_of(&mut rig);
    rig.list(id, "/home/demo", &["d/"]);
    assert!(!rig.text().contains("as of"), "{}", rig.text());
}

#[test]
fn what_is_asked_for_anew_never_comes_from_what_is_kept() {
    let mut rig = below(&["d/"]);
    rig.keys("R");
    assert_eq!(asked_of(&mut rig).1, path("/home/demo/d"));
    rig.take_dirty();
    rig.keys("h R");
    let asked = calls::<List>(&rig.take());
    assert!(asked.iter().all(|(_, list)| list.path == Some(path("/home/demo"))) && asked.len() == 2);
}

#[test]
fn keys_typed_ahead_go_all_the_way_up_and_only_the_last_directory_is_awaited() {
    for kept in [false, true] {
        let mut rig = Rig::browsing(&["d/"]);
        if kept {
            let id = rig.keys("h").asked();
            rig.list(id, "/home", &["demo/"]);
            let id = rig.keys("Enter").asked();
            rig.list(id, "/home/demo", &["d/"]);
        }
        let id = rig.keys("Enter").asked();
        rig.list(id, "/home/demo/d", &["e/"]);
        let id = rig.keys("Enter").asked();
        rig.list(id, "/home/demo/d/e", &[]);
        rig.take();
        rig.keys("h h h h h h");
        let effects = rig.take();
        let asked = calls::<List>(&effects);
        let (id, last) = asked.last().unwrap();
        assert_eq!(last.path, Some(path("/")), "{asked:?}");
        let given_up = cancelled(&effects);
        assert!(asked.iter().all(|(other, _)| other == id || given_up.contains(other)), "{effects:?}");
        rig.list(*id, "/", &["home/"]);
        assert!(rig.path_line().contains("│ /  "), "{}", rig.text());
        assert_eq!(rig.entry_at_cursor(), "home");
    }
}

#[test]
fn the_end_stays_the_end_while_rows_come() {
    let mut rig = Rig::browsing(&["d/"]);
    let id = rig.keys("Enter").asked();
    rig.event(Event::partial::<List>(id, chunk(&["a", "b"])));
    rig.keys("G");
    rig.event(Event::partial::<List>(id, chunk(&["c", "d"])));
    assert_eq!(rig.entry_at_cursor(), "d");
    rig.keys("k");
    rig.event(Event::partial::<List>(id, chunk(&["e"])));
    assert_eq!(rig.entry_at_cursor(), "c", "another key means another row");
    rig.keys("End");
    let many: Vec<String> = (0..20_000).map(|row| format!("f{row:05}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    rig.event(Event::partial::<List>(id, chunk(&many)));
    rig.listed(id, "/home/demo/d");
    rig.settle();
    assert_eq!(rig.entry_at_cursor(), "f19999");
}

#[test]
fn a_plan_does_not_know_what_is_there_until_it_is_listed_again() {
    let mut rig = Rig::browsing(&["x"]);
    rig.keys("Tab h");
    let id = rig.asked();
    rig.list(id, "/", &["data/", "y"]);
    rig.keys("Enter");
    let (id, _) = asked_of(&mut rig);
    rig.keys("Tab c");
    assert!(rig.text().contains("x") && !rig.text().contains("Nothing at the destination"), "{}", rig.text());
    rig.list(id, "/data", &[]);
    assert!(rig.text().contains("Nothing at the destination"), "{}", rig.text());
}

#[test]
fn a_change_by_hemi_and_the_end_of_a_sign_in_forget_what_was_kept() {
    let forgotten = |rig: &mut Rig| {
        rig.take();
        let (left, _) = (rig.names(Side::Left), rig.keys("h"));
        let (id, _) = asked_of(rig);
        assert_eq!(rig.names(Side::Left), left, "the rows of /home/demo are not shown before they come");
        rig.list(id, "/home/demo", &["d/"]);
    };
    let mut rig = below(&["d/"]);
    rig.keys("F7 n Enter");
    let asked = calls::<MakeDirectories>(&rig.take());
    let [(id, MakeDirectories { at, .. })] = &asked[..] else { panic!("{asked:?}") };
    let name = EntryName::new(UntrustedRef(b"n")).unwrap();
    rig.event(Event::done::<MakeDirectories>(
        *id,
        Ok(Changed { at: at.clone(), name, from: None, created: Vec::new() }),
    ));
    let id = rig.asked();
    rig.list(id, "/home/demo/d", &["n/"]);
    forgotten(&mut rig);

    let mut rig = below(&["d/"]);
    rig.event(Event::done::<SignOut>(RequestId(0), Ok(None)));
    rig.keys("h");
    assert_eq!(rig.names(Side::Left), ["d"], "no answer that was asked for");

    let mut rig = below(&["d/"]);
    rig.event(Event::Auth(AuthEvent::SignedIn(account("another@demo"))));
    let id = calls::<List>(&rig.take())[0].0;
    rig.list(id, "/home/demo/d", &["in_d"]);
    forgotten(&mut rig);
}
