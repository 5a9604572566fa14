//! The control surface under `/__sandbox__`: what a test may do to the sandbox that no service would offer.
//!
//! Requests here are neither counted nor hit by injected faults. Bodies must be JSON, said in their content type: a
//! foreign web page cannot send that without being asked, so it cannot reach in.

mod collection;
pub mod help;
mod people;
mod request;
pub mod routes;
pub mod state;
#[cfg(test)]
mod tests;
mod tokens;

/// Where it is mounted.
pub const BASE: &str = "/__sandbox__";
