//! The command line.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, Styles, TypedValueParser};
use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _, Parser};

use super::command::Command;
use super::connect::ProfilePaths;
use super::exit::{EXIT_CODES, ExitCode};
use super::printer::{Format, OutputArguments};
use super::subcommand::{KeyCheck, RunOptions};
use super::typo::is_bare_word;
use super::usage::{print_help, print_usage_error};
use crate::config::resolve::Flags;
use crate::domain::nearest::nearest;
use crate::domain::preferences::{KeymapName, ThemeName, Word};
use crate::domain::profile::DEFAULT as DEFAULT_PROFILE;
#[cfg(debug_assertions)]
use crate::transfer::journal::{CrashPoint, JournalStep};

/// A two-pane terminal file manager for Globus.
///
/// Opens two collections side by side, sends files between them and watches every task live.
#[derive(Debug, Parser)]
#[command(name = "hemi", bin_name = "hemi", version, disable_help_subcommand = true)]
pub struct Arguments {
    /// A subcommand; without one the terminal program starts.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// For the terminal program.
    #[command(flatten)]
    pub tui: TuiArguments,
    /// For subcommands.
    #[command(flatten)]
    pub output: OutputArguments,
}

/// How the terminal program starts.
#[derive(Clone, Debug, clap::Args)]
pub struct TuiArguments {
    /// Place for the left pane: a path, COLLECTION-ID:/path, a web-app URL, or the name of a Globus bookmark
    #[arg(value_name = "LEFT")]
    pub left: Option<OsString>,
    /// Place for the right pane
    #[arg(value_name = "RIGHT")]
    pub right: Option<OsString>,
    /// Try hemi on a local Globus with example files; nothing leaves this computer
    #[arg(long, hide = !cfg!(feature = "sandbox"))]
    pub demo: bool,
    /// With --demo: start at the sign-in and do it yourself
    #[arg(long, requires = "demo", hide = !cfg!(feature = "sandbox"))]
    pub sign_in: bool,
    /// Keep all files of hemi (with --demo, of the demo) in this directory
    #[arg(long, value_name = "DIR", global = true)]
    pub data: Option<PathBuf>,
    /// Use another sign-in, with its own journal and session
    #[arg(
        long,
        value_name = "NAME",
        default_value = DEFAULT_PROFILE,
        global = true,
        env = "HEMI_PROFILE",
        hide_env_values = true
    )]
    pub profile: String,
    /// Start without the panes, marks and places that the last run left
    #[arg(long)]
    pub fresh: bool,
    /// When `q` quits, write the directory of the active pane to this file, if it is one of this computer
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub print_dir_on_quit: Option<PathBuf>,
    /// Say everything as lines and take lines as answers, for screen readers and simple terminals
    #[arg(long)]
    pub plain: bool,
    /// Draw with ASCII characters only
    #[arg(long)]
    pub ascii: bool,
    /// Use this colour theme
    #[arg(long, value_name = "NAME", value_parser = word::<ThemeName>())]
    pub theme: Option<ThemeName>,
    /// Use the keys of this keymap, also with --demo
    #[arg(long, value_name = "NAME", value_parser = word::<KeymapName>())]
    pub keymap: Option<KeymapName>,
    /// Block at this step of a submission, so that a test can kill the program there
    #[cfg(debug_assertions)]
    #[arg(long = "pause-at", hide = true, value_name = "STEP", value_parser = step, default_value = "")]
    pub crash_point: CrashPoint,
    /// Fail in this way when `!` is pressed, so that a test can see the terminal restored
    #[cfg(debug_assertions)]
    #[arg(long, hide = true, value_name = "KIND")]
    pub fault: Option<Fault>,
}

