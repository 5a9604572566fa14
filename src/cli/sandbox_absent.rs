//! `hemi sandbox` and `--demo` in a build without the cargo feature `sandbox`: an error message and exit code 2.

use std::ffi::OsString;

use super::exit::{ExitCode, Failure};
use super::subcommand::{Cli, Subcommand};

/// Any arguments; they are not used.
#[derive(Clone, Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub struct SandboxArguments {
    #[arg(hide = true, trailing_var_arg = true, allow_hyphen_values = true)]
    _rest: Vec<OsString>,
}

impl Subcommand for SandboxArguments {
    /// Fails: this build has no sandbox.
    async fn run(self, _: &mut Cli) -> Result<ExitCode, Failure> {
        Err(absent())
    }
}

/// The error of a build without a sandbox.
pub fn absent() -> Failure {
    Failure::new(
        ExitCode::Usage,
        crate::safe!(
            "this build has no sandbox, so `hemi sandbox` and `--demo` do not work in it. Use a hemi built with the cargo \
         feature `sandbox`, which is on by default."
        ),
    )
}
