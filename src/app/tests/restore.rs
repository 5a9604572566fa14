//! What a run leaves for the next one, and what the next one makes of it.

use super::kit::*;
use crate::app::{App, AppOptions, SessionOptions};
use crate::domain::ids::RequestId;
use crate::domain::place::{PlaceSpec, Side};
use crate::domain::saved_session::SavedSession;
use crate::domain::sort::SortKey;

fn saving(restored: Option<SavedSession>) -> AppOptions {
    let session = SessionOptions { saves: true, restored, picks_collection: false };
    AppOptions { session, ..setup((80, 24)) }
}

/// Lets the time of the next save come; what is saved then.
fn saved(rig: &mut Rig) -> Option<SavedSession> {
    rig.take_dirty();
    rig.wait(4000);
    let effects = rig.app.wake(at(rig.now));
    calls::<SaveSession>(&effects).pop().map(|(_, call)| (*call.session).clone())
}

/// A session with another order, two marks, hidden names, the cursor on `b` and the task panel.
fn left_behind() -> SavedSession {
    let mut rig = Rig::browsing_in(saving(None), &["d/", "a", "b", "c", ".h"]);
    rig.keys("w Tab . s t j Space j");
    rig.settle();
    saved(&mut rig).unwrap()
}

fn begin(restored: SavedSession) -> Rig {
    Rig { app: App::new(saving(Some(restored))), now: 0, effects: Effects::new() }
}

fn sign_in(rig: &mut Rig, name: &str) {
    rig.event(Event::Auth(AuthEvent::Connected {
        environment: Default::default(),
        places: Vec::new(),
        method: LoginMethod::Browser,
    }));
    rig.event(Event::Auth(AuthEvent::SignedIn(account(name))));
}

/// The panes' places are found. Their listings, those asked for early first.
fn resolve_both(rig: &mut Rig) -> Vec<(RequestId, List)> {
    let effects = rig.take();
    let mut lists = calls::<List>(&effects);
    for (id, Resolve { spec }) in calls::<Resolve>(&effects) {
        let PlaceSpec::Collection { id: collection, path } = spec else { panic!("{spec:?}") };
        let number = collection.uuid().as_u128();
        let name = if number == JASMIN { "JASMIN" } else { "laptop" };
        let found = Resolved { store: store(number, name), path };
        rig.event(Event::done::<Resolve>(id, Ok(found)));
    }
    lists.extend(calls::<List>(&rig.take()));
    lists
}

fn marks(rig: &Rig) -> Vec<String> {
    let here = rig.app.pane(Side::Left).here().unwrap();
    here.marks().iter().map(|(name, _)| name.sanitized().as_str().to_owned()).collect()
}

#[test]
fn it_is_saved_a_while_after_a_change_and_once() {
    let mut rig = Rig::browsing_in(saving(None), &["a", "b"]);
    let session = saved(&mut rig).unwrap();
    assert_eq!(session.left.place.as_ref().unwrap().path, Some(path("/home/demo")));
    assert_eq!(session.left.title.raw(), b"JASMIN");
    assert_eq!(saved(&mut rig), None, "nothing has changed");
    assert!(rig.app.next_wake().is_none());
    rig.keys("j");
    let due = rig.app.next_wake().unwrap();
    rig.keys("k j");
    assert_eq!(rig.app.next_wake(), Some(due), "keys do not put it off");
    assert_eq!(saved(&mut rig).unwrap().left.cursor.raw(), b"b");
}

#[test]
fn the_next_run_is_where_this_one_was() {
    let before = left_behind();
    let mut rig = begin(before.clone());
    assert!(rig.text().contains("JASMIN"), "{}", rig.text());
    sign_in(&mut rig, "ada@demo");
    let lists = resolve_both(&mut rig);
    let paths: Vec<_> = lists.iter().map(|(_, list)| list.path.clone().unwrap()).collect();
    assert_eq!(paths, [path("/home/demo"), path("/data")]);
    rig.list(lists[0].0, "/home/demo", &["d/", "a", "b", "c", ".h"]);
    rig.list(lists[1].0, "/data", &[]);
    rig.settle();
    let pane = rig.app.pane(Side::Left);
    assert!(pane.shows_hidden() && pane.sort().key == SortKey::Time);
    assert!(rig.app.monitor().is_open());
    assert_eq!(rig.app.active(), Side::Left);
    assert_eq!(rig.entry_at_cursor(), before.left.cursor.sanitized().as_str());
    assert_eq!(marks(&rig), [before.left.marks[0].name.sanitized().as_str()]);
    assert_eq!(saved(&mut rig).map(|session| session.left), None, "nothing is different");
}

