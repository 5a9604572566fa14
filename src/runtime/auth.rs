//! Signs in: with what is kept, with a secret, or with a person's help. It alone says who is signed in.
//!
//! A sign-in stays open after a wrong code, and a new one takes the place of the old. Start with [`run`].

mod device;

use std::future::Future;
use std::sync::{Arc, Mutex};

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::connection::Connection;
use super::context::{ActorContext, Ask, lock};
use super::problem::{self, of_journal};
use super::session::{AuthState, Session};
use crate::app::effect::LoginMethod;
use crate::app::event::Event;
use crate::config::Credentials;
use crate::config::file::save_client_id;
use crate::domain::account::Account;
use crate::domain::ids::{ClientId, RequestId};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::requirement::Requirement;
use crate::domain::secret::Token;
use crate::globus::auth::client_credentials::ClientCredentials;
use crate::globus::auth::error::SignInError;
use crate::globus::auth::flow::{Ask as Wanted, Redirect, SignIn};
use crate::globus::auth::loopback::Loopback;
use crate::globus::auth::oauth_http::OAuth;
use crate::globus::auth::robot;
use crate::globus::client::{Globus, TokenSource};
use crate::globus::env::Service;
use crate::globus::http::Http;
use crate::globus::tokens::StoredTokens;
use crate::globus::tokens::leave::leave;
use crate::transfer::globus::GlobusEngine;
use crate::transfer::journal::{Journal, Origin, PauseAt};
use crate::transfer::{Engine, Wall, Writes};
use device::Devices;

/// What is wanted.
pub enum Want {
    /// Begin a sign-in, which also meets what a service wants first.
    Begin(LoginMethod, Option<Box<Requirement>>),
    /// Use a code that was pasted.
    Code(Token),
    /// End the sign-in.
    SignOut,
    /// Remember the registered application.
    Client(ClientId),
    /// Say which ways there are.
    Ways,
}

impl Want {
    /// The event that says it failed.
    pub fn failed(&self, id: RequestId, problem: Problem) -> Event {
        match self {
            Self::Begin(..) => Event::SignInFailed { id, problem, again: false },
            Self::Code(_) => Event::SignInFailed { id, problem, again: true },
            Self::SignOut => Event::SignedOut { id, problem: Some(problem) },
            Self::Client(_) => Event::ClientIdFailed { id, problem },
            // What is not known is not offered.
            Self::Ways => Event::DeviceFlowSupport { device: false },
        }
    }
}

/// What a sign-in needs beside the connection.
pub struct AuthDeps {
    /// The one door to the services.
    pub http: Http,
    /// Knows what is still being written.
    pub tracker: TaskTracker,
    /// The tokens in use, for whoever waits until they are written.
    pub tokens: Arc<Mutex<Option<StoredTokens>>>,
    /// Where submissions stop, in tests.
    pub pause_at: PauseAt,
}

/// Why somebody is not signed in, and whether another code may follow.
type Failure = (Problem, bool);

/// Login, and where their tokens come from.
type Login = (Account, Arc<dyn TokenSource>);

struct Auth {
    cx: Arc<ActorContext>,
    connection: Connection,
    deps: AuthDeps,
    open: Option<SignIn>,
    /// Steps of the open sign-in under way: waiting for a browser, trying a code.
    work: JoinSet<(RequestId, Option<Result<Login, Failure>>)>,
    /// What the service says of other devices.
    devices: Devices,
}

/// Runs for as long as the program.
pub async fn run(
    cx: Arc<ActorContext>,
    connection: Connection,
    deps: AuthDeps,
    mut asks: mpsc::Receiver<Ask<Want>>,
) {
    let devices = Devices::default();
    let mut auth = Auth { cx, connection, deps, open: None, work: JoinSet::new(), devices };
    auth.start().await;
    loop {
        tokio::select! {
            ask = asks.recv() => {
                let Some(Ask { id, what, cancelled }) = ask else { return };
                match what {
                    Want::Begin(way, need) => auth.begin(id, way, need, cancelled).await,
                    Want::Code(code) => auth.code(id, code).await,
                    Want::SignOut => auth.sign_out(id).await,
                    Want::Client(client) => auth.save_client(id, client).await,
                    Want::Ways => auth.ways().await,
                }
            }
            Some(read) = auth.devices.reading.join_next(), if !auth.devices.reading.is_empty() => {
                auth.ways_read(read).await;
            }
            Some(ended) = auth.work.join_next(), if !auth.work.is_empty() => match ended {
                Ok((id, outcome)) => auth.ended(id, outcome).await,
                Err(e) => auth.cx.report_panic::<()>("auth", Err(e)).await,
            }
        }
    }
}

