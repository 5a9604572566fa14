//! The stream of jobs against a service that remembers: what the journal holds, what is unfinished, what is gone.

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use serde_json::{Value, json};
use tokio::sync::{oneshot, watch};
use uuid::Uuid;

use super::tests::{Rig, origin, recover};
use super::*;
use crate::domain::ids::IdentityId;
use crate::domain::job::{JobList, JobSnapshot, JobState, Pace, WaitReason};
use crate::transfer::journal::{JournalErrorKind, ProcessIdentity};
use crate::transfer::testing::plan;

/// What a user sees of an engine.
struct Screen {
    pace: watch::Sender<Pace>,
    reports: BoxStream<'static, JobReport>,
    jobs: JobList,
    ended: Vec<JobSnapshot>,
}

impl Screen {
    fn of(engine: &GlobusEngine, pace: Pace) -> Self {
        let pace = watch::Sender::new(pace);
        let reports = engine.watch(pace.subscribe());
        Self { pace, reports, jobs: JobList::default(), ended: Vec::new() }
    }

    /// Applies reports until the list is as `wanted`.
    async fn until(&mut self, wanted: impl Fn(&JobList) -> bool) {
        let search = async {
            while !wanted(&self.jobs) {
                let changes = self.reports.next().await.expect("the stream ended").unwrap();
                self.ended.extend(self.jobs.apply(changes).ended);
            }
        };
        let done = tokio::time::timeout(Duration::from_secs(30), search).await;
        assert!(done.is_ok(), "{:#?}", self.jobs.jobs());
    }

    async fn until_only(&mut self, state: &JobState) -> JobSnapshot {
        self.until(|jobs| matches!(jobs.jobs(), [job] if job.state == *state)).await;
        self.jobs.jobs()[0].clone()
    }
}

async fn submit(engine: &GlobusEngine) -> (JobId, SubmitOutcome) {
    let (saved, id) = oneshot::channel();
    let outcome = engine.submit(plan(2, "x"), saved).await;
    (id.await.unwrap(), outcome)
}

#[tokio::test]
async fn a_submission_is_one_job_from_the_journal_to_its_end() {
    let rig = Rig::new().await;
    let engine = rig.engine();
    let mut screen = Screen::of(&engine, Pace::Background);
    let (id, outcome) = submit(&engine).await;
    assert!(matches!(outcome, SubmitOutcome::Accepted { again: false, .. }), "{outcome:?}");
    let job = screen.until_only(&JobState::Active).await;
    assert_eq!((job.id, screen.jobs.unfinished()), (id, 1), "the journal's id, once");
    rig.service.told.over.store(true, Ordering::SeqCst);
    screen.until_only(&JobState::Succeeded).await;
    assert_eq!((screen.ended.len(), screen.jobs.unfinished()), (1, 0));
}

#[tokio::test]
async fn the_id_is_told_when_the_entry_is_durable_and_before_anything_is_sent() {
    let rig = Rig::new().await;
    let engine = rig.engine_of(
        origin(&rig.service),
        ProcessIdentity::new(),
        0,
        CrashPoint::new(Some(JournalStep::IdAnswered)),
    );
    let (saved, id) = oneshot::channel();
    let work = tokio::spawn(engine.submit(plan(2, "x"), saved));
    let id = id.await.unwrap();
    assert!(rig.records().iter().any(|record| record.id == id));
    assert!(rig.posts().is_empty());
    work.abort();
}

fn document(n: u128, status: &str) -> Value {
    json!({"task_id": Uuid::from_u128(n), "type": "TRANSFER", "status": status,
           "request_time": format!("2026-01-01T00:{:02}:{:02}+00:00", n / 60 % 60, n % 60)})
}

#[tokio::test]
async fn an_unfinished_task_outside_the_newest_is_listed_and_the_window_is_told() {
    let rig = Rig::new().await;
    let newest: Vec<Value> = (1000..1100).map(|n| document(n, "SUCCEEDED")).collect();
    let lists = (json!({"total": 151, "DATA": newest}), json!({"total": 1, "DATA": [document(7, "ACTIVE")]}));
    *rig.service.told.lists.lock().unwrap() = Some(lists);
    let engine = rig.engine();
    let mut screen = Screen::of(&engine, Pace::Watching);
    screen.until(|jobs| jobs.jobs().len() == 101).await;
    let window = screen.jobs.window();
    assert_eq!((window.newest, window.total, screen.jobs.unfinished()), (100, 151, 1));

    // It ends and is not among the newest: it is requested by its id, and the service no longer knows it.
    rig.service.told.lists.lock().unwrap().as_mut().unwrap().1 = json!({"total": 0, "DATA": []});
    screen.until(|jobs| jobs.unfinished() == 0).await;
    assert_eq!(rig.service.told.single.lock().unwrap()[0], Uuid::from_u128(7));
    assert_eq!(screen.ended[0].state, JobState::Forgotten);
}

