//! A guest collection is created from the directory at the cursor, and shown in the other pane.

use std::sync::Arc;

use super::kit::*;
use crate::app::overlay::Overlay;
use crate::app::requests::sharing::CreateGuest;
use crate::domain::collection::{Collection, EntityType};
use crate::domain::ids::CollectionId;
use crate::domain::place::Side;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::requirement::Requirement;
use crate::domain::store::StoreInfo;
use crate::domain::text::Untrusted;

fn guest() -> Arc<StoreInfo> {
    let id = CollectionId::new(uuid::Uuid::from_u128(77));
    Arc::new((&Collection::known_by(id, Untrusted::new("shared run"), EntityType::Guest)).into())
}

#[test]
fn three_keys_share_a_directory_and_the_other_pane_shows_it() {
    let mut rig = Rig::browsing(&["run/", "notes.md"]);
    rig.keys("g g j S").take();
    rig.keys("Enter");
    assert!(matches!(rig.app.overlay(), Some(Overlay::NameDialog(_))), "{}", rig.text());
    assert!(rig.text().contains("account"), "{}", rig.text());
    rig.keys("Enter");
    let [(id, call)] = &calls::<CreateGuest>(&rig.take())[..] else { panic!("it was to be created") };
    assert_eq!(call.directory.as_utf8().unwrap(), "/home/demo/run");
    assert!(call.name.raw_str().unwrap().starts_with("run on "), "{:?}", call.name);
    rig.event(Event::done::<CreateGuest>(*id, Ok(guest())));
    assert!(rig.app.overlay().is_none(), "{}", rig.text());
    assert_eq!(rig.app.panes.active(), Side::Right);
    let listing = rig.asked();
    rig.list(listing, "/", &["a"]);
    assert_eq!(rig.app.pane(Side::Right).here().unwrap().store().title().as_str(), "shared run");
    assert!(rig.notice().contains("S adds them"), "{}", rig.notice());
}

#[test]
fn a_refusal_stays_with_what_was_typed_and_nothing_is_opened_where_the_dialog_was_left() {
    let mut rig = Rig::browsing(&["run/"]);
    rig.keys("g g j g s x Enter");
    let (id, call) = calls::<CreateGuest>(&rig.take()).pop().unwrap();
    rig.event(Event::done::<CreateGuest>(id, Err(problem("It is refused."))));
    let typed = call.name.raw_str().unwrap().to_owned();
    assert!(rig.text().contains("It is refused.") && rig.text().contains(&typed), "{}", rig.text());
    rig.keys("Enter");
    let (id, _) = calls::<CreateGuest>(&rig.take()).pop().unwrap();
    rig.keys("Esc");
    rig.event(Event::done::<CreateGuest>(id, Ok(guest())));
    assert_eq!(rig.app.panes.active(), Side::Left);
    assert!(rig.notice().contains("Created shared run"), "{}", rig.notice());
}

/// The answer of a server that takes a consent first.
fn consent_needed() -> Problem {
    let scope = "urn:globus:auth:scope:6d3b5a2e-1111-4222-8333-444455556666:manage_collections";
    let needs = Requirement { scopes: vec![Untrusted::new(scope)], ..Requirement::default() };
    let mut problem = Problem::new(ProblemKind::Requirement, "It requires a consent first.", "Give it.");
    problem.requirement = Some(Box::new(needs));
    problem
}

fn asked_for_consent() -> Rig {
    let mut rig = Rig::browsing(&["run/"]);
    rig.keys("g g j g s x Enter");
    let (id, _) = calls::<CreateGuest>(&rig.take()).pop().unwrap();
    rig.event(Event::done::<CreateGuest>(id, Err(consent_needed())));
    assert!(matches!(rig.app.overlay(), Some(Overlay::SignIn(_))), "{}", rig.text());
    assert!(rig.text().contains("manage collections"), "{}", rig.text());
    rig
}

#[test]
fn a_consent_is_given_over_the_dialog_which_then_goes_on_by_itself() {
    let mut rig = asked_for_consent();
    rig.keys("Enter").take();
    rig.event(Event::Auth(AuthEvent::SignedIn(account("ada@demo"))));
    let (id, call) = calls::<CreateGuest>(&rig.take()).pop().expect("it is asked again");
    assert!(call.name.raw_str().unwrap().ends_with('x'));
    assert!(matches!(rig.app.overlay(), Some(Overlay::NameDialog(_))), "{}", rig.text());
    rig.event(Event::done::<CreateGuest>(id, Ok(guest())));
    assert!(rig.app.overlay().is_none());
    assert_eq!(rig.app.panes.active(), Side::Right, "it is opened, as without a consent");
}

#[test]
fn a_consent_that_is_not_given_leaves_the_dialog_as_it_was() {
    let mut rig = asked_for_consent();
    rig.keys("Esc");
    assert!(matches!(rig.app.overlay(), Some(Overlay::NameDialog(_))), "{}", rig.text());
    assert!(rig.text().contains("It requires a consent first"), "{}", rig.text());
    assert!(calls::<CreateGuest>(&rig.take()).is_empty());
    rig.keys("Enter");
    assert_eq!(calls::<CreateGuest>(&rig.take()).len(), 1, "it can be tried again");
    rig.keys("Esc");
    assert!(rig.app.overlay().is_none(), "{}", rig.text());
}

#[test]
fn another_person_is_not_asked_what_the_one_before_was_asked() {
    let mut rig = asked_for_consent();
    rig.keys("Enter").take();
    rig.event(Event::Auth(AuthEvent::SignedIn(account("bola.okafor@demo"))));
    assert!(rig.app.overlay().is_none() && calls::<CreateGuest>(&rig.take()).is_empty(), "{}", rig.text());
}