impl Auth {
    /// What can be had without asking anybody.
    async fn start(&mut self) {
        if let Some(own) = self.service_user(None) {
            return match own.await {
                Ok(somebody) => self.signed_in(somebody).await,
                Err((problem, _)) => self.nobody(Event::ConnectFailed { problem }).await,
            };
        }
        let Some(oauth) = self.oauth() else { return self.nobody(Event::ClientIdNeeded).await };
        let tokens = self.tokens(&oauth);
        let because = match tokens.account().await {
            Ok(Some(account)) => return self.signed_in((account, Arc::new(tokens))).await,
            Ok(None) if self.connection.robot => {
                return match by_itself(oauth, tokens, None).await {
                    Ok(somebody) => self.signed_in(somebody).await,
                    Err((problem, _)) => self.nobody(Event::ConnectFailed { problem }).await,
                };
            }
            Ok(None) => None,
            Err(e) => Some(e.problem()),
        };
        self.nobody(Event::SignInNeeded { way: self.connection.way, because }).await;
    }

    async fn nobody(&self, event: Event) {
        self.cx.set_auth_state(AuthState::Nobody);
        self.cx.emit(event).await;
    }

    /// Begins anew; what was open before is closed.
    async fn begin(
        &mut self,
        id: RequestId,
        way: LoginMethod,
        need: Option<Box<Requirement>>,
        cancelled: CancellationToken,
    ) {
        (self.open, self.work) = (None, JoinSet::new());
        if let Some(own) = self.service_user(need.as_deref()) {
            self.work.spawn(async move { (id, Some(own.await)) });
            return;
        }
        let Some(oauth) = self.oauth() else {
            let problem = Problem::new(
                ProblemKind::SignIn,
                "Could not begin a sign-in: hemi has no client id yet.",
                "Register an application and give its id first.",
            );
            self.failed(id, (problem, false)).await;
            return self.cx.emit(Event::ClientIdNeeded).await;
        };
        let tokens = self.tokens(&oauth);
        if self.connection.robot {
            self.work.spawn(async move { (id, Some(by_itself(oauth, tokens, need).await)) });
            return;
        }
        let (listener, redirect) = match way {
            LoginMethod::Device => return self.begin_device(id, oauth, tokens, need, cancelled).await,
            LoginMethod::Paste => (None, Redirect::Paste),
            LoginMethod::Browser => match Loopback::open().await {
                Ok(listener) => {
                    let redirect = listener.redirect();
                    (Some(listener), redirect)
                }
                Err(e) => return self.failed(id, failure(&e)).await,
            },
        };
        let sign_in = match SignIn::begin(&oauth, redirect, &Wanted::usual(need.map(|need| *need))) {
            Ok(sign_in) => sign_in,
            Err(e) => return self.failed(id, failure(&e)).await,
        };
        self.open = Some(sign_in.clone());
        self.cx.emit(Event::SignInReady { id, way, link: sign_in.link().clone() }).await;
        if let Some(listener) = listener {
            self.work.spawn(async move {
                // Nobody waits for the browser any more: the port is closed, and a code can still be pasted.
                let code = tokio::select! {
                    () = cancelled.cancelled() => return (id, None),
                    code = listener.answer(&sign_in) => code,
                };
                (id, Some(finish(code, &sign_in, tokens).await))
            });
        }
    }

    async fn code(&mut self, id: RequestId, pasted: Token) {
        let (Some(sign_in), Some(oauth)) = (self.open.clone(), self.oauth()) else {
            let problem = Problem::new(
                ProblemKind::SignIn,
                "Could not use the code: no sign-in is open.",
                "Begin a sign-in, and paste the code its link leads to.",
            );
            return self.failed(id, (problem, false)).await;
        };
        let tokens = self.tokens(&oauth);
        self.work.spawn(async move { (id, Some(finish(sign_in.pasted(&pasted), &sign_in, tokens).await)) });
    }

    async fn ended(&mut self, id: RequestId, outcome: Option<Result<Login, Failure>>) {
        match outcome {
            Some(Ok(somebody)) => {
                (self.open, self.work) = (None, JoinSet::new());
                self.cx.finish(id);
                self.signed_in(somebody).await;
            }
            Some(Err(failure)) => self.failed(id, failure).await,
            None => self.cx.finish(id),
        }
    }

    async fn failed(&mut self, id: RequestId, (problem, again): Failure) {
        self.cx.finish(id);
        self.cx.emit(Event::SignInFailed { id, problem, again }).await;
    }

    /// Ends the sign-in at the service and here. Whoever is at work is signed out first: nothing goes on as them.
    async fn sign_out(&mut self, id: RequestId) {
        (self.open, self.work) = (None, JoinSet::new());
        self.cx.set_auth_state(AuthState::Nobody);
        let tokens = lock(&self.deps.tokens).take();
        if let Some(tokens) = tokens {
            tokens.settled().await;
        }
        let left = leave(&self.connection.paths.tokens_file(), &self.connection.environment).await;
        let problem = match left {
            Ok(left) => problem::still_good(&left),
            Err(e) => Some(e.problem()),
        };
        self.cx.emit(Event::SignedOut { id, problem }).await;
        self.cx.emit(Event::SignInNeeded { way: self.connection.way, because: None }).await;
    }

