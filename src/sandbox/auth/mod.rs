//! Globus Auth: sign-in, tokens, identities, consents. Start with `authorize` (a person says yes), then `token` (the
//! program gets its tokens) and `grant` (how tokens and consents are made).

use std::sync::Arc;

use axum::Router;
use axum::routing::{delete, get, post};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::world::World;

mod authorize;
mod client;
pub mod error;
mod grant;
mod identities;
mod inspect;
pub mod keys;
mod known;
mod openid;
mod page;
pub mod pending;
pub mod scope;
mod token;

#[cfg(test)]
mod tests;

/// Every route of Auth that is built.
pub fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/.well-known/openid-configuration", get(openid::configuration))
        .route("/jwk.json", get(openid::jwks))
        .route("/v2/oauth2/authorize", get(authorize::ask).post(authorize::answer))
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
