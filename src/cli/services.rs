//! The services a subcommand talks to: of the same profile, files and variables as the terminal program.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use super::connect::{self, ProfilePaths};
use super::exit::{ExitCode, Failure};
use super::printer::print_error;
use crate::config::Credentials;
use crate::config::file::read_optional;
use crate::domain::ids::ClientId;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::profile::DEFAULT as DEFAULT_PROFILE;
use crate::domain::text::{SafeText, Untrusted};
use crate::globus::auth::error::SignInError;
use crate::globus::auth::identities::{self, UserInfo};
use crate::globus::auth::oauth_http::OAuth;
use crate::globus::client::{Globus, TokenSource};
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::http::Http;
use crate::globus::tokens::client_credentials::ClientCredentials;
use crate::globus::tokens::{StoredTokens, TokenError};
use crate::runtime::Connection;
use crate::runtime::problem::{Doing, of_api};
use crate::safe;
use crate::storage::backends::SignIn;

/// Writes of new tokens are waited for this long at the end.
const LAST_WORK: Duration = Duration::from_millis(1500);

/// The services, and how hemi authenticates to them.
pub struct Services {
    /// Which Globus, and where the profile's files lie.
    pub connection: Connection,
    /// The profile's name.
    pub profile: SafeText,
    /// How hemi authenticates.
    pub auth: AuthMode,
    /// Where the stores get the sign-in from.
    sign_in: Arc<SignIn>,
    http: Http,
}

/// How hemi authenticates to the services.
pub enum AuthMode {
    /// As a person, through a registered native application.
    Person {
        /// The application.
        oauth: OAuth,
        /// The stored tokens, if the person is signed in.
        tokens: StoredTokens,
    },
    /// As a service user, by the client credentials grant.
    ServiceUser {
        /// The application, which is its own identity.
        oauth: OAuth,
    },
    /// Not at all: hemi has no client id.
    Unregistered,
}

impl Services {
    /// Reads settings and files. Asks no network.
    ///
    /// # Errors
    /// Exit code 2 for settings that cannot be used.
    pub fn open(profile: &ProfilePaths, sign_in: Arc<SignIn>) -> Result<Self, Failure> {
        let connection = connect::real(profile).map_err(|problem| Failure::of(&problem, ExitCode::Usage))?;
        let http = Http::new(&connection.environment).map_err(|why| {
            Failure::of(
                &Problem::new(ProblemKind::Local, why.sanitized(), SafeText::default()),
                ExitCode::Usage,
            )
        })?;
        let auth = AuthMode::of(&connection, &http);
        let (_, warnings) = read_optional(&connection.paths.config_file());
        warnings.iter().for_each(print_error);
        Ok(Self { connection, profile: Untrusted::new(&profile.profile).sanitized(), auth, sign_in, http })
    }

    /// Uses this application from now on.
    pub fn register(&mut self, client: ClientId) {
        self.connection.client = Some(client);
        self.auth = AuthMode::of(&self.connection, &self.http);
    }

    /// Whether hemi authenticates as a service user.
    pub fn is_service_user(&self) -> bool {
        matches!(self.auth, AuthMode::ServiceUser { .. })
    }

    /// Waits, for a short time, until renewed tokens are on disk.
    pub async fn finish_saving(&self) {
        if let AuthMode::Person { tokens, .. } = &self.auth {
            let _ = timeout(LAST_WORK, tokens.settled()).await;
            if let Some(problem) = tokens.warning().and_then(|warning| warning.problem()) {
                print_error(&safe!("{} {}", problem.happened, problem.next));
            }
        }
    }

    /// The services, with the tokens of the account that is signed in. The stores of collections are within reach then.
    ///
    /// # Errors
    /// Exit code 4 without a sign-in, else what is wrong with the stored tokens.
    pub async fn signed_in(&self) -> Result<Globus, Failure> {
        let source: Arc<dyn TokenSource> = match &self.auth {
            AuthMode::Person { tokens, .. } => match tokens.account().await? {
                Some(_) => Arc::new(tokens.clone()),
                None => return Err(self.signed_out()),
            },
            AuthMode::ServiceUser { oauth } => {
                let file = self.connection.paths.service_user_file();
                Arc::new(ClientCredentials::new(oauth.clone()).kept_in(file))
            }
            AuthMode::Unregistered => return Err(self.unregistered()),
        };
        let globus = Globus::new(self.connection.environment.clone(), self.http.clone(), source);
        self.sign_in.set(Some(globus.clone()));
        Ok(globus)
    }

