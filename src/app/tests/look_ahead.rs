//! The directory on which the cursor rests is listed before it is opened, and its parent.

use super::kit::*;
use crate::app::AppOptions;
use crate::domain::ids::{CollectionId, RequestId};
use crate::domain::pause::ServicePause;
use crate::domain::place::{PlaceSpec, Side};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::requirement::Requirement;

fn looking(names: &[&str]) -> Rig {
    let mut rig = Rig::browsing_in(AppOptions { prefetch: true, ..setup((80, 24)) }, names);
    rig.rest();
    rig
}

impl Rig {
    /// The time passes in which a cursor comes to rest, and in which most answers come.
    pub fn rest(&mut self) -> &mut Self {
        self.now += 60;
        while self.app.next_wake().is_some_and(|due| due.mono <= self.now) {
            let effects = self.app.wake(at(self.now));
            self.effects.extend(effects);
        }
        self
    }
}

/// What was asked for ahead, with its last name.
fn ahead(effects: &Effects) -> Vec<(RequestId, String)> {
    let calls = calls::<List>(effects).into_iter().filter(|(_, list)| list.ahead);
    calls.map(|(id, list)| (id, list.path.unwrap().sanitized().as_str().to_owned())).collect()
}

fn paths(effects: &Effects) -> Vec<String> {
    ahead(effects).into_iter().map(|(_, path)| path).collect()
}

#[test]
fn a_cursor_at_rest_lists_its_directory_and_the_parent_and_nothing_else_wakes_the_loop() {
    let mut rig = looking(&["a/", "b/", "x"]);
    let effects = rig.take();
    assert_eq!(paths(&effects), ["/home/demo/a", "/home"]);
    assert_eq!(rig.app.next_wake(), None, "nothing is waited for");
    assert!(!rig.app.is_busy());
    // It passes over a row; then it rests on a file, from where the directory is no longer wanted.
    rig.keys("j");
    assert_eq!(cancelled(&rig.take()), [ahead(&effects)[0].0]);
    rig.keys("j");
    rig.rest();
    assert_eq!(paths(&rig.take()), Vec::<String>::new());
    rig.keys("k");
    rig.rest();
    assert_eq!(paths(&rig.take()), ["/home/demo/b"], "the parent is on its way already");
    rig.rest();
    assert!(rig.take().is_empty());
}

#[test]
fn an_enter_shows_what_was_listed_ahead_at_once_and_asks_for_nothing_more() {
    let mut rig = looking(&["a/", "b/"]);
    let [(a, _), (home, _)] = &ahead(&rig.take())[..] else { panic!() };
    rig.list(*a, "/home/demo/a", &["in_a/"]);
    rig.keys("Enter");
    assert_eq!(rig.names(Side::Left), ["in_a"]);
    assert!(!rig.text().contains("as of"), "it is the listing of this visit: {}", rig.text());
    let effects = rig.take();
    assert!(calls::<List>(&effects).is_empty(), "{effects:?}");
    assert_eq!(cancelled(&effects), [*home], "that is the parent no longer");
    // Later it is a visit like any other.
    rig.keys("h");
    let effects = rig.take();
    let again = calls::<List>(&effects);
    assert!(
        again.iter().any(|(_, list)| !list.ahead && list.path == Some(path("/home/demo"))),
        "{effects:?}"
    );
}

#[test]
fn what_was_listed_ahead_some_time_ago_is_old() {
    let mut rig = looking(&["a/"]);
    let a = ahead(&rig.take())[0].0;
    rig.list(a, "/home/demo/a", &["in_a/"]);
    rig.wait(10_000).keys("Enter");
    assert_eq!(rig.names(Side::Left), ["in_a"]);
    assert!(rig.text().contains("as of"), "{}", rig.text());
    let id = rig.asked();
    rig.list(id, "/home/demo/a", &["in_a/", "new"]);
    assert!(!rig.text().contains("as of"));
}

#[test]
fn an_enter_takes_over_the_request_on_its_way() {
    let mut rig = looking(&["a/"]);
    let a = ahead(&rig.take())[0].0;
    rig.event(Event::partial::<List>(a, chunk(&["one"])));
    rig.keys("Enter");
    let effects = rig.take();
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Hurry(id) if *id == a)), "{effects:?}");
    assert!(calls::<List>(&effects).is_empty() && !cancelled(&effects).contains(&a), "{effects:?}");
    assert_eq!(rig.names(Side::Left), ["one"]);
    rig.list(a, "/home/demo/a", &["two"]);
    assert_eq!(rig.names(Side::Left), ["one", "two"]);
    // A failure is this visit's failure now.
    rig.rest();
    rig.take();
    let mut rig = looking(&["a/"]);
    let a = ahead(&rig.take())[0].0;
    rig.keys("Enter");
    rig.event(Event::done::<List>(a, Err(problem("It may not be read."))));
    assert!(rig.text().contains("It may not be read."), "{}", rig.text());
}

