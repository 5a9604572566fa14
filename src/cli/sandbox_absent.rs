//! `hemi sandbox` and `--demo` in a build without the cargo feature `sandbox`: a sentence and the exit code for usage.

use std::ffi::OsString;

use super::exit::{ExitCode, Failure};
use super::subcommand::{Cli, Subcommand};

/// Whatever follows `hemi sandbox`: nothing in this build reads it.
#[derive(Clone, Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub struct SandboxArguments {
    #[arg(hide = true, trailing_var_arg = true, allow_hyphen_values = true)]
    _rest: Vec<OsString>,
}

impl Subcommand for SandboxArguments {
    /// Refuses it.
    async fn run(self, _: &mut Cli) -> Result<ExitCode, Failure> {
        Err(absent())
    }
}

/// That this build has no sandbox.
pub fn absent() -> Failure {
    Failure::new(
        ExitCode::Usage,
        crate::safe!(
            "this build has no sandbox, so `hemi sandbox` and `--demo` do not work in it. Use a hemi built with the cargo \
         feature `sandbox`, which is on by default."
        ),
    )
}
