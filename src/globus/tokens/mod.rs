//! The tokens of one profile: kept in one private file, renewed once however many ask.
//!
//! Start with [`StoredTokens`]. `document` is the file's form, [`private_file`] how it is read and
//! replaced, [`lock`] how processes take turns, [`revoke`] how a profile is freed. A token leaves this module only to be sent.

mod document;
pub mod error;
pub mod lock;
pub mod private_file;
pub mod revoke;
mod stored;
mod unsaved;

pub use error::TokenError;
pub use stored::StoredTokens;
pub use unsaved::{TokenWarning, WarningListener};

/// Ends the name of the tokens of another application or Globus, which were set aside for newer ones.
const OTHER: &str = ".other";
