//! What a service requires first: the sign-in is offered in place, then the same request is repeated.

use super::kit::*;
use crate::app::overlay::Overlay;
use crate::domain::ids::{JobId, RequestId};
use crate::domain::place::Side;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::requirement::Requirement;
use crate::domain::task::TaskStatus;
use crate::domain::text::Untrusted;

fn wants(requirement: Requirement) -> Problem {
    let mut problem = Problem::new(ProblemKind::Requirement, "It wants something first.", "Give it.");
    problem.requirement = Some(Box::new(requirement));
    problem
}

fn consent(collection: u128) -> Requirement {
    let id = uuid::Uuid::from_u128(collection);
    let scope = format!("urn:x:all[*https://auth.globus.org/scopes/{id}/data_access]");
    Requirement { scopes: vec![Untrusted::new(scope)], ..Requirement::default() }
}

fn person(name: &str) -> Requirement {
    Requirement { identities: vec![Untrusted::new(name)], fresh: true, ..Requirement::default() }
}

fn begun(rig: &mut Rig) -> (RequestId, Option<Requirement>) {
    let found = rig.take().iter().rev().find_map(call::<BeginLogin>);
    let found = found.map(|(id, login)| (id, login.requirement.map(|need| *need)));
    found.unwrap_or_else(|| panic!("no sign-in was begun on\n{}", rig.text()))
}

/// Both panes were asked for collections and are refused.
fn both_refused() -> Rig {
    let mut rig = Rig::signed_in((80, 24));
    let places = vec![(Side::Left, spec(JASMIN)), (Side::Right, spec(LAPTOP))];
    rig.event(Event::Auth(AuthEvent::Connected {
        environment: "sandbox".into(),
        places,
        method: LoginMethod::Browser,
    }));
    let ids: Vec<RequestId> = rig.take().iter().filter_map(resolve).collect();
    rig.event(Event::done::<Resolve>(ids[0], Ok(Resolved { store: store(JASMIN, "JASMIN"), path: None })));
    rig.event(Event::done::<Resolve>(ids[1], Ok(Resolved { store: store(LAPTOP, "ARCHER2"), path: None })));
    let ids: Vec<RequestId> = rig.take().iter().filter_map(browse).collect();
    rig.event(Event::done::<List>(ids[0], Err(wants(consent(JASMIN)))));
    rig.event(Event::done::<List>(ids[1], Err(wants(consent(LAPTOP)))));
    rig
}

#[test]
fn two_panes_that_want_consents_cost_one_trip_and_are_listed_again_by_themselves() {
    let mut rig = both_refused();
    assert!(rig.text().contains("Allow hemi to reach your files on JASMIN."), "{}", rig.text());
    assert!(rig.text().contains("Allow hemi to reach your files on ARCHER2."), "{}", rig.text());
    rig.take();
    rig.keys("Enter");
    let (_, need) = begun(&mut rig);
    assert_eq!(need.map(|need| need.scopes.len()), Some(2));
    rig.event(Event::Auth(AuthEvent::SignedIn(account("ada@demo"))));
    assert!(rig.app.overlay().is_none());
    assert_eq!(rig.take().iter().filter_map(browse).count(), 2, "both are asked for again");
}

#[test]
fn a_second_want_makes_the_link_anew_only_if_it_adds_something() {
    let mut rig = both_refused();
    rig.keys("Enter");
    let (first, _) = begun(&mut rig);
    let link = crate::domain::link::Link::new("https://auth.example.org/a?state=1").unwrap();
    rig.event(Event::partial::<BeginLogin>(first, LoginStep::Link { method: LoginMethod::Paste, link }));
    rig.event(Event::Tasks(TasksEvent::RecoveryFailed(wants(consent(JASMIN)))));
    assert!(rig.take().iter().all(|e| call::<BeginLogin>(e).is_none()), "it is asked for already");
    rig.event(Event::Tasks(TasksEvent::RecoveryFailed(wants(consent(9)))));
    let effects = rig.take();
    assert_eq!(cancelled(&effects), [first]);
    let need = calls::<BeginLogin>(&effects).into_iter().find_map(|(_, login)| login.requirement);
    assert_eq!(need.map(|need| need.scopes.len()), Some(3));
}

