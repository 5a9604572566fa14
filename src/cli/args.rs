//! What can be said on the command line.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser};

use super::connect::Files;
use super::login::LoginArguments;
use super::sandbox::SandboxArguments;
use super::session::SessionCommand;
use super::whoami::WhoamiArguments;
use crate::domain::profile::DEFAULT as DEFAULT_PROFILE;
#[cfg(debug_assertions)]
use crate::transfer::journal::{CrashPoint, JournalStep};

/// A two-pane terminal file manager for Globus.
///
/// Opens two collections side by side, sends files between them and watches every task live.
#[derive(Debug, Parser)]
#[command(name = "hemi", version)]
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
    /// Sign in to Globus, or explain how to set hemi up for it
    Login(LoginArguments),
    /// Sign out: end the tokens at the service and remove them here
    Logout,
    /// Tell who is signed in
    Whoami(WhoamiArguments),
    /// Look at or renew what a service knows of your sign-in
    #[command(subcommand)]
    Session(SessionCommand),
    /// Serve a local Globus to other programs, such as the official `globus` command
    #[cfg_attr(not(feature = "sandbox"), command(hide = true))]
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
    #[arg(long, hide = !cfg!(feature = "sandbox"))]
    pub demo: bool,
    /// With --demo: begin at the sign-in and walk through it yourself
    #[arg(long, requires = "demo", hide = !cfg!(feature = "sandbox"))]
    pub sign_in: bool,
    /// Keep all files of hemi (of the demo, with --demo) in this directory
    #[arg(long, value_name = "DIR", global = true)]
    pub data: Option<PathBuf>,
    /// Use another set of sign-in, places, journal and session
    #[arg(
        long,
        value_name = "NAME",
        default_value = DEFAULT_PROFILE,
        global = true,
        env = "HEMI_PROFILE",
        hide_env_values = true
    )]
    pub profile: String,
    /// Draw with ASCII signs only
    #[arg(long)]
    pub ascii: bool,
    /// Use this colour theme
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// Stop for good at this step of a submission, so that a test can kill the program exactly there
    #[cfg(debug_assertions)]
    #[arg(long = "pause-at", hide = true, value_name = "STEP", value_parser = step, default_value = "")]
    pub crash_point: CrashPoint,
    /// Fail in this way when `!` is pressed, so that a test can see the terminal given back
    #[cfg(debug_assertions)]
    #[arg(long, hide = true, value_name = "KIND")]
    pub fault: Option<Fault>,
}

impl Arguments {
    /// Reads the command line; ends the program with words where it makes no sense, and for `--help`.
    pub fn read() -> Self {
        Self::read_from(std::env::args_os()).unwrap_or_else(|error| error.exit())
    }

    fn read_from(line: impl IntoIterator<Item = std::ffi::OsString>) -> Result<Self, clap::Error> {
        let mut arguments = Self::try_parse_from(line)?;
        let TuiArguments { left, right, demo, sign_in, ascii, theme, profile, .. } = &mut arguments.tui;
        let of_tui = left.is_some() || right.is_some() || theme.is_some() || *demo || *sign_in || *ascii;
        if arguments.command.is_some() && of_tui {
            let words = "places, --demo, --ascii and --theme are for hemi without a subcommand";
            return Err(Self::command().error(ErrorKind::ArgumentConflict, words));
        }
        // A variable that is set to nothing counts as not set.
        if profile.is_empty() && std::env::var_os("HEMI_PROFILE").is_some_and(|name| name.is_empty()) {
            DEFAULT_PROFILE.clone_into(profile);
        }
        Ok(arguments)
    }
}

impl TuiArguments {
    /// Whose files are meant.
    pub fn files(&self) -> Files<'_> {
        Files { profile: &self.profile, below: self.data.as_deref() }
    }
}

#[cfg(debug_assertions)]
fn step(name: &str) -> Result<CrashPoint, crate::transfer::journal::UnknownStep> {
    let step = if name.is_empty() { None } else { Some(name.parse::<JournalStep>()?) };
    Ok(CrashPoint::new(step))
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

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    fn read(line: &str) -> Result<Arguments, clap::Error> {
        Arguments::read_from(line.split(' ').map(Into::into))
    }

    #[test]
    fn places_and_flags_are_read() {
        let tui = read("hemi a:/b c --ascii --profile work").unwrap().tui;
        assert_eq!((tui.left.as_deref(), tui.right.as_deref()), (Some("a:/b"), Some("c")));
        assert!(tui.ascii && !tui.demo && tui.profile == "work");
        assert!(read("hemi --demo --sign-in").unwrap().tui.sign_in);
        for wrong in [
            "hemi --sign-in",
            "hemi a b c",
            "hemi --nonsense",
            "hemi --demo whoami",
            "hemi a:/b logout",
            "hemi login --paste --browser",
            "hemi session",
            "hemi session consent",
            "hemi session update --domain a --all",
            "hemi session update --policy x",
        ] {
            assert_eq!(read(wrong).unwrap_err().exit_code(), 2, "{wrong}");
        }
    }

    #[test]
    fn a_profile_and_a_directory_are_taken_before_and_after_a_subcommand() {
        for line in [
            "hemi --profile work --data /x whoami",
            "hemi whoami --profile work --data /x",
            "hemi --data /x session --profile work show",
        ] {
            let arguments = read(line).unwrap();
            assert!(arguments.command.is_some(), "{line}");
            let files = arguments.tui.files();
            assert_eq!((files.profile, files.below), ("work", Some(std::path::Path::new("/x"))), "{line}");
        }
    }

    #[cfg(feature = "sandbox")]
    #[test]
    fn the_sandbox_has_a_data_directory_of_its_own() {
        let Some(Command::Sandbox(sandbox)) = read("hemi sandbox --data /y").unwrap().command else {
            panic!("`hemi sandbox` is a subcommand")
        };
        assert_eq!(sandbox.data, std::path::Path::new("/y"));
    }

    #[cfg(not(feature = "sandbox"))]
    #[test]
    fn a_build_without_the_sandbox_reads_its_subcommand_to_refuse_it() {
        for line in ["hemi sandbox", "hemi sandbox --data /y", "hemi sandbox --listen 127.0.0.1:0 --open x"] {
            let Some(Command::Sandbox(arguments)) = read(line).unwrap().command else {
                panic!("{line}: no sandbox subcommand")
            };
            assert_eq!(super::super::sandbox::run(arguments), super::super::exit::Code::Usage, "{line}");
        }
    }
}
