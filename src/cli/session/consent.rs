//! `hemi session consent`: consents to scopes, such as the one a collection asked for (`globus-api.md` 3).

use crate::cli::connect::Files;
use crate::cli::exit::{Code, Failure};
use crate::cli::input::Lines;
use crate::cli::output::line;
use crate::cli::services::{Services, Who, run as run_subcommand, unregistered};
use crate::cli::sign_in::{WayArguments, sign_in};
use crate::domain::requirement::Requirement;
use crate::domain::text::Untrusted;
use crate::globus::auth::client_credentials::ClientCredentials;
use crate::globus::auth::error::SignInError;
use crate::globus::auth::flow::AuthorizationRequest;
use crate::globus::auth::scopes::Scopes;
use crate::safe;

/// What to consent to.
#[derive(Clone, Debug, clap::Args)]
pub struct ConsentArguments {
    /// Scopes as a service names them, with what they depend on in brackets
    #[arg(value_name = "SCOPE", required = true)]
    pub scopes: Vec<String>,
    /// Which way
    #[command(flatten)]
    pub way: WayArguments,
}

/// Consents.
pub fn run(arguments: &ConsentArguments, files: &Files<'_>) -> Code {
    run_subcommand(files, async |services: &mut Services| consent(arguments, services).await)
}

async fn consent(arguments: &ConsentArguments, services: &Services) -> Result<Code, Failure> {
    for scope in &arguments.scopes {
        let wrong = |why| {
            let scope = Untrusted::new(scope).sanitized().fit(60);
            let why = Untrusted::new(format!("{why}")).sanitized();
            Failure::new(Code::Usage, safe!("{} cannot be read as a scope: {}.", scope, why))
        };
        if Scopes::parse(scope).map_err(wrong)?.is_empty() {
            return Err(Failure::new(Code::Usage, "an empty text is no scope."));
        }
    }
    let scopes = arguments.scopes.iter().map(Untrusted::new).collect();
    let wanted = Requirement { scopes, ..Requirement::default() };
    match &services.who {
        Who::Person { oauth, tokens } => {
            let way = arguments.way.or(services.connection.way);
            let account = sign_in(
                oauth,
                tokens,
                &AuthorizationRequest::usual(Some(wanted)),
                way,
                &mut Lines::default(),
            )
            .await?;
            line(&safe!("{} has consented.", account.username.sanitized()));
        }
        // To ask for tokens of the kind is to consent, and its old tokens gain it, too (`globus-api.md` 2.5).
        Who::Service { oauth } => {
            let refused = |error: SignInError| Failure::of(&error.problem(), Code::Failed);
            let own = ClientCredentials::with_consents(oauth.clone(), &wanted).map_err(refused)?;
            let account = own.account().await.map_err(refused)?;
            line(&safe!("{} (service user) has consented.", account.username.sanitized()));
        }
        Who::Unregistered => return Err(unregistered()),
    }
    Ok(Code::Done)
}