#[test]
fn a_failure_ahead_is_no_news_and_asks_for_no_sign_in() {
    let mut rig = looking(&["a/", "b/"]);
    let [(a, _), (home, _)] = &ahead(&rig.take())[..] else { panic!() };
    let mut needs = Problem::new(ProblemKind::Requirement, "It needs a consent.", "Give it.");
    needs.requirement = Some(Box::new(Requirement::default()));
    rig.event(Event::done::<List>(*a, Err(needs)));
    rig.event(Event::done::<List>(*home, Err(problem("It may not be read."))));
    assert!(rig.app.overlay().is_none() && !rig.text().contains("It "), "{}", rig.text());
    rig.rest();
    assert!(rig.take().is_empty(), "the same row is not tried again");
    let id = rig.keys("Enter").asked();
    rig.list(id, "/home/demo/a", &[]);
}

#[test]
fn nothing_is_listed_ahead_during_a_pause_under_a_dialog_for_the_task_panel_or_when_it_is_off() {
    let mut rig = looking(&["a/", "b/"]);
    let before = ahead(&rig.take());
    let pause = ServicePause {
        service: "Globus Transfer".into(),
        lists: true,
        until: at(rig.now + 60_000),
        status: 429,
        message: "slow down".into(),
    };
    rig.event(Event::RateLimited(vec![pause]));
    assert_eq!(cancelled(&rig.take()).len(), before.len(), "what waits for the end is given up");
    rig.keys("j");
    rig.rest();
    assert!(ahead(&rig.take()).is_empty());
    rig.event(Event::RateLimited(Vec::new()));
    rig.keys("?");
    rig.rest();
    assert!(ahead(&rig.take()).is_empty());
    rig.keys("Esc w");
    rig.rest();
    assert!(ahead(&rig.take()).is_empty());
    let mut rig = Rig::browsing(&["a/"]);
    rig.rest();
    assert!(rig.take().is_empty());
}

/// A start in a directory of a collection: the request that looks it up, and the one that lists it.
fn starting() -> (Rig, RequestId, RequestId) {
    let mut options = setup((80, 24));
    let id = CollectionId::new(uuid::Uuid::from_u128(JASMIN));
    options.start[0].spec = Some(PlaceSpec::Collection { id, path: Some(path("/home/demo")) });
    let mut rig = Rig { app: crate::app::App::new(options), now: 0, effects: Vec::new() };
    rig.event(Event::Auth(AuthEvent::SignedIn(account("a"))));
    let effects = rig.take();
    let asked = effects.iter().find_map(resolve).unwrap();
    let [(listing, List { ahead: false, .. })] = calls::<List>(&effects)[..] else { panic!("{effects:?}") };
    (rig, asked, listing)
}

fn found() -> Resolved {
    Resolved { store: store(JASMIN, "JASMIN"), path: Some(path("/home/demo")) }
}

#[test]
fn a_start_lists_its_directory_while_the_collection_is_looked_up() {
    for whole in [false, true] {
        let (mut rig, asked, listing) = starting();
        rig.event(Event::partial::<List>(listing, chunk(&["a/"])));
        if whole {
            rig.listed(listing, "/home/demo");
        }
        assert!(rig.app.pane(Side::Left).here().is_none(), "of which collection is not known");
        rig.event(Event::done::<Resolve>(asked, Ok(found())));
        assert_eq!(rig.names(Side::Left), ["a"], "before another answer");
        assert!(rig.text().contains("JASMIN"), "{}", rig.text());
        let effects = rig.take();
        assert!(calls::<List>(&effects).is_empty() && cancelled(&effects).is_empty(), "{effects:?}");
        if !whole {
            rig.listed(listing, "/home/demo");
        }
        assert!(rig.app.pane(Side::Left).here().unwrap().is_whole() && !rig.app.is_busy());
        assert!(!rig.text().contains("as of"), "{}", rig.text());
    }
}

#[test]
fn a_collection_that_is_refused_is_told_once_and_listed_no_more() {
    let (mut rig, asked, listing) = starting();
    rig.event(Event::done::<Resolve>(asked, Err(problem("There is no such collection."))));
    assert_eq!(cancelled(&rig.take()), [listing]);
    assert_eq!(rig.text().matches("There is no such collection.").count(), 1, "{}", rig.text());
    // The listing was refused first: only who looks it up says so.
    let (mut rig, asked, listing) = starting();
    rig.event(Event::done::<List>(listing, Err(problem("It may not be read."))));
    assert!(!rig.text().contains("It may not be read."), "{}", rig.text());
    rig.event(Event::done::<Resolve>(asked, Err(problem("There is no such collection."))));
    assert!(rig.text().contains("There is no such collection.") && rig.take().is_empty());
    // What only its listing needs is asked for by the visit.
    let (mut rig, asked, listing) = starting();
    let mut needs = Problem::new(ProblemKind::Requirement, "It needs a consent.", "Give it.");
    needs.requirement = Some(Box::new(Requirement::default()));
    rig.event(Event::done::<List>(listing, Err(needs.clone())));
    assert!(rig.app.overlay().is_none());
    rig.event(Event::done::<Resolve>(asked, Ok(found())));
    let id = rig.asked();
    rig.event(Event::done::<List>(id, Err(needs)));
    assert!(rig.app.overlay().is_some());
}

#[test]
fn a_place_that_is_given_up_before_it_is_known_is_listed_no_more() {
    let (mut rig, asked, listing) = starting();
    rig.keys("Esc");
    let given_up = cancelled(&rig.take());
    assert!(given_up.contains(&asked) && given_up.contains(&listing), "{given_up:?}");
}
