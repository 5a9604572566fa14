//! The device flow (RFC 8628), enabled by `--device-flow` only: the real service has none (`globus-api.md` 2.4). The
//! user enters the user code on a page; the device polls with the device code.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sandbox::model::scope;
use crate::sandbox::services::auth::client::{FormFields, authenticate_client};
use crate::sandbox::services::auth::device_store::{DEVICE_CODE_LIFETIME_S, POLL_INTERVAL_S};
use crate::sandbox::services::auth::error::AuthError;
use crate::sandbox::services::auth::params::AuthorizeParams;
use crate::sandbox::services::auth::pending::{AuthorizationRequest, ResponseTarget};
use crate::sandbox::services::auth::secret::random_secret;
use crate::sandbox::services::auth::session_params::SessionParams;
use crate::sandbox::services::auth::state::AuthState;
use crate::sandbox::services::auth::{consent, page, scope_registry};

/// The grant type of the token endpoint.
pub const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The device authorization endpoint.
pub const PATH: &str = "/v2/oauth2/device_authorization";

/// The verification page.
pub const PAGE: &str = "/v2/web/device";

/// Eight consonants in two groups, so that no word results.
fn user_code() -> String {
    const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
    let random = Uuid::new_v4();
    let letter = |byte: &u8| LETTERS.get(usize::from(*byte) % LETTERS.len()).copied().map(char::from);
    let mut code: String = random.as_bytes().iter().rev().take(8).filter_map(letter).collect();
    code.insert(4, '-');
    code
}

/// `POST /v2/oauth2/device_authorization`.
pub async fn authorize_device(
    State(auth): State<AuthState>,
    headers: HeaderMap,
    fields: FormFields,
) -> Result<Json<Value>, AuthError> {
    let now = auth.world.clock.now();
    let (client, scopes) = {
        let accounts = auth.world.accounts();
        let client = authenticate_client(&accounts, &headers, &fields)?;
        let bad = |why: String| AuthError::oauth(StatusCode::BAD_REQUEST, "invalid_scope", why);
        let scopes = scope::parse(fields.require("scope")?).map_err(bad)?;
        scope_registry::check_known(&accounts, &scopes)
            .map_err(|name| bad(format!("there is no scope '{name}'")))?;
        (client, scopes)
    };
    if !client.interactive {
        let why = "people cannot sign in through this client";
        return Err(AuthError::oauth(StatusCode::BAD_REQUEST, "unauthorized_client", why));
    }
    let code = random_secret();
    let user_code = user_code();
    let request = AuthorizationRequest {
        client: client.id,
        target: ResponseTarget::Device { code: code.clone() },
        scopes,
        offline: true,
        message: None,
        label: None,
        session_params: SessionParams::default(),
        authentications: BTreeMap::new(),
    };
    auth.devices.begin(code.clone(), user_code.clone(), request, now);
    let page = format!("{}{PAGE}", auth.world.url);
    Ok(Json(json!({
        "device_code": code,
        "user_code": user_code,
        "verification_uri": page,
        "verification_uri_complete": format!("{page}?user_code={user_code}"),
        "expires_in": DEVICE_CODE_LIFETIME_S,
        "interval": POLL_INTERVAL_S,
    })))
}

/// `GET /v2/web/device`: the form for the user code, then the consent page.
pub async fn device_page(
    State(auth): State<AuthState>,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    let params = AuthorizeParams(query);
    let Some(typed) = params.get("user_code") else { return page::device_page(None) };
    match auth.devices.pending_request(typed, auth.world.clock.now()) {
        Some(request) => consent::request_consent(&auth, request, &params),
        None => page::device_page(Some(
            "No device waits with that code: it was mistyped, answered, or is too old.",
        )),
    }
}
