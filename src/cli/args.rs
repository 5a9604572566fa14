//! What can be said on the command line.

use std::path::PathBuf;

use clap::Parser;

use super::sandbox::SandboxArguments;
#[cfg(debug_assertions)]
use crate::transfer::journal::{PauseAt, Step};

/// A two-pane terminal file manager for Globus.
///
/// Opens two collections side by side, sends files between them and watches every task live.
#[derive(Debug, Parser)]
#[command(name = "hemi", version, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    /// A subcommand, or none for the terminal program.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// For the terminal program.
    #[command(flatten)]
    pub tui: TuiArguments,
}

/// What hemi does besides.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Serve a local Globus to other programs, such as the official `globus` command
    Sandbox(SandboxArguments),
}

/// How the terminal program starts.
#[derive(Clone, Debug, clap::Args)]
pub struct TuiArguments {
    /// Place for the left pane: COLLECTION-ID:/path, a web-app URL, or the name of a Globus bookmark
    #[arg(value_name = "LEFT")]
    pub left: Option<String>,
    /// Place for the right pane
    #[arg(value_name = "RIGHT")]
    pub right: Option<String>,
    /// Try everything out on a local Globus with example files; nothing leaves this machine
    #[arg(long)]
    pub demo: bool,
    /// With --demo: begin at the sign-in and walk through it yourself
    #[arg(long, requires = "demo")]
    pub sign_in: bool,
    /// Keep all files of hemi (of the demo, with --demo) in this directory
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Use another set of sign-in, journal and session
    #[arg(long, value_name = "NAME", default_value = "default")]
    pub profile: String,
    /// Draw with ASCII signs only
    #[arg(long)]
    pub ascii: bool,
    /// Use this colour theme
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// Stop for good at this step of a submission, so that a test can kill the program exactly there
    #[cfg(debug_assertions)]
    #[arg(long, hide = true, value_name = "STEP", value_parser = step, default_value = "")]
    pub pause_at: PauseAt,
    /// Fail in this way when `!` is pressed, so that a test can see the terminal given back
    #[cfg(debug_assertions)]
    #[arg(long, hide = true, value_name = "KIND")]
    pub fault: Option<Fault>,
}

#[cfg(debug_assertions)]
fn step(name: &str) -> Result<PauseAt, crate::transfer::journal::NoSuchStep> {
    let step = if name.is_empty() { None } else { Some(name.parse::<Step>()?) };
    Ok(PauseAt::new(step))
}

/// A fault that tests ask for. There is none in a release build.
#[cfg(debug_assertions)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Fault {
    /// The main thread panics.
    PanicUi,
    /// A task of the runtime panics.
    PanicActor,
    /// The runtime ends under the loop.
    Error,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn places_and_flags_are_read() {
        let read = |line: &str| Arguments::try_parse_from(line.split(' '));
        let tui = read("hemi a:/b c --ascii --profile work").unwrap().tui;
        assert_eq!((tui.left.as_deref(), tui.right.as_deref()), (Some("a:/b"), Some("c")));
        assert!(tui.ascii && !tui.demo && tui.profile == "work");
        assert!(read("hemi --demo --sign-in").unwrap().tui.sign_in);
        for wrong in ["hemi --sign-in", "hemi a b c", "hemi --nonsense"] {
            assert_eq!(read(wrong).unwrap_err().exit_code(), 2, "{wrong}");
        }
    }
}