#[test]
fn what_cannot_be_met_together_comes_up_again_after_the_first() {
    let mut rig = Rig::signed_in((80, 24));
    rig.event(Event::Tasks(TasksEvent::RecoveryFailed(wants(person("ada@x")))));
    rig.event(Event::Tasks(TasksEvent::RecoveryFailed(wants(person("bob@y")))));
    assert!(rig.text().contains("Sign in as ada@x.") && !rig.text().contains("bob"), "{}", rig.text());
}

#[test]
fn a_directory_that_could_not_be_entered_is_entered_afterwards() {
    let mut rig = Rig::browsing(&["d/", "x"]);
    rig.keys("Enter");
    let id = rig.asked();
    rig.event(Event::done::<List>(id, Err(wants(person("ada@jasmin.ac.uk")))));
    assert_eq!(rig.names(Side::Left), ["d", "x"], "the rows stay");
    assert!(rig.text().contains("Sign in as ada@jasmin.ac.uk."), "{}", rig.text());
    rig.keys("Enter");
    rig.take();
    rig.event(Event::Auth(AuthEvent::SignedIn(account("ada@demo"))));
    let effects = rig.take();
    let asked: Vec<_> = calls::<List>(&effects).into_iter().filter_map(|(_, call)| call.path).collect();
    assert_eq!(asked, [path("/home/demo/d")], "only this, and only once");
}

#[test]
fn left_for_later_nothing_is_repeated_and_walking_on_forgets_it() {
    let mut rig = Rig::browsing(&["d/", "e/"]);
    rig.keys("Enter");
    let id = rig.asked();
    rig.event(Event::done::<List>(id, Err(wants(consent(JASMIN)))));
    rig.keys("Esc");
    assert!(rig.app.overlay().is_none());
    rig.keys("j Enter");
    let id = rig.asked();
    rig.list(id, "/home/demo/e", &["f"]);
    rig.event(Event::Auth(AuthEvent::SignedIn(account("ada@demo"))));
    assert!(rig.take().iter().all(|e| browse(e).is_none()));
}

#[test]
fn asked_for_the_same_again_it_says_that_the_sign_in_was_not_enough() {
    let mut rig = Rig::browsing(&["d/"]);
    rig.keys("Enter");
    let id = rig.asked();
    rig.event(Event::done::<List>(id, Err(wants(person("ada@x")))));
    assert!(!rig.text().contains("still refuses this"));
    rig.keys("Enter");
    rig.take();
    rig.event(Event::Auth(AuthEvent::SignedIn(account("ada@demo"))));
    let id = rig.asked();
    rig.event(Event::done::<List>(id, Err(wants(person("ada@x")))));
    assert!(rig.text().contains("still refuses this"), "{}", rig.text());
}

#[test]
fn a_second_trip_for_the_same_says_what_the_first_has_brought() {
    let mut rig = Rig::browsing(&["d/"]);
    rig.keys("Enter");
    let id = rig.asked();
    rig.event(Event::done::<List>(id, Err(wants(consent(JASMIN)))));
    assert!(rig.text().contains("Globus requires this first:"), "{}", rig.text());
    rig.keys("Enter");
    rig.take();
    rig.event(Event::Auth(AuthEvent::SignedIn(account("ada@demo"))));
    let id = rig.asked();
    rig.event(Event::done::<List>(id, Err(wants(person("ada@x")))));
    let text = rig.text();
    assert!(text.contains("Consent given. For JASMIN, Globus also asks for this:"), "{text}");
    assert!(text.contains("Sign in as ada@x.") && !text.contains("asks for the same again"), "{text}");
}

#[test]
fn the_next_sign_in_begins_with_the_way_tried_last() {
    let chosen = |rig: &Rig, way: &str| rig.text().lines().any(|line| line.contains(way));
    let mut rig = Rig::browsing(&["d/"]);
    rig.event(sign_in_needed());
    assert!(chosen(&rig, "> b With a browser"), "{}", rig.text());
    rig.keys("p");
    let (id, _) = begun(&mut rig);
    rig.event(Event::done::<BeginLogin>(id, Err(problem("The code is wrong."))));
    assert!(chosen(&rig, "> p With a link"), "{}", rig.text());
    rig.keys("Esc P");
    assert!(chosen(&rig, "> p With a link"), "{}", rig.text());
}

