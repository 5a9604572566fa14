//! `hemi sandbox`: serves a local Globus to other programs until a signal ends it.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::exit::{ExitCode, Failure};
use super::subcommand::{Cli, Subcommand};
use crate::domain::text::Untrusted;
use crate::sandbox::{self, Options};

/// The arguments of `hemi sandbox`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = sandbox::CONTROL_HELP)]
pub struct SandboxArguments {
    /// Listen on this loopback address; port 0 picks a free port, preferably that of the last run on the same data
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// Keep all state and files in this directory; a restart on it resumes unfinished tasks
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Limit the transfer rate of all tasks together, in bytes per second [default: unlimited]
    #[arg(long, value_name = "BYTES_PER_S", value_parser = clap::value_parser!(u64).range(1..))]
    pub rate: Option<u64>,
    /// Seed of the ids and example files; used only for an empty data directory
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Approve every sign-in without showing the consent page
    #[arg(long)]
    pub auto_consent: bool,
    /// Add a collection of directories with 100,000 and 1,000,000 entries, for listing only
    #[arg(long)]
    pub big: bool,
    /// Require no consent, identity or recent sign-in for any collection
    #[arg(long)]
    pub open: bool,
    /// Start an empty data directory as the demo does: with a session and a consent of the demo user for JASMIN
    #[arg(long = "given")]
    pub preset_consents: bool,
    /// Serve the device flow (RFC 8628), which the real service does not have
    #[arg(long)]
    pub device_flow: bool,
}

impl Subcommand for SandboxArguments {
    /// Serves until SIGTERM, SIGINT or SIGHUP.
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        // Before the ready line: its reader may end the sandbox at once.
        let mut signals = Vec::new();
        for kind in [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()] {
            signals.push(signal(kind).map_err(|error| not_started(&error.to_string()))?);
        }
        let running = sandbox::start(self.into()).await.map_err(|error| not_started(&error.to_string()))?;
        let ready = serde_json::to_value(&running.ready).unwrap_or_default();
        let printed = cli.printer.document(&ready).and_then(|()| cli.printer.check());
        if printed.is_ok() {
            let ends = signals.iter_mut().map(|signal| Box::pin(signal.recv()));
            futures_util::future::select_all(ends).await;
        }
        running.stop().await;
        printed.map(|()| ExitCode::Done)
    }
}

impl From<SandboxArguments> for Options {
    fn from(arguments: SandboxArguments) -> Self {
        Self {
            listen: arguments.listen,
            data: arguments.data,
            rate: arguments.rate,
            seed: arguments.seed,
            auto_consent: arguments.auto_consent,
            big: arguments.big,
            open: arguments.open,
            preset_consents: arguments.preset_consents,
            device_flow: arguments.device_flow,
        }
    }
}

fn not_started(why: &str) -> Failure {
    let why = Untrusted::new(why).sanitized();
    Failure::new(ExitCode::Failed, crate::safe!("the sandbox did not start: {}", why))
}
