//! Consent to a validated request: the consent page or automatic consent, and the response.

use std::sync::atomic::Ordering;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::consents;
use crate::sandbox::model::consents::TokenHolder;
use crate::sandbox::model::grant::AuthorizationCode;
use crate::sandbox::model::identity::{CLIENT_DOMAIN, Identity};
use crate::sandbox::model::session::Authentication;
use crate::sandbox::services::auth::client::FormFields;
use crate::sandbox::services::auth::page;
use crate::sandbox::services::auth::params::AuthorizeParams;
use crate::sandbox::services::auth::pending::{AuthorizationRequest, ResponseTarget};
use crate::sandbox::services::auth::secret::random_secret;
use crate::sandbox::services::auth::state::AuthState;

/// Lifetime of an authorization code.
const CODE_LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// Shows the consent page, or responds at once with automatic consent or when a test denies sign-ins.
pub fn request_consent(
    auth: &AuthState,
    request: AuthorizationRequest,
    params: &AuthorizeParams,
) -> Response {
    let world = &auth.world;
    let accounts = world.accounts();
    let (chosen, named) = match select_identity(&accounts, params) {
        Ok(found) => found,
        Err(why) => return page::error_page(&why),
    };
    let identities =
        if named { vec![chosen.id] } else { request.session_params.identities_to_use(&accounts, chosen) };
    let denied =
        world.controls.denials.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
    if denied.is_ok() || params.get("sandbox_decision") == Some("deny") {
        drop(accounts);
        return deny(auth, &request);
    }
    if auth.auto_consent {
        drop(accounts);
        let second_factor = request.session_params.mfa();
        return match approve(auth, request, &identities, second_factor) {
            Ok(response) => response,
            Err((_, unmet)) => page::error_page(&unmet),
        };
    }
    let first = identities.first().copied().unwrap_or(chosen.id);
    let ticket = auth.pending.insert(request.clone(), world.clock.now());
    page::consent_page(&accounts, &request, first, ticket, None)
}

/// The identity of the browser's user, and whether the request names it exactly. Defaults to the first user.
fn select_identity<'a>(
    accounts: &'a Accounts,
    params: &AuthorizeParams,
) -> Result<(&'a Identity, bool), String> {
    if let Some(name) = params.get("sandbox_identity") {
        let found = accounts.identity(name).filter(|identity| can_sign_in(identity));
        return found.map(|found| (found, true)).ok_or_else(|| format!("There is no identity {name:?}"));
    }
    let mut users = accounts.users.iter().filter_map(|id| accounts.identities.get(id));
    let found = match params.get("sandbox_user") {
        None => users.next(),
        Some(name) => accounts
            .by_username(name)
            .or_else(|| users.find(|identity| identity.username.split('@').next() == Some(name)))
            .filter(|identity| can_sign_in(identity)),
    };
    found
        .map(|found| (found, false))
        .ok_or_else(|| format!("There is no user {:?}", params.get("sandbox_user").unwrap_or_default()))
}

/// Whether a person can sign in with it: not a client identity, nor one that was only provisioned.
fn can_sign_in(identity: &Identity) -> bool {
    identity.used && !identity.username.ends_with(CLIENT_DOMAIN)
}

/// `POST /v2/oauth2/authorize`: the decision made on the consent page.
pub async fn submit_decision(State(auth): State<AuthState>, fields: FormFields) -> Response {
    let now = auth.world.clock.now();
    let ticket = fields.get("ticket").and_then(|ticket| ticket.parse::<Uuid>().ok());
    let Some(request) = ticket.and_then(|ticket| auth.pending.take(&ticket, now)) else {
        return page::error_page(
            "This sign-in page was already answered, or is too old. Start the sign-in again.",
        );
    };
    if fields.get("decision") != Some("allow") {
        return deny(&auth, &request);
    }
    let identity = fields.get("identity").and_then(|id| id.parse::<Uuid>().ok());
    let identity = identity.filter(|id| auth.world.accounts().identities.get(id).is_some_and(can_sign_in));
    let Some(identity) = identity else {
        return page::error_page("No identity was chosen. Start the sign-in again.");
    };
    match approve(&auth, request, &[identity], fields.get("second_factor").is_some()) {
        Ok(response) => response,
        Err((request, unmet)) => {
            let ticket = auth.pending.insert((*request).clone(), now);
            page::consent_page(&auth.world.accounts(), &request, identity, ticket, Some(&unmet))
        }
    }
}

