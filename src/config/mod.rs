//! Where files lie, what the config file says, and what the environment says.
//!
//! Must not know services, tokens or the app. Start with [`Settings`]; [`paths::Paths`] says where files lie,
//! [`file`] reads and writes `config.toml`.

pub mod file;
mod keys;
pub mod locale;
pub mod paths;
mod settings;
pub mod sites;
pub mod time_zone;
mod variables;

pub use settings::{Credentials, Settings, SettingsError};
pub use variables::{Lookup, text_variable, variable};
