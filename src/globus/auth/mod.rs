//! Signing in through Globus Auth (`globus-api.md` 2 and 3, `ARCHITECTURE.md` P1-6).
//!
//! Start with [`flow::AuthorizationFlow`]: it makes the authorization link and exchanges the code for tokens.
//! [`loopback`] receives the code from a browser on this computer; [`login_method`] says whether there is one. [`device`]
//! is the device flow. `tokens` stores tokens, and has those of a service account.

pub mod account;
pub mod answer;
pub mod device;
pub mod error;
pub mod flow;
pub mod identities;
pub mod login_method;
pub mod lookup;
pub mod loopback;
pub mod oauth_http;

#[cfg(test)]
pub(super) mod test_server;

/// Seconds since the Unix epoch by this machine's clock. Only the expected expiry depends on it: a token that a wrong
/// clock takes for valid is renewed when the service rejects it.
pub(super) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}
