//! Tests of the whole runtime against a small service: effects in, events out.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::timeout;
use uuid::Uuid;

use super::*;
use crate::app::effect::LoginMethod;
use crate::app::event::TasksEvent;
use crate::app::requests::fs::List;
use crate::app::requests::login::{BeginLogin, LoginStep, SaveClientId, UseLoginCode};
use crate::app::requests::task::{Submission, Submit};
use crate::app::requests::{Call, Part};
use crate::config::Credentials;
use crate::config::paths::Paths;
use crate::domain::ids::{ClientId, CollectionId};
use crate::domain::job::{JobChange, JobSnapshot, Pace};
use crate::domain::path::StorePath;
use crate::domain::place::StoreId;
use crate::domain::secret::Token;
use crate::transfer::journal::{CrashPoint, Journal, JournalStep, State};
use crate::transfer::testing::{Service, plan};

struct Rig {
    service: Service,
    dir: tempfile::TempDir,
}

struct Running {
    runtime: Runtime,
    events: mpsc::Receiver<Event>,
}

impl Rig {
    async fn new() -> Self {
        Self { service: Service::start().await, dir: tempfile::tempdir().unwrap() }
    }

    fn connection(&self) -> Connection {
        let client = ClientId::new(Uuid::from_u128(5));
        Connection {
            environment: self.service.environment.clone(),
            client: None,
            credentials: Some(Credentials { client, secret: Token::new("s") }),
            paths: Paths::under(self.dir.path(), "default").unwrap(),
            way: LoginMethod::Paste,
            auto_consent: false,
            places: Vec::new(),
        }
    }

    fn start(&self, connection: Result<Connection, Problem>, crash_point: CrashPoint) -> Running {
        let connect = Box::pin(std::future::ready(connection));
        let (tell, events) = mpsc::channel(16);
        let runtime = Runtime::start(
            Options {
                connect,
                home: StorePath::root(),
                clock: Clock::new(),
                crash_point,
                session_file: None,
            },
            tell,
        );
        Running { runtime, events }
    }

    /// Started, and signed in by now.
    async fn signed_in(&self, crash_point: CrashPoint) -> Running {
        let mut running = self.start(Ok(self.connection()), crash_point);
        running.until(|event| matches!(event, Event::Auth(AuthEvent::SignedIn(_))).then_some(())).await;
        running
    }

    fn states(&self) -> Vec<State> {
        let journal = Journal::open(&self.connection().paths.journal_dir()).unwrap();
        let now = jiff::Timestamp::now().as_second();
        journal.read_all(now).unwrap().records.into_iter().map(|record| record.state).collect()
    }
}

impl Running {
    /// The first report of jobs that `wanted` takes.
    async fn until_jobs(&mut self, wanted: impl Fn(&[JobChange]) -> bool) {
        let report = |event: &Event| match event {
            Event::Tasks(TasksEvent::Jobs(jobs)) => wanted(jobs).then_some(()),
            _ => None,
        };
        self.until(report).await;
    }

    /// The first event that `wanted` takes.
    async fn until<T>(&mut self, wanted: impl Fn(&Event) -> Option<T>) -> T {
        let search = async {
            loop {
                let event = self.events.recv().await.expect("the runtime ended");
                if let Some(found) = wanted(&event) {
                    return found;
                }
            }
        };
        timeout(Duration::from_secs(20), search).await.expect("it did not happen")
    }

    fn browse(&mut self, id: u64, collection: u128) {
        let store = StoreId::Collection(CollectionId::new(Uuid::from_u128(collection)));
        let path = Some(StorePath::parse("/x").unwrap());
        self.send(id, List { store, path, ahead: false, full: false, filter: None });
    }

    fn send(&mut self, id: u64, request: impl Into<Request>) {
        self.runtime.perform(Effect::Send { id: RequestId(id), request: Arc::new(request.into()) });
    }

    /// How the request ends.
    async fn end<C: Call>(&mut self, id: u64) -> Result<C::Reply, Problem>
    where
        C::Reply: Clone,
    {
        self.until(|event| match event.part::<C>() {
            Some((RequestId(of), Part::Done(end))) if of == id => Some(end.clone()),
            _ => None,
        })
        .await
    }
}

