//! The routes of Auth.

use axum::Router;
use axum::routing::{delete, get, post};

use crate::sandbox::services::auth::state::AuthState;
use crate::sandbox::services::auth::{
    authorize, client, consent, device, identities, introspection, openid, page, token,
};

/// The routes of Auth. Those of the device flow are only added when it is enabled.
pub fn routes(auth: AuthState) -> Router {
    let routes = if auth.device_flow {
        Router::new()
            .route(device::PATH, post(device::authorize_device))
            .route(device::PAGE, get(device::device_page))
    } else {
        Router::new()
    };
    routes
        .route("/.well-known/openid-configuration", get(openid::configuration))
        .route("/jwk.json", get(openid::jwks))
        .route("/v2/oauth2/authorize", get(authorize::authorize).post(consent::submit_decision))
        .route("/v2/oauth2/token", post(token::token))
        .route("/v2/oauth2/token/validate", post(introspection::validate))
        .route("/v2/oauth2/token/revoke", post(introspection::revoke))
        .route("/v2/oauth2/token/introspect", post(introspection::introspect))
        .route("/v2/oauth2/userinfo", get(openid::userinfo))
        .route("/v2/web/auth-code", get(page::code))
        .route("/v2/web/logout", get(page::logout))
        .route("/v2/api/clients", post(client::register))
        .route("/v2/api/clients/{id}", delete(client::remove))
        .route("/v2/api/identities", get(identities::list))
        .route("/v2/api/identities/{id}", get(identities::get))
        .route("/v2/api/identities/{id}/consents", get(identities::consents))
        .route("/v2/api/identity_providers", get(identities::providers))
        .with_state(auth)
}
