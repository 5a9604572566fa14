//! Changes to consents, linked identities, policies and sessions; denied sign-ins.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sandbox::model::access_rules::{TRANSFER_ALL, data_access};
use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::consents::TokenHolder;
use crate::sandbox::model::session_policy::{Policy, SessionRequirement};
use crate::sandbox::model::world::World;
use crate::sandbox::model::{consents, scope};
use crate::sandbox::services::auth::scope_registry;
use crate::sandbox::services::control::collection::identities;
use crate::sandbox::services::control::request::{
    ControlError, ControlResult, JsonBody, control_error, done, parse_body,
};

/// Identities, policies and consents, for `GET <control>/state`.
pub fn auth_summary(accounts: &Accounts) -> Value {
    let name = |id: &Uuid| accounts.identities.get(id).map(|identity| identity.username.clone());
    let identities: Vec<Value> = accounts
        .identities
        .values()
        .map(|one| json!({"id": one.id, "username": one.username, "primary": name(&one.primary)}))
        .collect();
    let consents: Vec<Value> = accounts
        .consents
        .iter()
        .map(|one| {
            json!({"id": one.id, "user": name(&one.identity), "client": one.client, "scope": one.scope_name,
                   "dependency_path": one.path})
        })
        .collect();
    let policies: Vec<Value> =
        accounts.policies.iter().map(|one| json!({"id": one.id, "name": one.name})).collect();
    json!({"identities": identities, "consents": consents, "policies": policies})
}

fn not_found(what: &str, name: &str) -> ControlError {
    control_error(StatusCode::NOT_FOUND, &format!("no {what} {name}"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentChange {
    user: String,
    client: Option<Uuid>,
    collection: Option<String>,
    scope: Option<String>,
    given: bool,
}

/// `POST <control>/consent`.
pub async fn consent(State(world): State<Arc<World>>, request: JsonBody<ConsentChange>) -> ControlResult {
    let request = parse_body(request)?;
    let now = world.clock.now();
    let mut accounts = world.accounts();
    let user = accounts.identity(&request.user).map(|identity| identity.primary);
    let user = user.ok_or_else(|| not_found("user", &request.user))?;
    let own = if accounts.clients.contains_key(&user) { user } else { accounts.native_client };
    let data = match &request.collection {
        None => None,
        Some(name) => {
            let mut all = accounts.collections.values();
            let found = all.find(|one| one.display_name == *name || one.id.to_string() == *name);
            Some(data_access(&found.ok_or_else(|| not_found("collection", name))?.id))
        }
    };
    let count = if request.given {
        let text = data.map(|data| format!("{TRANSFER_ALL}[*{data}]")).or(request.scope).unwrap_or_default();
        let scopes = scope::parse(&text).map_err(|why| control_error(StatusCode::BAD_REQUEST, &why))?;
        scope_registry::check_known(&accounts, &scopes).map_err(|name| not_found("scope", name))?;
        let holder = TokenHolder { client: request.client.unwrap_or(own), identity: user, session: None };
        consents::grant_consents(&mut accounts, &holder, &scopes, true, now);
        scopes.len()
    } else {
        let name = data.or(request.scope).unwrap_or_default();
        let selected = accounts.consents.iter().filter(|held| {
            held.identity == user
                && held.scope_name == name
                && request.client.is_none_or(|client| client == held.client)
        });
        let selected: Vec<u64> = selected.map(|held| held.id).collect();
        selected.into_iter().map(|id| consents::revoke_consent(&mut accounts, id)).sum()
    };
    drop(accounts);
    world.changed();
    Ok(Json(json!({"ok": true, "consents": count})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkIdentity {
    identity: String,
    to: Option<String>,
}

/// `POST <control>/link`.
pub async fn link(State(world): State<Arc<World>>, request: JsonBody<LinkIdentity>) -> ControlResult {
    let request = parse_body(request)?;
    {
        let mut accounts = world.accounts();
        let find = |name: &str| accounts.identity(name).cloned().ok_or_else(|| not_found("identity", name));
        let identity = find(&request.identity)?;
        let to = request.to.as_deref().map(find).transpose()?.map_or(identity.id, |to| to.primary);
        let leads = accounts.identities.values().any(|o| o.primary == identity.id && o.id != identity.id);
        if leads {
            let why = format!("{} is primary: others are linked to it", identity.username);
            return Err(control_error(StatusCode::CONFLICT, &why));
        }
        if let Some(identity) = accounts.identities.get_mut(&identity.id) {
            identity.primary = to;
        }
    }
    world.changed();
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyChange {
    name: String,
    #[serde(default)]
    domains: Vec<String>,
    #[serde(default)]
    identities: Vec<String>,
    timeout_mins: Option<u32>,
    #[serde(default)]
    mfa: bool,
}

/// `POST <control>/policy`.
pub async fn policy(State(world): State<Arc<World>>, request: JsonBody<PolicyChange>) -> ControlResult {
    let PolicyChange { name, domains, identities: names, timeout_mins, mfa } = parse_body(request)?;
    let id = {
        let mut accounts = world.accounts();
        let requirement =
            SessionRequirement { identities: identities(&accounts, &names)?, domains, timeout_mins, mfa };
        let id = accounts.policy(&name).map_or_else(Uuid::new_v4, |held| held.id);
        accounts.policies.retain(|held| held.id != id);
        accounts.policies.push(Policy { id, name, requirement });
        id
    };
    world.changed();
    Ok(Json(json!({"ok": true, "id": id})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deny {
    count: u64,
}

/// `POST <control>/deny`.
pub async fn deny(State(world): State<Arc<World>>, request: JsonBody<Deny>) -> ControlResult {
    world.controls.denials.store(parse_body(request)?.count, Ordering::Relaxed);
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignOut {
    user: Option<String>,
}

/// `POST <control>/signout`: removes browser sessions. Tokens keep their session.
pub async fn sign_out(State(world): State<Arc<World>>, request: JsonBody<SignOut>) -> ControlResult {
    let request = parse_body(request)?;
    {
        let mut accounts = world.accounts();
        let person = match &request.user {
            None => None,
            Some(name) => Some(accounts.identity(name).ok_or_else(|| not_found("user", name))?.primary),
        };
        accounts.sessions.retain(|session| person.is_some_and(|person| person != session.person));
    }
    world.changed();
    done()
}