#[test]
fn what_a_collection_requires_is_asked_for_in_the_way_that_suits_the_computer() {
    for (method, chosen) in
        [(LoginMethod::Browser, "> b With a browser"), (LoginMethod::Paste, "> p With a link")]
    {
        let mut rig = Rig::browsing(&["d/"]);
        rig.event(Event::Auth(AuthEvent::Connected { environment: "x".into(), places: Vec::new(), method }));
        rig.event(Event::Tasks(TasksEvent::RecoveryFailed(wants(person("ada@x")))));
        assert!(rig.text().contains(chosen), "{}", rig.text());
    }
}

#[test]
fn a_browser_that_does_not_open_is_told_once_with_the_whole_link() {
    let query: String = (0..40).map(|n| format!("&scope{n}=abcdefgh")).collect();
    let link =
        crate::domain::link::Link::new(&format!("https://auth.example.org/v2/authorize?x{query}")).unwrap();
    for (size, why) in [((80, 24), None), ((80, 24), Some(person("ada@x"))), ((120, 35), None)] {
        let mut rig = Rig::browsing(&["d/"]);
        rig.app.input(crate::app::input::Input::Resize { columns: size.0, rows: size.1 }, at(rig.now));
        match why {
            None => rig.event(sign_in_needed()),
            Some(want) => rig.event(Event::Tasks(TasksEvent::RecoveryFailed(wants(want)))),
        }
        rig.keys("b");
        let (id, _) = begun(&mut rig);
        let step = LoginStep::Link { method: LoginMethod::Browser, link: link.clone() };
        rig.event(Event::partial::<BeginLogin>(id, step));
        let failed = crate::terminal::browser::problem(&link);
        rig.event(Event::Terminal(TerminalReport::Failed(failed)));
        let text = rig.text();
        assert_eq!(text.matches("No browser could be opened").count(), 1, "{text}");
        assert!(!text.contains("Waiting for the browser") && !text.contains("If no browser opens"), "{text}");
        let together = text.replace(['│', ' ', '\n'], "");
        assert!(together.contains(link.as_str()), "the link is cut: {text}");
    }
}

#[test]
fn a_cancel_is_repeated() {
    let mut rig = Rig::browsing(&["d/"]);
    rig.event(listed(vec![task(7, TaskStatus::Active)]));
    rig.keys("w x").drawn().wait(1_000).keys("y");
    let cancels = |rig: &mut Rig| -> Vec<(RequestId, JobId)> {
        calls::<CancelJob>(&rig.take()).into_iter().map(|(id, call)| (id, call.job)).collect()
    };
    let asked = cancels(&mut rig);
    assert_eq!(asked.len(), 1, "{}", rig.text());
    rig.event(Event::done::<CancelJob>(asked[0].0, Err(wants(person("ada@x")))));
    assert!(matches!(rig.app.overlay(), Some(Overlay::SignIn(_))));
    rig.event(Event::Auth(AuthEvent::SignedIn(account("ada@demo"))));
    let again = cancels(&mut rig);
    assert_eq!(again.iter().map(|(_, task)| *task).collect::<Vec<_>>(), [asked[0].1]);
}

#[test]
fn another_user_sees_and_sends_nothing_of_what_the_one_before_saw() {
    for signed_out in [false, true] {
        let mut rig = Rig::browsing(&["private/", "secret.txt"]);
        rig.keys("Space");
        if signed_out {
            rig.event(sign_in_needed());
            rig.keys("Esc");
        }
        rig.take();
        // The same user once more: nothing changes.
        rig.event(Event::Auth(AuthEvent::SignedIn(account("ada@demo"))));
        assert_eq!(rig.names(Side::Left).len(), 2);
        assert_eq!(rig.take().iter().filter_map(browse).count(), 0);
        rig.event(Event::Auth(AuthEvent::SignedIn(account("another@demo"))));
        assert!(
            rig.app.pane(Side::Left).here().is_none() && !rig.text().contains("secret"),
            "{}",
            rig.text()
        );
        rig.keys("c");
        assert!(rig.app.overlay().is_none(), "there is nothing to plan from");
        let asked: Vec<RequestId> = rig.take().iter().filter_map(browse).collect();
        assert_eq!(asked.len(), 2, "both panes are listed for the new user");
        rig.list(asked[0], "/home/demo", &["mine"]);
        assert_eq!(rig.names(Side::Left), ["mine"]);
        assert_eq!(rig.app.pane(Side::Left).here().unwrap().marks().len(), 0);
    }
}

