//! From marks to a plan to a submission, and what becomes of the marks.

use std::sync::Arc;

use super::kit::*;
use crate::app::commands::transfer::TRANSFER;
use crate::app::overlay::Overlay;
use crate::app::{App, AppOptions, StartPane};
use crate::domain::ids::RequestId;
use crate::domain::job::CancelOutcome;
use crate::domain::place::{PlaceSpec, Side};
use crate::domain::plan::ConfirmedPlan;
use crate::domain::route::{NextStep, NoRoute, Support, SupportRule};
use crate::domain::store::StoreInfo;
use crate::domain::task::TaskStatus;
use crate::domain::text::SafeText;
use crate::transfer::route::RULES;

fn submitted(rig: &mut Rig) -> Option<(RequestId, Box<ConfirmedPlan>)> {
    rig.take().iter().find_map(call::<Submit>).map(|(id, call)| (id, call.plan))
}

/// Marks a and b, looks at the plan long enough, confirms.
fn sent() -> (Rig, RequestId) {
    let mut rig = Rig::browsing(&["a", "b", "c"]);
    rig.keys("Space Space c").drawn().wait(400).keys("Enter");
    let (id, plan) = submitted(&mut rig).unwrap();
    let items: Vec<_> = plan.plan().items().iter().map(|i| i.name.raw().to_owned()).collect();
    assert_eq!(items, [b"a", b"b"]);
    assert_eq!(plan.plan().destination().place().path, path("/data"));
    (rig, id)
}

fn marks(rig: &Rig) -> usize {
    rig.app.pane(Side::Left).here().unwrap().marks().len()
}

#[test]
fn a_plan_seen_too_short_is_not_submitted() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("c Enter");
    assert!(submitted(&mut rig).is_none(), "never drawn");
    rig.drawn().wait(100).keys("Enter");
    assert!(submitted(&mut rig).is_none(), "not long enough");
    rig.wait(400).keys("Enter");
    assert!(submitted(&mut rig).is_some());
}

#[test]
fn marks_go_when_the_service_has_the_task() {
    let (mut rig, id) = sent();
    assert_eq!(marks(&rig), 2);
    assert!(rig.app.is_busy());
    assert!(rig.app.why_not(&TRANSFER).is_some(), "not twice while it is under way");
    rig.event(Event::done::<Submit>(id, Ok(Submission::Accepted { again: false })));
    assert_eq!(marks(&rig), 0);
    assert!(!rig.app.is_busy());
    assert!(rig.text().contains("Sent 2 items to laptop. w shows the task."));
}

#[test]
fn nothing_says_that_it_was_taken_before_it_is_durable() {
    let (mut rig, id) = sent();
    assert!(rig.text().contains("Saving the submission of 2 items to laptop..."), "{}", rig.text());
    assert!(!rig.text().contains("Submitting"));
    rig.event(Event::partial::<Submit>(id, JobId::new(uuid::Uuid::from_u128(9))));
    assert!(rig.text().contains("Submitting 2 items to laptop..."), "{}", rig.text());
    assert_eq!(marks(&rig), 2);
}

#[test]
fn marks_stay_and_the_plan_comes_back_when_it_is_refused() {
    let (mut rig, id) = sent();
    rig.event(Event::done::<Submit>(id, Err(problem("No room there."))));
    assert_eq!(marks(&rig), 2);
    assert!(matches!(rig.app.overlay(), Some(Overlay::Plan(_))));
    assert!(rig.text().contains("No room there."));
    assert!(!rig.app.is_busy());
}

#[test]
fn a_submission_that_waits_is_safe_and_keeps_nobody() {
    let (mut rig, id) = sent();
    rig.event(Event::done::<Submit>(id, Ok(Submission::Waits(problem("Globus cannot be reached.")))));
    assert_eq!(marks(&rig), 0);
    assert!(!rig.app.is_busy());
    assert!(rig.text().contains("sent automatically later"));
    rig.event(Event::Tasks(TasksEvent::Recovered { label: "run one".into() }));
    assert!(rig.text().contains("Sent run one, which had waited"));
}

#[test]
fn answers_to_nobody_change_nothing() {
    let (mut rig, id) = sent();
    rig.take_dirty();
    let other = RequestId(id.0 + 1_000);
    rig.event(Event::done::<Submit>(other, Ok(Submission::Accepted { again: false })));
    rig.event(Event::done::<Submit>(other, Err(problem("x"))));
    rig.event(Event::done::<Submit>(other, Ok(Submission::Waits(problem("x")))));
    rig.event(Event::done::<CancelJob>(other, Err(problem("x"))));
    rig.event(Event::done::<CancelJob>(other, Ok(CancelOutcome::Accepted)));
    assert!(!rig.app.is_dirty());
    assert_eq!(marks(&rig), 2);
}

