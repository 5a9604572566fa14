//! Signing in: who somebody is, and the tokens that prove it (`globus-api.md` 2 and 3, `ARCHITECTURE.md` P0-4).
//!
//! Start with [`flow::AuthorizationFlow`]: it makes the link a person opens and turns the code they bring back
//! into tokens. [`loopback`] takes that code from a browser on this machine; [`way`] says whether there
//! is one. [`device`] waits for somebody at another device. [`client_credentials`] is the way of an application with a secret of its own. Nothing here
//! keeps tokens: that is `tokens`.

pub mod account;
pub mod answer;
pub mod client_credentials;
pub mod device;
pub mod error;
pub mod flow;
pub mod identities;
pub mod login_method;
pub mod loopback;
pub mod oauth_http;

#[cfg(test)]
pub(super) mod test_server;

/// Seconds since the Unix epoch, as this machine has it. Only guesses about expiry depend on it: a
/// token that a wrong clock calls good is renewed when the service refuses it.
pub(super) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}
