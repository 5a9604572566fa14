//! `hemi whoami`: who is signed in, as Globus Auth says now.

use serde_json::{Value, json};

use super::connect::Files;
use super::exit::{Code, Failure};
use super::output::{self, line};
use super::services::{Services, run as run_subcommand};
use crate::domain::identity::Identity;
use crate::domain::text::Untrusted;
use crate::globus::auth::identities::UserInfo;
use crate::safe;

/// What to tell.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct WhoamiArguments {
    /// All identities that are linked to the one that signed in, one a line
    #[arg(long)]
    pub linked: bool,
    /// As JSON, with names and ids
    #[arg(long)]
    pub json: bool,
}

/// Tells who is signed in.
pub fn run(arguments: WhoamiArguments, files: &Files<'_>) -> Code {
    run_subcommand(files, async |services: &mut Services| {
        let person = services.person().await?;
        tell(arguments, &person)
    })
}

fn tell(arguments: WhoamiArguments, person: &UserInfo) -> Result<Code, Failure> {
    if arguments.json {
        output::json(&document(person, arguments.linked));
    } else if arguments.linked {
        let unseen = || {
            Failure::new(
                Code::SignIn,
                "this sign-in does not let hemi see your linked identities. Sign in anew: hemi login --force",
            )
        };
        for one in person.linked.as_ref().ok_or_else(unseen)? {
            line(&one.username.sanitized());
        }
    } else if person.account.service_user {
        line(&safe!("{} (service user)", person.account.username.sanitized()));
    } else {
        line(&person.account.username.sanitized());
    }
    Ok(Code::Done)
}

fn document(person: &UserInfo, linked: bool) -> Value {
    let account = &person.account;
    let mut document = json!({
        "sub": account.identity,
        "preferred_username": text(&account.username),
        "name": account.name.as_ref().map(text),
        "email": person.email.as_ref().map(text),
        "service_user": account.service_user,
    });
    if linked && let Some(members) = document.as_object_mut() {
        let set = person.linked.as_ref().map(|all| all.iter().map(one).collect::<Value>());
        members.insert("identity_set".to_owned(), set.unwrap_or_default());
    }
    document
}

fn one(linked: &Identity) -> Value {
    json!({
        "sub": linked.id,
        "username": text(&linked.username),
        "identity_provider_display_name": text(&linked.provider),
        "last_authentication": linked.last_sign_in,
    })
}

/// Text as data: the printer escapes what a terminal could take for a command.
pub(super) fn text(untrusted: &Untrusted) -> String {
    String::from_utf8_lossy(untrusted.raw()).into_owned()
}