#[test]
fn marks_of_names_that_are_gone_are_dropped_and_said() {
    let mut before = left_behind();
    before.left.marks[0].name = crate::domain::text::Untrusted::new("gone");
    let mut rig = begin(before);
    sign_in(&mut rig, "ada@demo");
    let lists = resolve_both(&mut rig);
    rig.list(lists[0].0, "/home/demo", &["d/", "a"]);
    rig.settle();
    assert_eq!(marks(&rig), [""; 0]);
    assert!(rig.text().contains("1 mark was taken off"), "{}", rig.text());
}

#[test]
fn what_is_not_opened_yet_is_left_as_it_was() {
    let before = left_behind();
    let mut rig = begin(before.clone());
    let effects = rig.app.end_session(true, at(1));
    assert_eq!(*calls::<SaveSession>(&effects)[0].1.session, before);
    sign_in(&mut rig, "ada@demo");
    let lists = resolve_both(&mut rig);
    rig.event(Event::done::<List>(lists[0].0, Err(problem("It is offline."))));
    let session = saved(&mut rig).unwrap_or(before.clone());
    assert_eq!((session.left.marks, session.left.cursor), (before.left.marks, before.left.cursor));
    assert_eq!(session.left.place, before.left.place);
}

#[test]
fn another_user_sees_nothing_of_it() {
    let mut rig = begin(left_behind());
    sign_in(&mut rig, "somebody.else@demo");
    let effects = rig.take();
    assert_eq!(calls::<Resolve>(&effects).len(), 0, "{effects:?}");
    assert!(!rig.text().contains("JASMIN") && rig.text().contains("another user"), "{}", rig.text());
}

#[test]
fn a_place_of_the_command_line_wins() {
    let mut options = saving(Some(left_behind()));
    options.start[0].spec = Some(PlaceSpec::Local(path("/tmp")));
    let mut rig = Rig { app: App::new(options), now: 0, effects: Effects::new() };
    rig.keys("Ctrl-l");
    assert_eq!(calls::<List>(&rig.take())[0].1.path, Some(path("/tmp")));
    assert_eq!(rig.app.pane(Side::Left).sort().key, SortKey::Name);
    sign_in(&mut rig, "ada@demo");
    assert_eq!(resolve_both(&mut rig)[0].1.path, Some(path("/data")), "the other pane is restored");
}

#[test]
fn without_a_session_the_search_opens_for_the_right_pane() {
    let mut options = saving(None);
    options.session.picks_collection = true;
    options.start[0].spec = Some(PlaceSpec::Local(path("/work")));
    let begin = || Rig { app: App::new(options.clone()), now: 0, effects: Effects::new() };
    let mut rig = begin();
    sign_in(&mut rig, "ada@demo");
    assert_eq!(rig.app.active(), Side::Right);
    assert!(matches!(rig.app.overlay(), Some(crate::app::overlay::Overlay::Search(_))));
    // Signed out, the sign-in comes first.
    let mut rig = begin();
    rig.event(sign_in_needed());
    assert!(matches!(rig.app.overlay(), Some(crate::app::overlay::Overlay::SignIn(_))));
    // A user who is about something else is not interrupted.
    let mut rig = begin();
    rig.keys("j");
    sign_in(&mut rig, "ada@demo");
    assert!(rig.app.overlay().is_none());
}

#[test]
fn quitting_saves_unless_the_user_does_not_want_it() {
    let quits = |rig: &mut Rig, keys: &str, by_user| {
        rig.keys(keys);
        let now = at(rig.now);
        let effects = rig.app.end_session(by_user, now);
        (calls::<SaveSession>(&effects).len(), calls::<RevertSession>(&effects).len())
    };
    let rig = || Rig::browsing_in(saving(None), &["a", "b"]);
    assert_eq!(quits(&mut rig(), "j q", true), (1, 0));
    assert_eq!(quits(&mut rig(), "j Q", true), (0, 1));
    assert_eq!(quits(&mut rig(), "j Q", false), (1, 0), "a signal came before");
    let mut off = Rig::browsing(&["a", "b"]);
    assert_eq!(quits(&mut off, "j q", true), (0, 0), "a demo leaves nothing");
}

#[test]
fn that_it_cannot_be_saved_is_said_once() {
    let mut rig = Rig::browsing_in(saving(None), &["a", "b"]);
    for said in [true, false] {
        rig.keys("j");
        rig.wait(9000);
        let effects = rig.app.wake(at(rig.now));
        let (id, _) = calls::<SaveSession>(&effects)[0].clone();
        rig.event(Event::done::<SaveSession>(id, Err(problem("The disk is full."))));
        assert_eq!(rig.text().contains("The disk is full."), said);
        rig.wait(9000).keys("k");
    }
}
