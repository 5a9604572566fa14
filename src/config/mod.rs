//! Where files lie, what the config file says, and what the environment asks for.
//!
//! The one place that reads environment variables. It must not know services, tokens or the app.
//! Start with [`Settings`]; [`paths::Paths`] says where everything lies, [`file`] keeps `config.toml`.

pub mod file;
pub mod paths;
mod settings;
pub mod sites;

pub use settings::{Credentials, Settings, SettingsError};

use std::ffi::OsString;

/// How a variable of the environment is looked up; tests hand in their own.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// Looks a variable up in the real environment.
pub fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// A variable as text; an empty or undecodable one counts as not set.
pub fn text_variable(look_up: Lookup<'_>, name: &str) -> Option<String> {
    look_up(name)?.into_string().ok().filter(|text| !text.is_empty())
}
