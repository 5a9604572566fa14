//! Where files lie, what the config file says, and what the environment says.
//!
//! Must not know services, tokens or the app. Start with [`Settings`]; [`paths::Paths`] says where files lie,
//! [`definitions`] has every setting of `config.toml`, [`file`] reads and writes it.

pub mod definitions;
pub mod document;
pub mod file;
pub mod locale;
pub mod parse;
pub mod paths;
pub mod resolve;
mod settings;
pub mod sites;
pub mod time_zone;
pub mod value;
mod variables;

pub use settings::{Credentials, Settings, SettingsError};
pub use variables::{Lookup, text_variable, variable};
