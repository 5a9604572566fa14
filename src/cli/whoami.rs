//! `hemi whoami`: who is signed in, as Globus Auth has it now.

use serde_json::{Value, json};

use super::account::yes_or_no;
use super::exit::{ExitCode, Failure};
use super::report::{Report, Table, json_text};
use super::subcommand::{Cli, Subcommand};
use crate::domain::identity::Identity;
use crate::domain::text::SafeText;
use crate::globus::auth::identities::UserInfo;
use crate::safe;

/// What to print.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct WhoamiArguments {
    /// Print all linked identities, one a line
    #[arg(long)]
    pub linked: bool,
}

impl Subcommand for WhoamiArguments {
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure> {
        let person = cli.services.open()?.person().await?;
        if self.linked {
            let Some(linked) = person.linked.clone() else {
                let message = safe!(
                    "this sign-in does not let hemi see your linked identities. Sign in again: {} --force",
                    cli.services.open()?.login_command()
                );
                return Err(Failure::new(ExitCode::SignIn, message));
            };
            cli.printer.report(&LinkedIdentities { person, linked })?;
        } else {
            cli.printer.report(&person)?;
        }
        Ok(ExitCode::Done)
    }
}

impl Report for UserInfo {
    fn text(&self) -> Vec<SafeText> {
        let username = self.account.username.sanitized();
        vec![if self.account.service_user { safe!("{} (service user)", username) } else { username }]
    }

    fn document(&self) -> Value {
        let account = &self.account;
        json!({
            "sub": account.identity,
            "preferred_username": json_text(&account.username),
            "name": account.name.as_ref().map(json_text),
            "email": self.email.as_ref().map(json_text),
            "service_user": account.service_user,
        })
    }

    fn table(&self) -> Table {
        let account = &self.account;
        let cell = |text: &Option<_>| {
            text.as_ref().map(crate::domain::text::Untrusted::sanitized).unwrap_or_default()
        };
        let row = vec![
            safe!("{}", account.identity),
            account.username.sanitized(),
            cell(&account.name),
            cell(&self.email),
            yes_or_no(account.service_user),
        ];
        Table { columns: &["sub", "preferred_username", "name", "email", "service_user"], rows: vec![row] }
    }
}

/// A person with all linked identities.
struct LinkedIdentities {
    person: UserInfo,
    linked: Vec<Identity>,
}

impl Report for LinkedIdentities {
    fn text(&self) -> Vec<SafeText> {
        self.linked.iter().map(|identity| identity.username.sanitized()).collect()
    }

    fn document(&self) -> Value {
        let mut document = self.person.document();
        if let Some(members) = document.as_object_mut() {
            members.insert("identity_set".to_owned(), self.linked.iter().map(identity_document).collect());
        }
        document
    }

    fn table(&self) -> Table {
        let row = |identity: &Identity| {
            let last = identity.last_sign_in.map(|at| safe!("{}", at)).unwrap_or_default();
            vec![safe!("{}", identity.id), identity.username.sanitized(), identity.provider.sanitized(), last]
        };
        Table {
            columns: &["sub", "username", "identity_provider_display_name", "last_authentication"],
            rows: self.linked.iter().map(row).collect(),
        }
    }
}

fn identity_document(identity: &Identity) -> Value {
    json!({
        "sub": identity.id,
        "username": json_text(&identity.username),
        "identity_provider_display_name": json_text(&identity.provider),
        "last_authentication": identity.last_sign_in,
    })
}
