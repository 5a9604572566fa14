//! What a sandbox is started with, and why it does not start.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// What a sandbox is started with.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen: loopback only; port 0 picks one.
    pub listen: SocketAddr,
    /// Where the state and the collections' files live; made if absent.
    pub data: PathBuf,
    /// Bytes per second of the data plane, all tasks together; None is as fast as it goes.
    pub rate: Option<u64>,
    /// What ids and file contents are made from, in a data directory that is still empty.
    pub seed: u64,
    /// Grant every sign-in at once, without a page.
    pub auto_consent: bool,
    /// Also offer directories of 100,000 and 1,000,000 entries.
    pub big: bool,
    /// No collection demands a consent, or anything of a session.
    pub open: bool,
    /// The demo person's browser already signed in to JASMIN and consented to its data, in a data directory still empty.
    pub given: bool,
    /// Offer the device flow, which the real service does not have.
    pub device_flow: bool,
}

impl Options {
    /// A sandbox on any port with its data there: as fast as it goes, with a page for every sign-in.
    pub fn at(data: PathBuf) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            data,
            rate: None,
            seed: 1,
            auto_consent: false,
            big: false,
            open: false,
            given: false,
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
    /// Another sandbox runs on this data directory.
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
