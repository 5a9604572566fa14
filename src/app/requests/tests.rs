//! The rules of the table: one request a slot, what its owner's end means for it, who is repeated after a sign-in.

use super::account::ReadAccount;
use super::fs::{List, Listed};
use super::login::{BeginLogin, SaveClientId, UseLoginCode};
use super::task::{CancelJob, Submission, Submit};
use super::*;
use crate::domain::account::LoginMethod;
use crate::domain::ids::{ClientId, CollectionId, JobId};
use crate::domain::path::StorePath;
use crate::domain::place::StoreId;
use crate::domain::problem::ProblemKind;
use crate::domain::secret::Token;
use crate::domain::text::Untrusted;

const PANE: Slot = Slot { owner: Owner::Pane(TabId(0)), purpose: Purpose::Directory };
const OTHER: Slot = Slot { owner: Owner::Pane(TabId(1)), purpose: Purpose::Directory };

fn at(mono: u64) -> Timestamp {
    Timestamp { mono, wall: 0 }
}

fn list() -> List {
    let store = StoreId::Collection(CollectionId::new(uuid::Uuid::from_u128(1)));
    List { store, path: None, ahead: false, full: false, filter: None }
}

fn listed() -> Reply {
    List::reply(Part::Done(Ok(Listed {
        path: StorePath::root(),
        writable: None,
        free: None,
        truncated: false,
        unreadable: 0,
    })))
}

fn requirement(scope: &str) -> Requirement {
    Requirement { scopes: vec![Untrusted::new(scope)], ..Requirement::default() }
}

fn refused<C: Call>(scope: &str) -> Reply {
    let mut problem = Problem::new(ProblemKind::Requirement, "It requires something.", "Give it.");
    problem.requirement = Some(Box::new(requirement(scope)));
    C::reply(Part::Done(Err(problem)))
}

fn login(scope: &str) -> BeginLogin {
    BeginLogin { method: LoginMethod::Paste, requirement: Some(Box::new(requirement(scope))) }
}

fn job() -> JobId {
    JobId::new(uuid::Uuid::from_u128(7))
}

#[test]
fn a_newer_request_replaces_the_one_in_its_slot_and_a_stale_reply_is_dropped() {
    let mut table = Requests::default();
    let first = table.open(PANE, list(), at(0));
    let second = table.open(PANE, list(), at(0));
    assert_eq!((first.replaced, second.replaced), (None, Some(first.id)));
    assert_eq!(table.receive(first.id, &listed(), at(1)), None);
    assert_eq!(
        table.receive(second.id, &listed(), at(1)),
        Some(Received { slot: PANE, again: false, satisfied: None, changed: None })
    );
    assert_eq!(table.receive(second.id, &listed(), at(1)), None, "it has ended");
}

#[test]
fn an_owner_that_goes_away_cancels_its_reads_and_leaves_its_writes_to_the_background() {
    let mut table = Requests::default();
    let read = table.open(Slot::overlay(Purpose::read::<ReadAccount>()), ReadAccount, at(0));
    let client = ClientId::new(uuid::Uuid::from_u128(5));
    let write = table.open(Slot::overlay(Purpose::ClientId), SaveClientId { client }, at(0));
    let pane = table.open(PANE, list(), at(0));
    assert_eq!(table.close(Owner::Overlay), [read.id]);
    let kept = table.receive(write.id, &SaveClientId::reply(Part::Done(Ok(()))), at(1));
    assert_eq!(kept.map(|kept| kept.slot), Some(Slot::background(Purpose::ClientId)));
    assert!(table.receive(pane.id, &listed(), at(1)).is_some());
}

#[test]
fn a_refused_request_is_repeated_after_a_sign_in_and_refused_again_only_for_what_that_satisfied() {
    let mut table = Requests::default();
    for (granted, again) in [("a", true), ("b", false)] {
        let first = table.open(PANE, list(), at(0));
        let refusal = table.receive(first.id, &refused::<List>("a"), at(0)).unwrap();
        assert!(!refusal.again, "the first time is not again");
        let login = table.open(Slot::overlay(Purpose::Login), login(granted), at(0));
        let satisfied = table.end_logins();
        assert_eq!(satisfied, Some(requirement(granted)));
        assert_eq!(table.receive(login.id, &BeginLogin::reply(Part::Done(Ok(()))), at(0)), None);
        let [repeated] = &table.repeat(satisfied.as_ref(), true, at(0))[..] else { panic!("not repeated") };
        assert!(Arc::ptr_eq(&repeated.request, &first.request), "the very same request");
        assert_eq!(table.receive(repeated.id, &refused::<List>("a"), at(0)).unwrap().again, again);
    }
}

