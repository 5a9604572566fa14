//! The tokens of one profile, stored in one private file and renewed once for all concurrent callers.
//!
//! Start with [`StoredTokens`]. `document` is the format of the file, [`private_file`] reads and replaces it, [`lock`]
//! serializes processes, `saving` handles full disks, and [`revoke`] signs out. [`client_credentials`] are those of
//! an application, which [`service_user`] keeps.

pub mod client_credentials;
mod document;
pub mod error;
pub mod lock;
pub mod private_file;
pub mod revoke;
mod saving;
pub mod service_user;
pub(in crate::globus) mod stored;
mod unsaved;

pub use error::TokenError;
pub use stored::StoredTokens;
pub use unsaved::{TokenWarning, WarningListener};

/// Suffix of the file of another application or Globus that was set aside.
const OTHER: &str = ".other";
