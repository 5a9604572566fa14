//! Globus Auth: sign-in, tokens, identities, consents. Start with `authorize` (what is asked), then `decide` (a person says
//! yes), `token` (the program gets its tokens) and `grant` (how tokens and consents are made). What a collection demands of
//! whoever comes is in `require` and `policy`.

use std::sync::Arc;

use axum::Router;
use axum::routing::{delete, get, post};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::world::World;

mod authorize;
mod client;
mod decide;
pub mod device;
pub mod error;
pub mod grant;
mod identities;
mod inspect;
pub mod keys;
pub mod known;
mod openid;
mod page;
pub mod pending;
pub mod policy;
pub mod require;
pub mod scope;
mod token;
mod wanted;

#[cfg(test)]
mod tests;

/// Every route of Auth that is built; those of the device flow only where it is offered.
pub fn routes(device_flow: bool) -> Router<Arc<World>> {
    let routes = if device_flow {
        Router::new().route(device::PATH, post(device::begin)).route(device::PAGE, get(device::ask))
    } else {
        Router::new()
    };
    routes
        .route("/.well-known/openid-configuration", get(openid::configuration))
        .route("/jwk.json", get(openid::jwks))
        .route("/v2/oauth2/authorize", get(authorize::ask).post(decide::answer))
        .route("/v2/oauth2/token", post(token::endpoint))
        .route("/v2/oauth2/token/validate", post(inspect::validate))
        .route("/v2/oauth2/token/revoke", post(inspect::revoke))
        .route("/v2/oauth2/token/introspect", post(inspect::introspect))
        .route("/v2/oauth2/userinfo", get(openid::userinfo))
        .route("/v2/web/auth-code", get(page::code))
        .route("/v2/web/logout", get(page::logout))
        .route("/v2/api/clients", post(client::register))
        .route("/v2/api/clients/{id}", delete(client::remove))
        .route("/v2/api/identities", get(identities::list))
        .route("/v2/api/identities/{id}", get(identities::one))
        .route("/v2/api/identities/{id}/consents", get(identities::consents))
        .route("/v2/api/identity_providers", get(identities::providers))
}

/// A new unguessable text: 244 random bits from the system.
pub fn secret() -> String {
    let (one, two) = (Uuid::new_v4(), Uuid::new_v4());
    URL_SAFE_NO_PAD.encode([*one.as_bytes(), *two.as_bytes()].concat())
}
