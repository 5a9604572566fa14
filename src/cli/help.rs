//! `hemi help`: the help of a subcommand, or a guide to a topic.

use clap::Command;
use clap::builder::styling::Style;

use super::exit::{ExitCode, Failure};
use super::printer::Printer;
use super::subcommand::{Cli, Subcommand};
use super::usage::{print_styled, shows_styles};
use crate::domain::guides::{self, GUIDES, Guide};
use crate::domain::nearest::nearest;
use crate::domain::text::Untrusted;
use crate::safe;

/// What to explain.
#[derive(Clone, Debug, clap::Args)]
pub struct HelpArguments {
    /// A subcommand or a topic; without one hemi lists them
    #[arg(value_name = "TOPIC")]
    pub words: Vec<String>,
}

impl Subcommand for HelpArguments {
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure> {
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        match *words {
            [] => list(&(cli.command_line)(), &cli.printer),
            [name] => match guides::named(name) {
                Some(guide) => print_guide(guide, &cli.printer),
                None => of_subcommand((cli.command_line)(), &words, &cli.printer)?,
            },
            _ => of_subcommand((cli.command_line)(), &words, &cli.printer)?,
        }
        Ok(ExitCode::Done)
    }
}

/// Prints a guide, with its keys in bold where the terminal shows styles. Elsewhere the backquotes stay: a lone letter
/// would read as a word.
fn print_guide(guide: &Guide, printer: &Printer) {
    let text = guide.text.trim_end();
    if !shows_styles() {
        return printer.line(text);
    }
    let bold = Style::new().bold();
    let mut styled = String::new();
    for (at, part) in text.split('`').enumerate() {
        match at % 2 {
            0 => styled.push_str(part),
            _ => styled.push_str(&format!("{bold}{part}{bold:#}")),
        }
    }
    printer.line(&styled);
}

fn list(command: &Command, printer: &Printer) {
    let subcommands: Vec<(&str, String)> = command
        .get_subcommands()
        .filter(|sub| !sub.is_hide_set())
        .map(|sub| (sub.get_name(), sub.get_about().map(ToString::to_string).unwrap_or_default()))
        .collect();
    let topics: Vec<(&str, String)> =
        GUIDES.iter().map(|guide| (guide.name, guide.title.to_owned())).collect();
    let widest = subcommands.iter().chain(&topics).map(|(name, _)| name.len()).max().unwrap_or_default();
    let rows = |rows: &[(&str, String)]| {
        rows.iter().for_each(|(name, about)| printer.line(&format!("  {name:widest$}  {about}")));
    };
    printer.line("Subcommands, each explained by hemi help NAME:");
    rows(&subcommands);
    printer.line("\nGuides, each shown by hemi help NAME:");
    rows(&topics);
    printer.line("\nThe arguments of hemi without a subcommand: hemi --help");
}

/// Prints the long help of the subcommand of that name, which may have several words.
fn of_subcommand(mut command: Command, words: &[&str], printer: &Printer) -> Result<(), Failure> {
    command.build();
    let find = |found: Option<Command>, word: &&str| found?.find_subcommand(word).cloned();
    match words.iter().fold(Some(command.clone()), find) {
        Some(mut found) => {
            print_styled(&found.render_long_help(), printer);
            Ok(())
        }
        None => Err(unknown(&command, words)),
    }
}

fn unknown(command: &Command, words: &[&str]) -> Failure {
    let typed = words.join(" ");
    let name = Untrusted::new(&typed).sanitized().fit(60);
    let subcommands = command.get_subcommands().map(Command::get_name);
    let known: Vec<&str> = subcommands.chain(GUIDES.iter().map(|guide| guide.name)).collect();
    let message = match nearest(&typed, known) {
        Some(meant) => {
            let meant = Untrusted::new(meant).sanitized();
            safe!("there is no subcommand and no guide {}: did you mean {}?", name, meant)
        }
        None => safe!("there is no subcommand and no guide {}. To see which there are: hemi help", name),
    };
    Failure::new(ExitCode::Usage, message)
}
