//! `GET /v2/oauth2/authorize`: who asks for what. Who answers is in `decide`.
//!
//! Until client, redirect and scopes are known to be good, a wrong request gets a page, never a redirect: nothing may be
//! sent to an address nobody vouched for.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::http::Uri;
use axum::response::Response;
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::scope;
use crate::sandbox::model::world::World;
use crate::sandbox::services::auth::consent::{back, meet};
use crate::sandbox::services::auth::params::Asked;
use crate::sandbox::services::auth::pending::{Back, Request};
use crate::sandbox::services::auth::session_params::Wanted;
use crate::sandbox::services::auth::state::Auth;
use crate::sandbox::services::auth::{page, scope_registry};

/// Where the page that shows a code is.
const CODE_PAGE: &str = "/v2/web/auth-code";

/// What is wrong with a request, and whether the program may be told.
enum Wrong {
    Page(String),
    Back { error: &'static str, why: String },
}

/// A page with Allow and Deny, or the redirect at once when the sandbox consents by itself.
pub async fn ask(State(auth): State<Auth>, Query(query): Query<Vec<(String, String)>>) -> Response {
    let asked = Asked(query);
    let checked = check(&auth.world, &auth.world.accounts(), &asked);
    match checked {
        Ok(request) => meet(&auth, request, &asked),
        Err(Wrong::Page(why)) => page::wrong(&why),
        Err(Wrong::Back { error, why }) => {
            let to = asked.get("redirect_uri").unwrap_or_default();
            back(to, &[("error", error), ("error_description", &why)], asked.get("state"))
        }
    }
}

fn check(world: &World, accounts: &Accounts, asked: &Asked) -> Result<Request, Wrong> {
    let id =
        asked.get("client_id").ok_or_else(|| Wrong::Page("The request names no client_id.".to_owned()))?;
    let client = id.parse().ok().and_then(|id: Uuid| accounts.clients.get(&id));
    let client = client.filter(|client| client.signs_people_in);
    let client = client
        .ok_or_else(|| Wrong::Page(format!("There is no client {id:?} that people can sign in to.")))?;
    let redirect_uri =
        asked.owned("redirect_uri").filter(|uri| may_redirect(world, uri)).ok_or_else(|| {
            let given = asked.get("redirect_uri").unwrap_or_default();
            Wrong::Page(format!(
                "The redirect_uri {given:?} is neither this machine nor the page that shows codes."
            ))
        })?;
    let scopes = scope::parse(asked.get("scope").unwrap_or_default());
    let scopes = scopes.map_err(|why| Wrong::Page(format!("The scopes cannot be read: {why}.")))?;
    scope_registry::check(accounts, &scopes).map_err(|name| Wrong::Page(format!("Unknown scope: {name}")))?;
    let wanted = Wanted::read(accounts, asked).map_err(Wrong::Page)?;

    let back = |error, why: &str| Err(Wrong::Back { error, why: why.to_owned() });
    if asked.get("response_type") != Some("code") {
        return back("unsupported_response_type", "response_type must be 'code'");
    }
    let challenge = asked.owned("code_challenge");
    match (&challenge, asked.get("code_challenge_method")) {
        (None, _) if client.is_public() => return back("invalid_request", "a native app must use PKCE"),
        (Some(_), method) if method != Some("S256") => {
            return back("invalid_request", "code_challenge_method must be S256");
        }
        (Some(challenge), _) if challenge.len() != 43 => {
            return back("invalid_request", "a code_challenge has 43 characters");
        }
        _ => {}
    }
    let (state, nonce) = (asked.owned("state"), asked.owned("nonce"));
    Ok(Request {
        client: client.id,
        back: Back::Redirect { uri: redirect_uri, state, challenge, nonce },
        scopes,
        offline: asked.get("access_type") == Some("offline"),
        message: asked.owned("session_message"),
        label: asked.owned("prefill_named_grant"),
        wanted,
        proved: BTreeMap::new(),
    })
}

/// Whether a code may be sent there: the page that shows it, or any port of this machine with no path.
fn may_redirect(world: &World, uri: &str) -> bool {
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