/// Sends `access_denied` to the client or device.
fn deny(auth: &AuthState, request: &AuthorizationRequest) -> Response {
    match &request.target {
        ResponseTarget::Redirect { uri, state, .. } => {
            let refusal = [("error", "access_denied"), ("error_description", "The user denied the request")];
            redirect(uri, &refusal, state.as_deref())
        }
        ResponseTarget::Device { code } => {
            auth.devices.deny(code);
            page::message_page("Refused", "The device was not let in. You can close this page.")
        }
    }
}

/// Authenticates these identities and grants the request. Returns the request with the unmet requirement when the
/// session does not meet all of them.
fn approve(
    auth: &AuthState,
    mut request: AuthorizationRequest,
    identities: &[Uuid],
    second_factor: bool,
) -> Result<Response, (Box<AuthorizationRequest>, String)> {
    let world = &auth.world;
    let now = world.clock.now();
    let code = {
        let mut accounts = world.accounts();
        let person = identities.first().and_then(|id| accounts.identities.get(id)).map(|held| held.primary);
        let person = person.unwrap_or_default();
        let mut session = accounts.session_or_new(request.client, person);
        // Authentications of another person for this request do not count.
        let is_own = |id: &Uuid| accounts.identities.get(id).is_some_and(|held| held.primary == person);
        request.authentications.retain(|id, _| is_own(id));
        for pick in identities {
            let now = Authentication { at: now, mfa: second_factor };
            request.session_params.record_authentication(
                &accounts,
                &session,
                &mut request.authentications,
                *pick,
                now,
            );
        }
        if let Some(unmet) =
            request.session_params.unmet_requirement(&accounts, &session, &request.authentications, now)
        {
            return Err((Box::new(request), format!("This sign-in must include {unmet}.")));
        }
        session.authentications.extend(request.authentications.clone());
        accounts.store_session(&session);
        let holder = TokenHolder { client: request.client, identity: person, session: Some(session.clone()) };
        consents::grant_consents(&mut accounts, &holder, &request.scopes, request.offline, now);
        let (redirect_uri, state, challenge, nonce) = match &request.target {
            ResponseTarget::Redirect { uri, state, challenge, nonce } => {
                (uri.clone(), state.clone(), challenge.clone(), nonce.clone())
            }
            ResponseTarget::Device { .. } => Default::default(),
        };
        AuthorizationCode {
            client: request.client,
            identity: person,
            redirect_uri,
            scopes: request.scopes.clone(),
            challenge,
            offline: request.offline,
            nonce,
            state,
            session,
            expires: now.checked_add(CODE_LIFETIME).unwrap_or(now),
        }
    };
    let response = match &request.target {
        ResponseTarget::Device { code: device } => {
            auth.devices.approve(device, code);
            page::message_page("Allowed", "The device is signed in. You can close this page.")
        }
        ResponseTarget::Redirect { uri, state, .. } => {
            let name = random_secret();
            let mut accounts = world.accounts();
            accounts.codes.retain(|_, code| code.expires > now);
            accounts.codes.insert(name.clone(), code);
            redirect(uri, &[("code", &name)], state.as_deref())
        }
    };
    world.changed();
    Ok(response)
}

/// A 302 to `uri` with these query parameters and the request's `state`.
pub fn redirect(uri: &str, members: &[(&str, &str)], state: Option<&str>) -> Response {
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
