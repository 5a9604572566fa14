//! The device flow (RFC 8628), served with `--device-flow` only: the real service has none (`globus-api.md` 2.4). A
//! device gets two codes; a person types the short one on a page, the device asks with the long one until they answered.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sandbox::model::scope;
use crate::sandbox::services::auth::client::{Fields, calling};
use crate::sandbox::services::auth::device_store::INTERVAL;
use crate::sandbox::services::auth::error::AuthError;
use crate::sandbox::services::auth::issue::LIFE;
use crate::sandbox::services::auth::params::Asked;
use crate::sandbox::services::auth::pending::{Back, Request};
use crate::sandbox::services::auth::secret::secret;
use crate::sandbox::services::auth::session_params::Wanted;
use crate::sandbox::services::auth::state::Auth;
use crate::sandbox::services::auth::{consent, page, scope_registry};

/// What the token endpoint calls this.
pub const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Where a device begins.
pub const PATH: &str = "/v2/oauth2/device_authorization";

/// Where the person goes.
pub const PAGE: &str = "/v2/web/device";

/// Eight consonants, in two halves: no word comes out by accident.
fn user_code() -> String {
    const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
    let random = Uuid::new_v4();
    let letter = |byte: &u8| LETTERS.get(usize::from(*byte) % LETTERS.len()).copied().map(char::from);
    let mut code: String = random.as_bytes().iter().rev().take(8).filter_map(letter).collect();
    code.insert(4, '-');
    code
}

/// `POST /v2/oauth2/device_authorization`.
pub async fn begin(
    State(auth): State<Auth>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Json<Value>, AuthError> {
    let now = auth.world.clock.now();
    let (client, scopes) = {
        let accounts = auth.world.accounts();
        let client = calling(&accounts, &headers, &fields)?;
        let bad = |why: String| AuthError::oauth(StatusCode::BAD_REQUEST, "invalid_scope", why);
        let scopes = scope::parse(fields.need("scope")?).map_err(bad)?;
        scope_registry::check(&accounts, &scopes)
            .map_err(|name| bad(format!("there is no scope '{name}'")))?;
        (client, scopes)
    };
    if !client.signs_people_in {
        let why = "people cannot sign in through this client";
        return Err(AuthError::oauth(StatusCode::BAD_REQUEST, "unauthorized_client", why));
    }
    let (code, user_code) = (secret(), user_code());
    let request = Request {
        client: client.id,
        back: Back::Device { code: code.clone() },
        scopes,
        offline: true,
        message: None,
        label: None,
        wanted: Wanted::default(),
        proved: BTreeMap::new(),
    };
    auth.devices.begin(code.clone(), user_code.clone(), request, now);
    let page = format!("{}{PAGE}", auth.world.url);
    Ok(Json(json!({
        "device_code": code,
        "user_code": user_code,
        "verification_uri": page,
        "verification_uri_complete": format!("{page}?user_code={user_code}"),
        "expires_in": LIFE,
        "interval": INTERVAL,
    })))
}

/// `GET /v2/web/device`: asks for the short code, then for Allow or Deny.
pub async fn ask(State(auth): State<Auth>, Query(query): Query<Vec<(String, String)>>) -> Response {
    let asked = Asked(query);
    let Some(typed) = asked.get("user_code") else { return page::device(None) };
    match auth.devices.waiting(typed, auth.world.clock.now()) {
        Some(request) => consent::meet(&auth, request, &asked),
        None => {
            page::device(Some("No device waits with that code: it was mistyped, answered, or is too old."))
        }
    }
}
