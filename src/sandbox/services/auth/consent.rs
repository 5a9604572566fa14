//! A checked request meets its person: the page, or the willing person of `--auto-consent`; then the answer, carried out.

use std::sync::atomic::Ordering;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::consents;
use crate::sandbox::model::consents::Holder;
use crate::sandbox::model::grant::Code;
use crate::sandbox::model::identity::{CLIENTS, Identity};
use crate::sandbox::model::session::Authentication;
use crate::sandbox::services::auth::client::Fields;
use crate::sandbox::services::auth::page;
use crate::sandbox::services::auth::params::Asked;
use crate::sandbox::services::auth::pending::{Back, Request};
use crate::sandbox::services::auth::secret::secret;
use crate::sandbox::services::auth::state::Auth;

/// How long a code waits to be exchanged.
const CODE_LIFE: SignedDuration = SignedDuration::from_mins(10);

/// Shows the page, or answers at once when the sandbox consents by itself or was told to deny.
pub fn meet(auth: &Auth, request: Request, asked: &Asked) -> Response {
    let world = &auth.world;
    let accounts = world.accounts();
    let (chosen, named) = match who(&accounts, asked) {
        Ok(found) => found,
        Err(why) => return page::wrong(&why),
    };
    let picks = if named { vec![chosen.id] } else { request.wanted.picks(&accounts, chosen) };
    let told =
        world.knobs.denials.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
    if told.is_ok() || asked.get("sandbox_decision") == Some("deny") {
        drop(accounts);
        return deny(auth, &request);
    }
    if auth.auto_consent {
        drop(accounts);
        let factor = request.wanted.mfa();
        return match allow(auth, request, &picks, factor) {
            Ok(response) => response,
            Err((_, lacking)) => page::wrong(&lacking),
        };
    }
    let first = picks.first().copied().unwrap_or(chosen.id);
    let ticket = auth.pending.keep(request.clone(), world.clock.now());
    page::consent(&accounts, &request, first, ticket, None)
}

/// Whose browser it is, and whether the identity was named. The first user when nobody is.
fn who<'a>(accounts: &'a Accounts, asked: &Asked) -> Result<(&'a Identity, bool), String> {
    if let Some(name) = asked.get("sandbox_identity") {
        let found = accounts.identity(name).filter(|identity| is_person(identity));
        return found.map(|found| (found, true)).ok_or_else(|| format!("There is no identity {name:?}"));
    }
    let mut users = accounts.users.iter().filter_map(|id| accounts.identities.get(id));
    let found = match asked.get("sandbox_user") {
        None => users.next(),
        Some(name) => accounts
            .by_username(name)
            .or_else(|| users.find(|identity| identity.username.split('@').next() == Some(name)))
            .filter(|identity| is_person(identity)),
    };
    found
        .map(|found| (found, false))
        .ok_or_else(|| format!("There is no user {:?}", asked.get("sandbox_user").unwrap_or_default()))
}

/// Whether somebody can sign in with it: not a client's own identity, nor one that was only provisioned.
fn is_person(identity: &Identity) -> bool {
    identity.used && !identity.username.ends_with(CLIENTS)
}

/// `POST /v2/oauth2/authorize`: the person's answer to the page.
pub async fn answer(State(auth): State<Auth>, fields: Fields) -> Response {
    let now = auth.world.clock.now();
    let ticket = fields.get("ticket").and_then(|ticket| ticket.parse::<Uuid>().ok());
    let Some(request) = ticket.and_then(|ticket| auth.pending.take(&ticket, now)) else {
        return page::wrong(
            "This sign-in page was already answered, or is too old. Start the sign-in again.",
        );
    };
    if fields.get("decision") != Some("allow") {
        return deny(&auth, &request);
    }
    let identity = fields.get("identity").and_then(|id| id.parse::<Uuid>().ok());
    let identity = identity.filter(|id| auth.world.accounts().identities.get(id).is_some_and(is_person));
    let Some(identity) = identity else {
        return page::wrong("No identity was chosen. Start the sign-in again.");
    };
    match allow(&auth, request, &[identity], fields.get("second_factor").is_some()) {
        Ok(response) => response,
        Err((request, lacking)) => {
            let ticket = auth.pending.keep((*request).clone(), now);
            page::consent(&auth.world.accounts(), &request, identity, ticket, Some(&lacking))
        }
    }
}

/// The refusal, to whoever waits for the answer.
fn deny(auth: &Auth, request: &Request) -> Response {
    match &request.back {
        Back::Redirect { uri, state, .. } => {
            let refusal = [("error", "access_denied"), ("error_description", "The person refused")];
            back(uri, &refusal, state.as_deref())
        }
        Back::Device { code } => {
            auth.devices.refuse(code);
            page::told("Refused", "The device was not let in. You can close this page.")
        }
    }
}

/// Signs in with these identities and grants what was asked. When the session does not become what the request wants, it
/// gives the request back with what lacks, in words.
fn allow(
    auth: &Auth,
    mut request: Request,
    picks: &[Uuid],
    factor: bool,
) -> Result<Response, (Box<Request>, String)> {
    let world = &auth.world;
    let now = world.clock.now();
    let code = {
        let mut accounts = world.accounts();
        let person = picks.first().and_then(|id| accounts.identities.get(id)).map(|held| held.primary);
        let person = person.unwrap_or_default();
        let mut session = accounts.session_so_far(request.client, person);
        // Somebody else began this pass: their sign-in is not this person's.
        let is_own = |id: &Uuid| accounts.identities.get(id).is_some_and(|held| held.primary == person);
        request.proved.retain(|id, _| is_own(id));
        for pick in picks {
            let now = Authentication { at: now, mfa: factor };
            request.wanted.prove(&accounts, &session, &mut request.proved, *pick, now);
        }
        if let Some(lacking) = request.wanted.still_lacks(&accounts, &session, &request.proved, now) {
            return Err((Box::new(request), format!("This sign-in must include {lacking}.")));
        }
        session.authentications.extend(request.proved.clone());
        accounts.remember(&session);
        let holder = Holder { client: request.client, identity: person, session: Some(session.clone()) };
        consents::consent(&mut accounts, &holder, &request.scopes, request.offline, now);
        let (redirect_uri, state, challenge, nonce) = match &request.back {
            Back::Redirect { uri, state, challenge, nonce } => {
                (uri.clone(), state.clone(), challenge.clone(), nonce.clone())
            }
            Back::Device { .. } => Default::default(),
        };
        Code {
            client: request.client,
            identity: person,
            redirect_uri,
            scopes: request.scopes.clone(),
            challenge,
            offline: request.offline,
            nonce,
            state,
            session,
            expires: now.checked_add(CODE_LIFE).unwrap_or(now),
        }
    };
    let response = match &request.back {
        Back::Device { code: device } => {
            auth.devices.allow(device, code);
            page::told("Allowed", "The device is signed in. You can close this page.")
        }
        Back::Redirect { uri, state, .. } => {
            let name = secret();
            let mut accounts = world.accounts();
            accounts.codes.retain(|_, code| code.expires > now);
            accounts.codes.insert(name.clone(), code);
            back(uri, &[("code", &name)], state.as_deref())
        }
    };
    world.changed();
    Ok(response)
}

/// A 302 to `uri` with these members in its query, and the state that came with the request.
pub fn back(uri: &str, members: &[(&str, &str)], state: Option<&str>) -> Response {
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
