//! The services of Globus, as if this were a crate of its own: it imports nothing but values of
//! [`crate::domain`].
//!
//! Start with [`client::Globus`]: it makes calls. [`env::Environment`] says where the services are,
//! [`http`] is the one door to them, [`retry`] holds the retry table as data, [`rate_limit`] keeps to the
//! limits, and [`error::ApiError`] is all that can go wrong. The calls themselves, each with its wire
//! documents beside it, are in [`transfer`]; signing in and keeping tokens is `auth` and `tokens`.
//!
//! Facts about the wire are cited as sections of `globus-api.md`.

pub mod audience;
pub mod auth;
pub mod base_url;
pub mod call;
pub mod client;
pub mod env;
pub mod error;
mod gridftp;
pub mod http;
mod lenient_json;
pub mod page;
pub mod proxy;
pub mod rate_limit;
pub mod retry;
pub mod scopes;
pub mod tokens;
pub mod transfer;

#[cfg(test)]
pub(crate) mod testing;
