//! TLS for the managers of the servers, whose official clients insist on it: a throw-away authority that signs one
//! certificate, and a listener.
//!
//! The authority's key is never saved: its certificate, which clients are told to trust, can sign nothing more.

mod certificate;
mod listener;

pub use certificate::{CA_FILE, server_config};
pub use listener::TlsListener;
