//! `hemi session consent`: consents to scopes, such as the one a collection requires (`globus-api.md` 3).

use crate::cli::account::AccountReport;
use crate::cli::exit::{ExitCode, Failure};
use crate::cli::input::Lines;
use crate::cli::services::AuthMode;
use crate::cli::sign_in::{MethodArguments, sign_in};
use crate::cli::subcommand::{Cli, Subcommand};
use crate::domain::account::Account;
use crate::domain::requirement::Requirement;
use crate::domain::text::Untrusted;
use crate::globus::auth::error::SignInError;
use crate::globus::auth::flow::AuthorizationRequest;
use crate::globus::scopes::Scopes;
use crate::globus::tokens::client_credentials::ClientCredentials;
use crate::safe;

/// What to consent to.
#[derive(Clone, Debug, clap::Args)]
pub struct ConsentArguments {
    /// Scopes as the service names them, with dependent scopes in brackets
    #[arg(value_name = "SCOPE", required = true)]
    pub scopes: Vec<String>,
    /// How to sign in.
    #[command(flatten)]
    pub method: MethodArguments,
}

impl Subcommand for ConsentArguments {
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure> {
        let Cli { printer, services, .. } = cli;
        let services = services.open()?;
        let requirement = requirement(&self.scopes)?;
        let account = match &services.auth {
            AuthMode::Person { oauth, tokens } => {
                let method = self.method.or(services.connection.way);
                let request = AuthorizationRequest::usual(Some(requirement));
                sign_in(oauth, tokens, &request, method, &mut Lines::default(), printer).await?
            }
            // A client credentials grant with the scope is the consent, and earlier tokens gain it too
            // (`globus-api.md` 2.5).
            AuthMode::ServiceUser { oauth } => {
                let refused = |error: SignInError| Failure::of(&error.problem(), ExitCode::Failed);
                let credentials =
                    ClientCredentials::with_consents(oauth.clone(), &requirement).map_err(refused)?;
                let credentials = credentials.kept_in(services.connection.paths.service_user_file());
                credentials.account().await.map_err(refused)?
            }
            AuthMode::Unregistered => return Err(services.unregistered()),
        };
        printer.report(&consented(account))?;
        Ok(ExitCode::Done)
    }
}

fn consented(account: Account) -> AccountReport {
    let username = account.username.sanitized();
    let done = match account.service_user {
        true => safe!("{} (service user) has consented.", username),
        false => safe!("{} has consented.", username),
    };
    AccountReport { account, done }
}

fn requirement(scopes: &[String]) -> Result<Requirement, Failure> {
    for scope in scopes {
        let unreadable = |why: String| {
            let scope = Untrusted::new(scope).sanitized().fit(60);
            let why = Untrusted::new(why).sanitized();
            Failure::new(ExitCode::Usage, safe!("{} cannot be read as a scope: {}.", scope, why))
        };
        if Scopes::parse(scope).map_err(|error| unreadable(error.to_string()))?.is_empty() {
            return Err(Failure::new(ExitCode::Usage, "an empty text is not a scope."));
        }
    }
    let scopes = scopes.iter().map(Untrusted::new).collect();
    Ok(Requirement { scopes, ..Requirement::default() })
}
