//! Turns effects into work, and work into events. Each topic of requests has a file of the same name that answers its
//! calls; `recovery` resumes what earlier runs left, `monitor` watches tasks. They share the [`context`].
//!
//! It knows neither the terminal nor what the app shows. Start with [`Runtime::start`].

mod account;
mod attributes;
mod batch;
mod bookmarks;
pub mod clock;
pub mod connection;
mod context;
mod engines;
mod fs;
mod journal;
mod known_collections;
mod known_names;
mod login;
mod monitor;
pub mod name_index;
pub mod problem;
mod recovery;
mod removal;
pub mod saved_session;
mod search;
mod service;
mod session;
mod session_limits;
mod sharing;
mod tasks;
#[cfg(test)]
mod tests;
mod tree;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{mpsc, watch};

pub use clock::Clock;
pub use connection::{Connection, Options};

pub use crate::transfer::journal::{CrashPoint, JournalStep, UnknownStep};
pub use crate::transfer::route::RULES as ENGINE_RULES;

use crate::app::effect::{Effect, Pace};
use crate::app::event::{AuthEvent, Event};
use crate::app::requests::Request;
use crate::domain::ids::RequestId;
use crate::domain::pause::ServicePause;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::SafeText;
use crate::globus::http::Http;
use crate::globus::rate_limit::Peer;
use crate::globus::tokens::StoredTokens;
use context::{ActorContext, QUEUE, QueuedRequest};
use name_index::NameIndex;
use problem::Doing;
use recovery::Wakeup;
use saved_session::SessionFile;

/// How long quitting waits for journal and tokens, and for nothing else.
const LAST_WRITES: Duration = Duration::from_secs(2);

/// The actors and their queues.
pub struct Runtime {
    cx: Arc<ActorContext>,
    login: mpsc::Sender<QueuedRequest>,
    reads: mpsc::Sender<QueuedRequest>,
    listings: mpsc::Sender<QueuedRequest>,
    tasks: mpsc::Sender<QueuedRequest>,
    pace: watch::Sender<Pace>,
    tokens: Arc<Mutex<Option<StoredTokens>>>,
    session_file: Option<Arc<SessionFile>>,
}

impl Runtime {
    /// Starts the actors on the current tokio runtime. Everything that happens is sent to `events`.
    pub fn start(options: Options, events: mpsc::Sender<Event>) -> Self {
        let Options { connect, home, clock, crash_point, session_file } = options;
        let cx = Arc::new(ActorContext::new(events, clock, home));
        let (login, login_asks) = mpsc::channel(QUEUE);
        let (pace, paces) = watch::channel(Pace::default());
        let unsent = Wakeup::default();
        let tokens = Arc::default();

        let deps = login::LoginDeps { tokens: Arc::clone(&tokens) };
        context::spawn(&cx, "login", run_login(Arc::clone(&cx), connect, deps, crash_point, login_asks));
        let reads = answering(&cx, "reads", Wakeup::default());
        let listings = answering(&cx, "listings", Wakeup::default());
        let tasks = answering(&cx, "tasks", unsent.clone());
        context::spawn(&cx, "recovery", recovery::run(Arc::clone(&cx), unsent));
        context::spawn(&cx, "monitor", monitor::run(Arc::clone(&cx), paces));
        Self { cx, login, reads, listings, tasks, pace, tokens, session_file: session_file.map(Arc::new) }
    }

    /// Starts what the app requests, without waiting. A request that cannot be queued is answered with a failure.
    /// [`Effect::Terminal`] and [`Effect::Exit`] are the loop's and are passed over.
    pub fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Send { id, request } => {
                let queue = match &*request {
                    Request::Fs(_) | Request::Removal(_) | Request::Attributes(_) => &self.listings,
                    Request::Search(_) | Request::Bookmarks(_) | Request::Sharing(_) => &self.reads,
                    Request::KnownNames(_) => &self.reads,
                    Request::Account(_) | Request::Service(_) | Request::Tree(_) | Request::Batch(_) => {
                        &self.reads
                    }
                    Request::Task(_) => &self.tasks,
                    Request::Login(_) => &self.login,
                    Request::SavedSession(request) => {
                        let file = self.session_file.as_ref();
                        return saved_session::answer(&self.cx, file, id, request.clone());
                    }
                };
                if let Err(refused) = queue.try_send(self.cx.ask(id, request)) {
                    let QueuedRequest { id, request, .. } = refused.into_inner();
                    self.cx.finish(id);
                    let reply = request.failed(problem::too_busy(&doing(&request)));
                    self.cx.emit_detached(Event::Reply { id, reply });
                }
            }
            Effect::Watch(pace) => {
                self.pace.send_if_modified(|now| std::mem::replace(now, pace) != pace);
            }
            Effect::Cancel(id) => self.cx.finish(id),
            Effect::Hurry(id) => self.cx.urgency(id).raise(),
            Effect::Terminal(_) | Effect::Exit(_) => {}
        }
    }

    /// Ends all actors. Waits at most 2 s for journal and tokens to be written: an unfinished submission stays in the
    /// journal, and the next start resumes it.
    pub async fn shutdown(self) {
        self.cx.stop.cancel();
        let tokens = context::lock(&self.tokens).clone();
        let written = async {
            if let Some(tokens) = tokens {
                tokens.settled().await;
            }
            self.cx.tracker.close();
            self.cx.tracker.wait().await;
        };
        if tokio::time::timeout(LAST_WRITES, written).await.is_err() {
            tracing::warn!("quit while the journal or the tokens were still being written");
        }
    }
}

