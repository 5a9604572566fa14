//! Back and forward through the places that a pane showed, and to those that every store has.

use super::kit::*;
use crate::domain::ids::RequestId;
use crate::domain::place::Side;
use crate::domain::problem::{Problem, ProblemKind};

fn asked_for(rig: &mut Rig) -> (RequestId, String) {
    let effects = rig.take();
    let [(id, List { path, .. })] = &calls::<List>(&effects)[..] else { panic!("{effects:?}") };
    (*id, path.as_ref().map_or_else(|| "home".to_owned(), |path| path.sanitized().as_str().to_owned()))
}

/// Presses keys that lead to a directory, which answers; which it was.
fn go(rig: &mut Rig, keys: &str) -> String {
    rig.keys(keys);
    let (id, asked) = asked_for(rig);
    rig.list(id, if asked == "home" { "/home/demo" } else { &asked }, &["a/", "b/", "c/"]);
    asked
}

/// In /home/demo/b/c, by way of /home/demo/b.
fn deep() -> Rig {
    let mut rig = Rig::browsing(&["a/", "b/", "c/"]);
    go(&mut rig, "j l");
    go(&mut rig, "j j l");
    rig
}

#[test]
fn back_and_forward_lead_along_the_places_with_the_cursor_as_it_was() {
    let mut rig = deep();
    assert_eq!(go(&mut rig, "H"), "/home/demo/b");
    assert_eq!(rig.entry_at_cursor(), "c");
    assert_eq!(go(&mut rig, "Alt-Left"), "/home/demo");
    assert_eq!(rig.entry_at_cursor(), "b");
    rig.keys("H");
    assert!(rig.take().is_empty() && rig.text().contains("There is no earlier place to go back to."));
    assert_eq!(go(&mut rig, "L"), "/home/demo/b");
    assert_eq!(go(&mut rig, "Alt-Right"), "/home/demo/b/c");
    rig.keys("L");
    assert!(rig.take().is_empty() && rig.text().contains("There is no later place to go forward to."));
    // A number goes so far at once, or to the end.
    assert_eq!(go(&mut rig, "9 H"), "/home/demo");
    assert_eq!(go(&mut rig, "2 L"), "/home/demo/b/c");
}

#[test]
fn a_new_place_takes_the_place_of_those_that_were_left_by_going_back() {
    let mut rig = deep();
    go(&mut rig, "2 H");
    go(&mut rig, "g g j l");
    rig.keys("L");
    assert!(rig.take().is_empty());
    // The same directory listed again is no new place.
    rig.keys("R");
    let (id, _) = asked_for(&mut rig);
    rig.list(id, "/home/demo/a", &["a/"]);
    assert_eq!(go(&mut rig, "H"), "/home/demo");
    rig.keys("H");
    assert!(rig.take().is_empty());
}

#[test]
fn keys_before_the_rows_go_on_from_the_place_on_its_way() {
    let mut rig = deep();
    rig.keys("H H");
    let asked = calls::<List>(&rig.take());
    assert_eq!(asked.last().unwrap().1.path, Some(path("/home/demo")));
    rig.list(asked.last().unwrap().0, "/home/demo", &["b/"]);
    assert_eq!(go(&mut rig, "L"), "/home/demo/b");
    rig.app.cx.listings.forget_all();
    // A new place that is not shown yet is left at once: back is what the pane shows.
    rig.keys("l H");
    let asked = calls::<List>(&rig.effects);
    assert_eq!((asked.len(), cancelled(&rig.take())), (1, vec![asked[0].0]));
    assert_eq!(rig.app.pane(Side::Left).here().unwrap().path(), Some(&path("/home/demo/b")));
    // So is one of the history, where the next key leads back to what is shown.
    rig.keys("H L");
    assert!(!rig.app.is_loading(Side::Left));
    rig.take();
    assert_eq!(go(&mut rig, "H"), "/home/demo");
}

#[test]
fn a_place_that_is_gone_is_passed_over_and_one_that_does_not_answer_is_not() {
    let mut rig = deep();
    rig.app.cx.listings.forget_all();
    rig.keys("H");
    let (id, _) = asked_for(&mut rig);
    let offline = Problem::new(ProblemKind::Offline, "No answer.", "Try again.");
    rig.event(Event::done::<List>(id, Err(offline)));
    rig.keys("H");
    let (id, asked) = asked_for(&mut rig);
    assert_eq!(asked, "/home/demo/b");
    let gone = Problem::new(ProblemKind::NotFound, "It is gone.", "List another.");
    rig.event(Event::done::<List>(id, Err(gone)));
    assert_eq!(go(&mut rig, "H"), "/home/demo");
    assert_eq!(go(&mut rig, "L"), "/home/demo/b/c");
}

#[test]
fn each_pane_has_a_history_of_its_own_and_takes_it_along() {
    let mut rig = deep();
    rig.keys("Tab H");
    assert!(rig.take().is_empty());
    rig.keys("X H");
    assert_eq!(asked_for(&mut rig).1, "/home/demo/b");
}

#[test]
fn another_user_does_not_see_where_the_one_before_was() {
    let mut rig = deep();
    rig.event(Event::Auth(AuthEvent::SignedIn(account("grace"))));
    let asked = calls::<List>(&rig.take());
    for (id, call) in asked {
        let at = call.path.unwrap().sanitized().as_str().to_owned();
        rig.list(id, &at, &["a/"]);
    }
    rig.keys("H");
    assert!(calls::<List>(&rig.take()).is_empty(), "{}", rig.text());
}

#[test]
fn every_store_has_a_home_and_a_top() {
    let mut rig = deep();
    assert_eq!(go(&mut rig, "g /"), "/");
    assert_eq!(go(&mut rig, "g h"), "home");
    assert_eq!(go(&mut rig, "H"), "/");
    let mut rig = Rig::signed_in((80, 24));
    rig.keys("g h");
    assert!(rig.take().is_empty() && rig.text().contains("Nothing is open here yet."));
}

#[test]
fn the_other_pane_shows_the_same_place_and_goes_back_from_it() {
    let mut rig = Rig::browsing(&["a/"]);
    rig.keys("=");
    let (id, asked) = asked_for(&mut rig);
    assert_eq!(asked, "/home/demo");
    rig.keys("=");
    assert!(rig.take().is_empty() && rig.text().contains("The other pane shows this place already."));
    rig.list(id, "/home/demo", &["a/"]);
    assert_eq!((rig.names(Side::Right), rig.app.active()), (vec!["a".to_owned()], Side::Left));
    rig.keys("=");
    assert!(rig.take().is_empty());
    rig.keys("Tab");
    assert_eq!(go(&mut rig, "H"), "/data");
}
