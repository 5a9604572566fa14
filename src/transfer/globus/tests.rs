//! The engine against a service that remembers. A kill is a future that is forgotten at a step,
//! owned by a process that has ended.

use std::sync::Arc;
use std::task::Poll;

use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::*;
use crate::domain::ids::{ClientId, IdentityId};
use crate::domain::job::JobState;
use crate::domain::secret::Token;
use crate::globus::audience::Audience;
use crate::globus::client::{Boxed, TokenSource};
use crate::globus::http::Http;
use crate::transfer::WallClock;
use crate::transfer::journal::{Journal, ProcessIdentity, Record, State};
use crate::transfer::route::RULES;
use crate::transfer::testing::{IDENTITY, Service, delete_plan, end, local_end, plan};

struct Always;

impl TokenSource for Always {
    fn access_token<'a>(&'a self, _: &'a Audience) -> Boxed<'a, Result<Token, ApiError>> {
        Box::pin(async { Ok(Token::new("t")) })
    }

    fn rejected<'a>(&'a self, _: &'a Audience, _: &'a Token) -> Boxed<'a, Result<Token, ApiError>> {
        Box::pin(async { Err(ApiError::new(ErrorKind::Unauthenticated, "no other token")) })
    }
}

pub(super) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

pub(super) fn origin(service: &Service) -> Origin {
    Origin {
        service: service.environment.transfer().base().as_str().to_owned(),
        client: ClientId::new(Uuid::from_u128(5)),
        identity: IdentityId::new(IDENTITY),
    }
}

pub(super) struct Rig {
    pub(super) service: Service,
    dir: tempfile::TempDir,
}

impl Rig {
    pub(super) async fn new() -> Self {
        Self { service: Service::start().await, dir: tempfile::tempdir().unwrap() }
    }

    pub(super) fn engine_of(
        &self,
        origin: Origin,
        process: ProcessIdentity,
        later: i64,
        crash_point: CrashPoint,
    ) -> GlobusEngine {
        let http = Http::new(&self.service.environment).unwrap();
        let globus = Globus::new(self.service.environment.clone(), http, Arc::new(Always));
        let wall: WallClock = Arc::new(move || now() + later);
        let writer =
            JournalWriter::new(Journal::open_as(self.dir.path(), process).unwrap(), wall, TaskTracker::new());
        let engine = GlobusEngine::new(writer, crash_point);
        engine.set_session(Some(GlobusSession { globus, origin }));
        engine
    }

    pub(super) fn engine(&self) -> GlobusEngine {
        self.engine_of(origin(&self.service), ProcessIdentity::new(), 0, CrashPoint::default())
    }

    pub(super) fn records(&self) -> Vec<Record> {
        let contents = Journal::open(self.dir.path()).unwrap().read_all(now()).unwrap();
        assert!(contents.unusable.is_empty(), "{:?}", contents.unusable);
        contents.records
    }

    pub(super) fn posts(&self) -> Vec<String> {
        self.service.told.posts.lock().unwrap().clone()
    }
}

pub(super) async fn recover(engine: &GlobusEngine) -> Vec<Recovery> {
    let (report, mut reports) = mpsc::channel(8);
    let read = async {
        let mut all = Vec::new();
        while let Some(one) = reports.recv().await {
            all.push(one);
        }
        all
    };
    tokio::join!(engine.resume_all(&[], report), read).1
}

