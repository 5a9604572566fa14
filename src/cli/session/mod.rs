//! `hemi session`: what services know of how and when you signed in, and renewing it as they require.

mod consent;
mod show;
mod update;

use super::exit::{ExitCode, Failure};
use super::subcommand::{Cli, Subcommand};

/// What to do with the session.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum SessionCommand {
    /// List when each of your identities last signed in
    Show(show::ShowArguments),
    /// Sign in again as a collection requires: with an identity, a domain, a policy or a second factor
    Update(update::UpdateArguments),
    /// Consent to a scope that a collection or service requires
    Consent(consent::ConsentArguments),
}

impl Subcommand for SessionCommand {
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure> {
        match self {
            Self::Show(show) => show.run(cli).await,
            Self::Update(update) => update.run(cli).await,
            Self::Consent(consent) => consent.run(cli).await,
        }
    }
}