#[tokio::test]
async fn a_followed_task_that_the_service_forgets_leaves_the_count_with_a_word() {
    let rig = Rig::new().await;
    rig.service.told.forgetful.store(true, Ordering::SeqCst);
    let engine = rig.engine();
    let mut screen = Screen::of(&engine, Pace::Background);
    let (id, _) = submit(&engine).await;
    let job = screen.until_only(&JobState::Submitted).await;
    assert_eq!((job.id, screen.jobs.unfinished()), (id, 1));
    let job = screen.until_only(&JobState::Forgotten).await;
    assert_eq!(screen.jobs.unfinished(), 0);
    assert!(job.note.unwrap().as_str().contains("no longer knows"));
    assert_eq!(rig.service.told.single.lock().unwrap().len(), 2, "one answer could be too early");
    // Nothing is followed any more, so nothing is asked.
    let looks = rig.service.told.looks.load(Ordering::SeqCst);
    assert!(tokio::time::timeout(Duration::from_secs(1), screen.reports.next()).await.is_err());
    assert_eq!(rig.service.told.looks.load(Ordering::SeqCst), looks);
}

#[tokio::test]
async fn a_waiting_submission_is_a_job_that_can_be_dropped_for_good() {
    let rig = Rig::new().await;
    *rig.service.told.refuse.lock().unwrap() =
        Some((403, r#"{"code":"ConsentRequired","message":"m","required_scopes":["s"]}"#));
    let engine = rig.engine();
    let mut screen = Screen::of(&engine, Pace::Background);
    let (id, outcome) = submit(&engine).await;
    assert!(matches!(outcome, SubmitOutcome::Waits(_)));
    let job = screen.until_only(&JobState::Waiting(WaitReason::Consent)).await;
    assert_eq!((job.id, screen.jobs.to_be_sent()), (id, 1));
    let details = engine.details(id).await.unwrap();
    assert_eq!((details.total, details.items.len()), (1, 1));
    assert!(details.file.as_str().ends_with(&format!("{id}.json")), "{}", details.file.as_str());

    engine.discard(id).await.unwrap();
    screen.until(|jobs| jobs.jobs().is_empty()).await;
    *rig.service.told.refuse.lock().unwrap() = None;
    let posts = rig.posts().len();
    assert!(recover(&rig.engine()).await.is_empty());
    let outcome = engine.resume(id).await;
    assert!(matches!(outcome, SubmitOutcome::Refused(_)), "{outcome:?}");
    assert_eq!((rig.posts().len(), rig.service.tasks()), (posts, 0));
}

#[tokio::test]
async fn a_waiting_submission_is_sent_when_the_user_asks() {
    let rig = Rig::new().await;
    *rig.service.told.refuse.lock().unwrap() =
        Some((403, r#"{"code":"ConsentRequired","message":"m","required_scopes":["s"]}"#));
    let engine = rig.engine();
    let mut screen = Screen::of(&engine, Pace::Background);
    let (id, _) = submit(&engine).await;
    screen.until_only(&JobState::Waiting(WaitReason::Consent)).await;
    *rig.service.told.refuse.lock().unwrap() = None;
    let outcome = engine.resume(id).await;
    assert!(matches!(outcome, SubmitOutcome::Accepted { again: false, .. }), "{outcome:?}");
    assert_eq!(screen.until_only(&JobState::Active).await.id, id);
    let posts = rig.posts();
    assert!(posts.iter().all(|post| *post == posts[0]), "not the same bytes");
    let again = engine.resume(id).await;
    assert!(matches!(again, SubmitOutcome::Accepted { again: true, .. }), "{again:?}");
    assert_eq!(rig.posts().len(), posts.len());
}

#[tokio::test]
async fn an_entry_that_is_being_sent_cannot_be_dropped() {
    let rig = Rig::new().await;
    let other = rig.engine_of(
        origin(&rig.service),
        ProcessIdentity { host: "login2".into(), ..ProcessIdentity::new() },
        0,
        CrashPoint::default(),
    );
    let entry = other.add_entry(&origin(&rig.service), &plan(2, "x")).await.unwrap();
    let engine = rig.engine();
    let mut screen = Screen::of(&engine, Pace::Background);
    let job = screen.until_only(&JobState::SubmittingElsewhere).await;
    assert_eq!((screen.jobs.saved(), screen.jobs.to_be_sent()), (1, 0), "quitting does not depend on it");
    match engine.discard(job.id).await {
        Err(TransferError::Journal(e)) => assert_eq!(e.kind, JournalErrorKind::Claimed),
        other => panic!("{other:?}"),
    }
    assert_eq!(entry.record().id, job.id);

    // What becomes of it is seen although this process writes nothing.
    let outcome = other.advance(&other.session().unwrap(), entry).await;
    assert!(matches!(outcome, SubmitOutcome::Accepted { .. }), "{outcome:?}");
    screen.until_only(&JobState::Active).await;
}

#[tokio::test]
async fn an_old_entry_that_was_never_sent_gets_a_new_id_when_the_user_sends_it() {
    const LATER: i64 = 25 * 3600;
    let rig = Rig::new().await;
    let entry = rig.engine().add_entry(&origin(&rig.service), &plan(2, "x")).await.unwrap();
    let id = entry.record().id;
    drop(entry);
    let engine = rig.engine_of(origin(&rig.service), ProcessIdentity::new(), LATER, CrashPoint::default());
    let mut screen = Screen::of(&engine, Pace::Background);
    screen.until_only(&JobState::TooOld).await;
    assert!(screen.jobs.jobs()[0].why_not(crate::domain::job::JobAction::SendNow).is_none());
    let outcome = engine.resume(id).await;
    assert!(matches!(outcome, SubmitOutcome::Accepted { again: false, .. }), "{outcome:?}");
    assert_eq!(rig.service.tasks(), 1);
}

#[tokio::test]
async fn without_a_session_saved_submissions_are_still_shown_and_those_of_others_named() {
    let rig = Rig::new().await;
    drop(rig.engine().add_entry(&origin(&rig.service), &plan(2, "x")).await.unwrap());
    let engine = rig.engine();
    engine.set_session(None);
    let mut screen = Screen::of(&engine, Pace::Watching);
    screen.until_only(&JobState::Waiting(WaitReason::SignIn)).await;
    assert!(matches!(engine.resume(screen.jobs.jobs()[0].id).await, SubmitOutcome::Waits(_)));

    let other = Origin { identity: IdentityId::new(Uuid::from_u128(6)), ..origin(&rig.service) };
    let other = rig.engine_of(other, ProcessIdentity::new(), 0, CrashPoint::default());
    let mut screen = Screen::of(&other, Pace::Background);
    let job = screen.until_only(&JobState::Foreign).await;
    assert!(job.note.unwrap().as_str().contains("identity"));
    assert!(matches!(other.resume(job.id).await, SubmitOutcome::Waits(TransferError::Foreign)));
    assert!(rig.posts().is_empty());
}

#[tokio::test]
async fn a_task_that_is_over_does_not_end_again_with_the_next_session() {
    let rig = Rig::new().await;
    let engine = rig.engine();
    let mut screen = Screen::of(&engine, Pace::Watching);
    submit(&engine).await;
    screen.until_only(&JobState::Active).await;
    rig.service.told.over.store(true, Ordering::SeqCst);
    screen.until_only(&JobState::Succeeded).await;
    assert_eq!(screen.ended.len(), 1);
    let session = engine.session().unwrap();
    let again = || GlobusSession { globus: session.globus.clone(), origin: session.origin.clone() };
    let looks = || rig.service.told.looks.load(Ordering::SeqCst);

    // A consent, then a sign-out and another sign-in.
    for signs_out in [false, true] {
        if signs_out {
            engine.set_session(None);
            screen.until(|jobs| jobs.jobs().is_empty()).await;
        }
        let before = looks();
        engine.set_session(Some(again()));
        screen.until(|jobs| !jobs.jobs().is_empty()).await;
        while looks() == before {
            let changes = tokio::time::timeout(Duration::from_secs(30), screen.reports.next()).await;
            screen.ended.extend(screen.jobs.apply(changes.unwrap().unwrap().unwrap()).ended);
        }
        screen.until_only(&JobState::Succeeded).await;
        assert_eq!(screen.ended.len(), 1, "signed out: {signs_out}");
    }
}

#[tokio::test]
async fn a_job_is_cancelled_by_the_id_of_its_entry() {
    let rig = Rig::new().await;
    let engine = rig.engine();
    let (id, outcome) = submit(&engine).await;
    let SubmitOutcome::Accepted { task, .. } = outcome else { panic!("{outcome:?}") };
    engine.cancel(id).await.unwrap();
    let unknown = JobId::new(Uuid::from_u128(99));
    engine.cancel(unknown).await.unwrap();
    assert_eq!(*rig.service.told.cancelled.lock().unwrap(), [task.uuid(), unknown.uuid()]);
}

#[tokio::test]
async fn the_stream_ends_with_its_reader() {
    let rig = Rig::new().await;
    let screen = Screen::of(&rig.engine(), Pace::Background);
    screen.pace.send_replace(Pace::Watching);
    drop(screen.pace);
    let rest = screen.reports.collect::<Vec<_>>();
    assert!(tokio::time::timeout(Duration::from_secs(30), rest).await.is_ok());
}
