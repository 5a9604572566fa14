//! Changes to a collection: offline, user message, access rules.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

use crate::sandbox::model::access_rules::{ConsentErrorForm, SessionErrorForm};
use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::collection::ListingPath;
use crate::sandbox::model::session_policy::SessionRequirement;
use crate::sandbox::model::world::World;
use crate::sandbox::services::control::request::{
    ControlError, ControlResult, JsonBody, control_error, done, parse_body,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CollectionChange {
    id: Option<Uuid>,
    name: Option<String>,
    offline: Option<bool>,
    owner: Option<String>,
    user_message: Option<String>,
    pause_rule: Option<String>,
    session: Option<SessionRules>,
    ls_path: Option<ListingPath>,
    session_form: Option<SessionErrorForm>,
    consent_form: Option<ConsentErrorForm>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SessionRules {
    domains: Vec<String>,
    identities: Vec<String>,
    timeout_mins: Option<u32>,
    mfa: bool,
    policies: Vec<String>,
    message: Option<String>,
    admits_clients: Option<bool>,
}

/// The ids of identities that are given by id or username.
pub fn identities(accounts: &Accounts, names: &[String]) -> Result<Vec<Uuid>, ControlError> {
    let find = |name: &String| accounts.identity(name).map(|identity| identity.id);
    let unknown = |name: &String| control_error(StatusCode::NOT_FOUND, &format!("no identity {name}"));
    names.iter().map(|name| find(name).ok_or_else(|| unknown(name))).collect()
}

/// `POST <control>/collection`.
pub async fn change(State(world): State<Arc<World>>, request: JsonBody<CollectionChange>) -> ControlResult {
    let request = parse_body(request)?;
    {
        let mut accounts = world.accounts();
        let mut all = accounts.collections.values();
        let found =
            all.find(|held| Some(held.id) == request.id || Some(&held.display_name) == request.name.as_ref());
        let found = found.ok_or_else(|| control_error(StatusCode::NOT_FOUND, "no such collection"))?;
        let mut changed = found.clone();
        changed.offline = request.offline.unwrap_or(changed.offline);
        if let Some(owner) = identities(&accounts, request.owner.as_slice())?.first() {
            changed.owner = *owner;
        }
        if let Some(message) = request.user_message {
            changed.user_message = Some(message).filter(|text| !text.is_empty());
        }
        if let Some(message) = request.pause_rule {
            changed.pause_rule = Some(message).filter(|text| !text.is_empty());
        }
        changed.listing_path = request.ls_path.unwrap_or(changed.listing_path);
        let requires = &mut changed.access;
        requires.session_form = request.session_form.unwrap_or(requires.session_form);
        requires.consent_form = request.consent_form.unwrap_or(requires.consent_form);
        if let Some(rules) = request.session {
            let policy = |name: &String| {
                let found = accounts.policy(name).map(|policy| policy.id);
                found.ok_or_else(|| control_error(StatusCode::NOT_FOUND, &format!("no policy {name}")))
            };
            requires.policies = rules.policies.iter().map(policy).collect::<Result<_, _>>()?;
            let identities = identities(&accounts, &rules.identities)?;
            requires.requirement =
                SessionRequirement { identities, domains: rules.domains, timeout_mins: None, mfa: rules.mfa };
            requires.message = rules.message;
            requires.admits_clients = rules.admits_clients.unwrap_or(requires.admits_clients);
            changed.authentication_timeout_mins = rules.timeout_mins;
        }
        accounts.collections.insert(changed.id, changed);
    }
    world.changed();
    done()
}
