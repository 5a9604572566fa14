//! `hemi logout`: revokes the tokens at the service, deletes them here, and names those that could not be
//! revoked.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::exit::{ExitCode, Failure};
use super::printer::print_error;
use super::report::{Report, Table, json_text};
use super::subcommand::{Cli, Subcommand};
use crate::domain::format;
use crate::domain::text::SafeText;
use crate::globus::tokens::leave::{Alive, Left, leave};
use crate::safe;

/// There is nothing to choose.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct LogoutArguments {}

impl Subcommand for LogoutArguments {
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure> {
        let zone = cli.time_zone();
        let Cli { printer, services } = cli;
        let services = services.open()?;
        let connection = &services.connection;
        let accounts = leave(&connection.paths.tokens_file(), &connection.environment).await?;
        let report = LogoutReport { accounts, profile: services.profile.clone() };
        printer.report(&report)?;
        report.accounts.iter().for_each(|account| print_unrevoked(account, &zone));
        if services.is_service_user() {
            printer.note(
                &"A service user stores no tokens here. It can get new ones as long as its id and secret are set."
                    .into(),
            );
        }
        let revoked = report.accounts.iter().all(|account| account.alive.is_empty());
        Ok(if revoked { ExitCode::Done } else { ExitCode::Failed })
    }
}

struct LogoutReport {
    accounts: Vec<Left>,
    profile: SafeText,
}

impl Report for LogoutReport {
    fn text(&self) -> Vec<SafeText> {
        if self.accounts.is_empty() {
            return vec![safe!("You were not signed in with the profile {}.", self.profile)];
        }
        self.accounts.iter().filter(|account| account.alive.is_empty()).flat_map(signed_out).collect()
    }

    fn document(&self) -> Value {
        let unrevoked = |token: &Alive| {
            json!({
                "resource_server": json_text(&token.server),
                "expires_at": token.expires_at,
                "reason": token.why.sanitized().as_str(),
            })
        };
        let account = |account: &Left| {
            json!({
                "sub": account.account.identity,
                "preferred_username": json_text(&account.account.username),
                "service": json_text(&account.service),
                "revoked": account.ended,
                "not_revoked": account.alive.iter().map(unrevoked).collect::<Value>(),
            })
        };
        json!({ "signed_out": self.accounts.iter().map(account).collect::<Value>() })
    }

    fn table(&self) -> Table {
        let row = |account: &Left| {
            vec![
                safe!("{}", account.account.identity),
                account.account.username.sanitized(),
                account.service.sanitized(),
                safe!("{}", account.ended),
                safe!("{}", account.alive.len()),
            ]
        };
        Table {
            columns: &["sub", "preferred_username", "service", "revoked", "not_revoked"],
            rows: self.accounts.iter().map(row).collect(),
        }
    }
}

fn signed_out(account: &Left) -> [SafeText; 2] {
    let service = account.service.sanitized();
    [
        safe!(
            "{} is signed out: {} revoked at {}, and none is left here.",
            account.account.username.sanitized(),
            format::count(account.ended as u64, "token was", "tokens were"),
            service
        ),
        safe!("Your browser may still be signed in. To sign it out: {}v2/web/logout", service),
    ]
}

fn print_unrevoked(account: &Left, zone: &TimeZone) {
    if account.alive.is_empty() {
        return;
    }
    let service = account.service.sanitized();
    print_error(&safe!(
        "the tokens of {} are deleted here, but these could not be revoked at {}:",
        account.account.username.sanitized(),
        service
    ));
    for token in &account.alive {
        print_error(&unrevoked(token, zone));
    }
    print_error(&safe!("To withdraw what hemi may do: {}v2/web/consents", service));
}

/// A token that was not revoked, and how long it stays valid.
fn unrevoked(Alive { server, expires_at, why }: &Alive, zone: &TimeZone) -> SafeText {
    let (kind, validity) = match expires_at {
        Some(at) => ("access token", safe!("valid until {}", format::date(*at, zone))),
        None => ("refresh token", "valid until it was not used for six months".into()),
    };
    safe!("- {} for {}: {} ({}).", kind, server.sanitized(), validity, why.sanitized())
}