#[tokio::test]
async fn rows_come_before_the_end_and_a_cancel_ends_the_request() {
    let rig = Rig::new().await;
    let mut running = rig.signed_in(CrashPoint::default()).await;
    running.browse(1, 1);
    let rows = running.until(|event| match event.part::<List>() {
        Some((RequestId(1), Part::Partial(chunk))) => Some(chunk.len()),
        _ => None,
    });
    assert_eq!(rows.await, 1);
    running.runtime.perform(Effect::Cancel(RequestId(1)));
    let hung_up = timeout(Duration::from_secs(20), rig.service.told.hung_up.notified());
    hung_up.await.expect("the service still sends what nobody waits for");
    running.runtime.shutdown().await;
    while let Some(event) = running.events.recv().await {
        assert!(!matches!(event.part::<List>(), Some((_, Part::Done(_)))), "{event:?}");
    }
}

#[tokio::test]
async fn a_failed_listing_says_what_and_why() {
    let rig = Rig::new().await;
    let mut running = rig.signed_in(CrashPoint::default()).await;
    running.browse(1, 9);
    let problem = running.end::<List>(1).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::NotFound);
    assert!(problem.happened.as_str().starts_with("Could not list /x"), "{problem:?}");
}

#[tokio::test]
async fn a_submission_is_in_the_journal_and_is_seen_running() {
    let rig = Rig::new().await;
    let mut running = rig.signed_in(CrashPoint::default()).await;
    running.runtime.perform(Effect::Watch(Pace::Watching));
    running.until_jobs(|jobs| jobs.contains(&JobChange::Answered)).await;
    running.runtime.perform(Effect::Watch(Pace::Background));
    running.send(1, Submit { plan: Box::new(plan(2, "x")) });
    let Ok(Submission::Accepted { again: false }) = running.end::<Submit>(1).await else {
        panic!("it is not accepted")
    };
    let states = rig.states();
    let [State::Accepted(task)] = states[..] else { panic!("{states:?}") };
    // Sooner than its ten-second interval: the task may be over by then.
    let is_it = |job: &JobSnapshot| job.task.as_ref().is_some_and(|seen| seen.id == task);
    let seen = running
        .until_jobs(|jobs| jobs.iter().any(|change| matches!(change, JobChange::Set(job) if is_it(job))));
    timeout(Duration::from_secs(5), seen).await.expect("looked too late");
}

