//! What all actors share: the event channel, the clock, the authentication state and the open requests. It does not
//! know what the actors do.

use std::collections::HashMap;
use std::future::Future;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{mpsc, watch};
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::clock::Clock;
use super::engines::Engines;
use super::name_index::NameIndex;
use super::problem::{self, Doing};
use super::session::{AuthState, Session};
use crate::app::event::{AuthEvent, Event};
use crate::app::requests::{Call, Policy, Reply, Request};
use crate::domain::collection::Collection;
use crate::domain::ids::{CollectionId, RequestId};
use crate::domain::path::StorePath;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::Untrusted;
use crate::globus::http::Http;
use crate::globus::rate_limit::Urgency;
use crate::globus::retry::RetryListener;
use crate::storage::backends::{Backends, SignIn};
use crate::storage::removal::Stop;

/// The number of requests an actor works on at once. More wait in its queue; a full queue refuses them.
const AT_ONCE: usize = 16;

/// The length of an actor's queue.
pub const QUEUE: usize = 64;

/// Shared by all actors.
pub struct ActorContext {
    /// The one clock.
    pub clock: Clock,
    /// The user's home directory on this computer.
    pub home: StorePath,
    /// The stores.
    pub backends: Backends,
    /// Cancelled when the program ends.
    pub stop: CancellationToken,
    /// Counts the writes in progress.
    pub tracker: TaskTracker,
    /// The engines.
    pub engines: Engines,
    /// The way to the services, once they are known.
    pub http: Mutex<Option<Http>>,
    /// The deletions under way, by their numbers, to be stopped.
    pub removals: Mutex<HashMap<u32, Stop>>,
    /// The directory of the profile's state, once it is known.
    pub state: Mutex<Option<PathBuf>>,
    /// The index of names of the profile, once it is known.
    pub names: Mutex<Option<NameIndex>>,
    /// What collections are called that were looked up.
    pub titles: Mutex<HashMap<CollectionId, Untrusted>>,
    events: mpsc::Sender<Event>,
    auth_state: watch::Sender<AuthState>,
    sign_in: SignIn,
    waited_for: Mutex<HashMap<RequestId, Waited>>,
}

/// A reply that is waited for.
struct Waited {
    cancelled: CancellationToken,
    urgency: Urgency,
}

/// A request for an actor.
pub struct QueuedRequest {
    /// The id that its replies carry.
    pub id: RequestId,
    /// What is asked.
    pub request: Arc<Request>,
    /// Cancelled when its reply is no longer needed.
    pub cancelled: CancellationToken,
}

impl ActorContext {
    /// A context whose events go to `events`.
    pub fn new(events: mpsc::Sender<Event>, clock: Clock, home: StorePath) -> Self {
        let (backends, sign_in) = Backends::new(home.clone());
        Self {
            home,
            backends,
            sign_in,
            clock,
            stop: CancellationToken::new(),
            tracker: TaskTracker::new(),
            engines: Engines::new(),
            http: Mutex::default(),
            removals: Mutex::default(),
            state: Mutex::default(),
            names: Mutex::default(),
            titles: Mutex::default(),
            events,
            auth_state: watch::Sender::new(AuthState::Starting),
            waited_for: Mutex::default(),
        }
    }

    /// Sends an event to the app. Waits while the channel is full; a closed channel is ignored.
    pub async fn emit(&self, event: Event) {
        let _ = self.events.send(event).await;
    }

    /// Sends an event to the app from code that must not wait.
    pub fn emit_detached(self: &Arc<Self>, event: Event) {
        if let Err(mpsc::error::TrySendError::Full(event)) = self.events.try_send(event) {
            let cx = Arc::clone(self);
            tokio::spawn(async move { cx.emit(event).await });
        }
    }

    /// Remembers what a collection is called.
    pub fn learn_title(&self, collection: &Collection) {
        lock(&self.titles).insert(collection.id, collection.name.clone());
    }

    /// Reports every retry for `id` to the app, so that a long wait is explained.
    pub fn tell_retries(self: &Arc<Self>, id: RequestId) -> RetryListener {
        let cx = Arc::clone(self);
        Arc::new(move |error, next| {
            cx.emit_detached(Event::Retrying { id, next, because: problem::because(error) });
        })
    }

    /// A request for an actor. One that changes something is carried out even when its reply is no longer needed.
    pub fn ask(&self, id: RequestId, request: Arc<Request>) -> QueuedRequest {
        let cancelled = self.stop.child_token();
        if matches!(request.policy(), Policy::Read | Policy::Login) {
            let is_background = request.is_background();
            let urgency = if is_background { Urgency::background() } else { Urgency::default() };
            lock(&self.waited_for).insert(id, Waited { cancelled: cancelled.clone(), urgency });
        }
        QueuedRequest { id, request, cancelled }
    }

    /// Sends a part of a reply that continues.
    pub async fn partial<C: Call>(&self, id: RequestId, partial: C::Partial) {
        self.emit(Event::partial::<C>(id, partial)).await;
    }

