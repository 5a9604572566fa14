//! `/v2/api/identities`, their consents, and `/v2/api/identity_providers`.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::clock::iso_micros;
use crate::sandbox::model::grant::Consent;
use crate::sandbox::model::identity::{CLIENT_DOMAIN, Identity, Provider};
use crate::sandbox::model::world::World;
use crate::sandbox::services::auth::caller::AuthCaller;
use crate::sandbox::services::auth::error::AuthError;
use crate::sandbox::services::auth::issue::set_member;
use crate::sandbox::services::auth::params::is_true;

/// Maximum number of ids or usernames in one request.
const MAX_BATCH: usize = 100;

#[derive(Debug, Deserialize)]
pub struct IdentityQuery {
    ids: Option<String>,
    usernames: Option<String>,
    provision: Option<String>,
    include: Option<String>,
}

type QueryResult<T> = Result<Query<T>, QueryRejection>;

fn parse_query<T>(query: QueryResult<T>) -> Result<T, AuthError> {
    query.map(|Query(values)| values).map_err(|e| AuthError::bad_request(e.body_text()))
}

fn split_list(text: &str) -> Result<Vec<&str>, AuthError> {
    let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.len() > MAX_BATCH {
        Err(AuthError::bad_request(format!("more than {MAX_BATCH} at once")))
    } else {
        Ok(parts)
    }
}

/// `GET /v2/api/identities?ids=` or `?usernames=[&provision=true]`. Unknown identities are omitted.
pub async fn list(
    State(world): State<Arc<World>>,
    _: AuthCaller,
    query: QueryResult<IdentityQuery>,
) -> Result<Json<Value>, AuthError> {
    let query = parse_query(query)?;
    let mut accounts = world.accounts();
    let found: Vec<Identity> = match (&query.ids, &query.usernames) {
        (Some(ids), None) => {
            let ids = split_list(ids)?.into_iter().map(str::parse::<Uuid>).collect::<Result<Vec<_>, _>>();
            let ids = ids.map_err(|_| AuthError::bad_request("'ids' must be UUIDs"))?;
            ids.iter().filter_map(|id| accounts.identities.get(id).cloned()).collect()
        }
        (None, Some(usernames)) => {
            let mut found = Vec::new();
            for username in split_list(usernames)? {
                match accounts.by_username(username) {
                    Some(identity) => found.push(identity.clone()),
                    None if is_true(query.provision.as_deref()) && username.contains('@') => {
                        let identity = provision(&accounts, username);
                        accounts.identities.insert(identity.id, identity.clone());
                        world.changed();
                        found.push(identity);
                    }
                    None => {}
                }
            }
            found
        }
        _ => return Err(AuthError::bad_request("one of 'ids' and 'usernames' is needed, not both")),
    };
    let mut answer = json!({"identities": found.iter().map(document).collect::<Vec<_>>()});
    if query
        .include
        .as_deref()
        .is_some_and(|include| include.split(',').any(|part| part == "identity_provider"))
    {
        let held =
            accounts.providers.iter().filter(|p| found.iter().any(|identity| identity.provider == p.id));
        let held: Vec<Value> = held.map(provider).collect();
        set_member(&mut answer, "included", json!({"identity_providers": held}));
    }
    Ok(Json(answer))
}

fn provision(accounts: &Accounts, username: &str) -> Identity {
    let id = Uuid::new_v4();
    Identity {
        id,
        username: username.to_lowercase(),
        name: None,
        email: None,
        organization: None,
        provider: accounts.provider_of(username),
        used: false,
        primary: id,
    }
}

/// `GET /v2/api/identities/<id>`.
pub async fn get(
    State(world): State<Arc<World>>,
    _: AuthCaller,
    Path(id): Path<String>,
) -> Result<Json<Value>, AuthError> {
    let accounts = world.accounts();
    let identity = id.parse().ok().and_then(|id: Uuid| accounts.identities.get(&id));
    let identity = identity.ok_or_else(|| AuthError::not_found(format!("no identity {id}")))?;
    Ok(Json(json!({"identity": document(identity)})))
}

fn document(identity: &Identity) -> Value {
    json!({
        "id": identity.id,
        "username": identity.username,
        "name": identity.name,
        "email": identity.email,
        "organization": identity.organization,
        "identity_provider": identity.provider,
        "identity_type": if identity.username.ends_with(CLIENT_DOMAIN) { "client" } else { "login" },
        "status": if identity.used { "used" } else { "unused" },
    })
}

#[derive(Debug, Deserialize)]
pub struct ConsentQuery {
    all: Option<String>,
}

/// `GET /v2/api/identities/<own id>/consents`: for the calling client, or for every client with `all`.
pub async fn consents(
    State(world): State<Arc<World>>,
    AuthCaller(caller): AuthCaller,
    Path(id): Path<String>,
    query: QueryResult<ConsentQuery>,
) -> Result<Json<Value>, AuthError> {
    let all = is_true(parse_query(query)?.all.as_deref());
    if id != caller.identity.to_string() {
        return Err(AuthError::forbidden("only one's own consents can be listed"));
    }
    let accounts = world.accounts();
    let held = accounts.consents.iter().filter(|c| c.identity == caller.identity);
    let held: Vec<Value> = held.filter(|c| all || c.client == caller.client).map(consent).collect();
    Ok(Json(json!({"consents": held})))
}

fn consent(consent: &Consent) -> Value {
    json!({
        "id": consent.id,
        "client": consent.client,
        "scope": Uuid::new_v5(&Uuid::NAMESPACE_URL, consent.scope_name.as_bytes()),
        "scope_name": consent.scope_name,
        "dependency_path": consent.path,
        "effective_identity": consent.identity,
        "status": "approved",
        "allows_refresh": consent.allows_refresh,
        "auto_approved": false,
        "atomically_revocable": consent.atomically_revocable,
        "created": iso_micros(consent.created),
        "updated": iso_micros(consent.updated),
        "last_used": iso_micros(consent.last_used),
    })
}

#[derive(Debug, Deserialize)]
pub struct ProviderQuery {
    ids: Option<String>,
    domains: Option<String>,
}

/// `GET /v2/api/identity_providers?ids=` or `?domains=`.
pub async fn providers(
    State(world): State<Arc<World>>,
    _: AuthCaller,
    query: QueryResult<ProviderQuery>,
) -> Result<Json<Value>, AuthError> {
    let query = parse_query(query)?;
    let accounts = world.accounts();
    let ids = query.ids.as_deref().map(split_list).transpose()?;
    let domains = query.domains.as_deref().map(split_list).transpose()?;
    let wanted = accounts.providers.iter().filter(|provider| match (&ids, &domains) {
        (Some(ids), _) => ids.contains(&provider.id.to_string().as_str()),
        (None, Some(domains)) => provider.domains.iter().any(|domain| domains.contains(&domain.as_str())),
        (None, None) => true,
    });
    Ok(Json(json!({"identity_providers": wanted.map(provider).collect::<Vec<_>>()})))
}

fn provider(provider: &Provider) -> Value {
    json!({
        "id": provider.id,
        "name": provider.name,
        "short_name": provider.short_name,
        "domains": provider.domains,
        "alternative_names": [],
    })
}
