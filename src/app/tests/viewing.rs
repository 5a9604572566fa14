//! The beginning of a file of a collection, for which a consent may be needed first.

use std::sync::Arc;

use super::kit::*;
use crate::app::overlay::Overlay;
use crate::app::requests::fs::ReadHead;
use crate::domain::collection::Collection;
use crate::domain::file_head::FileHead;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::requirement::{Requirement, https_access};
use crate::domain::store::StoreInfo;
use crate::domain::text::Untrusted;

/// A collection that serves its files by HTTPS, or one that does not.
fn browsing(serves: bool) -> Rig {
    let mut rig = Rig::signed_in((80, 24));
    let address = serves.then(|| Untrusted::new("https://files.example.org"));
    let known = Collection { https_server: address, ..(*collection(JASMIN, "JASMIN")).clone() };
    let store = Arc::new(StoreInfo::from(&known));
    rig.event(Event::Auth(AuthEvent::Connected {
        environment: Default::default(),
        places: vec![(crate::domain::place::Side::Left, spec(JASMIN))],
        method: LoginMethod::Browser,
    }));
    let id = rig.take().iter().find_map(resolve).unwrap();
    rig.event(Event::done::<Resolve>(id, Ok(Resolved { store, path: None })));
    let id = rig.asked();
    rig.list(id, "/home/demo", &["notes.txt"]);
    rig.keys("G");
    rig.take();
    rig
}

fn needs_consent() -> Problem {
    let scope = https_access(collection(JASMIN, "JASMIN").id);
    let requirement = Requirement { scopes: vec![Untrusted::new(scope)], ..Requirement::default() };
    let mut problem = Problem::new(ProblemKind::Requirement, "It needs a consent.", "Give it.");
    problem.requirement = Some(Box::new(requirement));
    problem
}

#[test]
fn a_collection_without_https_says_why_nothing_is_read() {
    let mut rig = browsing(false);
    rig.keys("i");
    assert!(calls::<ReadHead>(&rig.take()).is_empty());
    assert!(rig.text().contains("serves no files by HTTPS"), "{}", rig.text());
}

#[test]
fn a_consent_is_given_in_place_and_the_file_is_shown_again() {
    let mut rig = browsing(true);
    rig.keys("i");
    let (id, read) = calls::<ReadHead>(&rig.take()).pop().unwrap();
    rig.event(Event::done::<ReadHead>(id, Err(needs_consent())));
    assert!(rig.text().contains("Allow hemi to reach your files on JASMIN."), "{}", rig.text());
    // A sign-in that is left leads back to the pane, and a later one opens nothing.
    rig.keys("Esc");
    assert!(
        rig.app.overlay().is_none() && rig.take().iter().all(|effect| call::<ReadHead>(effect).is_none())
    );
    rig.event(Event::Auth(AuthEvent::SignedIn(account("ada@demo"))));
    assert!(rig.app.overlay().is_none(), "{}", rig.text());
    rig.take();
    rig.keys("i");
    let (id, _) = calls::<ReadHead>(&rig.take()).pop().unwrap();
    rig.event(Event::done::<ReadHead>(id, Err(needs_consent())));
    rig.keys("Enter");
    rig.take();
    rig.event(Event::Auth(AuthEvent::SignedIn(account("ada@demo"))));
    let (id, again) = calls::<ReadHead>(&rig.take()).pop().expect("it is asked for once more");
    assert_eq!(again.at, read.at);
    assert!(matches!(rig.app.overlay(), Some(Overlay::Viewer(_))), "{}", rig.text());
    let head = FileHead { bytes: b"first line\n"[..].into(), size: Some(11) };
    rig.event(Event::done::<ReadHead>(id, Ok(head)));
    assert!(rig.text().contains("first line"), "{}", rig.text());
}