#[tokio::test]
async fn killed_at_any_step_nothing_is_lost_and_nothing_is_doubled() {
    for (step, deletes) in JournalStep::ALL.into_iter().flat_map(|step| [(step, false), (step, true)]) {
        let rig = Rig::new().await;
        let gone = ProcessIdentity { boot: "earlier".into(), ..ProcessIdentity::new() };
        let killed = rig.engine_of(origin(&rig.service), gone, 0, CrashPoint::new(Some(step)));
        let mut work = match deletes {
            false => killed.submit(plan(2, "x"), oneshot::channel().0),
            true => killed.submit_delete(delete_plan(), oneshot::channel().0),
        };
        let mark = rig.dir.path().join("paused-at");
        std::future::poll_fn(|cx| match work.as_mut().poll(cx) {
            Poll::Ready(outcome) => panic!("not stopped at {step:?}: {outcome:?}"),
            Poll::Pending if mark.exists() => Poll::Ready(()),
            Poll::Pending => Poll::Pending,
        })
        .await;
        std::mem::forget(work);

        let found = recover(&rig.engine()).await;
        assert_eq!(rig.service.tasks(), 1, "{step:?}");
        let records = rig.records();
        let [Record { state: State::Accepted(task), body, .. }] = &records[..] else {
            panic!("{step:?}: {records:?}")
        };
        assert_eq!(body.contains(r#""DATA_TYPE":"delete""#), deletes, "{body}");
        assert!(rig.posts().iter().all(|sent| sent == body), "{step:?}: not the same bytes");
        match &found[..] {
            [] => assert_eq!(step, JournalStep::OutcomeSynced),
            [Recovery::Sent { outcome: SubmitOutcome::Accepted { task: told, again }, .. }] => {
                assert_eq!(told, task);
                assert_eq!(
                    *again,
                    matches!(step, JournalStep::PostSent | JournalStep::AnswerRead),
                    "{step:?}"
                );
            }
            other => panic!("{step:?}: {other:?}"),
        }
        assert!(recover(&rig.engine()).await.is_empty(), "{step:?}: done twice");
    }
}

#[tokio::test]
async fn what_is_of_another_service_application_or_identity_is_left_alone() {
    let rig = Rig::new().await;
    let ours = origin(&rig.service);
    let others = [
        Origin { service: "https://transfer.example.org/".into(), ..ours.clone() },
        Origin { client: ClientId::new(Uuid::from_u128(6)), ..ours.clone() },
        Origin { identity: IdentityId::new(Uuid::from_u128(6)), ..ours },
    ];
    for other in others {
        let engine = rig.engine_of(other.clone(), ProcessIdentity::new(), 0, CrashPoint::default());
        drop(engine.add_entry(&other, &plan(2, "x")).await.unwrap());
    }
    let before = rig.records();
    let found = recover(&rig.engine()).await;
    assert!(
        found.len() == 3
            && found.iter().all(|one| matches!(one, Recovery::Left(job) if job.state == JobState::Foreign)),
        "{found:?}"
    );
    assert_eq!((rig.posts().len(), rig.records()), (0, before));
}

#[tokio::test]
async fn a_refusal_ends_an_entry_and_says_why() {
    let rig = Rig::new().await;
    *rig.service.told.refuse.lock().unwrap() = Some((403, r#"{"code":"PermissionDenied","message":"no"}"#));
    let outcome = rig.engine().submit(plan(2, "x"), oneshot::channel().0).await;
    assert!(matches!(outcome, SubmitOutcome::Refused(TransferError::Globus(_))), "{outcome:?}");
    let [Record { state: State::Refused(reason), .. }] = &rig.records()[..] else { panic!() };
    assert!(reason.contains("PermissionDenied"), "{reason}");
    assert!(recover(&rig.engine()).await.is_empty());
    assert_eq!(rig.posts().len(), 1);
}

#[tokio::test]
async fn a_wanted_consent_or_sign_in_lets_the_entry_wait() {
    for (status, body, state) in [
        (
            403,
            r#"{"code":"ConsentRequired","message":"m","required_scopes":["s"]}"#,
            State::Waiting(WaitReason::Consent),
        ),
        (401, r#"{"code":"AuthenticationFailed","message":"m"}"#, State::Waiting(WaitReason::SignIn)),
    ] {
        let rig = Rig::new().await;
        *rig.service.told.refuse.lock().unwrap() = Some((status, body));
        let outcome = rig.engine().submit(plan(2, "x"), oneshot::channel().0).await;
        assert!(matches!(outcome, SubmitOutcome::Waits(_)), "{outcome:?}");
        assert_eq!(rig.records()[0].state, state);
        *rig.service.told.refuse.lock().unwrap() = None;
        assert_eq!(recover(&rig.engine()).await.len(), 1);
        let posts = rig.posts();
        assert!(rig.service.tasks() == 1 && posts.iter().all(|post| *post == posts[0]));
    }
}

#[tokio::test]
async fn while_the_service_asks_to_wait_an_entry_is_released_and_can_be_dropped_or_tried() {
    let rig = Rig::new().await;
    *rig.service.told.paused.lock().unwrap() = Some(600);
    let engine = rig.engine();
    let SubmitOutcome::Waits(TransferError::Globus(e)) =
        engine.submit(plan(2, "x"), oneshot::channel().0).await
    else {
        panic!("it waits for the end of the pause")
    };
    assert_eq!(e.kind, ErrorKind::RateLimited);
    let waits = State::Waiting(WaitReason::RateLimited);
    assert_eq!((rig.records()[0].state.clone(), rig.records()[0].tries), (waits.clone(), 1));

    // What is submitted during the pause was never sent, and can be dropped.
    let outcome = engine.submit(plan(2, "y"), oneshot::channel().0).await;
    assert!(matches!(outcome, SubmitOutcome::Waits(_)), "{outcome:?}");
    let second = rig.records().into_iter().find(|record| record.label == "y").unwrap();
    assert_eq!((second.state, second.tries, rig.posts().len()), (waits, 0, 1));
    engine.discard(second.id).await.unwrap();

    // The user tries all the same: it is sent, and the pause is over.
    *rig.service.told.paused.lock().unwrap() = None;
    let globus = engine.session().unwrap().globus.clone();
    globus.try_now(&crate::globus::rate_limit::Peer::of(globus.transfer())).unwrap();
    let first = rig.records().into_iter().find(|record| record.label == "x").unwrap();
    let outcome = engine.resume(first.id).await;
    assert!(matches!(outcome, SubmitOutcome::Accepted { again: false, .. }), "{outcome:?}");
    assert!(globus.pauses().is_empty());
}

#[tokio::test]
async fn an_old_entry_is_looked_up_and_never_sent_again_unasked() {
    const LATER: i64 = 25 * 3600;
    for reached in [true, false] {
        let rig = Rig::new().await;
        let process = ProcessIdentity { boot: "earlier".into(), ..ProcessIdentity::new() };
        let step = if reached { JournalStep::PostSent } else { JournalStep::IdSynced };
        let killed = rig.engine_of(origin(&rig.service), process, 0, CrashPoint::new(Some(step)));
        let mark = rig.dir.path().join("paused-at");
        let mut work = killed.submit(plan(2, "x"), oneshot::channel().0);
        std::future::poll_fn(|cx| match work.as_mut().poll(cx) {
            Poll::Pending if !mark.exists() => Poll::Pending,
            _ => Poll::Ready(()),
        })
        .await;
        std::mem::forget(work);
        let engine =
            rig.engine_of(origin(&rig.service), ProcessIdentity::new(), LATER, CrashPoint::default());
        let found = recover(&engine).await;
        let sent = rig.posts().len();
        match (reached, &found[..]) {
            (true, [Recovery::Sent { outcome: SubmitOutcome::Accepted { again: true, .. }, .. }]) => {
                assert_eq!(sent, 1);
                assert!(matches!(rig.records()[0].state, State::Accepted(_)));
            }
            (false, [Recovery::Left(job)]) => {
                assert_eq!((sent, &job.state), (0, &JobState::TooOld));
                assert_eq!(rig.records()[0].state, State::Reserved);
            }
            (_, other) => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn an_entry_another_process_works_on_is_left_to_it() {
    let rig = Rig::new().await;
    let elsewhere = ProcessIdentity { host: "login2".into(), ..ProcessIdentity::new() };
    let other = rig.engine_of(origin(&rig.service), elsewhere, 0, CrashPoint::default());
    let entry = other.add_entry(&origin(&rig.service), &plan(2, "x")).await.unwrap();
    assert!(matches!(recover(&rig.engine()).await[..], [Recovery::Busy]));
    assert!(rig.posts().is_empty());
    drop(entry);
}

#[tokio::test]
async fn it_moves_data_between_collections_once_a_user_is_signed_in() {
    let rig = Rig::new().await;
    let engine = rig.engine();
    let (here, there, local) = (end(1, "/~/"), end(2, "/x"), local_end("/home/ada"));
    let not_from_here = Support::No(NoRoute::NotACollection);
    let moves = |from, to| {
        let [rule] = RULES else { panic!("there is one engine") };
        let signed_in = engine.session().is_ok();
        assert_eq!(rule(from, to, signed_in), engine.supports(from, to), "what the app is given");
        engine.supports(from, to)
    };
    assert_eq!(moves(&here, &there), Support::Yes);
    assert_eq!(moves(&local, &there), not_from_here);
    engine.set_session(None);
    assert_eq!(moves(&here, &there), Support::Needs(NextStep::SignIn));
    for (from, to) in [(&here, &local), (&local, &there), (&local, &local)] {
        assert_eq!(moves(from, to), not_from_here, "a sign-in would not help");
    }
}
