//! `hemi session show`: when each identity last signed in. A program on people's machines is told no more
//! than that (`globus-api.md` 2.6): whether it is fresh enough only the service that wants it can say.

use serde_json::{Map, Value, json};

use crate::cli::connect::Files;
use crate::cli::exit::{Code, Failure};
use crate::cli::output::{self, complain, line};
use crate::cli::services::{Services, run as run_subcommand};
use crate::cli::whoami::text;
use crate::domain::format;
use crate::domain::identity::Identity;
use crate::domain::text::SafeText;
use crate::safe;

/// How to tell.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct ShowArguments {
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// Shows it.
pub fn run(arguments: ShowArguments, files: &Files<'_>) -> Code {
    run_subcommand(files, async |services: &mut Services| show(arguments, services).await)
}

async fn show(arguments: ShowArguments, services: &Services) -> Result<Code, Failure> {
    let person = services.person().await?;
    let identities = person.linked.unwrap_or_default();
    let known: Vec<(&Identity, i64)> =
        identities.iter().filter_map(|one| one.last_sign_in.map(|at| (one, at))).collect();
    if arguments.json {
        let all: Map<String, Value> = known
            .iter()
            .map(|(one, at)| (one.id.to_string(), json!({"username": text(&one.username), "auth_time": at})))
            .collect();
        output::json(&json!({ "authentications": all }));
        return Ok(Code::Done);
    }
    if person.account.service_user {
        complain(&"a service user has no session: nobody signs in for it.".into());
    } else if known.is_empty() {
        complain(&"Globus Auth does not say when your identities last signed in.".into());
    }
    table(&known);
    Ok(Code::Done)
}

fn table(known: &[(&Identity, i64)]) {
    let zone = jiff::tz::TimeZone::system();
    let widest = known.iter().map(|(one, _)| one.username.sanitized().width()).max().unwrap_or_default();
    for (one, at) in known {
        let name = one.username.sanitized();
        let gap = (name.width()..widest).fold(SafeText::default(), |gap, _| safe!("{} ", gap));
        line(&safe!("{}{}  {}  {}", name, gap, one.id, format::date(*at, &zone)));
    }
}
