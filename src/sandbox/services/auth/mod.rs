//! Globus Auth: sign-in, tokens, identities, consents. Start with `authorize` (the authorization request), then
//! `consent` (the consent page), `token` (the token endpoint) and `issue` (issuing tokens).

mod authorize;
pub mod caller;
mod client;
mod consent;
mod device;
mod device_store;
pub mod error;
mod identities;
mod introspection;
mod issue;
pub mod keys;
mod openid;
mod page;
mod params;
mod pending;
pub mod preset_consents;
pub mod routes;
pub mod scope_registry;
mod secret;
pub mod seed;
mod session_params;
pub mod state;
mod token;

#[cfg(test)]
mod tests;
