//! Signs in: with stored tokens, with a client secret, or with a user's help. Only this actor sets the authentication
//! state.
//!
//! A sign-in stays open after a wrong code, and a new one replaces it. Start with [`run`].

mod auto_consent;
mod device;
mod exchange;

use std::future::Future;
use std::sync::{Arc, Mutex};

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::connection::Connection;
use super::context::{ActorContext, QueuedRequest, lock};
use super::known_names;
use super::problem::{self, Doing};
use super::session::{AuthState, Session};
use crate::app::effect::LoginMethod;
use crate::app::event::{AuthEvent, Event};
use crate::app::requests::Request;
use crate::app::requests::login::{
    BeginLogin, LoginRequest, LoginStep, ProbeDeviceFlow, SaveClientId, SignOut, UseLoginCode,
};
use crate::config::Credentials;
use crate::config::file::save_client_id;
use crate::domain::account::Account;
use crate::domain::ids::{ClientId, RequestId};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::requirement::Requirement;
use crate::domain::secret::Token;
use crate::globus::auth::flow::{AuthorizationFlow, AuthorizationRequest, Redirect};
use crate::globus::auth::loopback::Loopback;
use crate::globus::auth::oauth_http::OAuth;
use crate::globus::client::{Globus, TokenSource};
use crate::globus::http::Http;
use crate::globus::tokens::StoredTokens;
use crate::globus::tokens::client_credentials::ClientCredentials;
use crate::globus::tokens::revoke::revoke_all;
use crate::globus::tokens::service_user::ServiceUserFile;
use crate::transfer::journal::Origin;
use device::Devices;
use exchange::{consent_automatically, failure, finish};

/// What a request does, as the rest of "Could not ...".
pub fn doing(request: &LoginRequest) -> Doing {
    match request {
        LoginRequest::BeginLogin(_) | LoginRequest::UseLoginCode(_) => "sign in",
        LoginRequest::SignOut(_) => "sign out",
        LoginRequest::SaveClientId(_) => "save the client id",
        LoginRequest::ProbeDeviceFlow(_) => "read which sign-in methods Globus supports",
    }
    .into()
}

/// The dependencies of a sign-in besides the connection.
pub struct LoginDeps {
    /// The tokens in use, so that quitting can wait until they are written.
    pub tokens: Arc<Mutex<Option<StoredTokens>>>,
}

/// Why a sign-in failed, and whether the user may try another code.
type Failure = (Problem, bool);

/// A completed sign-in: the account and its tokens.
type Login = (Account, Arc<dyn TokenSource>);

struct LoginActor {
    cx: Arc<ActorContext>,
    connection: Connection,
    http: Http,
    deps: LoginDeps,
    /// The sign-in that waits for the user, and the request it belongs to.
    open: Option<(RequestId, AuthorizationFlow)>,
    /// The running steps of the open sign-in.
    work: JoinSet<FlowResult>,
    /// Whether the service supports the device flow.
    devices: Devices,
}

/// A step of a sign-in that ended.
struct FlowResult {
    /// The request that began the sign-in.
    login: RequestId,
    /// The request with the code, if the user pasted one.
    code: Option<RequestId>,
    /// `None`: it was cancelled.
    outcome: Option<Result<Login, Failure>>,
}

/// Runs for as long as the program.
pub async fn run(
    cx: Arc<ActorContext>,
    connection: Connection,
    http: Http,
    deps: LoginDeps,
    mut asks: mpsc::Receiver<QueuedRequest>,
) {
    let devices = Devices::default();
    let mut actor = LoginActor { cx, connection, http, deps, open: None, work: JoinSet::new(), devices };
    actor.start().await;
    loop {
        tokio::select! {
            ask = asks.recv() => {
                let Some(ask) = ask else { return };
                actor.answer(ask).await;
            }
            Some(read) = actor.devices.reading.join_next(), if !actor.devices.reading.is_empty() => {
                actor.device_flow_read(read).await;
            }
            Some(ended) = actor.work.join_next(), if !actor.work.is_empty() => match ended {
                Ok(step) => actor.ended(step).await,
                Err(e) => actor.cx.report_panic::<()>("login", Err(e)).await,
            }
        }
    }
}

/// Has the app told when a renewed sign-in cannot be saved, and when it is saved later.
fn tell_warnings(tokens: &StoredTokens, cx: &Arc<ActorContext>) {
    // The context outlives the tokens; held by them it would keep itself alive.
    let cx = Arc::downgrade(cx);
    tokens.set_warning_listener(Arc::new(move |warning| {
        if let Some(cx) = cx.upgrade() {
            cx.emit_detached(Event::Auth(AuthEvent::NotSaved(warning.problem())));
        }
    }));
}

