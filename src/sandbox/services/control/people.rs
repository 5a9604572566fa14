//! What people did and will do: consents given and taken back, identities linked, policies, sign-ins denied.

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
use crate::sandbox::model::consents::Holder;
use crate::sandbox::model::session_policy::{Demand, Policy};
use crate::sandbox::model::world::World;
use crate::sandbox::model::{consents, scope};
use crate::sandbox::services::auth::scope_registry;
use crate::sandbox::services::control::collection::identities;
use crate::sandbox::services::control::request::{Answer, Body, Refused, body, done, refuse};

/// Who there is, by which policies collections may judge them, and what they consented to.
pub fn everybody(accounts: &Accounts) -> Value {
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

fn unknown(what: &str, name: &str) -> Refused {
    refuse(StatusCode::NOT_FOUND, &format!("no {what} {name}"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    user: String,
    client: Option<Uuid>,
    collection: Option<String>,
    scope: Option<String>,
    given: bool,
}

/// `POST <control>/consent`.
pub async fn consent(State(world): State<Arc<World>>, wish: Body<Consent>) -> Answer {
    let wish = body(wish)?;
    let now = world.clock.now();
    let mut accounts = world.accounts();
    let user = accounts.identity(&wish.user).map(|identity| identity.primary);
    let user = user.ok_or_else(|| unknown("user", &wish.user))?;
    let own = if accounts.clients.contains_key(&user) { user } else { accounts.native_client };
    let data = match &wish.collection {
        None => None,
        Some(name) => {
            let mut all = accounts.collections.values();
            let found = all.find(|one| one.display_name == *name || one.id.to_string() == *name);
            Some(data_access(&found.ok_or_else(|| unknown("collection", name))?.id))
        }
    };
    let count = if wish.given {
        let text = data.map(|data| format!("{TRANSFER_ALL}[*{data}]")).or(wish.scope).unwrap_or_default();
        let scopes = scope::parse(&text).map_err(|why| refuse(StatusCode::BAD_REQUEST, &why))?;
        scope_registry::check(&accounts, &scopes).map_err(|name| unknown("scope", name))?;
        let holder = Holder { client: wish.client.unwrap_or(own), identity: user, session: None };
        consents::consent(&mut accounts, &holder, &scopes, true, now);
        scopes.len()
    } else {
        let name = data.or(wish.scope).unwrap_or_default();
        let meant = accounts.consents.iter().filter(|held| {
            held.identity == user
                && held.scope_name == name
                && wish.client.is_none_or(|client| client == held.client)
        });
        let meant: Vec<u64> = meant.map(|held| held.id).collect();
        meant.into_iter().map(|id| consents::revoke(&mut accounts, id)).sum()
    };
    drop(accounts);
    world.changed();
    Ok(Json(json!({"ok": true, "consents": count})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    identity: String,
    to: Option<String>,
}

/// `POST <control>/link`.
pub async fn link(State(world): State<Arc<World>>, wish: Body<Link>) -> Answer {
    let wish = body(wish)?;
    {
        let mut accounts = world.accounts();
        let find = |name: &str| accounts.identity(name).cloned().ok_or_else(|| unknown("identity", name));
        let identity = find(&wish.identity)?;
        let to = wish.to.as_deref().map(find).transpose()?.map_or(identity.id, |to| to.primary);
        let leads = accounts.identities.values().any(|o| o.primary == identity.id && o.id != identity.id);
        if leads {
            let why = format!("{} is primary: others are linked to it", identity.username);
            return Err(refuse(StatusCode::CONFLICT, &why));
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
pub struct Rule {
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
pub async fn policy(State(world): State<Arc<World>>, wish: Body<Rule>) -> Answer {
    let Rule { name, domains, identities: names, timeout_mins, mfa } = body(wish)?;
    let id = {
        let mut accounts = world.accounts();
        let demand = Demand { identities: identities(&accounts, &names)?, domains, timeout_mins, mfa };
        let id = accounts.policy(&name).map_or_else(Uuid::new_v4, |held| held.id);
        accounts.policies.retain(|held| held.id != id);
        accounts.policies.push(Policy { id, name, demand });
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
pub async fn deny(State(world): State<Arc<World>>, wish: Body<Deny>) -> Answer {
    world.knobs.denials.store(body(wish)?.count, Ordering::Relaxed);
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignOut {
    user: Option<String>,
}

/// `POST <control>/signout`: the browser forgets. Tokens keep the session they were made in.
pub async fn sign_out(State(world): State<Arc<World>>, wish: Body<SignOut>) -> Answer {
    let wish = body(wish)?;
    {
        let mut accounts = world.accounts();
        let person = match &wish.user {
            None => None,
            Some(name) => Some(accounts.identity(name).ok_or_else(|| unknown("user", name))?.primary),
        };
        accounts.sessions.retain(|session| person.is_some_and(|person| person != session.person));
    }
    world.changed();
    done()
}