    /// Sends the end of a reply.
    pub async fn done<C: Call>(&self, id: RequestId, end: Result<C::Reply, Problem>) {
        self.emit(Event::done::<C>(id, end)).await;
    }

    /// The same for a request made in `session`: a problem may mean that the session has ended.
    pub async fn done_as<C: Call>(
        &self,
        session: &Arc<Session>,
        id: RequestId,
        end: Result<C::Reply, Problem>,
    ) {
        if let Err(problem) = &end {
            self.expire_session(session, problem).await;
        }
        self.done::<C>(id, end).await;
    }

    /// The session; where there is none, the request is answered with its failure.
    pub async fn session_or_fail(
        &self,
        id: RequestId,
        doing: &Doing,
        failed: impl FnOnce(Problem) -> Reply,
    ) -> Option<Arc<Session>> {
        let session = self.session().await;
        if session.is_none() {
            self.emit(Event::Reply { id, reply: failed(problem::not_signed_in(doing)) }).await;
        }
        session
    }

    /// How urgent the request `id` is.
    pub fn urgency(&self, id: RequestId) -> Urgency {
        lock(&self.waited_for).get(&id).map(|waited| waited.urgency.clone()).unwrap_or_default()
    }

    /// Forgets the request `id`: it is cancelled or answered.
    pub fn finish(&self, id: RequestId) {
        if let Some(Waited { cancelled, .. }) = lock(&self.waited_for).remove(&id) {
            cancelled.cancel();
        }
    }

    /// The session, once the authentication state is known; `None` when no user is signed in.
    pub async fn session(&self) -> Option<Arc<Session>> {
        let mut auth_state = self.auth_state.subscribe();
        let known =
            auth_state.wait_for(|auth_state| !matches!(auth_state, AuthState::Starting)).await.ok()?;
        known.session()
    }

    /// The current session, if there is one.
    pub fn current_session(&self) -> Option<Arc<Session>> {
        self.auth_state.borrow().session()
    }

    /// Watches the authentication state.
    pub fn follow(&self) -> watch::Receiver<AuthState> {
        self.auth_state.subscribe()
    }

    /// Sets the authentication state.
    pub fn set_auth_state(&self, auth_state: AuthState) {
        self.sign_in.set(auth_state.session().map(|session| session.globus.clone()));
        self.engines.set_session(auth_state.session().as_deref());
        self.auth_state.send_replace(auth_state);
    }

    /// Ends the session if `problem` means that it expired. The app is asked for a sign-in once, even if many
    /// requests fail.
    pub async fn expire_session(&self, session: &Arc<Session>, problem: &Problem) {
        if problem.kind != ProblemKind::SignIn {
            return;
        }
        let ended = self.auth_state.send_if_modified(|auth_state| {
            let is_this = auth_state.session().is_some_and(|now| Arc::ptr_eq(&now, session));
            if is_this {
                self.engines.set_session(None);
                *auth_state = AuthState::SignedOut;
            }
            is_this
        });
        if ended {
            self.sign_in.set(None);
            self.emit(Event::Auth(AuthEvent::SignInNeeded(Some(problem.clone())))).await;
        }
    }

    /// Reports a panic of an actor to the app.
    pub async fn report_panic<T>(&self, actor: &'static str, ended: Result<T, JoinError>) {
        if ended.is_err_and(|e| e.is_panic()) {
            tracing::error!(actor, "an actor panicked");
            self.emit(Event::ActorDied { actor }).await;
        }
    }
}

/// Runs an actor and reports its panic.
pub fn spawn(cx: &Arc<ActorContext>, actor: &'static str, work: impl Future<Output = ()> + Send + 'static) {
    let cx = Arc::clone(cx);
    tokio::spawn(async move {
        let stop = cx.stop.clone();
        let run = tokio::spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = work => {}
            }
        });
        cx.report_panic(actor, run.await).await;
    });
}

/// An actor that answers each request in a separate task, which ends when the reply is no longer needed.
pub async fn answer_each<F>(
    cx: Arc<ActorContext>,
    actor: &'static str,
    mut asks: mpsc::Receiver<QueuedRequest>,
    answer: impl Fn(Arc<ActorContext>, RequestId, Arc<Request>) -> F,
) where
    F: Future<Output = ()> + Send + 'static,
{
    let mut running = JoinSet::new();
    loop {
        tokio::select! {
            ask = asks.recv(), if running.len() < AT_ONCE => {
                let Some(QueuedRequest { id, request, cancelled }) = ask else { return };
                let work = answer(Arc::clone(&cx), id, request);
                let cx = Arc::clone(&cx);
                running.spawn(async move {
                    tokio::select! {
                        () = cancelled.cancelled() => {}
                        () = work => {}
                    }
                    cx.finish(id);
                });
            }
            Some(ended) = running.join_next(), if !running.is_empty() => cx.report_panic(actor, ended).await,
        }
    }
}

/// Ignores lock poisoning: no guarded value is ever left half-written.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
