//! Effects become work here, and work becomes events. Each actor is a file: `auth` signs in, `places` finds
//! places, `browse` lists, `jobs` submits, `recovery` goes on with what earlier runs left, `monitor`
//! watches tasks. They share the [`context`].
//!
//! It must not know the terminal, nor what the app shows. Start with [`Runtime::start`].

mod auth;
mod browse;
pub mod clock;
pub mod connection;
mod context;
mod lookup;
mod monitor;
mod poll_interval;
pub mod problem;
mod recovery;
mod session;
mod session_limits;
mod tasks;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio_util::task::TaskTracker;

pub use clock::Clock;
pub use connection::{Connection, Options};

pub use crate::transfer::journal::{CrashPoint, JournalStep, UnknownStep};

use crate::app::effect::{Effect, Pace};
use crate::app::event::Event;
use crate::domain::ids::RequestId;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::SafeText;
use crate::globus::http::Http;
use crate::globus::tokens::StoredTokens;
use context::{ActorContext, Ask, QUEUE};
use recovery::Wakeup;

/// Quitting waits this long for what is being written, and for nothing else.
const LAST_WRITES: Duration = Duration::from_secs(2);

/// The actors, and the way to ask them.
pub struct Runtime {
    cx: Arc<ActorContext>,
    auth: mpsc::Sender<Ask<auth::Want>>,
    places: mpsc::Sender<Ask<lookup::Want>>,
    browse: mpsc::Sender<Ask<browse::Want>>,
    jobs: mpsc::Sender<Ask<tasks::Want>>,
    pace: watch::Sender<Pace>,
    tracker: TaskTracker,
    tokens: Arc<Mutex<Option<StoredTokens>>>,
}

impl Runtime {
    /// Starts the actors on the current tokio runtime. Everything that happens is told through `events`.
    pub fn start(options: Options, events: mpsc::Sender<Event>) -> Self {
        let Options { connect, clock, crash_point } = options;
        let cx = Arc::new(ActorContext::new(events, clock));
        let (auth, auth_asks) = mpsc::channel(QUEUE);
        let (places, places_asks) = mpsc::channel(QUEUE);
        let (browse, browse_asks) = mpsc::channel(QUEUE);
        let (jobs, jobs_asks) = mpsc::channel(QUEUE);
        let (pace, paces) = watch::channel(Pace::Off);
        let (tasks, unsent) = (Wakeup::default(), Wakeup::default());
        let (tracker, tokens) = (TaskTracker::new(), Arc::default());

        let (to, deps) = (Arc::clone(&cx), (tracker.clone(), Arc::clone(&tokens)));
        context::spawn(&cx, "auth", async move {
            match connect_to(&to, connect).await {
                Ok((connection, http)) => {
                    let (tracker, tokens) = deps;
                    let deps = auth::AuthDeps { http, tracker, tokens, crash_point };
                    auth::run(to, connection, deps, auth_asks).await;
                }
                Err(problem) => {
                    to.set_auth_state(session::AuthState::Nobody);
                    to.emit(Event::ConnectFailed { problem }).await;
                    refuse_all(&to, auth_asks).await;
                }
            }
        });
        context::spawn(
            &cx,
            "places",
            context::answer_each(Arc::clone(&cx), "places", places_asks, lookup::answer),
        );
        context::spawn(
            &cx,
            "browse",
            context::answer_each(Arc::clone(&cx), "browse", browse_asks, browse::answer),
        );
        let bells = (tasks.clone(), unsent.clone());
        let answer = move |cx, id, want| tasks::answer(cx, id, want, bells.0.clone(), bells.1.clone());
        context::spawn(&cx, "jobs", context::answer_each(Arc::clone(&cx), "jobs", jobs_asks, answer));
        context::spawn(&cx, "recovery", recovery::run(Arc::clone(&cx), tasks.clone(), unsent));
        context::spawn(&cx, "monitor", monitor::run(Arc::clone(&cx), paces, tasks));
        Self { cx, auth, places, browse, jobs, pace, tracker, tokens }
    }