#[test]
fn what_cannot_be_sent_is_refused_with_a_reason() {
    let mut rig = Rig::browsing(&[]);
    rig.keys("c");
    assert!(rig.text().contains("There is nothing to send here."));
    let mut rig = Rig::signed_in((80, 24));
    rig.keys("c");
    assert!(rig.app.overlay().is_none());
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("Tab");
    assert!(rig.app.why_not(&TRANSFER).is_some());
    rig.keys("Tab o Esc");
    assert!(rig.app.why_not(&TRANSFER).is_none());
}

#[test]
fn a_name_that_globus_cannot_take_is_named_before_anything_is_sent() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("R");
    let id = rig.asked();
    let mut builder = crate::domain::listing::ChunkBuilder::default();
    builder.push(&crate::domain::entry::RawEntry {
        name: b"bad\xff",
        kind: Some(crate::domain::entry::EntryKind::File),
        ..Default::default()
    });
    rig.event(Event::partial::<List>(id, builder.finish()));
    rig.listed(id, "/home/demo");
    rig.keys("c");
    assert!(rig.app.overlay().is_none());
    assert!(rig.text().contains("bad\\xff cannot be sent: its name is not UTF-8"));
}

#[test]
fn a_sign_in_that_lapses_before_the_task_is_due_is_said_in_the_plan() {
    use crate::domain::identity::{AccountDetails, Identity, SiteRule};
    use crate::domain::ids::IdentityId;
    use crate::domain::text::Untrusted;
    let mut sites = setup((80, 24));
    sites.sites = vec![SiteRule { name: "JASMIN".into(), word: "jasmin".into(), session_days: 30 }];
    for (days_ago, warned) in [(27, false), (29, false), (30, true)] {
        let mut rig = Rig::browsing_in(sites.clone(), &["a"]);
        rig.event(Event::Auth(AuthEvent::SignedIn(account("ada@demo"))));
        let id = rig.take().iter().find_map(call::<ReadAccount>).map(|(id, _)| id);
        // Half a day less than that: a term that ends within a day is warned of.
        let last = at(0).wall / 1000 - days_ago * 86_400 + 43_200;
        let own = Identity {
            id: IdentityId::new(uuid::Uuid::from_u128(9)),
            username: Untrusted::new("ada@accounts.jasmin.example.org"),
            provider: Untrusted::default(),
            last_sign_in: Some(last),
        };
        let details = AccountDetails { identities: vec![own], consents: None };
        rig.event(Event::done::<ReadAccount>(id.unwrap(), Ok(details)));
        rig.keys("c");
        assert_eq!(rig.text().contains("renew the sign-in first"), warned, "{days_ago}: {}", rig.text());
    }
}

#[test]
fn one_bad_name_does_not_spoil_the_others() {
    let mut rig = browsing_raw(&[b"a.nc", b"bad\xff", b"c.nc"]);
    rig.keys("Space Space Space c").drawn().wait(400);
    assert!(rig.text().contains("1 of 3 cannot be sent (bad\\xff: its name is not UTF-8"), "{}", rig.text());
    rig.keys("Enter");
    assert!(submitted(&mut rig).is_none(), "the user has not agreed");
    assert!(rig.text().contains("x leaves them out"), "{}", rig.text());
    rig.keys("x").drawn().wait(400);
    assert!(rig.text().contains("1 of 3 is left out"), "{}", rig.text());
    rig.keys("Enter");
    let (_, plan) = submitted(&mut rig).expect("the others are sent");
    assert_eq!(plan.plan().items().len(), 2);
}

#[test]
fn of_very_many_names_the_bad_one_can_be_gone_to_or_left_out() {
    let names: Vec<Vec<u8>> =
        (0..1_999).map(|n| format!("n{n:04}").into_bytes()).chain([b"a/b".to_vec()]).collect();
    let names: Vec<&[u8]> = names.iter().map(Vec::as_slice).collect();
    let mut rig = browsing_raw(&names);
    rig.settle();
    rig.keys("A");
    rig.settle();
    rig.keys("G c").drawn().wait(400);
    assert!(rig.text().contains("1 of 2,000 cannot be sent (a/b: its name could"));
    assert!(rig.text().contains("x leave out what cannot be sent  g go to it"), "{}", rig.text());
    rig.keys("Enter");
    assert!(submitted(&mut rig).is_none());
    assert!(rig.text().contains("Some entries cannot be sent: x leaves them out, g goes to the first."));
    rig.keys("g");
    assert!(rig.app.overlay().is_none());
    assert_eq!((rig.entry_at_cursor(), marks(&rig)), ("a/b".to_owned(), 2_000));
    rig.keys("c x").drawn().wait(400).keys("Enter");
    let (_, plan) = submitted(&mut rig).expect("the others are sent");
    assert_eq!(plan.plan().items().len(), 1_999);
}

