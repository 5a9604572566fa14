//! The trait of every subcommand, and what it works with.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::connect::ProfilePaths;
use super::exit::{ExitCode, Failure};
use super::places::home;
use super::printer::{Printer, print_error};
use super::services::Services;
use crate::config::time_zone::time_zone;
use crate::config::variable;
use crate::safe;
use crate::storage::backends::{Backends, SignIn};

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
    /// The services of the profile.
    pub services: LazyServices,
}

impl Cli {
    /// Reads and asks nothing yet.
    pub fn new(printer: Printer, profile: ProfilePaths) -> Self {
        let (backends, sign_in) = Backends::new(home());
        let services = LazyServices { profile, sign_in: Arc::new(sign_in), opened: None };
        Self { printer, backends, services }
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
