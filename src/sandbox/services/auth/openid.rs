//! OpenID Connect: configuration, public key, id tokens, userinfo.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::digest;
use serde_json::{Value, json};

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::grant::AuthorizationCode;
use crate::sandbox::model::identity::Identity;
use crate::sandbox::model::session::Session;
use crate::sandbox::model::world::World;
use crate::sandbox::services::auth::caller::AuthCaller;
use crate::sandbox::services::auth::device;
use crate::sandbox::services::auth::error::AuthError;
use crate::sandbox::services::auth::issue::{ACCESS_TOKEN_LIFETIME_S, set_member};
use crate::sandbox::services::auth::keys;
use crate::sandbox::services::auth::state::AuthState;

const VIEW_IDENTITY_SET: &str = "urn:globus:auth:scope:auth.globus.org:view_identity_set";

/// `GET /.well-known/openid-configuration`.
pub async fn configuration(State(auth): State<AuthState>) -> Json<Value> {
    let world = &auth.world;
    let at = |path: &str| format!("{}{path}", world.url);
    let mut document = json!({
        "issuer": world.url,
        "authorization_endpoint": at("/v2/oauth2/authorize"),
        "token_endpoint": at("/v2/oauth2/token"),
        "userinfo_endpoint": at("/v2/oauth2/userinfo"),
        "revocation_endpoint": at("/v2/oauth2/token/revoke"),
        "jwks_uri": at("/jwk.json"),
        "response_types_supported": ["code"],
        "id_token_signing_alg_values_supported": ["RS512"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "claims_supported": ["at_hash", "aud", "email", "exp", "iat", "iss", "name", "nonce", "organization",
            "preferred_username", "identity_provider", "identity_provider_display_name", "last_authentication", "sub"],
        "subject_types_supported": ["public"],
        "code_challenge_methods_supported": ["S256"],
    });
    if auth.device_flow {
        set_member(&mut document, "device_authorization_endpoint", at(device::PATH));
    }
    Json(document)
}

/// `GET /jwk.json`.
pub async fn jwks() -> Result<Json<Value>, AuthError> {
    keys::jwks().map(Json).map_err(key_unavailable)
}

/// `GET /v2/oauth2/userinfo`.
pub async fn userinfo(
    State(world): State<Arc<World>>,
    AuthCaller(caller): AuthCaller,
) -> Result<Json<Value>, AuthError> {
    if !caller.has_scope("openid") {
        return Err(AuthError::forbidden("userinfo needs the scope openid"));
    }
    let accounts = world.accounts();
    let identity = accounts.identities.get(&caller.identity);
    let identity = identity.ok_or_else(|| AuthError::unauthorized("Token is not active"))?;
    Ok(Json(claims(&accounts, identity, &caller.scopes, caller.session.as_ref())))
}

/// The signed id token of a sign-in. `at_hash` binds it to the access token `access`.
pub async fn id_token(auth: &AuthState, code: &AuthorizationCode, access: &str) -> Result<String, AuthError> {
    let scopes: Vec<String> = code.scopes.iter().map(|scope| scope.name.clone()).collect();
    let mut claims = {
        let accounts = auth.world.accounts();
        let identity = accounts.identities.get(&code.identity);
        let identity = identity.ok_or_else(|| {
            AuthError::oauth(StatusCode::UNAUTHORIZED, "invalid_grant", "the identity is gone")
        })?;
        claims(&accounts, identity, &scopes, Some(&code.session))
    };
    let hash = digest::digest(&digest::SHA512, access.as_bytes());
    let half = hash.as_ref().get(..32).unwrap_or_default();
    set_member(&mut claims, "iss", auth.world.url.clone());
    set_member(&mut claims, "aud", code.client.to_string());
    set_member(&mut claims, "at_hash", URL_SAFE_NO_PAD.encode(half));
    // System time instead of the sandbox's, because clients verify it against system time.
    let now = Timestamp::now().as_second();
    set_member(&mut claims, "iat", now);
    set_member(&mut claims, "exp", now + ACCESS_TOKEN_LIFETIME_S);
    if let Some(nonce) = &code.nonce {
        set_member(&mut claims, "nonce", nonce.clone());
    }
    keys::sign(&claims).map_err(key_unavailable)
}

fn key_unavailable(why: String) -> AuthError {
    tracing::error!("no signing key: {why}");
    AuthError::oauth(
        StatusCode::SERVICE_UNAVAILABLE,
        "temporarily_unavailable",
        "the sandbox could not use its signing key",
    )
}

fn claims(accounts: &Accounts, identity: &Identity, scopes: &[String], session: Option<&Session>) -> Value {
    let has = |name: &str| scopes.iter().any(|scope| scope == name);
    let mut claims = identity_claims(accounts, identity, session);
    if let Some(members) = claims.as_object_mut() {
        if !has("email") {
            members.remove("email");
        }
        if !has("profile") {
            members.retain(|name, _| matches!(name.as_str(), "sub" | "email" | "preferred_username"));
        }
        if has(VIEW_IDENTITY_SET) {
            members.insert("identity_set".to_owned(), identity_set(accounts, identity, session).into());
        }
    }
    claims
}

/// The claims of the linked identities, this one first.
pub fn identity_set(accounts: &Accounts, identity: &Identity, session: Option<&Session>) -> Vec<Value> {
    accounts.linked(identity).map(|other| identity_claims(accounts, other, session)).collect()
}

fn identity_claims(accounts: &Accounts, identity: &Identity, session: Option<&Session>) -> Value {
    let provider = accounts.providers.iter().find(|provider| provider.id == identity.provider);
    let authentication = session.and_then(|session| session.authentications.get(&identity.id));
    json!({
        "sub": identity.id,
        "preferred_username": identity.username,
        "username": identity.username,
        "name": identity.name,
        "email": identity.email,
        "organization": identity.organization,
        "identity_provider": identity.provider,
        "identity_provider_display_name": provider.map(|provider| &provider.name),
        "last_authentication": authentication.map(|authentication| authentication.at.as_second()),
    })
}