    /// The account that is signed in, as Globus Auth has it now.
    ///
    /// # Errors
    /// Exit code 4 without a sign-in, or when it has ended.
    pub async fn person(&self) -> Result<UserInfo, Failure> {
        let globus = self.signed_in().await?;
        let doing = || "ask Globus Auth who is signed in".into();
        identities::user_info(&globus, self.is_service_user()).await.map_err(|error| match &self.auth {
            // No person could sign in again for it.
            AuthMode::ServiceUser { .. } => match SignInError::from(error) {
                SignInError::Service(error) => Failure::of(&of_api(&error, &doing()), ExitCode::Failed),
                wrong => Failure::of(&wrong.problem(), ExitCode::Failed),
            },
            _ => self.refused(&error, doing()),
        })
    }

    /// The failure of a subcommand that needs a sign-in.
    fn signed_out(&self) -> Failure {
        let message = safe!(
            "you are not signed in with the profile {}. Sign in: {}",
            self.profile,
            self.login_command()
        );
        Failure::new(ExitCode::SignIn, message)
    }

    /// The failure of a call that was made with a person's tokens.
    pub fn refused(&self, error: &ApiError, doing: Doing) -> Failure {
        match error.kind {
            ErrorKind::Unauthenticated => Failure::new(
                ExitCode::SignIn,
                safe!(
                    "your sign-in has ended. Sign in again with the same account: {}",
                    self.login_command()
                ),
            ),
            _ => of_api(error, &doing).into(),
        }
    }

    /// The failure of a subcommand that needs a client id.
    pub fn unregistered(&self) -> Failure {
        let message = safe!(
            "hemi has no client id yet, so you cannot be signed in. To see how to get one: {}",
            self.login_command()
        );
        Failure::new(ExitCode::SignIn, message)
    }

    /// The command that signs in with this profile.
    pub fn login_command(&self) -> SafeText {
        if self.profile.as_str() == DEFAULT_PROFILE {
            "hemi login".into()
        } else {
            safe!("hemi --profile {} login", self.profile)
        }
    }
}

impl AuthMode {
    fn of(connection: &Connection, http: &Http) -> Self {
        let Connection { environment, client, credentials, paths, .. } = connection;
        match (credentials, client) {
            (Some(Credentials { client, secret }), _) => {
                let oauth = OAuth::confidential(environment.clone(), http.clone(), *client, secret.clone());
                Self::ServiceUser { oauth }
            }
            (None, Some(client)) => {
                let oauth = OAuth::native(environment.clone(), http.clone(), *client);
                Self::Person { tokens: StoredTokens::new(paths.tokens_file(), oauth.clone()), oauth }
            }
            (None, None) => Self::Unregistered,
        }
    }
}

impl From<TokenError> for Failure {
    fn from(error: TokenError) -> Self {
        error.problem().into()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::config::paths::Paths;
    use crate::domain::account::LoginMethod;
    use crate::domain::ids::CollectionId;
    use crate::domain::path::StorePath;
    use crate::domain::place::StoreId;
    use crate::domain::secret::Token;
    use crate::globus::env::Environment;
    use crate::storage::backends::{Backends, Needs};

    #[tokio::test]
    async fn collections_are_within_reach_once_a_subcommand_has_signed_in() {
        let dir = tempfile::tempdir().unwrap();
        let client = ClientId::new(Uuid::from_u128(5));
        let connection = Connection {
            environment: Environment::local("http://127.0.0.1:1").unwrap(),
            client: None,
            credentials: Some(Credentials { client, secret: Token::new("s") }),
            paths: Paths::under(dir.path(), "default").unwrap(),
            way: LoginMethod::Paste,
            auto_consent: false,
            places: Vec::new(),
        };
        let http = Http::new(&connection.environment).unwrap();
        let auth = AuthMode::of(&connection, &http);
        let (backends, sign_in) = Backends::new(StorePath::root());
        let services =
            Services { connection, profile: "default".into(), auth, sign_in: Arc::new(sign_in), http };
        let collection = StoreId::Collection(CollectionId::new(Uuid::from_u128(1)));
        assert_eq!(backends.store(&collection).err(), Some(Needs::GlobusSignIn));
        assert!(services.signed_in().await.is_ok());
        assert!(backends.store(&collection).is_ok() && backends.store(&StoreId::Local).is_ok());
    }
}
