//! `hemi logout`: revokes the tokens at the service, deletes them here, and names those that could not be
//! revoked.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::exit::{ExitCode, Failure};
use super::printer::print_error;
use super::report::{Report, Table, json_text};
use super::services::AuthMode;
use super::subcommand::{Cli, Subcommand};
use crate::domain::format;
use crate::domain::text::SafeText;
use crate::globus::tokens::revoke::{Revocation, Unrevoked, revoke_all};
use crate::globus::tokens::service_user::ServiceUserFile;
use crate::runtime::name_index::NameIndex;
use crate::runtime::problem::of_api;
use crate::safe;

/// There is nothing to choose.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct LogoutArguments {}

impl Subcommand for LogoutArguments {
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure> {
        let zone = cli.time_zone();
        let Cli { printer, services, .. } = cli;
        let services = services.open()?;
        let connection = &services.connection;
        let accounts = revoke_all(&connection.paths.tokens_file(), &connection.environment).await?;
        // What was browsed is this person's: best effort, as there may be none.
        let _ = NameIndex::in_data(connection.paths.data_dir()).wipe();
        let report = LogoutReport { accounts, profile: services.profile.clone() };
        printer.report(&report)?;
        report.accounts.iter().for_each(|account| print_unrevoked(account, &zone));
        let own = if let AuthMode::ServiceUser { oauth } = &services.auth { Some(oauth) } else { None };
        let kept = ServiceUserFile::new(connection.paths.service_user_file()).revoke(own).await;
        if own.is_some() {
            printer.note(
                &"The tokens of the service user are removed. It can get new ones as long as its id and secret are set."
                    .into(),
            );
        }
        if let Err(error) = &kept {
            let problem = of_api(error, &"revoke the tokens of the service user".into());
            print_error(&safe!("{} {}", problem.happened, problem.next));
        }
        let revoked = kept.is_ok() && report.accounts.iter().all(|account| account.unrevoked.is_empty());
        Ok(if revoked { ExitCode::Done } else { ExitCode::Failed })
    }
}

struct LogoutReport {
    accounts: Vec<Revocation>,
    profile: SafeText,
}

impl Report for LogoutReport {
    fn text(&self) -> Vec<SafeText> {
        if self.accounts.is_empty() {
            return vec![safe!("You were not signed in with the profile {}.", self.profile)];
        }
        self.accounts.iter().filter(|account| account.unrevoked.is_empty()).flat_map(signed_out).collect()
    }

    fn document(&self) -> Value {
        let unrevoked = |token: &Unrevoked| {
            json!({
                "resource_server": json_text(&token.resource_server),
                "expires_at": token.expires_at,
                "reason": token.reason.sanitized().as_str(),
            })
        };
        let account = |account: &Revocation| {
            json!({
                "sub": account.account.identity,
                "preferred_username": json_text(&account.account.username),
                "service": json_text(&account.service),
                "revoked": account.revoked,
                "not_revoked": account.unrevoked.iter().map(unrevoked).collect::<Value>(),
            })
        };
        json!({ "signed_out": self.accounts.iter().map(account).collect::<Value>() })
    }

    fn table(&self) -> Table {
        let row = |account: &Revocation| {
            vec![
                safe!("{}", account.account.identity),
                account.account.username.sanitized(),
                account.service.sanitized(),
                safe!("{}", account.revoked),
                safe!("{}", account.unrevoked.len()),
            ]
        };
        Table {
            columns: &["sub", "preferred_username", "service", "revoked", "not_revoked"],
            rows: self.accounts.iter().map(row).collect(),
        }
    }
}

fn signed_out(account: &Revocation) -> [SafeText; 2] {
    let service = account.service.sanitized();
    [
        safe!(
            "{} is signed out: {} revoked at {}, and none is left here.",
            account.account.username.sanitized(),
            format::count(account.revoked as u64, "token was", "tokens were"),
            service
        ),
        safe!("Your browser may still be signed in. To sign it out: {}v2/web/logout", service),
    ]
}

fn print_unrevoked(account: &Revocation, zone: &TimeZone) {
    if account.unrevoked.is_empty() {
        return;
    }
    let service = account.service.sanitized();
    print_error(&safe!(
        "the tokens of {} are deleted here, but these could not be revoked at {}:",
        account.account.username.sanitized(),
        service
    ));
    for token in &account.unrevoked {
        print_error(&unrevoked(token, zone));
    }
    print_error(&safe!("To revoke hemi's consents: {}v2/web/consents", service));
}

/// A token that was not revoked, and how long it stays valid.
fn unrevoked(Unrevoked { resource_server, expires_at, reason }: &Unrevoked, zone: &TimeZone) -> SafeText {
    let (kind, validity) = match expires_at {
        Some(at) => ("access token", safe!("valid until {}", format::date(*at, zone))),
        None => ("refresh token", "valid until it has not been used for six months".into()),
    };
    safe!("- {} for {}: {} ({}).", kind, resource_server.sanitized(), validity, reason.sanitized())
}