#[test]
fn the_account_is_read_at_sign_in_shown_by_a_key_and_left_by_another() {
    let mut rig = Rig::browsing(&["d/"]);
    rig.event(Event::Auth(AuthEvent::SignedIn(account("ada@demo"))));
    let read = |rig: &mut Rig| {
        let ids = calls::<ReadAccount>(&rig.take());
        assert_eq!(ids.len(), 1);
        ids[0].0
    };
    let id = read(&mut rig);
    rig.event(Event::done::<ReadAccount>(id, Ok(Default::default())));
    assert!(rig.app.session().details.is_some());
    rig.keys("P");
    assert!(matches!(rig.app.overlay(), Some(Overlay::Account(_))));
    assert!(rig.text().contains("JASMIN") && rig.text().contains("laptop"), "{}", rig.text());
    rig.take();
    rig.keys("c");
    assert!(matches!(rig.app.overlay(), Some(Overlay::SignIn(_))), "a consent ahead of time is a sign-in");
    rig.keys("Esc x x");
    let out = calls::<SignOut>(&rig.take());
    rig.event(Event::done::<SignOut>(out[0].0, Ok(None)));
    rig.event(sign_in_needed());
    assert!(rig.app.session().details.is_none());
    assert!(matches!(rig.app.overlay(), Some(Overlay::SignIn(_))));
}

#[test]
fn a_service_user_consents_by_itself_once() {
    let mut rig = Rig::browsing(&["d/"]);
    let service = crate::domain::account::Account { service_user: true, ..account("app@clients") };
    rig.event(Event::Auth(AuthEvent::SignedIn(service.clone())));
    let ids: Vec<RequestId> = rig.take().iter().filter_map(browse).collect();
    rig.list(ids[0], "/home/demo", &["d/"]);
    rig.list(ids[1], "/data", &[]);
    rig.keys("Enter");
    let id = rig.asked();
    rig.event(Event::done::<List>(id, Err(wants(consent(JASMIN)))));
    assert!(rig.app.overlay().is_none());
    let (_, need) = begun(&mut rig);
    assert_eq!(need, Some(consent(JASMIN)));
    rig.event(Event::Auth(AuthEvent::SignedIn(service)));
    let id = rig.asked();
    rig.event(Event::done::<List>(id, Err(wants(consent(JASMIN)))));
    assert!(rig.take().iter().all(|e| call::<BeginLogin>(e).is_none()), "not for ever");
    rig.event(Event::Tasks(TasksEvent::RecoveryFailed(wants(person("ada@x")))));
    let (id, _) = begun(&mut rig);
    let problem = Problem::new(ProblemKind::Refused, "A person is wanted.", "Be one.");
    rig.event(Event::done::<BeginLogin>(id, Err(problem)));
    assert!(rig.text().contains("A person is wanted."), "{}", rig.text());
}