impl LoginActor {
    async fn answer(&mut self, QueuedRequest { id, request, cancelled }: QueuedRequest) {
        let Request::Login(request) = &*request else { return };
        match request {
            LoginRequest::BeginLogin(BeginLogin { method, requirement }) => {
                self.begin(id, *method, requirement.clone(), cancelled).await;
            }
            LoginRequest::UseLoginCode(UseLoginCode { code }) => self.use_code(id, code.clone()).await,
            LoginRequest::SignOut(SignOut) => self.sign_out(id).await,
            LoginRequest::SaveClientId(SaveClientId { client }) => self.save_client(id, *client).await,
            LoginRequest::ProbeDeviceFlow(ProbeDeviceFlow) => self.probe_device_flow(id).await,
        }
    }

    /// Signs in without a user, if possible.
    async fn start(&mut self) {
        if let Some(own) = self.service_user(None) {
            return match own.await {
                Ok(somebody) => self.signed_in(somebody).await,
                Err((problem, _)) => self.signed_out(AuthEvent::ConnectFailed(problem)).await,
            };
        }
        let Some(oauth) = self.oauth() else { return self.signed_out(AuthEvent::ClientIdNeeded).await };
        let tokens = self.tokens(&oauth);
        let because = match tokens.account().await {
            Ok(Some(account)) => return self.signed_in((account, Arc::new(tokens))).await,
            Ok(None) if self.connection.auto_consent => {
                return match consent_automatically(oauth, tokens, None).await {
                    Ok(somebody) => self.signed_in(somebody).await,
                    Err((problem, _)) => self.signed_out(AuthEvent::ConnectFailed(problem)).await,
                };
            }
            Ok(None) => None,
            Err(e) => Some(e.problem()),
        };
        self.signed_out(AuthEvent::SignInNeeded(because)).await;
    }

    async fn signed_out(&self, event: AuthEvent) {
        self.cx.set_auth_state(AuthState::SignedOut);
        self.cx.emit(Event::Auth(event)).await;
    }

    /// Ends the sign-in that is open.
    fn close(&mut self) {
        self.open = None;
        self.work = JoinSet::new();
    }

