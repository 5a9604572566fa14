//! What a subcommand works with: the same services, profile, files and variables as the terminal program.

use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::time::timeout;

use super::connect::{self, Files};
use super::exit::{Code, Failure};
use super::output::{complain, line};
use crate::config::Credentials;
use crate::domain::ids::ClientId;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::{SafeText, Untrusted};
use crate::globus::auth::client_credentials::ClientCredentials;
use crate::globus::auth::error::SignInError;
use crate::globus::auth::identities::{self, UserInfo};
use crate::globus::auth::oauth_http::OAuth;
use crate::globus::client::{Globus, TokenSource};
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::http::Http;
use crate::globus::tokens::{StoredTokens, TokenError};
use crate::runtime::Connection;
use crate::runtime::problem::{Doing, of_api};
use crate::safe;

/// What must not be lost gets this long when a signal ends the program.
const LAST_WORK: Duration = Duration::from_millis(1500);

/// The services, and as whom they are reached.
pub struct Services {
    /// Which Globus, and whose files.
    pub connection: Connection,
    /// The profile's name.
    pub profile: SafeText,
    /// Who may be signed in.
    pub who: Who,
    http: Http,
}

/// Who may be signed in.
pub enum Who {
    /// A person, whose tokens are kept.
    Person {
        /// The registered application they sign in through.
        oauth: OAuth,
        /// Their tokens, if they are signed in.
        tokens: StoredTokens,
    },
    /// An application with a secret, which needs no sign-in.
    Service {
        /// The application.
        oauth: OAuth,
    },
    /// Nobody: hemi has no client id.
    Unregistered,
}

/// Runs a subcommand to its end, or until a signal ends it. What a service gave by then is written.
pub fn run(files: &Files<'_>, work: impl AsyncFnOnce(&mut Services) -> Result<Code, Failure>) -> Code {
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let started = tokio.map_err(|_| Failure::new(Code::Failed, "the system gives hemi no threads or files."));
    let ended = started.and_then(|tokio| {
        let mut services = Services::open(files)?;
        let code = tokio.block_on(until_signal(&mut services, work));
        // A thread may wait for somebody to type until the end of days.
        tokio.shutdown_background();
        code
    });
    ended.unwrap_or_else(|failure| {
        complain(&failure.words);
        failure.code
    })
}

async fn until_signal(
    services: &mut Services,
    work: impl AsyncFnOnce(&mut Services) -> Result<Code, Failure>,
) -> Result<Code, Failure> {
    let no_signals = |_| Failure::new(Code::Failed, "the system lets hemi hear no signals.");
    let mut ends = Vec::new();
    for kind in [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()] {
        ends.push((kind.as_raw_value(), signal(kind).map_err(no_signals)?));
    }
    let ends = ends.iter_mut().map(|(number, end)| {
        Box::pin(async move {
            end.recv().await;
            *number
        })
    });
    let outcome = tokio::select! {
        outcome = work(services) => outcome,
        (number, ..) = futures_util::future::select_all(ends) => {
            line(&SafeText::default());
            Ok(Code::Signal(number))
        }
    };
    if let Who::Person { tokens, .. } = &services.who {
        let _ = timeout(LAST_WORK, tokens.settled()).await;
    }
    outcome
}

impl Services {
    /// Gathers settings and files; asks no network.
    fn open(files: &Files<'_>) -> Result<Self, Failure> {
        let connection = connect::real(files).map_err(|problem| Failure::of(&problem, Code::Usage))?;
        let http = Http::new(&connection.environment).map_err(|why| {
            Failure::of(&Problem::new(ProblemKind::Local, why.sanitized(), SafeText::default()), Code::Usage)
        })?;
        let who = Who::of(&connection, &http);
        Ok(Self { connection, profile: Untrusted::new(files.profile).sanitized(), who, http })
    }

    /// Goes on with this application.
    pub fn register(&mut self, client: ClientId) {
        self.connection.client = Some(client);
        self.who = Who::of(&self.connection, &self.http);
    }

    /// Whether an application signs in as itself.
    pub fn is_service_user(&self) -> bool {
        matches!(self.who, Who::Service { .. })
    }

    /// The services, reached as whoever is signed in.
    ///
    /// # Errors
    /// Exit code 4 when nobody is; otherwise what is wrong with the kept tokens.
    pub async fn signed_in(&self) -> Result<Globus, Failure> {
        let source: Arc<dyn TokenSource> = match &self.who {
            Who::Person { tokens, .. } => match tokens.account().await? {
                Some(_) => Arc::new(tokens.clone()),
                None => return Err(self.nobody()),
            },
            Who::Service { oauth } => Arc::new(ClientCredentials::new(oauth.clone())),
            Who::Unregistered => return Err(unregistered()),
        };
        Ok(Globus::new(self.connection.environment.clone(), self.http.clone(), source))
    }

    /// Who is signed in, as Globus Auth says now.
    ///
    /// # Errors
    /// Exit code 4 when nobody is, or not any more.
    pub async fn person(&self) -> Result<UserInfo, Failure> {
        let globus = self.signed_in().await?;
        let doing = || "ask Globus Auth who is signed in".into();
        identities::user_info(&globus, self.is_service_user()).await.map_err(|error| match &self.who {
            // Nobody can sign in anew for it.
            Who::Service { .. } => match SignInError::from(error) {
                SignInError::Service(error) => Failure::of(&of_api(&error, &doing()), Code::Failed),
                wrong => Failure::of(&wrong.problem(), Code::Failed),
            },
            _ => refused(&error, doing()),
        })
    }

    /// Nobody is signed in here.
    pub fn nobody(&self) -> Failure {
        Failure::new(
            Code::SignIn,
            safe!("nobody is signed in with the profile {}. Sign in: hemi login", self.profile),
        )
    }
}

impl Who {
    fn of(connection: &Connection, http: &Http) -> Self {
        let Connection { environment, client, credentials, paths, .. } = connection;
        match (credentials, client) {
            (Some(Credentials { client, secret }), _) => {
                let oauth = OAuth::confidential(environment.clone(), http.clone(), *client, secret.clone());
                Self::Service { oauth }
            }
            (None, Some(client)) => {
                let oauth = OAuth::native(environment.clone(), http.clone(), *client);
                Self::Person { tokens: StoredTokens::new(paths.tokens_file(), oauth.clone()), oauth }
            }
            (None, None) => Self::Unregistered,
        }
    }
}

/// A call as a person who signed in here did not work.
pub fn refused(error: &ApiError, doing: Doing) -> Failure {
    match error.kind {
        ErrorKind::Unauthenticated => {
            Failure::new(Code::SignIn, "the sign-in has ended. Sign in again, as the same person: hemi login")
        }
        _ => of_api(error, &doing).into(),
    }
}

/// Nobody can be signed in yet.
pub fn unregistered() -> Failure {
    Failure::new(
        Code::SignIn,
        "hemi has no client id yet, so nobody is signed in. This explains how to get one: hemi login",
    )
}

impl From<TokenError> for Failure {
    fn from(error: TokenError) -> Self {
        error.problem().into()
    }
}
