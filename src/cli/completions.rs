//! `hemi completions`: what a shell needs to complete hemi's subcommands, arguments and their values.

use clap::Command;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap_complete::{Shell, generate};

use super::exit::{ExitCode, Failure};
use super::subcommand::{Cli, Subcommand};
use crate::domain::guides::GUIDES;

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

/// The words that `hemi help` takes, which it looks up itself.
fn topics(command: &Command) -> Vec<PossibleValue> {
    let subcommands = command.get_subcommands().filter(|sub| !sub.is_hide_set());
    let topic = |sub: &Command| {
        PossibleValue::new(sub.get_name().to_owned()).help(sub.get_about().cloned().unwrap_or_default())
    };
    let guides = GUIDES.iter().map(|guide| PossibleValue::new(guide.name).help(guide.title));
    subcommands.map(topic).chain(guides).collect()
}

/// The command line with these words.
fn with_topics(command: Command, topics: &[PossibleValue]) -> Command {
    let topics = PossibleValuesParser::new(topics.to_vec());
    command.mut_subcommand("help", |help| help.mut_arg("words", |words| words.value_parser(topics)))
}

/// A word for fish, for which clap leaves out what is no option.
fn fish_line(topic: &PossibleValue) -> String {
    let help = topic.get_help().map(ToString::to_string).unwrap_or_default().replace('\'', "\\'");
    let name = topic.get_name();
    format!("complete -c hemi -n \"__fish_hemi_using_subcommand help\" -f -a \"{name}\" -d '{help}'\n")
}

impl Subcommand for CompletionsArguments {
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure> {
        let mut text = Vec::new();
        let topics = topics(&(cli.command_line)());
        generate(self.shell, &mut with_topics((cli.command_line)(), &topics), "hemi", &mut text);
        if self.shell == Shell::Fish {
            text.extend(topics.iter().flat_map(|topic| fish_line(topic).into_bytes()));
        }
        cli.printer.line(String::from_utf8_lossy(&text).trim_end());
        Ok(ExitCode::Done)
    }
}
