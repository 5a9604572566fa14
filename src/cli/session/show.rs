//! `hemi session show`: when each identity last signed in. Globus Auth tells an application on a person's
//! machine no more than that (`globus-api.md` 2.6): whether it is recent enough, only the service that requires
//! it can say.

use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use crate::cli::exit::{ExitCode, Failure};
use crate::cli::printer::print_error;
use crate::cli::report::{Report, Table, columns, json_text};
use crate::cli::subcommand::{Cli, Subcommand};
use crate::domain::format;
use crate::domain::identity::Identity;
use crate::domain::ids::IdentityId;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// There is nothing to choose.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct ShowArguments {}

impl Subcommand for ShowArguments {
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure> {
        let person = cli.services.open()?.person().await?;
        let identities = person.linked.unwrap_or_default();
        let authentications: Vec<Authentication> = identities.iter().filter_map(Authentication::of).collect();
        if person.account.service_user {
            print_error(&"a service user has no session, because no person signs in for it.".into());
        } else if authentications.is_empty() {
            print_error(&"Globus Auth does not say when your identities last signed in.".into());
        }
        cli.printer.report(&Session { authentications, zone: cli.time_zone() })?;
        Ok(ExitCode::Done)
    }
}

/// When an identity last signed in.
struct Authentication {
    identity: IdentityId,
    username: Untrusted,
    /// In seconds since the Unix epoch.
    at: i64,
}

impl Authentication {
    fn of(identity: &Identity) -> Option<Self> {
        let at = identity.last_sign_in?;
        Some(Self { identity: identity.id, username: identity.username.clone(), at })
    }
}

struct Session {
    authentications: Vec<Authentication>,
    zone: TimeZone,
}

impl Report for Session {
    fn text(&self) -> Vec<SafeText> {
        if self.authentications.is_empty() {
            return Vec::new();
        }
        let row = |one: &Authentication| {
            [one.username.sanitized(), safe!("{}", one.identity), format::date(one.at, &self.zone)]
        };
        let head = ["Identity".into(), "Id".into(), "Last sign-in".into()];
        columns(std::iter::once(head).chain(self.authentications.iter().map(row)).collect())
    }

    fn document(&self) -> Value {
        let member = |one: &Authentication| {
            let value = json!({"username": json_text(&one.username), "auth_time": one.at});
            (one.identity.to_string(), value)
        };
        let authentications: Map<String, Value> = self.authentications.iter().map(member).collect();
        json!({ "authentications": authentications })
    }

    fn table(&self) -> Table {
        let row = |one: &Authentication| {
            vec![safe!("{}", one.identity), one.username.sanitized(), safe!("{}", one.at)]
        };
        Table {
            columns: &["id", "username", "auth_time"],
            rows: self.authentications.iter().map(row).collect(),
        }
    }
}
