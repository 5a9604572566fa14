//! `hemi session update`: signs in anew with what a collection's rules ask for (`globus-api.md` 2.9).

use crate::cli::connect::Files;
use crate::cli::exit::{Code, Failure};
use crate::cli::input::Lines;
use crate::cli::output::line;
use crate::cli::services::{Services, Who, run as run_subcommand, unregistered};
use crate::cli::sign_in::{WayArguments, sign_in};
use crate::domain::identity::Identity;
use crate::domain::ids::IdentityId;
use crate::domain::requirement::Requirement;
use crate::domain::text::{SafeText, Untrusted};
use crate::globus::auth::flow::AuthorizationRequest;
use crate::safe;

/// What is asked for.
#[derive(Clone, Debug, clap::Args)]
pub struct UpdateArguments {
    /// Sign in with this identity of yours (user name or id)
    #[arg(long, value_name = "IDENTITY")]
    pub identity: Vec<String>,
    /// Sign in with an identity from this domain
    #[arg(long, value_name = "DOMAIN", conflicts_with_all = ["identity", "all"])]
    pub domain: Vec<String>,
    /// Meet this policy (its id)
    #[arg(long, value_name = "ID")]
    pub policy: Vec<uuid::Uuid>,
    /// Sign in with a second factor
    #[arg(long)]
    pub mfa: bool,
    /// Sign in with every identity of yours
    #[arg(long, conflicts_with = "identity")]
    pub all: bool,
    /// Which way
    #[command(flatten)]
    pub way: WayArguments,
}

/// Updates the session.
pub fn run(arguments: &UpdateArguments, files: &Files<'_>) -> Code {
    run_subcommand(files, async |services: &mut Services| update(arguments, services).await)
}

async fn update(arguments: &UpdateArguments, services: &Services) -> Result<Code, Failure> {
    let wanted = wanted(arguments)?;
    let (oauth, tokens) = match &services.who {
        Who::Person { oauth, tokens } => (oauth, tokens),
        Who::Service { .. } => {
            return Err(Failure::new(Code::Usage, "a service user has no session: nobody signs in for it."));
        }
        Who::Unregistered => return Err(unregistered()),
    };
    let identities = if arguments.all || !arguments.identity.is_empty() {
        let linked = services.person().await?.linked.unwrap_or_default();
        if arguments.all { linked.iter().map(id).collect() } else { named(&arguments.identity, &linked)? }
    } else {
        // There must be a session to update.
        services.signed_in().await?;
        Vec::new()
    };
    let ask = AuthorizationRequest::usual(Some(Requirement { identities, ..wanted }));
    let way = arguments.way.or(services.connection.way);
    let account = sign_in(oauth, tokens, &ask, way, &mut Lines::default()).await?;
    line(&safe!(
        "The session of {} is up to date. To look at it: hemi session show",
        account.username.sanitized()
    ));
    Ok(Code::Done)
}

/// All that is asked for but identities.
fn wanted(arguments: &UpdateArguments) -> Result<Requirement, Failure> {
    let UpdateArguments { identity, domain, policy, mfa, all, .. } = arguments;
    if identity.is_empty() && domain.is_empty() && policy.is_empty() && !mfa && !all {
        return Err(Failure::new(
            Code::Usage,
            "say what is asked for: --identity, --all, --domain, --policy or --mfa.",
        ));
    }
    let odd = |c: char| c == ',' || c.is_whitespace() || c.is_control();
    if let Some(bad) = domain.iter().find(|domain| domain.is_empty() || domain.contains(odd)) {
        let words = safe!("{} is no domain. A domain looks like this: uni.example.org", brief(bad));
        return Err(Failure::new(Code::Usage, words));
    }
    Ok(Requirement {
        message: Some(Untrusted::new("Sign in anew to update hemi's session.")),
        domains: domain.iter().map(Untrusted::new).collect(),
        policies: policy.iter().map(|id| Untrusted::new(id.to_string())).collect(),
        mfa: *mfa,
        fresh: true,
        ..Requirement::default()
    })
}

/// The ids of identities that were named, which must all be the user's own.
fn named(names: &[String], linked: &[Identity]) -> Result<Vec<Untrusted>, Failure> {
    let one = |name: &String| {
        let asked: Option<IdentityId> = name.trim().parse().ok();
        let same = |one: &&Identity| {
            let called = one.username.raw_str().is_some_and(|held| held.eq_ignore_ascii_case(name.trim()));
            called || asked == Some(one.id)
        };
        let nobody = || {
            let words =
                safe!("{} is not one of your identities. To see them: hemi whoami --linked", brief(name));
            Failure::new(Code::Failed, words)
        };
        linked.iter().find(same).map(id).ok_or_else(nobody)
    };
    names.iter().map(one).collect()
}

fn id(linked: &Identity) -> Untrusted {
    Untrusted::new(linked.id.to_string())
}

fn brief(text: &str) -> SafeText {
    Untrusted::new(text).sanitized().fit(60)
}