#[test]
fn a_refusal_of_an_old_sign_in_tells_for_how_long_one_counts() {
    use crate::domain::identity::{AccountDetails, Identity};
    use crate::domain::ids::{CollectionId, IdentityId};
    let mut rig = Rig::browsing(&["d/"]);
    rig.event(Event::Auth(AuthEvent::SignedIn(account("ada@demo"))));
    let id = rig.take().iter().find_map(call::<ReadAccount>).map(|(id, _)| id);
    let days = |days: i64| at(rig.now).wall / 1000 - days * 86_400;
    let own = Identity {
        id: IdentityId::new(uuid::Uuid::from_u128(9)),
        username: Untrusted::new("ada@demo"),
        provider: Untrusted::default(),
        last_sign_in: Some(days(10)),
    };
    let details = AccountDetails { identities: vec![own], consents: None };
    rig.event(Event::done::<ReadAccount>(id.unwrap(), Ok(details)));
    rig.keys("Enter");
    let id = rig.asked();
    rig.event(Event::done::<List>(id, Err(wants(Requirement { fresh: true, ..Requirement::default() }))));
    let kept = rig.take().iter().find_map(call::<SaveSessionLimits>).map(|(_, call)| call.limits);
    let jasmin = CollectionId::new(uuid::Uuid::from_u128(JASMIN));
    let days_kept = kept.unwrap().get(&jasmin).map(|seconds| seconds / 86_400);
    assert_eq!(days_kept, Some(10));
    // What an earlier run has learned is known as well.
    rig.keys("Esc");
    let laptop = CollectionId::new(uuid::Uuid::from_u128(LAPTOP));
    rig.event(Event::Auth(AuthEvent::SessionLimitsLoaded([(laptop, 12 * 86_400)].into())));
    rig.keys("P");
    assert!(rig.text().contains("signed in 10 days ago, expires in"), "{}", rig.text());
    // A renewal that is left leads back to where it was begun.
    rig.keys("a");
    assert!(matches!(rig.app.overlay(), Some(Overlay::SignIn(_))), "{}", rig.text());
    rig.keys("Esc");
    assert!(matches!(rig.app.overlay(), Some(Overlay::Account(_))), "{}", rig.text());
    rig.keys("Esc");
    assert!(rig.app.overlay().is_none());
}

/// The collections that the dialog names as still refusing.
fn asking_again(rig: &Rig) -> Vec<&'static str> {
    let words: Vec<String> = rig.text().split_whitespace().map(str::to_owned).collect();
    let text = words.join(" ").replace("│ │ ", "").replace('│', "");
    let said: Vec<&str> = text.split("still refuses this").collect();
    assert_eq!(said.len(), 2, "{}", rig.text());
    let named: String = said[1].chars().take_while(|sign| *sign != '.').collect();
    ["JASMIN", "ARCHER2"].into_iter().filter(|name| named.contains(name)).collect()
}

#[test]
fn two_panes_refused_again_after_one_trip_for_both_say_so_once() {
    let mut rig = both_refused();
    rig.keys("Enter");
    let _ = begun(&mut rig);
    rig.event(Event::Auth(AuthEvent::SignedIn(account("ada@demo"))));
    let ids: Vec<RequestId> = rig.take().iter().filter_map(browse).collect();
    rig.event(Event::done::<List>(ids[0], Err(wants(consent(JASMIN)))));
    assert_eq!(asking_again(&rig), ["JASMIN"]);
    rig.event(Event::done::<List>(ids[1], Err(wants(consent(LAPTOP)))));
    assert_eq!(asking_again(&rig), ["JASMIN", "ARCHER2"]);
}

#[test]
fn a_service_user_with_two_panes_that_stay_refused_does_not_sign_in_a_third_time() {
    let mut rig = Rig::browsing(&["d/"]);
    let service = crate::domain::account::Account { service_user: true, ..account("app@clients") };
    rig.event(Event::Auth(AuthEvent::SignedIn(service.clone())));
    let mut sign_ins = 0;
    // Every listing is refused, and every sign-in works.
    for _ in 0..20 {
        let effects = rig.take();
        for (side, id) in effects.iter().filter_map(browse_on) {
            let refused = if side == Side::Left { consent(JASMIN) } else { consent(LAPTOP) };
            rig.event(Event::done::<List>(id, Err(wants(refused))));
        }
        if !calls::<BeginLogin>(&effects).is_empty() {
            sign_ins += 1;
            rig.event(Event::Auth(AuthEvent::SignedIn(service.clone())));
        }
    }
    assert_eq!(sign_ins, 2, "one for each pane's consent");
}

/// The pane of a listing request, found by its collection.
fn browse_on(effect: &Effect) -> Option<(Side, RequestId)> {
    let (id, List { store, .. }) = call::<List>(effect)?;
    let left = crate::domain::place::StoreId::Collection(crate::domain::ids::CollectionId::new(
        uuid::Uuid::from_u128(JASMIN),
    ));
    Some((if store == left { Side::Left } else { Side::Right }, id))
}
