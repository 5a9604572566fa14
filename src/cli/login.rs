//! `hemi login`: registers this hemi if it has no client id yet, and signs somebody in.

use super::connect::Files;
use super::exit::{Code, Failure};
use super::input::{Lines, somebody_is_there};
use super::output::{ask, complain, line};
use super::services::{Services, Who, refused, run as run_subcommand, unregistered};
use super::sign_in::{WayArguments, sign_in};
use crate::config::file::save_client_id;
use crate::config::{text_variable, variable};
use crate::domain::account::Account;
use crate::domain::ids::ClientId;
use crate::domain::registration::{NATIVE, NO_ID, SERVICE};
use crate::domain::text::{SafeText, Untrusted};
use crate::globus::auth::flow::AuthorizationRequest;
use crate::globus::client::TokenSource as _;
use crate::globus::env::Service;
use crate::globus::tokens::{StoredTokens, TokenError};
use crate::safe;

/// How to sign in.
#[derive(Clone, Debug, clap::Args)]
pub struct LoginArguments {
    /// Which way
    #[command(flatten)]
    pub way: WayArguments,
    /// Sign in anew even if somebody is signed in
    #[arg(long)]
    pub force: bool,
    /// Keep this id of your registered application in hemi's config file, and use it
    #[arg(long, value_name = "ID")]
    pub client_id: Option<String>,
}

/// Signs in.
pub fn run(arguments: &LoginArguments, files: &Files<'_>) -> Code {
    run_subcommand(files, async |services: &mut Services| login(arguments, services).await)
}

async fn login(arguments: &LoginArguments, services: &mut Services) -> Result<Code, Failure> {
    if services.is_service_user() {
        return Err(Failure::new(
            Code::Usage,
            "a service user needs no sign-in: its id and secret are set (HEMI_CLIENT_ID and HEMI_CLIENT_SECRET, \
             or the same of the globus command). To sign in as a person, unset them.",
        ));
    }
    let mut lines = Lines::default();
    if let Some(text) = &arguments.client_id {
        let client = text.trim().parse().map_err(|_| Failure::new(Code::Usage, NO_ID))?;
        keep(client, services)?;
    } else if matches!(services.who, Who::Unregistered) {
        let client = registered_by_hand(&mut lines).await?;
        keep(client, services)?;
    }
    let Who::Person { oauth, tokens } = &services.who else { return Err(unregistered()) };
    if !arguments.force
        && let Some(account) = already(services, tokens).await?
    {
        line(&safe!(
            "You are signed in already, as {}, with the profile {}.",
            account.username.sanitized(),
            services.profile
        ));
        line(&"To sign in anew: hemi login --force. As somebody else: hemi --profile NAME login.".into());
        return Ok(Code::Done);
    }
    let way = arguments.way.or(services.connection.way);
    let account = sign_in(oauth, tokens, &AuthorizationRequest::usual(None), way, &mut lines).await?;
    line(&safe!(
        "You are signed in as {}, with the profile {}.",
        account.username.sanitized(),
        services.profile
    ));
    line(&safe!(
        "The tokens are in {}, which only you can read. To end this: hemi logout",
        shown_path(&services.connection.paths.tokens_file())
    ));
    Ok(Code::Done)
}

/// Who is signed in, if their sign-in still works.
async fn already(services: &Services, tokens: &StoredTokens) -> Result<Option<Account>, Failure> {
    match tokens.account().await {
        Ok(Some(_)) => {}
        Ok(None) => return Ok(None),
        Err(error @ TokenError::Garbage { .. }) => {
            // A new sign-in is what mends it.
            complain(&error.problem().happened);
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    }
    let asked = match services.person().await {
        // Its token may have ended while that of Auth is good.
        Ok(person) => match tokens.access_token(Service::Transfer).await {
            Ok(_) => Ok(person.account),
            Err(error) => Err(refused(&error, "renew the sign-in".into())),
        },
        Err(failure) => Err(failure),
    };
    match asked {
        Ok(account) => Ok(Some(account)),
        Err(Failure { code: Code::SignIn, .. }) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// Keeps the id where the terminal program finds it, too.
fn keep(client: ClientId, services: &mut Services) -> Result<(), Failure> {
    let set = text_variable(&variable, "HEMI_CLIENT_ID");
    if set.is_some_and(|set| set.trim().parse() != Ok(client)) {
        return Err(Failure::new(
            Code::Usage,
            "HEMI_CLIENT_ID is set to another id, and it would win over the one given: unset it first.",
        ));
    }
    let file = services.connection.paths.config_file();
    save_client_id(&file, client).map_err(|error| {
        Failure::new(Code::Failed, safe!("{}.", Untrusted::new(error.to_string()).sanitized()))
    })?;
    line(&safe!("The client id is kept in {}.", shown_path(&file)));
    services.register(client);
    Ok(())
}

/// Explains how to register, and takes the id from whoever is there.
async fn registered_by_hand(lines: &mut Lines) -> Result<ClientId, Failure> {
    line(
        &"Globus wants every program to be registered by whoever runs it, and hemi has no registration yet."
            .into(),
    );
    line(&"It takes two minutes, once.".into());
    steps("To sign in yourself:", NATIVE);
    steps("For scripts and servers, a service account with a secret of its own:", SERVICE);
    line(&SafeText::default());
    if !somebody_is_there() {
        let next = "nobody can sign in before that. When you have the id: hemi login --client-id CLIENT-UUID";
        return Err(Failure::new(Code::SignIn, next));
    }
    loop {
        ask(&"Client UUID: ".into());
        let nothing = || Failure::new(Code::Cancelled, "no id was given; nothing has changed here.");
        let typed = lines.next().await.ok_or_else(nothing)?;
        match typed.expose().trim().parse() {
            Ok(client) => return Ok(client),
            Err(_) => complain(&NO_ID.into()),
        }
    }
}

fn steps(title: &'static str, steps: [&'static str; 4]) {
    line(&SafeText::default());
    line(&title.into());
    for (number, step) in (1_usize..).zip(steps) {
        line(&safe!("  {}. {}", number, step));
    }
}

fn shown_path(path: &std::path::Path) -> SafeText {
    crate::globus::tokens::private_file::safe_path(path)
}
