//! Environment variables. The one place that reads them.

use std::ffi::OsString;

/// Looks up a variable; tests pass their own.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// Looks up a variable of this process.
pub fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// A variable as text. An empty one, or one that is not UTF-8, counts as not set.
pub fn text_variable(look_up: Lookup<'_>, name: &str) -> Option<String> {
    look_up(name)?.into_string().ok().filter(|text| !text.is_empty())
}