#[test]
fn merged_requirements_are_judged_by_inclusion_for_each_request() {
    let mut table = Requests::default();
    let ids = [PANE, OTHER].map(|slot| table.open(slot, list(), at(0)).id);
    table.receive(ids[0], &refused::<List>("a"), at(0));
    table.receive(ids[1], &refused::<List>("b"), at(0));
    let both = table.needs(true).unwrap();
    assert_eq!(both.scopes.len(), 2);
    let repeated = table.repeat(Some(&both), true, at(0));
    assert!(table.receive(repeated[0].id, &refused::<List>("a"), at(0)).unwrap().again);
    assert!(table.receive(repeated[1].id, &refused::<List>("b"), at(0)).unwrap().again);
    // An application would be refused for ever: it neither repeats them nor asks for them once more.
    assert_eq!(table.needs(false), None);
    assert!(table.repeat(Some(&both), false, at(0)).is_empty());
    assert_eq!(table.repeat(None, true, at(0)).len(), 2, "a person may sign in another way");
}

#[test]
fn what_the_user_walks_away_from_is_not_repeated() {
    let mut table = Requests::default();
    let id = table.open(PANE, list(), at(0)).id;
    table.receive(id, &refused::<List>("a"), at(0));
    let next = table.open(PANE, list(), at(0)).id;
    table.receive(next, &listed(), at(0));
    assert!(table.repeat(None, true, at(0)).is_empty());
}

#[test]
fn submissions_and_codes_are_never_repeated_from_here() {
    let mut table = Requests::default();
    let plan = Box::new(crate::transfer::testing::plan(1, "x"));
    let submission = table.open(Slot::background(Purpose::Submission(1)), Submit { plan }, at(0));
    let code = table.open(Slot::overlay(Purpose::LoginCode), UseLoginCode { code: Token::new("x") }, at(0));
    let cancel = table.open(
        Slot::background(Purpose::ChangeJob(job())),
        CancelJob { job: job(), title: "x".into() },
        at(0),
    );
    assert_eq!(Arc::strong_count(&code.request), 1, "the table keeps no code");
    for (id, reply) in [
        (submission.id, refused::<Submit>("a")),
        (code.id, refused::<UseLoginCode>("a")),
        (cancel.id, refused::<CancelJob>("a")),
    ] {
        assert!(table.receive(id, &reply, at(0)).is_some());
    }
    let repeated = table.repeat(None, true, at(0));
    assert_eq!(repeated.iter().map(|one| one.request.kind()).collect::<Vec<_>>(), ["CancelJob"]);
}

#[test]
fn a_journal_that_waits_is_asked_for_again_only_after_it_was_satisfied() {
    let mut table = Requests::default();
    let slot = Slot::background(Purpose::Journal);
    assert!(!table.block_resumable(slot, &requirement("a")));
    assert!(!table.block_resumable(slot, &requirement("a")), "no sign-in came between");
    assert!(table.repeat(Some(&requirement("a")), true, at(0)).is_empty(), "the engine resumes it");
    assert!(table.block_resumable(slot, &requirement("a")));
    let waits = Submit::reply(Part::Done(Ok(Submission::Accepted { again: false })));
    assert_eq!(table.receive(RequestId(99), &waits, at(0)), None);
}

#[test]
fn only_what_the_screen_tells_of_wakes_it() {
    let mut table = Requests::default();
    table.open(Slot::background(Purpose::read::<ReadAccount>()), ReadAccount, at(0));
    table.open(Slot::overlay(Purpose::Login), login("a"), at(0));
    assert_eq!(table.next_wake(), None);
    table.open(PANE, list(), at(0));
    assert_eq!(table.next_wake().map(|wake| wake.mono), Some(50));
    assert!(!table.wake(at(49)) && table.wake(at(50)));
    assert_eq!(table.next_wake().map(|wake| wake.mono), Some(5_000));
    assert!(!table.wake(at(4_999)));
    assert!(table.wake(at(5_000)) && !table.wake(at(5_001)));
    assert!(table.progress(PANE).and_then(RequestProgress::message).is_some());
}