/// JASMIN on the left with files of these names, whatever bytes they have.
fn browsing_raw(names: &[&[u8]]) -> Rig {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("R");
    let id = rig.asked();
    let mut builder = crate::domain::listing::ChunkBuilder::default();
    for name in names {
        builder.push(&crate::domain::entry::RawEntry {
            name,
            kind: Some(crate::domain::entry::EntryKind::File),
            ..Default::default()
        });
    }
    rig.event(Event::partial::<List>(id, builder.finish()));
    rig.listed(id, "/home/demo");
    rig.keys("g g j");
    rig
}

/// A directory of this computer with a file on the left, another one on the right, no account.
fn local_panes(engines: &'static [SupportRule]) -> Rig {
    let start = |at| StartPane { spec: Some(PlaceSpec::Local(path(at))), ..Default::default() };
    let options = AppOptions { start: [start("/a"), start("/b")], engines, ..setup((80, 24)) };
    let mut rig = Rig { app: App::new(options), now: 0, effects: Effects::new() };
    rig.drawn();
    let ids: Vec<RequestId> = rig.take().iter().filter_map(browse).collect();
    rig.list(ids[0], "/a", &["f"]);
    rig.list(ids[1], "/b", &[]);
    rig.event(sign_in_needed());
    rig
}

#[test]
fn what_can_be_sent_is_what_an_engine_says_it_moves() {
    for (engines, words) in [
        (RULES, "this computer is not one. Make it one with Globus Connect Personal, sign in with P"),
        (&[], "hemi has no journal to save submissions in."),
        (&[|_, _, _| Support::Needs(NextStep::SignIn)], "You are not signed in; P signs in."),
    ] {
        let mut rig = local_panes(engines);
        rig.keys("c");
        assert!(rig.app.overlay().is_none());
        let text = rig.notice();
        assert!(text.contains(words), "{text}");
    }
    let mut rig = local_panes(&[|_, _, _| Support::No(NoRoute::NotACollection), |_, _, _| Support::Yes]);
    rig.keys("c");
    assert!(matches!(rig.app.overlay(), Some(Overlay::Plan(_))), "the second engine moves it");
}

#[test]
fn what_a_store_demands_is_in_the_plan_wherever_the_panes_have_gone() {
    let mut rig = Rig::signed_in((80, 24));
    let places = vec![(Side::Left, spec(JASMIN)), (Side::Right, spec(LAPTOP))];
    rig.event(Event::Auth(AuthEvent::Connected {
        environment: SafeText::default(),
        places,
        method: LoginMethod::Browser,
    }));
    let ids: Vec<RequestId> = rig.take().iter().filter_map(resolve).collect();
    let mut strict = StoreInfo::clone(&store(JASMIN, "JASMIN"));
    strict.transfers.must_verify = true;
    rig.event(Event::done::<Resolve>(ids[0], Ok(Resolved { store: Arc::new(strict), path: None })));
    rig.event(Event::done::<Resolve>(ids[1], Ok(Resolved { store: store(LAPTOP, "laptop"), path: None })));
    let ids: Vec<RequestId> = rig.take().iter().filter_map(browse).collect();
    rig.list(ids[0], "/home/demo", &["d/"]);
    rig.list(ids[1], "/data", &[]);
    rig.keys("c").drawn().wait(400);
    let demand = "a collection requires it";
    assert!(rig.text().contains(demand), "{}", rig.text());
    rig.keys("Enter");
    let (id, _) = submitted(&mut rig).unwrap();
    rig.keys("l");
    let inside = rig.asked();
    rig.list(inside, "/home/demo/d", &[]);
    rig.event(Event::done::<Submit>(id, Err(problem("No room there."))));
    assert!(rig.text().contains(demand), "{}", rig.text());
}

#[test]
fn a_plan_that_is_open_follows_what_the_destination_lists() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("c");
    rig.drawn().wait(1_000);
    assert!(rig.text().contains("Nothing at the destination will be overwritten."), "{}", rig.text());
    rig.event(listed(vec![task(1, TaskStatus::Active)]));
    rig.event(listed(vec![task(1, TaskStatus::Succeeded)]));
    // The end of a task lists both sides again.
    let asked: Vec<_> = calls::<List>(&rig.take()).into_iter().map(|(id, _)| id).collect();
    for id in asked {
        rig.list(id, "/data", &["a"]);
    }
    rig.settle();
    assert!(rig.text().contains("Already at the destination: a."), "{}", rig.text());
    rig.keys("Enter");
    assert!(calls::<Submit>(&rig.take()).is_empty(), "it was not seen");
    rig.drawn().wait(400).keys("Enter");
    assert_eq!(calls::<Submit>(&rig.take()).len(), 1);
}