    async fn save_client(&mut self, id: RequestId, client: ClientId) {
        let file = self.connection.paths.config_file();
        let saved = self.deps.tracker.spawn_blocking(move || save_client_id(&file, client)).await;
        self.cx.finish(id);
        // A write that was cut off by the end of the program needs no words.
        if let Ok(Err(e)) = saved {
            let happened = e.message();
            let next = "Then give the id again, or set HEMI_CLIENT_ID and start hemi again.";
            let problem = Problem::new(ProblemKind::Local, happened, next);
            return self.cx.emit(Event::ClientIdFailed { id, problem }).await;
        }
        self.connection.client = Some(client);
        (self.open, self.work) = (None, JoinSet::new());
        *lock(&self.deps.tokens) = None;
        self.start().await;
    }

    /// Makes the session: from here on everything is done as `account`.
    async fn signed_in(&self, (account, source): Login) {
        let Connection { environment, client, credentials, paths, .. } = &self.connection;
        let client = credentials.as_ref().map(|own| own.client).or(*client);
        let Some(client) = client else { return };
        let globus = Globus::new(environment.clone(), self.deps.http.clone(), source);
        let service = environment.base(Service::Transfer).as_str().to_owned();
        let origin = Origin { service, client, identity: account.identity };
        let (dir, tracker) = (paths.journal_dir(), &self.deps.tracker);
        let mut engines: Vec<Arc<dyn Engine>> = Vec::new();
        match tracker.spawn_blocking(move || Journal::open(&dir)).await {
            Ok(Ok(journal)) => {
                let clock = self.cx.clock;
                let wall: Wall = Arc::new(move || clock.now().wall / 1000);
                let writes = Writes::new(journal, wall, tracker.clone());
                engines.push(Arc::new(GlobusEngine::new(globus.clone(), origin, writes, self.deps.pause_at)));
            }
            Ok(Err(e)) => self.cx.emit(Event::RecoveryFailed { problem: of_journal(&e) }).await,
            Err(e) => self.cx.report_panic::<()>("auth", Err(e)).await,
        }
        self.cx.set_auth_state(AuthState::Signed(Arc::new(Session::new(account.clone(), globus, engines))));
        self.cx.emit(Event::SignedIn { account }).await;
    }

    /// The application people sign in through, once it is known.
    fn oauth(&self) -> Option<OAuth> {
        let Connection { environment, client, .. } = &self.connection;
        Some(OAuth::native(environment.clone(), self.deps.http.clone(), (*client)?))
    }

    fn tokens(&self, oauth: &OAuth) -> StoredTokens {
        let file = self.connection.paths.tokens_file();
        lock(&self.deps.tokens).get_or_insert_with(|| StoredTokens::new(file, oauth.clone())).clone()
    }

    /// The sign-in of an application with a secret, where there is one.
    fn service_user(
        &self,
        need: Option<&Requirement>,
    ) -> Option<impl Future<Output = Result<Login, Failure>> + Send + use<>> {
        let Credentials { client, secret } = self.connection.credentials.clone()?;
        let environment = self.connection.environment.clone();
        let oauth = OAuth::confidential(environment, self.deps.http.clone(), client, secret);
        let own = match need {
            Some(need) => ClientCredentials::meeting(oauth, need),
            None => Ok(ClientCredentials::new(oauth)),
        };
        Some(async move {
            let own = own.map_err(|e| failure(&e))?;
            let account = own.account().await.map_err(|e| failure(&e))?;
            Ok((account, Arc::new(own) as Arc<dyn TokenSource>))
        })
    }
}

/// From a code to somebody whose tokens are kept.
async fn finish(
    code: Result<Token, SignInError>,
    sign_in: &SignIn,
    tokens: StoredTokens,
) -> Result<Login, Failure> {
    let code = code.map_err(|e| failure(&e))?;
    let signed_in = sign_in.finish(&code).await.map_err(|e| failure(&e))?;
    let account = tokens.keep(signed_in).await.map_err(|e| (e.problem(), false))?;
    Ok((account, Arc::new(tokens)))
}

/// The very same flow with a service that consents by itself: the demo's.
async fn by_itself(
    oauth: OAuth,
    tokens: StoredTokens,
    need: Option<Box<Requirement>>,
) -> Result<Login, Failure> {
    let wanted = Wanted::usual(need.map(|need| *need));
    let sign_in = SignIn::begin(&oauth, Redirect::Paste, &wanted).map_err(|e| failure(&e))?;
    finish(robot::consent(&oauth, &sign_in).await, &sign_in, tokens).await
}

fn failure(error: &SignInError) -> Failure {
    (error.problem(), error.again())
}