impl Arguments {
    /// Reads the command line.
    ///
    /// # Errors
    /// The exit code of a run that is over: its help text, version or usage error is printed.
    pub fn read() -> Result<Self, ExitCode> {
        let arguments: Vec<OsString> = std::env::args_os().collect();
        Self::parse(command(), arguments.clone()).map_err(|error| match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => print_help(&error),
            _ => print_usage_error(&arguments, |arguments| {
                Self::parse(command().styles(Styles::plain()), arguments).err()
            }),
        })
    }

    /// How a subcommand runs. `key_check` names the lines with keys that cannot be used.
    pub fn run_options(&self, key_check: KeyCheck) -> RunOptions {
        RunOptions {
            output: self.output.clone(),
            profile: self.tui.profile_paths(),
            flags: self.tui.flags(),
            command_line: command,
            key_check,
        }
    }

    fn parse(command: clap::Command, line: Vec<OsString>) -> Result<Self, clap::Error> {
        let forced = line.iter().any(|argument| argument == "--");
        let mut arguments = Self::from_arg_matches(&command.clone().try_get_matches_from(line)?)?;
        arguments.check(command, forced)?;
        // A variable that is set to nothing counts as not set.
        let profile = &mut arguments.tui.profile;
        if profile.is_empty() && std::env::var_os("HEMI_PROFILE").is_some_and(|name| name.is_empty()) {
            DEFAULT_PROFILE.clone_into(profile);
        }
        Ok(arguments)
    }

    /// What clap cannot check; its errors have the styles of `command`. `forced` after `--`: then a word is a place,
    /// whatever it looks like.
    fn check(&self, mut command: clap::Command, forced: bool) -> Result<(), clap::Error> {
        let mut refused = |kind, message: String| Err(command.error(kind, message));
        if [&self.tui.left, &self.tui.right].into_iter().flatten().any(|word| is_blank(word)) {
            let message = "a place is empty: name a path, COLLECTION-ID:/path, a web-app URL or a bookmark";
            return refused(ErrorKind::InvalidValue, message.to_owned());
        }
        let TuiArguments { left, right, demo, sign_in, plain, print_dir_on_quit, .. } = &self.tui;
        if let Some(command) = &self.command {
            let flags = !command.takes_flags() && self.tui.flags() != Flags::default();
            if left.is_some()
                || right.is_some()
                || *demo
                || *sign_in
                || *plain
                || flags
                || print_dir_on_quit.is_some()
            {
                let message = "places, --demo, --fresh, --plain, --print-dir-on-quit, --ascii, --theme and --keymap are for hemi \
                     without a subcommand";
                return refused(ErrorKind::ArgumentConflict, message.to_owned());
            }
        } else if let Some(message) = self.tui.mistyped_subcommand().filter(|_| !forced) {
            return refused(ErrorKind::InvalidSubcommand, message);
        } else if !self.output.is_default() {
            let message = "--format, --json, --jmespath and --quiet are for subcommands";
            return refused(ErrorKind::ArgumentConflict, message.to_owned());
        }
        if self.output.jmespath.is_some() && self.output.format.is_some_and(|format| format != Format::Json) {
            let message = "--jmespath selects from JSON: use it without --format, or with --format json";
            return refused(ErrorKind::ArgumentConflict, message.to_owned());
        }
        Ok(())
    }
}

fn is_blank(word: &OsStr) -> bool {
    word.to_str().is_some_and(|word| word.trim().is_empty())
}

/// The command line as clap has it. The help of each subcommand ends with its exit codes.
pub fn command() -> clap::Command {
    EXIT_CODES.iter().fold(Arguments::command(), |command, (name, codes)| {
        let path: Vec<&str> = name.split(' ').collect();
        with_exit_codes(command, &path, codes)
    })
}

fn with_exit_codes(command: clap::Command, path: &[&str], codes: &[ExitCode]) -> clap::Command {
    let Some((name, rest)) = path.split_first() else {
        let list: Vec<String> =
            codes.iter().map(|code| format!("  {}  {}", code.number(), code.meaning())).collect();
        let list = format!("Exit codes:\n{}", list.join("\n"));
        let own = command.get_after_long_help().map(|help| format!("{help}\n\n{list}"));
        let long = own.unwrap_or_else(|| list.clone());
        return command.after_help(list).after_long_help(long);
    };
    command.mut_subcommand(*name, |command| with_exit_codes(command, rest, codes))
}

impl TuiArguments {
    /// The profile, and where its files lie.
    pub fn profile_paths(&self) -> ProfilePaths {
        ProfilePaths { profile: self.profile.clone(), dir: self.data.clone() }
    }

    /// The arguments that have precedence over settings.
    pub fn flags(&self) -> Flags {
        Flags { theme: self.theme, keymap: self.keymap, ascii: self.ascii, fresh: self.fresh }
    }

    /// Why the first place is more likely a mistyped subcommand, if it is.
    fn mistyped_subcommand(&self) -> Option<String> {
        let word = self.left.as_deref().and_then(OsStr::to_str).filter(|word| is_bare_word(word))?;
        let command = Arguments::command();
        let known = command.get_subcommands().map(clap::Command::get_name);
        let Some(meant) = nearest(word, known) else { return Self::part_of_subcommand(&command, word) };
        // A second word is a place too, unless it is a subcommand of the one that was meant.
        let is_subcommand = |word: &OsStr| {
            command.find_subcommand(meant).is_some_and(|found| found.find_subcommand(word).is_some())
        };
        self.right.as_deref().is_none_or(is_subcommand).then(|| {
            format!(
                "there is no subcommand '{word}': did you mean {meant}? \
                 To open a bookmark of that name: hemi -- {word}. For a path: hemi ./{word}"
            )
        })
    }

