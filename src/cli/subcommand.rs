//! The trait of every subcommand, and what it works with.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::tz::TimeZone;

use super::connect::{self, ProfilePaths};
use super::exit::{ExitCode, Failure};
use super::places::home;
use super::printer::{OutputArguments, Printer, print_error};
use super::services::Services;
use crate::config::file::Config;
use crate::config::resolve::Flags;
use crate::config::time_zone::time_zone;
use crate::config::variable;
use crate::domain::preferences::LineError;
use crate::domain::text::SafeText;
use crate::globus::tokens::private_file::safe_path;
use crate::safe;
use crate::storage::backends::{Backends, SignIn};

/// Names each line of the config file with keys that cannot be used. Keys belong to the app, which subcommands do not know.
pub type KeyCheck = fn(&Config) -> Vec<LineError>;

/// How a subcommand runs, whichever it is.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// How its result is printed.
    pub output: OutputArguments,
    /// Whose files it uses.
    pub profile: ProfilePaths,
    /// The arguments that have precedence over settings.
    pub flags: Flags,
    /// Makes the command line as clap has it.
    pub command_line: fn() -> clap::Command,
    /// Checks keys.
    pub key_check: KeyCheck,
}

/// Something hemi does without its two panes.
pub trait Subcommand {
    /// Runs it.
    ///
    /// # Errors
    /// A [`Failure`] with the exit code and what to do next.
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure>;
}

/// What a subcommand works with.
pub struct Cli {
    /// Prints results, notes and errors.
    pub printer: Printer,
    /// All stores within reach: collections once [`Services::signed_in`] has worked.
    #[expect(dead_code, reason = "no subcommand opens a store yet")]
    pub backends: Backends,
    /// The arguments that have precedence over settings.
    pub flags: Flags,
    /// Makes the command line as clap has it.
    pub command_line: fn() -> clap::Command,
    /// Checks keys.
    pub key_check: KeyCheck,
    /// The services of the profile.
    pub services: LazyServices,
}

impl Cli {
    /// Reads and asks nothing yet.
    ///
    /// # Errors
    /// Exit code 2 for a JMESPath expression that cannot be read.
    pub fn new(options: RunOptions) -> Result<Self, Failure> {
        let RunOptions { output, profile, flags, command_line, key_check } = options;
        let printer = Printer::new(&output)?;
        let (backends, sign_in) = Backends::new(home());
        let services = LazyServices { profile, sign_in: Arc::new(sign_in), opened: None };
        Ok(Self { printer, backends, flags, command_line, key_check, services })
    }

    /// The config file, and its name to be shown.
    ///
    /// # Errors
    /// Exit code 2 where there is none: for a profile that cannot be named, and without a home directory.
    pub fn config_file(&self) -> Result<(PathBuf, SafeText), Failure> {
        let paths = connect::paths(&self.services.profile)
            .map_err(|problem| Failure::of(&problem, ExitCode::Usage))?;
        let file = paths.config_file();
        let name = safe_path(&file);
        Ok((file, name))
    }

    /// The directory of the profile's data.
    ///
    /// # Errors
    /// Exit code 2 where there is none, as for [`Cli::config_file`].
    pub fn data_dir(&self) -> Result<PathBuf, Failure> {
        let paths = connect::paths(&self.services.profile)
            .map_err(|problem| Failure::of(&problem, ExitCode::Usage))?;
        Ok(paths.data_dir().to_owned())
    }

    /// The zone that times are printed in. A `TZ` that cannot be used is reported.
    pub fn time_zone(&self) -> TimeZone {
        time_zone(&variable).unwrap_or_else(|message| {
            print_error(&safe!("{}.", message));
            TimeZone::UTC
        })
    }
}

/// The services of a profile, opened when a subcommand first needs them.
pub struct LazyServices {
    profile: ProfilePaths,
    sign_in: Arc<SignIn>,
    opened: Option<Services>,
}

impl LazyServices {
    /// The services. Reads settings and files, but asks no network.
    ///
    /// # Errors
    /// Exit code 2 for settings that cannot be used.
    pub fn open(&mut self) -> Result<&mut Services, Failure> {
        match &mut self.opened {
            Some(services) => Ok(services),
            closed => Ok(closed.insert(Services::open(&self.profile, Arc::clone(&self.sign_in))?)),
        }
    }

    /// Waits, for a short time, until what the services gave is on disk.
    pub async fn finish_saving(&self) {
        if let Some(services) = &self.opened {
            services.finish_saving().await;
        }
    }
}
