//! `hemi login`: stores a client id if hemi has none yet, and signs in.

use super::account::AccountReport;
use super::exit::{ExitCode, Failure};
use super::input::{Lines, is_interactive};
use super::printer::{Printer, print_error};
use super::services::{AuthMode, Services};
use super::sign_in::{MethodArguments, sign_in};
use super::subcommand::{Cli, Subcommand};
use crate::config::file::save_client_id;
use crate::config::{text_variable, variable};
use crate::domain::account::Account;
use crate::domain::ids::ClientId;
use crate::domain::registration::{NATIVE, NO_ID, SERVICE};
use crate::domain::text::SafeText;
use crate::globus::auth::flow::AuthorizationRequest;
use crate::globus::client::TokenSource as _;
use crate::globus::tokens::private_file::safe_path;
use crate::globus::tokens::{StoredTokens, TokenError};
use crate::safe;

/// How to sign in.
#[derive(Clone, Debug, clap::Args)]
pub struct LoginArguments {
    /// Which way
    #[command(flatten)]
    pub method: MethodArguments,
    /// Sign in again even if you are signed in
    #[arg(long)]
    pub force: bool,
    /// Store this id of your registered application in hemi's config file, and use it
    #[arg(long, value_name = "ID")]
    pub client_id: Option<String>,
}

impl Subcommand for LoginArguments {
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure> {
        let Cli { printer, services, .. } = cli;
        let services = services.open()?;
        if services.is_service_user() {
            return Err(Failure::new(
                ExitCode::Usage,
                "a service user needs no sign-in: its id and secret are set (HEMI_CLIENT_ID and HEMI_CLIENT_SECRET, \
                 or those of the globus command). To sign in as a person, unset them.",
            ));
        }
        let mut lines = Lines::default();
        if let Some(text) = &self.client_id {
            let client = text.trim().parse().map_err(|_| Failure::new(ExitCode::Usage, NO_ID))?;
            store_client_id(client, services, printer)?;
        } else if matches!(services.auth, AuthMode::Unregistered) {
            let client = ask_for_client_id(&mut lines, printer).await?;
            store_client_id(client, services, printer)?;
        }
        let AuthMode::Person { oauth, tokens } = &services.auth else { return Err(services.unregistered()) };
        if !self.force
            && let Some(account) = signed_in_already(services, tokens).await?
        {
            let username = account.username.sanitized();
            let done =
                safe!("You are already signed in as {}, with the profile {}.", username, services.profile);
            printer.report(&AccountReport { account, done })?;
            printer.note(
                &"To sign in again: hemi login --force. With another account: hemi --profile NAME login."
                    .into(),
            );
            return Ok(ExitCode::Done);
        }
        let method = self.method.or(services.connection.way);
        let account =
            sign_in(oauth, tokens, &AuthorizationRequest::usual(None), method, &mut lines, printer).await?;
        let username = account.username.sanitized();
        let done = safe!("You are signed in as {}, with the profile {}.", username, services.profile);
        printer.report(&AccountReport { account, done })?;
        printer.note(&safe!(
            "The tokens are in {}, which only you can read. To sign out: hemi logout",
            safe_path(&services.connection.paths.tokens_file())
        ));
        Ok(ExitCode::Done)
    }
}

/// The account that is signed in, if its sign-in is still valid.
async fn signed_in_already(services: &Services, tokens: &StoredTokens) -> Result<Option<Account>, Failure> {
    match tokens.account().await {
        Ok(Some(_)) => {}
        Ok(None) => return Ok(None),
        Err(error @ TokenError::Garbage { .. }) => {
            // The new sign-in replaces the file.
            print_error(&error.problem().happened);
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    }
    let asked = match services.person().await {
        // The token for Transfer may have ended while that for Auth is valid.
        Ok(person) => match tokens.access_token(services.connection.environment.transfer()).await {
            Ok(_) => Ok(person.account),
            Err(error) => Err(services.refused(&error, "renew the sign-in".into())),
        },
        Err(failure) => Err(failure),
    };
    match asked {
        Ok(account) => Ok(Some(account)),
        Err(Failure { code: ExitCode::SignIn, .. }) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// Stores the id in the config file, where the terminal program finds it too.
fn store_client_id(client: ClientId, services: &mut Services, printer: &Printer) -> Result<(), Failure> {
    let variable = text_variable(&variable, "HEMI_CLIENT_ID");
    if variable.is_some_and(|text| text.trim().parse() != Ok(client)) {
        return Err(Failure::new(
            ExitCode::Usage,
            "HEMI_CLIENT_ID is set to another id, which would be used instead: unset it first.",
        ));
    }
    let file = services.connection.paths.config_file();
    save_client_id(&file, client)
        .map_err(|error| Failure::new(ExitCode::Failed, safe!("{}.", error.message())))?;
    printer.note(&safe!("The client id is stored in {}.", safe_path(&file)));
    services.register(client);
    Ok(())
}

/// Explains how to register an application, and reads its id.
async fn ask_for_client_id(lines: &mut Lines, printer: &Printer) -> Result<ClientId, Failure> {
    printer.guide(
        &"Globus requires that you register the programs you run, and this hemi is not registered yet."
            .into(),
    );
    printer.guide(&"It takes two minutes, once.".into());
    print_steps("To sign in yourself:", NATIVE, printer);
    print_steps("For scripts and servers, a service account with its own secret:", SERVICE, printer);
    printer.guide(&SafeText::default());
    if !is_interactive() {
        let next = "a client id is needed before you can sign in. When you have it: hemi login --client-id CLIENT-UUID";
        return Err(Failure::new(ExitCode::SignIn, next));
    }
    loop {
        printer.prompt(&"Client UUID: ".into());
        let cancelled = || Failure::new(ExitCode::Cancelled, "no id was given. Nothing has changed.");
        let typed = lines.next().await.ok_or_else(cancelled)?;
        match typed.expose().trim().parse() {
            Ok(client) => return Ok(client),
            Err(_) => print_error(&NO_ID.into()),
        }
    }
}

fn print_steps(title: &'static str, steps: [&'static str; 4], printer: &Printer) {
    printer.guide(&SafeText::default());
    printer.guide(&title.into());
    for (number, step) in (1_usize..).zip(steps) {
        printer.guide(&safe!("  {}. {}", number, step));
    }
}
