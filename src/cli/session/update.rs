//! `hemi session update`: signs in again as a collection's rules require (`globus-api.md` 2.9).

use crate::cli::account::AccountReport;
use crate::cli::exit::{ExitCode, Failure};
use crate::cli::input::Lines;
use crate::cli::services::AuthMode;
use crate::cli::sign_in::{MethodArguments, sign_in};
use crate::cli::subcommand::{Cli, Subcommand};
use crate::domain::identity::Identity;
use crate::domain::ids::IdentityId;
use crate::domain::requirement::Requirement;
use crate::domain::text::{SafeText, Untrusted};
use crate::globus::auth::flow::AuthorizationRequest;
use crate::safe;

/// What the new sign-in has to satisfy.
#[derive(Clone, Debug, clap::Args)]
pub struct UpdateArguments {
    /// Sign in with this identity of yours (user name or id)
    #[arg(long, value_name = "IDENTITY")]
    pub identity: Vec<String>,
    /// Sign in with an identity from this domain
    #[arg(long, value_name = "DOMAIN", conflicts_with_all = ["identity", "all"])]
    pub domain: Vec<String>,
    /// Satisfy this authentication policy (its id)
    #[arg(long, value_name = "ID")]
    pub policy: Vec<uuid::Uuid>,
    /// Sign in with a second factor
    #[arg(long)]
    pub mfa: bool,
    /// Sign in with each of your identities
    #[arg(long, conflicts_with = "identity")]
    pub all: bool,
    /// How to sign in.
    #[command(flatten)]
    pub method: MethodArguments,
}

impl Subcommand for UpdateArguments {
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure> {
        let Cli { printer, services, .. } = cli;
        let services = services.open()?;
        let requirement = requirement(&self)?;
        let (oauth, tokens) = match &services.auth {
            AuthMode::Person { oauth, tokens } => (oauth, tokens),
            AuthMode::ServiceUser { .. } => {
                let message = "a service user has no session, because no person signs in for it.";
                return Err(Failure::new(ExitCode::Usage, message));
            }
            AuthMode::Unregistered => return Err(services.unregistered()),
        };
        let identities = if self.all || !self.identity.is_empty() {
            let linked = services.person().await?.linked.unwrap_or_default();
            if self.all { linked.iter().map(id).collect() } else { named(&self.identity, &linked)? }
        } else {
            // Without a sign-in there is no session to update.
            services.signed_in().await?;
            Vec::new()
        };
        let request = AuthorizationRequest::usual(Some(Requirement { identities, ..requirement }));
        let method = self.method.or(services.connection.way);
        let account = sign_in(oauth, tokens, &request, method, &mut Lines::default(), printer).await?;
        let done = safe!(
            "The session of {} is up to date. To see it: hemi session show",
            account.username.sanitized()
        );
        printer.report(&AccountReport { account, done })?;
        Ok(ExitCode::Done)
    }
}

/// What is required, without the identities.
fn requirement(arguments: &UpdateArguments) -> Result<Requirement, Failure> {
    let UpdateArguments { identity, domain, policy, mfa, all, method } = arguments;
    if identity.is_empty() && domain.is_empty() && policy.is_empty() && !mfa && !all {
        return Err(Failure::new(
            ExitCode::Usage,
            "say what is required: --identity, --all, --domain, --policy or --mfa.",
        ));
    }
    let odd = |c: char| c == ',' || c.is_whitespace() || c.is_control();
    if let Some(bad) = domain.iter().find(|domain| domain.is_empty() || domain.contains(odd)) {
        let message = safe!("{} is not a domain. A domain looks like this: uni.example.org", brief(bad));
        return Err(Failure::new(ExitCode::Usage, message));
    }
    if identity.iter().any(|name| name.trim().is_empty()) {
        let message = "an empty text is no identity. To see yours: hemi whoami --linked";
        return Err(Failure::new(ExitCode::Usage, message));
    }
    if method.is_device() {
        let message =
            "a code for another device cannot say what the sign-in has to satisfy. Use --paste or --browser.";
        return Err(Failure::new(ExitCode::Usage, message));
    }
    Ok(Requirement {
        message: Some(Untrusted::new("Sign in again to update hemi's session.")),
        domains: domain.iter().map(Untrusted::new).collect(),
        policies: policy.iter().map(|id| Untrusted::new(id.to_string())).collect(),
        mfa: *mfa,
        fresh: true,
        ..Requirement::default()
    })
}

/// The ids of the named identities, which must all be linked to the account.
fn named(names: &[String], linked: &[Identity]) -> Result<Vec<Untrusted>, Failure> {
    let find = |name: &String| {
        let asked: Option<IdentityId> = name.trim().parse().ok();
        let same = |identity: &&Identity| {
            let username = identity.username.raw_str();
            username.is_some_and(|username| username.eq_ignore_ascii_case(name.trim()))
                || asked == Some(identity.id)
        };
        let unknown = || {
            let message =
                safe!("{} is not one of your identities. To see them: hemi whoami --linked", brief(name));
            Failure::new(ExitCode::Failed, message)
        };
        linked.iter().find(same).map(id).ok_or_else(unknown)
    };
    names.iter().map(find).collect()
}

fn id(identity: &Identity) -> Untrusted {
    Untrusted::new(identity.id.to_string())
}

fn brief(text: &str) -> SafeText {
    Untrusted::new(text).sanitized().fit(60)
}
