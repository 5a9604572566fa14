//! `hemi completions`: what a shell needs to complete hemi's subcommands, arguments and their values.

use clap_complete::{Shell, generate};

use super::exit::{ExitCode, Failure};
use super::subcommand::{Cli, Subcommand};

/// Which shell.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct CompletionsArguments {
    /// The shell
    #[arg(value_name = "SHELL", value_parser = shells())]
    pub shell: Shell,
}

/// The shells that hemi is tested with.
fn shells() -> impl clap::builder::TypedValueParser<Value = Shell> {
    use clap::builder::{PossibleValuesParser, TypedValueParser as _};
    PossibleValuesParser::new(["bash", "fish", "zsh"]).try_map(|name| name.parse::<Shell>())
}

impl Subcommand for CompletionsArguments {
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure> {
        let mut text = Vec::new();
        generate(self.shell, &mut (cli.command_line)(), "hemi", &mut text);
        cli.printer.line(String::from_utf8_lossy(&text).trim_end());
        Ok(ExitCode::Done)
    }
}