/// What a request does, as the rest of "Could not ...".
fn doing(request: &Request) -> Doing {
    match request {
        Request::Fs(request) => fs::doing(request),
        Request::Tree(request) => tree::doing(request),
        Request::Removal(request) => removal::doing(request),
        Request::Attributes(request) => attributes::doing(request),
        Request::Search(request) => search::doing(request),
        Request::Bookmarks(request) => bookmarks::doing(request),
        Request::Sharing(request) => sharing::doing(request),
        Request::Batch(request) => batch::doing(request),
        Request::KnownNames(request) => known_names::doing(request),
        Request::Account(request) => account::doing(request),
        Request::Task(request) => tasks::doing(request),
        Request::Login(request) => login::doing(request),
        Request::Service(request) => service::doing(request),
        Request::SavedSession(request) => saved_session::doing(request),
    }
}

/// Starts an actor that answers each request in a separate task.
fn answering(cx: &Arc<ActorContext>, actor: &'static str, unsent: Wakeup) -> mpsc::Sender<QueuedRequest> {
    let (queue, asks) = mpsc::channel(QUEUE);
    let answer = move |cx: Arc<ActorContext>, id: RequestId, request: Arc<Request>| {
        let unsent = unsent.clone();
        async move {
            match &*request {
                Request::Fs(request) => fs::answer(cx, id, request).await,
                Request::Tree(request) => tree::answer(cx, id, request).await,
                Request::Removal(request) => removal::answer(cx, id, request).await,
                Request::Attributes(request) => attributes::answer(cx, id, request).await,
                Request::Search(request) => search::answer(cx, id, request).await,
                Request::Bookmarks(request) => bookmarks::answer(cx, id, request).await,
                Request::Sharing(request) => sharing::answer(cx, id, request).await,
                Request::Batch(request) => batch::answer(cx, id, request).await,
                Request::KnownNames(request) => known_names::answer(cx, id, request).await,
                Request::Account(request) => account::answer(cx, id, request).await,
                Request::Task(request) => tasks::answer(cx, id, request, &unsent).await,
                Request::Service(request) => service::answer(cx, id, request).await,
                // Sign-ins have a separate actor, which holds the open one; the session is saved without one.
                Request::Login(_) | Request::SavedSession(_) => {}
            }
        }
    };
    context::spawn(cx, actor, context::answer_each(Arc::clone(cx), actor, asks, answer));
    queue
}

/// Connects, then answers requests to sign in and out.
async fn run_login(
    cx: Arc<ActorContext>,
    connect: futures_util::future::BoxFuture<'static, Result<Connection, Problem>>,
    deps: login::LoginDeps,
    crash_point: CrashPoint,
    asks: mpsc::Receiver<QueuedRequest>,
) {
    match connect_to(&cx, connect).await {
        Ok((connection, http)) => {
            journal::open(&cx, &connection.paths, crash_point).await;
            login::run(cx, connection, http, deps, asks).await;
        }
        Err(problem) => {
            cx.set_auth_state(session::AuthState::SignedOut);
            cx.emit(Event::Auth(AuthEvent::ConnectFailed(problem))).await;
            refuse_all(&cx, asks).await;
        }
    }
}

/// Waits until the services are known, and creates the HTTP client.
async fn connect_to(
    cx: &Arc<ActorContext>,
    connect: futures_util::future::BoxFuture<'static, Result<Connection, Problem>>,
) -> Result<(Connection, Http), Problem> {
    let connection = connect.await?;
    let label: SafeText = connection.environment.label().into();
    let places = connection.places.clone();
    let state = connection.paths.state_dir().to_owned();
    *context::lock(&cx.state) = Some(state.clone());
    *context::lock(&cx.names) = Some(NameIndex::in_data(connection.paths.data_dir()));
    if let Ok(limits) = tokio::task::spawn_blocking(move || session_limits::read(&state)).await {
        cx.emit(Event::Auth(AuthEvent::SessionLimitsLoaded(limits))).await;
    }
    cx.emit(Event::Auth(AuthEvent::Connected { environment: label, places, method: connection.way })).await;
    let environment = connection.environment.clone();
    // Certificates are read from the disk.
    let http = tokio::task::spawn_blocking(move || Http::new(&environment)).await;
    let http =
        http.map_err(|_| broken("the part that talks to services stopped because of a bug in hemi".into()))?;
    let http = http.map_err(|e| broken(e.sanitized()))?;
    let weak = Arc::downgrade(cx);
    let transfer = Peer::of(connection.environment.transfer());
    http.set_pause_listener(Arc::new(move |pauses| {
        if let Some(cx) = weak.upgrade() {
            let now = cx.clock.now();
            let pauses = pauses.iter().map(|pause| ServicePause {
                service: pause.title.clone(),
                lists: pause.peer == transfer,
                until: now.after(pause.remaining),
                status: pause.status,
                message: pause.message.on_one_line(),
            });
            cx.emit_detached(Event::RateLimited(pauses.collect()));
        }
    }));
    *context::lock(&cx.http) = Some(http.clone());
    Ok((connection, http))
}

fn broken(why: SafeText) -> Problem {
    Problem::new(
        ProblemKind::Local,
        crate::safe!("Could not reach the services: {}.", why),
        "Fix that, then start hemi again.",
    )
}

/// There is no service to sign in to.
async fn refuse_all(cx: &Arc<ActorContext>, mut asks: mpsc::Receiver<QueuedRequest>) {
    while let Some(QueuedRequest { id, request, .. }) = asks.recv().await {
        cx.finish(id);
        let reply = request.failed(problem::not_signed_in(&"sign in".into()));
        cx.emit(Event::Reply { id, reply }).await;
    }
}
