//! Client for the services of Globus. It imports only values of [`crate::domain`], so that the folder can become a
//! crate.
//!
//! Start with [`client::Globus`], which makes calls to an [`audience::Audience`]. [`env::Environment`] holds the base
//! URLs, [`http`] sends requests, [`retry`] holds the retry table as data, [`rate_limit`] delays requests, and
//! [`error::ApiError`] is the error of every call. [`transfer`] has the calls, each beside its wire document;
//! [`auth`] signs in and [`tokens`] stores tokens.
//!
//! Facts about the wire are cited as sections of `globus-api.md`.

pub mod audience;
pub mod auth;
pub mod base_url;
pub mod call;
pub mod client;
pub mod collection_https;
pub mod env;
pub mod error;
pub mod gcs;
mod gridftp;
pub mod groups;
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
