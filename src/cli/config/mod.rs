//! `hemi config`: the settings of `config.toml`.

mod check;
mod edit;
mod path;
mod show;

use super::exit::{ExitCode, Failure};
use super::subcommand::{Cli, Subcommand};

/// What to do with the settings.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum ConfigCommand {
    /// Print where the config file lies
    Path(path::PathArguments),
    /// Print every setting with its value and where that comes from
    Show(show::ShowArguments),
    /// Check the config file, and name each line that sets nothing
    Check(check::CheckArguments),
    /// Open the config file in your editor, and check it afterwards
    Edit(edit::EditArguments),
}

impl ConfigCommand {
    /// Whether --theme and --ascii say something to it.
    pub fn takes_flags(&self) -> bool {
        matches!(self, Self::Show(_))
    }
}

impl Subcommand for ConfigCommand {
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure> {
        match self {
            Self::Path(path) => path.run(cli).await,
            Self::Show(show) => show.run(cli).await,
            Self::Check(check) => check.run(cli).await,
            Self::Edit(edit) => edit.run(cli).await,
        }
    }
}
