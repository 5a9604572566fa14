//! Start options and start errors.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Start options.
#[derive(Debug, Clone)]
pub struct Options {
    /// The address to listen on: loopback only; port 0 picks a port.
    pub listen: SocketAddr,
    /// The data directory, created if absent.
    pub data: PathBuf,
    /// The data plane's rate in bytes per second, shared by all tasks; None is unlimited.
    pub rate: Option<u64>,
    /// The seed of ids and file contents; only used for an empty data directory.
    pub seed: u64,
    /// Approve every sign-in without showing the consent page.
    pub auto_consent: bool,
    /// Add the collection with directories of 100,000 and 1,000,000 entries.
    pub big: bool,
    /// No collection requires a consent or a session.
    pub open: bool,
    /// Start an empty data directory with a session and a consent of the demo user for the JASMIN collection.
    pub preset_consents: bool,
    /// Serve the device flow, which the real service does not have.
    pub device_flow: bool,
}

impl Options {
    /// Defaults with this data directory: any port, unlimited rate, a consent page for every sign-in.
    pub fn at(data: PathBuf) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            data,
            rate: None,
            seed: 1,
            auto_consent: false,
            big: false,
            open: false,
            preset_consents: false,
            device_flow: false,
        }
    }
}

/// Why a sandbox did not start.
#[derive(Debug)]
pub enum StartError {
    NotLoopback(SocketAddr),
    Listen(SocketAddr, io::Error),
    Data(PathBuf, io::Error),
    /// Another sandbox uses the data directory.
    InUse(PathBuf),
}

impl std::fmt::Display for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotLoopback(at) => {
                write!(f, "the sandbox listens on loopback only, not on {at}: use 127.0.0.1 or [::1]")
            }
            Self::Listen(at, e) => {
                write!(f, "cannot listen on {at}: {e}; another port, or 0 for any, may be free")
            }
            Self::Data(path, e) => write!(f, "the sandbox's data in {} cannot be used: {e}", path.display()),
            Self::InUse(path) => write!(f, "another sandbox is running on the data in {}", path.display()),
        }
    }
}

impl std::error::Error for StartError {}
