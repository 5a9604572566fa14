//! `POST /v2/oauth2/token`: exchanges authorization codes, device codes, refresh tokens and client credentials for
//! access tokens.

use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::digest;
use serde_json::Value;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::consents::TokenHolder;
use crate::sandbox::model::grant::{AuthorizationCode, TokenKind, TokenRecord};
use crate::sandbox::model::identity::Client;
use crate::sandbox::model::world::World;
use crate::sandbox::model::{consents, scope};
use crate::sandbox::services::auth::client::{FormFields, authenticate_client};
use crate::sandbox::services::auth::error::AuthError;
use crate::sandbox::services::auth::issue::set_member;
use crate::sandbox::services::auth::secret::random_secret;
use crate::sandbox::services::auth::state::AuthState;
use crate::sandbox::services::auth::{device, issue, openid, scope_registry};

fn invalid_grant(why: &str) -> AuthError {
    AuthError::oauth(StatusCode::UNAUTHORIZED, "invalid_grant", why)
}

/// The token endpoint.
pub async fn token(
    State(auth): State<AuthState>,
    headers: HeaderMap,
    fields: FormFields,
) -> Result<Response, AuthError> {
    let world = &auth.world;
    let (mut answer, code) = {
        let mut accounts = world.accounts();
        let client = authenticate_client(&accounts, &headers, &fields)?;
        match fields.require("grant_type")? {
            "authorization_code" => {
                let (answer, code) = exchange_code(world, &mut accounts, &client, &fields)?;
                (answer, Some(code))
            }
            device::GRANT if auth.device_flow => {
                let code = auth.devices.poll(fields.require("device_code")?, client.id, world.clock.now())?;
                (issue_for_code(&mut accounts, &code, world.clock.now()), Some(code))
            }
            "refresh_token" => (refresh(world, &mut accounts, &client, &fields)?, None),
            "client_credentials" => (client_credentials(world, &mut accounts, &client, &fields)?, None),
            other => {
                let why = format!("the sandbox does not know grant_type '{other}'");
                return Err(AuthError::oauth(StatusCode::BAD_REQUEST, "unsupported_grant_type", why));
            }
        }
    };
    world.changed();
    if let Some(code) = code.filter(|code| code.scopes.iter().any(|scope| scope.name == "openid")) {
        let access = answer.get("access_token").and_then(Value::as_str).unwrap_or_default().to_owned();
        set_member(&mut answer, "id_token", openid::id_token(&auth, &code, &access).await?);
    }
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response())
}

fn exchange_code(
    world: &World,
    accounts: &mut Accounts,
    client: &Client,
    fields: &FormFields,
) -> Result<(Value, AuthorizationCode), AuthError> {
    let now = world.clock.now();
    // Removed before any check: a code is valid for one attempt.
    let code = accounts.codes.remove(fields.require("code")?).ok_or_else(|| invalid_grant("no such code"))?;
    if code.client != client.id {
        return Err(invalid_grant("the code was given to another client"));
    }
    if code.expires <= now {
        return Err(invalid_grant("the code has expired"));
    }
    if code.redirect_uri != fields.require("redirect_uri")? {
        return Err(invalid_grant("the redirect_uri is not the one of the sign-in"));
    }
    match (&code.challenge, fields.get("code_verifier")) {
        (Some(challenge), Some(verifier)) if *challenge == code_challenge(verifier) => {}
        (Some(_), Some(_)) => return Err(invalid_grant("the code_verifier does not fit the code_challenge")),
        (Some(_), None) => return Err(invalid_grant("the code_verifier is missing")),
        (None, Some(_)) => return Err(invalid_grant("the sign-in had no code_challenge")),
        (None, None) if client.is_public() => return Err(invalid_grant("a native app must use PKCE")),
        (None, None) => {}
    }
    let mut answer = issue_for_code(accounts, &code, now);
    if let Some(state) = &code.state {
        set_member(&mut answer, "state", state.clone());
    }
    Ok((answer, code))
}

/// The tokens for a granted authorization request.
fn issue_for_code(accounts: &mut Accounts, code: &AuthorizationCode, now: Timestamp) -> Value {
    let holder =
        TokenHolder { client: code.client, identity: code.identity, session: Some(code.session.clone()) };
    let names: Vec<String> = code.scopes.iter().map(|scope| scope.name.clone()).collect();
    issue::issue_tokens(accounts, &holder, &names, code.offline, now)
}

/// base64url(SHA-256(verifier)): PKCE's method S256.
pub(super) fn code_challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
}

fn refresh(
    world: &World,
    accounts: &mut Accounts,
    client: &Client,
    fields: &FormFields,
) -> Result<Value, AuthError> {
    let now = world.clock.now();
    let given = fields.require("refresh_token")?.to_owned();
    let alive =
        |token: &&TokenRecord| token.kind == TokenKind::Refresh && token.expires.is_none_or(|at| at > now);
    let record = accounts.tokens.get(&given).filter(alive);
    let record = record.cloned().ok_or_else(|| invalid_grant("the refresh token is not active"))?;
    if record.client != client.id {
        return Err(invalid_grant("the refresh token was given to another client"));
    }
    let mut answer = issue::issue_access_token(accounts, &record, now);
    let used = TokenRecord { refreshes: record.refreshes + 1, ..record };
    let mut refresh = given.clone();
    if world.controls.rotate_refresh_tokens.load(Ordering::Relaxed) {
        accounts.tokens.remove(&given);
        refresh = random_secret();
    }
    accounts.tokens.insert(refresh.clone(), used);
    set_member(&mut answer, "refresh_token", refresh);
    set_member(&mut answer, "other_tokens", Vec::<Value>::new());
    world.controls.refreshes.fetch_add(1, Ordering::Relaxed);
    Ok(answer)
}

fn client_credentials(
    world: &World,
    accounts: &mut Accounts,
    client: &Client,
    fields: &FormFields,
) -> Result<Value, AuthError> {
    if client.is_public() {
        return Err(AuthError::oauth(
            StatusCode::BAD_REQUEST,
            "unauthorized_client",
            "a native app cannot act as itself",
        ));
    }
    let bad = |why: String| AuthError::oauth(StatusCode::BAD_REQUEST, "invalid_scope", why);
    let scopes = scope::parse(fields.require("scope")?).map_err(bad)?;
    scope_registry::check_known(accounts, &scopes)
        .map_err(|name| bad(format!("there is no scope '{name}'")))?;
    let now = world.clock.now();
    let holder = TokenHolder { client: client.id, identity: client.id, session: None };
    consents::grant_consents(accounts, &holder, &scopes, false, now);
    let names: Vec<String> = scopes.into_iter().map(|scope| scope.name).collect();
    Ok(issue::issue_tokens(accounts, &holder, &names, false, now))
}