    /// Starts a sign-in and closes an open one.
    async fn begin(
        &mut self,
        id: RequestId,
        way: LoginMethod,
        need: Option<Box<Requirement>>,
        cancelled: CancellationToken,
    ) {
        self.close();
        if let Some(own) = self.service_user(need.as_deref()) {
            self.work.spawn(async move { FlowResult { login: id, code: None, outcome: Some(own.await) } });
            return;
        }
        let Some(oauth) = self.oauth() else {
            let problem = Problem::new(
                ProblemKind::SignIn,
                "Could not start a sign-in: hemi has no client id yet.",
                "Register an application and enter its id first.",
            );
            self.failed(id, problem).await;
            return self.cx.emit(Event::Auth(AuthEvent::ClientIdNeeded)).await;
        };
        let tokens = self.tokens(&oauth);
        if self.connection.auto_consent {
            self.work.spawn(async move {
                let outcome = Some(consent_automatically(oauth, tokens, need).await);
                FlowResult { login: id, code: None, outcome }
            });
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
                Err(e) => return self.failed(id, e.problem()).await,
            },
        };
        let sign_in = match AuthorizationFlow::begin(
            &oauth,
            redirect,
            &AuthorizationRequest::usual(need.map(|need| *need)),
        ) {
            Ok(sign_in) => sign_in,
            Err(e) => return self.failed(id, e.problem()).await,
        };
        self.open = Some((id, sign_in.clone()));
        let step = LoginStep::Link { method: way, link: sign_in.link().clone() };
        self.cx.partial::<BeginLogin>(id, step).await;
        if let Some(listener) = listener {
            self.work.spawn(async move {
                // hemi no longer waits for the browser and closes the port; a code can still be pasted.
                let code = tokio::select! {
                    () = cancelled.cancelled() => return FlowResult { login: id, code: None, outcome: None },
                    code = listener.answer(&sign_in) => code,
                };
                FlowResult { login: id, code: None, outcome: Some(finish(code, &sign_in, tokens).await) }
            });
        }
    }

    async fn use_code(&mut self, id: RequestId, pasted: Token) {
        let (Some((login, sign_in)), Some(oauth)) = (self.open.clone(), self.oauth()) else {
            let problem = Problem::new(
                ProblemKind::SignIn,
                "Could not use the code: no sign-in is open.",
                "Start a sign-in, and paste the code that its page shows.",
            );
            self.cx.finish(id);
            return self.cx.done::<UseLoginCode>(id, Err(problem)).await;
        };
        let tokens = self.tokens(&oauth);
        self.work.spawn(async move {
            let outcome = Some(finish(sign_in.pasted(&pasted), &sign_in, tokens).await);
            FlowResult { login, code: Some(id), outcome }
        });
    }

    async fn ended(&mut self, FlowResult { login, code, outcome }: FlowResult) {
        let Some(outcome) = outcome else { return self.cx.finish(login) };
        if let Some(code) = code {
            self.cx.finish(code);
            let end = outcome.as_ref().map(|_| ()).map_err(|(problem, _)| problem.clone());
            self.cx.done::<UseLoginCode>(code, end).await;
        }
        match outcome {
            Ok(user) => {
                self.close();
                self.cx.finish(login);
                self.signed_in(user).await;
            }
            // Another code can be pasted; the browser cannot bring another one, because the listener is closed.
            Err((_, true)) if code.is_some() => {}
            Err((problem, true)) => {
                let next = "Sign in again, or choose the way with a code to paste.".into();
                self.failed(login, Problem { next, ..problem }).await;
            }
            Err((problem, false)) => self.failed(login, problem).await,
        }
    }

    async fn failed(&mut self, id: RequestId, problem: Problem) {
        self.cx.finish(id);
        self.cx.done::<BeginLogin>(id, Err(problem)).await;
    }

    /// Revokes the tokens and deletes them here. The session ends first, so that no request continues in it.
    async fn sign_out(&mut self, id: RequestId) {
        self.close();
        self.cx.set_auth_state(AuthState::SignedOut);
        let tokens = lock(&self.deps.tokens).take();
        if let Some(tokens) = tokens {
            tokens.settled().await;
            tokens.revoke_unsaved().await;
        }
        known_names::wipe(&self.cx).await;
        let left = revoke_all(&self.connection.paths.tokens_file(), &self.connection.environment).await;
        let problem = match left {
            Ok(left) => problem::unrevoked_tokens(&left),
            Err(e) => Some(e.problem()),
        };
        let kept = ServiceUserFile::new(self.connection.paths.service_user_file());
        let kept = kept.revoke(self.service_user_application().as_ref()).await;
        let kept = kept.err().map(|e| problem::of_api(&e, &"revoke the tokens of the service user".into()));
        let problem = problem.or(kept);
        self.cx.done::<SignOut>(id, Ok(problem)).await;
        self.cx.emit(Event::Auth(AuthEvent::SignInNeeded(None))).await;
    }

    async fn save_client(&mut self, id: RequestId, client: ClientId) {
        let file = self.connection.paths.config_file();
        let saved = self.cx.tracker.spawn_blocking(move || save_client_id(&file, client)).await;
        self.cx.finish(id);
        // A write that the end of the program cut off is not reported.
        if let Ok(Err(e)) = saved {
            let happened = e.message();
            let next = "Then enter the id again, or set HEMI_CLIENT_ID and start hemi again.";
            let problem = Problem::new(ProblemKind::Local, happened, next);
            return self.cx.done::<SaveClientId>(id, Err(problem)).await;
        }
        self.cx.done::<SaveClientId>(id, Ok(())).await;
        self.connection.client = Some(client);
        self.close();
        *lock(&self.deps.tokens) = None;
        self.start().await;
    }

    /// Creates the session of `account`.
    async fn signed_in(&self, (account, source): Login) {
        let Connection { environment, client, credentials, .. } = &self.connection;
        let client = credentials.as_ref().map(|own| own.client).or(*client);
        let Some(client) = client else { return };
        let globus = Globus::new(environment.clone(), self.http.clone(), source);
        let service = environment.transfer().base().as_str().to_owned();
        let origin = Origin { service, client, identity: account.identity };
        self.cx.set_auth_state(AuthState::Signed(Arc::new(Session::new(account.clone(), globus, origin))));
        self.cx.emit(Event::Auth(AuthEvent::SignedIn(account))).await;
    }

    /// The application that users sign in with, once it is known.
    fn oauth(&self) -> Option<OAuth> {
        let Connection { environment, client, .. } = &self.connection;
        Some(OAuth::native(environment.clone(), self.http.clone(), (*client)?))
    }

    fn tokens(&self, oauth: &OAuth) -> StoredTokens {
        let file = self.connection.paths.tokens_file();
        let new = || {
            let tokens = StoredTokens::new(file, oauth.clone());
            tell_warnings(&tokens, &self.cx);
            tokens
        };
        lock(&self.deps.tokens).get_or_insert_with(new).clone()
    }

    /// The application of the service account, if one is configured.
    fn service_user_application(&self) -> Option<OAuth> {
        let Credentials { client, secret } = self.connection.credentials.clone()?;
        Some(OAuth::confidential(self.connection.environment.clone(), self.http.clone(), client, secret))
    }

    /// The sign-in of a service account, if one is configured.
    fn service_user(
        &self,
        need: Option<&Requirement>,
    ) -> Option<impl Future<Output = Result<Login, Failure>> + Send + use<>> {
        let oauth = self.service_user_application()?;
        let file = self.connection.paths.service_user_file();
        let own = match need {
            Some(need) => ClientCredentials::with_consents(oauth, need),
            None => Ok(ClientCredentials::new(oauth)),
        };
        Some(async move {
            let own = own.map_err(|e| failure(&e))?.kept_in(file);
            let account = own.account().await.map_err(|e| failure(&e))?;
            Ok((account, Arc::new(own) as Arc<dyn TokenSource>))
        })
    }
}

#[cfg(test)]
mod tests;
