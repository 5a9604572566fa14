//! The control routes under `/__sandbox__`, by which tests change the sandbox.
//!
//! Their requests are not counted and not subject to injected faults. Bodies must have the content type JSON, which
//! a web page of another origin cannot send without a CORS preflight.

mod collection;
pub mod help;
mod people;
mod request;
pub mod routes;
pub mod state;
#[cfg(test)]
mod tests;
mod tokens;

/// The path prefix of the control routes.
pub const BASE: &str = "/__sandbox__";