    /// Why the first place is more likely the second word of a subcommand, if it is.
    fn part_of_subcommand(command: &clap::Command, word: &str) -> Option<String> {
        let first = command.get_subcommands().find(|first| first.find_subcommand(word).is_some())?;
        Some(format!(
            "there is no subcommand '{word}': did you mean {} {word}? \
             For a bookmark of that name: hemi -- {word}. For a path: hemi ./{word}",
            first.get_name()
        ))
    }
}

/// Reads an argument that is one of several words.
fn word<T: Word + Send + Sync>() -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(T::WORDS).try_map(|word| T::of(&word).ok_or("not one of the words"))
}

#[cfg(debug_assertions)]
fn step(name: &str) -> Result<CrashPoint, crate::transfer::journal::UnknownStep> {
    let step = if name.is_empty() { None } else { Some(name.parse::<JournalStep>()?) };
    Ok(CrashPoint::new(step))
}

/// A fault that tests inject. Debug builds only.
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
        command().debug_assert();
    }

    fn read(line: &str) -> Result<Arguments, clap::Error> {
        Arguments::parse(command(), line.split(' ').map(Into::into).collect())
    }

    #[test]
    fn places_and_flags_are_read() {
        let tui = read("hemi a:/b c --ascii --profile work").unwrap().tui;
        assert_eq!((tui.left, tui.right), (Some("a:/b".into()), Some("c".into())));
        let (ascii, demo, profile) = (tui.ascii, tui.demo, tui.profile);
        assert!(ascii && !demo && profile == "work");
        assert!(read("hemi --demo --sign-in").unwrap().tui.sign_in);
        assert_eq!(read("hemi --demo --keymap mc").unwrap().tui.flags().keymap, Some(KeymapName::Mc));
        for wrong in [
            "hemi --sign-in",
            "hemi --demo --keymap emacs",
            "hemi --keymap mc whoami",
            "hemi a b c",
            "hemi --nonsense",
            "hemi --demo whoami",
            "hemi a:/b logout",
            "hemi --print-dir-on-quit x logout",
            "hemi login --paste --browser",
            "hemi session",
            "hemi session consent",
            "hemi session update --domain a --all",
            "hemi session update --policy x",
            "hemi --json",
            "hemi whoami --json --format csv",
            "hemi whoami --jmespath sub --format text",
            "hemi logut",
            "hemi sesion show",
            "hemi consent",
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
            let ProfilePaths { profile, dir } = arguments.tui.profile_paths();
            assert_eq!((profile.as_str(), dir), ("work", Some("/x".into())), "{line}");
        }
        let Some(Command::Sandbox(sandbox)) = read("hemi sandbox --data /y").unwrap().command else {
            panic!("the sandbox has its own directory")
        };
        assert_eq!(sandbox.data, std::path::Path::new("/y"));
    }
    #[test]
    fn a_mistyped_subcommand_is_named_with_the_nearest_unless_it_is_forced() {
        let error = read("hemi logut").unwrap_err().to_string();
        assert!(error.contains("did you mean logout?") && error.contains("hemi -- logut"), "{error}");
        for place in
            ["hemi -- logut", "hemi ./logut", "hemi logut/", "hemi logut work", "hemi archive", "hemi src"]
        {
            assert!(read(place).unwrap().command.is_none(), "{place}");
        }
    }

    #[test]
    fn the_second_word_of_a_subcommand_is_no_place_and_an_empty_word_is_none() {
        for line in ["hemi consent", "hemi consent urn:some:scope"] {
            let error = read(line).unwrap_err().to_string();
            let named = error.contains("did you mean session consent?") && error.contains("hemi -- consent");
            assert!(named, "{line}: {error}");
        }
        assert!(read("hemi -- consent").unwrap().command.is_none());
        assert!(read("hemi -- consent data").unwrap().command.is_none());
        for line in ["hemi ", "hemi a ", "hemi --demo "] {
            let error = read(line).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{line:?}");
            assert!(error.to_string().contains("a place is empty"), "{line:?}: {error}");
        }
    }

    #[test]
    fn each_subcommand_has_one_row_of_exit_codes() {
        let mut rows: Vec<&str> = EXIT_CODES.iter().map(|(name, _)| *name).collect();
        let mut leaves = leaves(&Arguments::command(), "");
        rows.sort_unstable();
        leaves.sort_unstable();
        assert_eq!(rows, leaves);
    }

    fn leaves(command: &clap::Command, prefix: &str) -> Vec<String> {
        let below = command.get_subcommands().flat_map(|sub| {
            let name = format!("{prefix}{}", sub.get_name());
            if sub.has_subcommands() { leaves(sub, &format!("{name} ")) } else { vec![name] }
        });
        below.collect()
    }
}
