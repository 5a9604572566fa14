//! `hemi sandbox`: serves a local Globus to other programs until it is told to end.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::exit::Code;
use super::output::{complain, json};
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

/// Serves until SIGTERM, SIGINT or SIGHUP.
pub fn run(arguments: SandboxArguments) -> Code {
    let SandboxArguments { listen, data, rate, seed, auto_consent, big, open, given, device_flow } =
        arguments;
    let options = Options { listen, data, rate, seed, auto_consent, big, open, given, device_flow };
    let served = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| e.to_string())
        .and_then(|tokio| tokio.block_on(serve(options)));
    match served {
        Ok(()) => Code::Done,
        Err(why) => {
            complain(&crate::safe!("the sandbox did not start: {}", Untrusted::new(why).sanitized()));
            Code::Failed
        }
    }
}

async fn serve(options: Options) -> Result<(), String> {
    use tokio::signal::unix::{SignalKind, signal};
    // Before the ready line: whoever has read it may end us at once.
    let mut signals = Vec::new();
    for kind in [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()] {
        signals.push(signal(kind).map_err(|e| e.to_string())?);
    }
    let running = sandbox::start(options).await.map_err(|e| e.to_string())?;
    json(&running.ready);
    let ends = signals.iter_mut().map(|signal| Box::pin(signal.recv()));
    futures_util::future::select_all(ends).await;
    running.stop().await;
    Ok(())
}