#[tokio::test]
async fn what_was_under_way_at_the_end_is_finished_by_the_next_start() {
    let rig = Rig::new().await;
    let mut running = rig.signed_in(CrashPoint::new(Some(JournalStep::PostSent))).await;
    running.send(1, Submit { plan: Box::new(plan(2, "night run")) });
    // It continues without a waiting request.
    running.runtime.perform(Effect::Cancel(RequestId(1)));
    let sent = async {
        while rig.service.tasks() == 0 || rig.states() != [State::Sent] {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(20), sent).await.unwrap();
    running.runtime.shutdown().await;

    let mut running = rig.start(Ok(rig.connection()), CrashPoint::default());
    let label = running
        .until(|event| match event {
            Event::Tasks(TasksEvent::Recovered { label }) => Some(label.clone()),
            _ => None,
        })
        .await;
    assert_eq!(label.as_str(), "night run");
    assert!(matches!(rig.states()[..], [State::Accepted(_)]) && rig.service.tasks() == 1);
    let posts = rig.service.told.posts.lock().unwrap();
    assert!(posts.len() == 2 && posts[0] == posts[1]);
}

#[tokio::test]
async fn the_end_of_a_sign_in_is_told_once_and_a_submission_waits_for_the_next() {
    let rig = Rig::new().await;
    let mut running = rig.signed_in(CrashPoint::default()).await;
    rig.service.told.signed_out.store(true, Ordering::SeqCst);
    running.send(1, Submit { plan: Box::new(plan(2, "x")) });
    running.runtime.perform(Effect::Watch(Pace::Watching));
    let mut needed = 0;
    let mut waits = false;
    while !(waits && needed > 0) {
        let event = timeout(Duration::from_secs(20), running.events.recv()).await.unwrap().unwrap();
        needed += usize::from(matches!(event, Event::Auth(AuthEvent::SignInNeeded(Some(_)))));
        waits |= matches!(event.part::<Submit>(), Some((_, Part::Done(Ok(Submission::Waits(problem))))) if problem.kind == ProblemKind::SignIn);
    }
    rig.service.told.signed_out.store(false, Ordering::SeqCst);
    running.send(2, BeginLogin { method: LoginMethod::Paste, requirement: None });
    running
        .until(|event| {
            assert!(!matches!(event, Event::Auth(AuthEvent::SignInNeeded(_))), "told twice");
            matches!(event, Event::Tasks(TasksEvent::Recovered { .. })).then_some(())
        })
        .await;
    assert_eq!(rig.service.tasks(), 1);
}

#[tokio::test]
async fn without_a_client_id_one_is_asked_for_and_kept() {
    let rig = Rig::new().await;
    let connection = Connection { credentials: None, ..rig.connection() };
    let file = connection.paths.config_file();
    let mut running = rig.start(Ok(connection), CrashPoint::default());
    running.until(|event| matches!(event, Event::Auth(AuthEvent::ClientIdNeeded)).then_some(())).await;
    running.browse(1, 1);
    running.end::<List>(1).await.unwrap_err();
    let client = ClientId::new(Uuid::from_u128(5));
    running.send(2, SaveClientId { client });
    running.until(|event| matches!(event, Event::Auth(AuthEvent::SignInNeeded(None))).then_some(())).await;
    assert_eq!(crate::config::file::read(&file).unwrap().client_id, Some(client));
    running.send(3, UseLoginCode { code: Token::new("early") });
    running.end::<UseLoginCode>(3).await.unwrap_err();
    for (id, way) in [(4, LoginMethod::Browser), (5, LoginMethod::Paste)] {
        running.send(id, BeginLogin { method: way, requirement: None });
        let link = running.until(|event| match event.part::<BeginLogin>() {
            Some((ready, Part::Partial(LoginStep::Link { link, .. }))) if ready.0 == id => Some(link.clone()),
            _ => None,
        });
        assert!(link.await.as_str().contains("code_challenge_method=S256"));
    }
}

#[tokio::test]
async fn services_that_are_not_there_are_told_of_and_nothing_hangs() {
    let rig = Rig::new().await;
    let problem = Problem::new(ProblemKind::Local, "The demo did not start.", "Start it again.");
    let mut running = rig.start(Err(problem), CrashPoint::default());
    running.until(|event| matches!(event, Event::Auth(AuthEvent::ConnectFailed(_))).then_some(())).await;
    running.browse(1, 1);
    running.end::<List>(1).await.unwrap_err();
    running.send(2, BeginLogin { method: LoginMethod::Paste, requirement: None });
    running.end::<BeginLogin>(2).await.unwrap_err();
}

#[tokio::test]
async fn more_than_can_be_queued_is_refused_not_lost() {
    let rig = Rig::new().await;
    // No user is signed in yet, so everything waits.
    let (tell, events) = mpsc::channel(4);
    let connect = Box::pin(std::future::pending());
    let runtime = Runtime::start(
        Options {
            connect,
            home: StorePath::root(),
            clock: Clock::new(),
            crash_point: CrashPoint::default(),
            session_file: None,
        },
        tell,
    );
    let mut running = Running { runtime, events };
    for id in 0..300 {
        running.browse(id, 1);
    }
    running.end::<List>(299).await.unwrap_err();
    running.runtime.shutdown().await;
    drop(rig);
}

#[tokio::test]
async fn a_panic_in_an_actor_is_told() {
    let (tell, mut events) = mpsc::channel(4);
    let cx = Arc::new(ActorContext::new(tell, Clock::new(), StorePath::root()));
    let (asks, queue) = mpsc::channel(4);
    let falls = |_, _, _| async { panic!("did not delete it") };
    context::spawn(&cx, "browse", context::answer_each(Arc::clone(&cx), "browse", queue, falls));
    context::spawn(&cx, "monitor", async { panic!("did not delete it") });
    let request = Arc::new(Request::from(SaveClientId { client: ClientId::new(Uuid::from_u128(5)) }));
    asks.send(cx.ask(RequestId(1), request)).await.unwrap();
    let mut died = Vec::new();
    while died.len() < 2 {
        let Some(Event::ActorDied { actor }) = events.recv().await else { panic!("another event") };
        died.push(actor);
    }
    died.sort_unstable();
    assert_eq!(died, ["browse", "monitor"]);
}
