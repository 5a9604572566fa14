//! The trait of every subcommand, and what it works with.

use jiff::tz::TimeZone;

use super::connect::ProfilePaths;
use super::exit::{ExitCode, Failure};
use super::printer::{Printer, print_error};
use super::services::Services;
use crate::config::time_zone::time_zone;
use crate::config::variable;
use crate::safe;

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
    /// The services of the profile.
    pub services: LazyServices,
}

impl Cli {
    /// Reads and asks nothing yet.
    pub fn new(printer: Printer, profile: ProfilePaths) -> Self {
        Self { printer, services: LazyServices { profile, opened: None } }
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
            closed => Ok(closed.insert(Services::open(&self.profile)?)),
        }
    }

    /// Waits, for a short time, until what the services gave is on disk.
    pub async fn settle(&self) {
        if let Some(services) = &self.opened {
            services.settle().await;
        }
    }
}
