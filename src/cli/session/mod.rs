//! `hemi session`: what a service knows of how and when somebody signed in, and making it what is asked for.

pub mod consent;
pub mod show;
pub mod update;

use super::connect::Files;
use super::exit::Code;

/// What to do with it.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum SessionCommand {
    /// List when each of your identities last signed in
    Show(show::ShowArguments),
    /// Sign in anew with what a collection's rules ask for: an identity, a domain, a policy, a second factor
    Update(update::UpdateArguments),
    /// Consent to what a collection or service asks for
    Consent(consent::ConsentArguments),
}

/// Does it.
pub fn run(command: &SessionCommand, files: &Files<'_>) -> Code {
    match command {
        SessionCommand::Show(arguments) => show::run(*arguments, files),
        SessionCommand::Update(arguments) => update::run(arguments, files),
        SessionCommand::Consent(arguments) => consent::run(arguments, files),
    }
}