    /// Does what the app wants, without waiting. What cannot be queued is answered with its failure.
    /// [`Effect::Terminal`], [`Effect::SwitchProfile`] and [`Effect::Quit`] are for the loop and are passed over.
    pub fn perform(&mut self, effect: Effect) {
        use auth::Want as Auth;
        match effect {
            Effect::Resolve { id, spec } => self.ask_places(id, lookup::Want::Resolve(spec)),
            Effect::Search { id, text, scope } => self.ask_places(id, lookup::Want::Search(text, scope)),
            Effect::Browse { id, store, path, ask_access } => {
                let want = browse::Want { store, path, ask_access };
                if let Err(ask) = send(&self.browse, self.cx.ask(id, want)) {
                    let problem = problem::too_busy(&ask.what.doing());
                    self.refuse(id, Event::ListFailed { id, problem });
                }
            }
            Effect::Submit { id, plan } => self.ask_jobs(id, tasks::Want::Submit(plan)),
            Effect::ReadTaskLog { id, task } => self.ask_jobs(id, tasks::Want::Log(task)),
            Effect::CancelTask { id, task } => self.ask_jobs(id, tasks::Want::Cancel(task)),
            Effect::Watch(pace) => {
                self.pace.send_if_modified(|now| std::mem::replace(now, pace) != pace);
            }
            Effect::SignIn { id, way, need } => self.ask_auth(id, Auth::Begin(way, need)),
            Effect::ReadAccount { id } => self.ask_places(id, lookup::Want::Account),
            Effect::SaveSessionLimits { refused } => {
                let terms = context::lock(&self.cx.state).clone();
                self.tracker
                    .spawn_blocking(move || terms.map(|state| session_limits::write(&state, refused)));
            }
            Effect::SignOut { id } => self.ask_auth(id, Auth::SignOut),
            Effect::SignInCode { id, code } => self.ask_auth(id, Auth::Code(code)),
            Effect::SaveClientId { id, client } => self.ask_auth(id, Auth::Client(client)),
            Effect::ProbeDeviceFlow => {
                // Nobody waits for it: what is not heard is not offered.
                let ask = self.cx.uncancellable(RequestId::default(), Auth::Ways);
                drop(send(&self.auth, ask));
            }
            Effect::Cancel(id) => self.cx.finish(id),
            Effect::Terminal(_) | Effect::SwitchProfile | Effect::Quit => {}
        }
    }

    /// Ends everything. Waits at most 2 s for journal and tokens to be written: what was on its way to a
    /// service stays in the journal, and the next start goes on with it.
    pub async fn shutdown(self) {
        self.cx.stop.cancel();
        let tokens = context::lock(&self.tokens).clone();
        let written = async {
            if let Some(tokens) = tokens {
                tokens.settled().await;
            }
            self.tracker.close();
            self.tracker.wait().await;
        };
        if tokio::time::timeout(LAST_WRITES, written).await.is_err() {
            tracing::warn!("left while the journal or the tokens were still being written");
        }
    }

    fn ask_places(&self, id: RequestId, want: lookup::Want) {
        if let Err(ask) = send(&self.places, self.cx.ask(id, want)) {
            let problem = problem::too_busy(&ask.what.doing());
            self.refuse(id, ask.what.failed(id, problem));
        }
    }

    fn ask_jobs(&self, id: RequestId, want: tasks::Want) {
        let ask = if want.can_be_dropped() { self.cx.ask(id, want) } else { self.cx.uncancellable(id, want) };
        if let Err(ask) = send(&self.jobs, ask) {
            let problem = problem::too_busy(&ask.what.doing());
            self.refuse(id, ask.what.failed(id, problem));
        }
    }

    fn ask_auth(&self, id: RequestId, want: auth::Want) {
        if let Err(ask) = send(&self.auth, self.cx.ask(id, want)) {
            let problem = problem::too_busy(&"sign in".into());
            self.refuse(id, ask.what.failed(id, problem));
        }
    }

    fn refuse(&self, id: RequestId, event: Event) {
        self.cx.finish(id);
        self.cx.emit_detached(event);
    }
}

fn send<T>(to: &mpsc::Sender<Ask<T>>, ask: Ask<T>) -> Result<(), Box<Ask<T>>> {
    to.try_send(ask).map_err(|refused| Box::new(refused.into_inner()))
}

/// Waits until the services are known, and opens the door to them.
async fn connect_to(
    cx: &Arc<ActorContext>,
    connect: futures_util::future::BoxFuture<'static, Result<Connection, Problem>>,
) -> Result<(Connection, Http), Problem> {
    let connection = connect.await?;
    *context::lock(&cx.way) = connection.way;
    let label: SafeText = connection.environment.label().into();
    let places = connection.places.clone();
    let state = connection.paths.state_dir().to_owned();
    *context::lock(&cx.state) = Some(state.clone());
    if let Ok(refused) = tokio::task::spawn_blocking(move || session_limits::read(&state)).await {
        cx.emit(Event::SessionLimitsLoaded { refused }).await;
    }
    cx.emit(Event::Connected { environment: label, places }).await;
    let environment = connection.environment.clone();
    // Certificates are read from the disk.
    let http = tokio::task::spawn_blocking(move || Http::new(&environment)).await;
    let http =
        http.map_err(|_| broken("the part that talks to services ended by a fault of hemi's own".into()))?;
    let http = http.map_err(|e| broken(e.sanitized()))?;
    let weak = Arc::downgrade(cx);
    http.watch_waits(Arc::new(move |wait| {
        if let Some(cx) = weak.upgrade() {
            let until = cx.clock.now().after(wait);
            cx.emit_detached(Event::Waiting { until, problem: problem::patience(wait) });
        }
    }));
    Ok((connection, http))
}

fn broken(why: SafeText) -> Problem {
    Problem::new(
        ProblemKind::Local,
        crate::safe!("Could not reach the services: {}.", why),
        "Mend that, then start hemi again.",
    )
}

/// There is nothing to sign in to.
async fn refuse_all(cx: &Arc<ActorContext>, mut asks: mpsc::Receiver<Ask<auth::Want>>) {
    while let Some(Ask { id, what, .. }) = asks.recv().await {
        cx.finish(id);
        cx.emit(what.failed(id, problem::nobody(&"sign in".into()))).await;
    }
}
