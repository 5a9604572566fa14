//! `hemi logout`: ends the tokens at the service, removes them here, and says what could not be ended.

use super::connect::Files;
use super::exit::{Code, Failure};
use super::output::{complain, line};
use super::services::{Services, run as run_subcommand};
use crate::domain::format;
use crate::globus::tokens::revoke::{Revocation, Unrevoked, revoke_all};
use crate::safe;

/// Signs out.
pub fn run(files: &Files<'_>) -> Code {
    run_subcommand(files, async |services: &mut Services| logout(services).await)
}

async fn logout(services: &Services) -> Result<Code, Failure> {
    let connection = &services.connection;
    let all = revoke_all(&connection.paths.tokens_file(), &connection.environment).await?;
    if all.is_empty() {
        line(&safe!("Nobody was signed in with the profile {}.", services.profile));
    }
    all.iter().for_each(tell);
    if services.is_service_user() {
        line(
            &"A service user keeps no tokens here: it can get new ones for as long as its id and secret are set."
                .into(),
        );
    }
    Ok(if all.iter().all(|left| left.unrevoked.is_empty()) { Code::Done } else { Code::Failed })
}

fn tell(left: &Revocation) {
    let (who, at) = (left.account.username.sanitized(), left.service.sanitized());
    if left.unrevoked.is_empty() {
        line(&safe!(
            "{} is signed out: {} ended at {}, and nothing of them is left here.",
            who,
            format::count(left.revoked as u64, "token was", "tokens were"),
            at
        ));
        line(&safe!("Your browser may still be signed in: {}v2/web/logout", at));
        return;
    }
    complain(&safe!(
        "{} is signed out here, but not everywhere: these tokens could not be ended at {}.",
        who,
        at
    ));
    left.unrevoked.iter().for_each(still_good);
    complain(&safe!("To take back what hemi may do: {}v2/web/consents", at));
}

/// One token that was not ended, and how long it stays good.
fn still_good(Unrevoked { resource_server, expires_at, reason }: &Unrevoked) {
    let until = match expires_at {
        Some(at) => safe!("it stays good until {}", format::date(*at, &jiff::tz::TimeZone::system())),
        None => "it gets new tokens until it was not used for six months".into(),
    };
    let kind = if expires_at.is_some() { "access to" } else { "renewals for" };
    complain(&safe!("- {} {}: {} ({}).", kind, resource_server.sanitized(), until, reason.sanitized()));
}
