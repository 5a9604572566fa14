//! `/v2/oauth2/authorize`: who asks for what, the person's answer, and the way back to the program that asked.
//!
//! Until client, redirect and scopes are known to be good, a wrong request gets a page, never a redirect: nothing may be
//! sent to an address nobody vouched for.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use uuid::Uuid;

use super::super::account::{Code, Identity, Session};
use super::super::seed;
use super::super::world::{Accounts, World};
use super::client::Fields;
use super::grant::{self, Holder};
use super::pending::Request;
use super::{known, page, scope, secret};

/// How long a code waits to be exchanged.
const CODE_LIFE: SignedDuration = SignedDuration::from_mins(10);

/// Where the page that shows a code is.
const CODE_PAGE: &str = "/v2/web/auth-code";

/// The query as it came; for each name the first value counts.
struct Asked(Vec<(String, String)>);

impl Asked {
    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_str());
        found.filter(|value| !value.is_empty())
    }

    fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }
}

/// What is wrong with a request, and whether the program may be told.
enum Wrong {
    Page(String),
    Back { error: &'static str, why: String },
}

/// `GET`: a page with Allow and Deny, or the redirect at once when the sandbox consents by itself.
pub async fn ask(State(world): State<Arc<World>>, Query(query): Query<Vec<(String, String)>>) -> Response {
    let asked = Asked(query);
    let accounts = world.accounts();
    let request = match check(&world, &accounts, &asked) {
        Ok(request) => request,
        Err(Wrong::Page(why)) => return page::wrong(&why),
        Err(Wrong::Back { error, why }) => {
            let to = asked.get("redirect_uri").unwrap_or_default();
            return back(to, &[("error", error), ("error_description", &why)], asked.get("state"));
        }
    };
    let identity = match asked.get("sandbox_user").map(|name| find_user(&accounts, name)) {
        None => accounts.users.first().copied().unwrap_or_default(),
        Some(Some(identity)) => identity,
        Some(None) => {
            return page::wrong(&format!(
                "There is no user {:?}",
                asked.get("sandbox_user").unwrap_or_default()
            ));
        }
    };
    let now = world.clock.now();
    if world.auto_consent {
        drop(accounts);
        let allow = asked.get("sandbox_decision") != Some("deny");
        return decide(&world, &request, identity, allow);
    }
    let ticket = world.pending.keep(request.clone(), now);
    page::consent(&accounts, &request, identity, ticket)
}

/// `POST`: the person's answer to the page.
pub async fn answer(State(world): State<Arc<World>>, fields: Fields) -> Response {
    let ticket = fields.get("ticket").and_then(|ticket| ticket.parse::<Uuid>().ok());
    let Some(request) = ticket.and_then(|ticket| world.pending.take(&ticket, world.clock.now())) else {
        return page::wrong(
            "This sign-in page was already answered, or is too old. Start the sign-in again.",
        );
    };
    let identity = fields.get("identity").and_then(|id| id.parse::<Uuid>().ok());
    let identity = identity.filter(|id| world.accounts().identities.get(id).is_some_and(is_person));
    match identity {
        Some(identity) => decide(&world, &request, identity, fields.get("decision") == Some("allow")),
        None => page::wrong("No identity was chosen. Start the sign-in again."),
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
    known::check(accounts, &scopes).map_err(|name| Wrong::Page(format!("Unknown scope: {name}")))?;

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
    Ok(Request {
        client: client.id,
        redirect_uri,
        scopes,
        state: asked.owned("state"),
        nonce: asked.owned("nonce"),
        challenge,
        offline: asked.get("access_type") == Some("offline"),
        message: asked.owned("session_message"),
        label: asked.owned("prefill_named_grant"),
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

fn find_user(accounts: &Accounts, name: &str) -> Option<Uuid> {
    let by_first_part = || {
        let users = accounts.users.iter().filter_map(|id| accounts.identities.get(id));
        users.into_iter().find(|identity| identity.username.split('@').next() == Some(name))
    };
    let found = accounts.by_username(name).or_else(by_first_part);
    found.filter(|identity| is_person(identity)).map(|identity| identity.id)
}

/// Whether somebody can sign in with it: not a client's own identity, nor one that was only provisioned.
fn is_person(identity: &Identity) -> bool {
    identity.used && !identity.username.ends_with(seed::CLIENTS)
}

/// Carries out the person's answer: a code, or the refusal, and the way back.
fn decide(world: &World, request: &Request, identity: Uuid, allow: bool) -> Response {
    let state = request.state.as_deref();
    if !allow {
        let refusal = [("error", "access_denied"), ("error_description", "The person refused")];
        return back(&request.redirect_uri, &refusal, state);
    }
    let now = world.clock.now();
    let code = secret();
    {
        let mut accounts = world.accounts();
        let primary = accounts.identities.get(&identity).map_or(identity, |held| held.primary);
        let session = Session { id: Uuid::new_v4(), identity, auth_time: now };
        let holder = Holder { client: request.client, identity: primary, session: Some(session.clone()) };
        grant::consent(&mut accounts, &holder, &request.scopes, request.offline, now);
        accounts.codes.retain(|_, code| code.expires > now);
        accounts.codes.insert(
            code.clone(),
            Code {
                client: request.client,
                identity: primary,
                redirect_uri: request.redirect_uri.clone(),
                scopes: request.scopes.clone(),
                challenge: request.challenge.clone(),
                offline: request.offline,
                nonce: request.nonce.clone(),
                state: request.state.clone(),
                session,
                expires: now.checked_add(CODE_LIFE).unwrap_or(now),
            },
        );
    }
    world.changed();
    back(&request.redirect_uri, &[("code", &code)], state)
}

/// A 302 to `uri` with these members in its query, and the state that came with the request.
fn back(uri: &str, members: &[(&str, &str)], state: Option<&str>) -> Response {
    let mut to = uri.to_owned();
    let mut joint = '?';
    for (name, value) in members.iter().copied().chain(state.map(|state| ("state", state))) {
        to.push(joint);
        to.push_str(name);
        to.push('=');
        to.push_str(&percent_encoded(value));
        joint = '&';
    }
    let headers = [(header::LOCATION, to), (header::CACHE_CONTROL, "no-store".to_owned())];
    (StatusCode::FOUND, headers).into_response()
}

fn percent_encoded(text: &str) -> String {
    use std::fmt::Write as _;
    let mut coded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            coded.push(char::from(byte));
        } else {
            let _ = write!(coded, "%{byte:02X}");
        }
    }
    coded
}
