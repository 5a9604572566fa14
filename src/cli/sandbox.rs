//! `hemi sandbox`: serves a local Globus to other programs until it is told to end.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::exit::{ExitCode, Failure};
use super::subcommand::{Cli, Subcommand};
use crate::domain::text::Untrusted;
use crate::sandbox::{self, Options};

/// How it is started.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = sandbox::CONTROL_HELP)]
pub struct SandboxArguments {
    /// Listen here; port 0 picks a free one, that of the last run on the same data if it can. Only addresses of this machine are taken
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// Keep all state and all files here; a restart on the same directory goes on where the last one ended
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Move so many bytes a second, over all tasks; without it as many as the disk gives
    #[arg(long, value_name = "BYTES_PER_S")]
    pub rate: Option<u64>,
    /// Make the example files from this number
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Consent to every sign-in at once, without showing a page
    #[arg(long)]
    pub auto_consent: bool,
    /// Add a collection of directories with 100,000 and 1,000,000 entries, for listing only
    #[arg(long)]
    pub big: bool,
    /// Let everybody in: no collection demands a consent, an identity or a fresh sign-in
    #[arg(long)]
    pub open: bool,
    /// Begin new data as the demo does: its person's browser has signed in to JASMIN and consented to its data
    #[arg(long)]
    pub given: bool,
    /// Offer the device flow (RFC 8628), which the real service does not have
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
        let SandboxArguments { listen, data, rate, seed, auto_consent, big, open, given, device_flow } =
            arguments;
        Self { listen, data, rate, seed, auto_consent, big, open, given, device_flow }
    }
}

fn not_started(why: &str) -> Failure {
    let why = Untrusted::new(why).sanitized();
    Failure::new(ExitCode::Failed, crate::safe!("the sandbox did not start: {}", why))
}
