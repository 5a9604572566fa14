//! `GET /v2/oauth2/authorize`: validates the authorization request. Consent is in `consent`.
//!
//! Errors of client, redirect URI or scopes are shown on a page; only errors after these are redirected, so that
//! nothing is sent to an unvalidated address.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::http::Uri;
use axum::response::Response;
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::scope;
use crate::sandbox::model::world::World;
use crate::sandbox::services::auth::consent::{redirect, request_consent};
use crate::sandbox::services::auth::params::AuthorizeParams;
use crate::sandbox::services::auth::pending::{AuthorizationRequest, ResponseTarget};
use crate::sandbox::services::auth::session_params::SessionParams;
use crate::sandbox::services::auth::state::AuthState;
use crate::sandbox::services::auth::{page, scope_registry};

/// The path of the page that shows an authorization code.
const CODE_PAGE: &str = "/v2/web/auth-code";

/// An invalid request, reported on a page or to the redirect URI.
enum AuthorizeError {
    Page(String),
    Redirect { error: &'static str, why: String },
}

/// Shows the consent page, or redirects at once with automatic consent.
pub async fn authorize(
    State(auth): State<AuthState>,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    let params = AuthorizeParams(query);
    let checked = validate(&auth.world, &auth.world.accounts(), &params);
    match checked {
        Ok(request) => request_consent(&auth, request, &params),
        Err(AuthorizeError::Page(why)) => page::error_page(&why),
        Err(AuthorizeError::Redirect { error, why }) => {
            let to = params.get("redirect_uri").unwrap_or_default();
            redirect(to, &[("error", error), ("error_description", &why)], params.get("state"))
        }
    }
}

fn validate(
    world: &World,
    accounts: &Accounts,
    params: &AuthorizeParams,
) -> Result<AuthorizationRequest, AuthorizeError> {
    let id = params
        .get("client_id")
        .ok_or_else(|| AuthorizeError::Page("The request names no client_id.".to_owned()))?;
    let client = id.parse().ok().and_then(|id: Uuid| accounts.clients.get(&id));
    let client = client.filter(|client| client.interactive);
    let client = client.ok_or_else(|| {
        AuthorizeError::Page(format!("There is no client {id:?} that people can sign in to."))
    })?;
    let redirect_uri =
        params.owned("redirect_uri").filter(|uri| is_allowed_redirect(world, uri)).ok_or_else(|| {
            let given = params.get("redirect_uri").unwrap_or_default();
            AuthorizeError::Page(format!(
                "The redirect_uri {given:?} is neither this machine nor the page that shows codes."
            ))
        })?;
    let scopes = scope::parse(params.get("scope").unwrap_or_default());
    let scopes = scopes.map_err(|why| AuthorizeError::Page(format!("The scopes cannot be read: {why}.")))?;
    scope_registry::check_known(accounts, &scopes)
        .map_err(|name| AuthorizeError::Page(format!("Unknown scope: {name}")))?;
    let session_params = SessionParams::parse(accounts, params).map_err(AuthorizeError::Page)?;

    let refuse = |error, why: &str| Err(AuthorizeError::Redirect { error, why: why.to_owned() });
    if params.get("response_type") != Some("code") {
        return refuse("unsupported_response_type", "response_type must be 'code'");
    }
    let challenge = params.owned("code_challenge");
    match (&challenge, params.get("code_challenge_method")) {
        (None, _) if client.is_public() => return refuse("invalid_request", "a native app must use PKCE"),
        (Some(_), method) if method != Some("S256") => {
            return refuse("invalid_request", "code_challenge_method must be S256");
        }
        (Some(challenge), _) if challenge.len() != 43 => {
            return refuse("invalid_request", "a code_challenge has 43 characters");
        }
        _ => {}
    }
    let state = params.owned("state");
    let nonce = params.owned("nonce");
    Ok(AuthorizationRequest {
        client: client.id,
        target: ResponseTarget::Redirect { uri: redirect_uri, state, challenge, nonce },
        scopes,
        offline: params.get("access_type") == Some("offline"),
        message: params.owned("session_message"),
        label: params.owned("prefill_named_grant"),
        session_params,
        authentications: BTreeMap::new(),
    })
}

/// Whether a redirect URI is allowed: the page that shows the code, or any loopback port without a path.
fn is_allowed_redirect(world: &World, uri: &str) -> bool {
    if uri.contains(['@', '#', '\\']) {
        return false;
    }
    let Ok(parsed) = uri.parse::<Uri>() else { return false };
    let local = parsed.host().is_some_and(|host| ["127.0.0.1", "localhost", "[::1]"].contains(&host));
    if parsed.scheme_str() != Some("http") || !local || parsed.query().is_some() {
        return false;
    }
    let own_port = world.url.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
    parsed.path() == "/" || (parsed.path() == CODE_PAGE && parsed.port_u16() == own_port)
}
