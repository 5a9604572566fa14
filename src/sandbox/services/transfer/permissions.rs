//! Access rules of guest collections (`globus-api.md` 11.2).

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::collection::Collection;
use crate::sandbox::model::permits;
use crate::sandbox::model::sharing::{self, AccessRule, Principal};
use crate::sandbox::model::world::World;
use crate::sandbox::services::api_error::{ApiError, RequestInfo};
use crate::sandbox::services::caller::Caller;
use crate::sandbox::services::transfer::body::{JsonObject, text_member};
use crate::sandbox::services::transfer::{access, filter};

/// Maximum number of rules of a collection.
const MAX_RULES: usize = 1000;

type Answer = Result<(StatusCode, Json<Value>), ApiError>;

/// `GET .../access_list`: the rules, and the access that roles imply.
pub async fn list(
    State(world): State<Arc<World>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let collection = managed(&world, &caller, &id)?;
    let mut all: Vec<Value> = collection.rules.iter().map(document).collect();
    for role in collection.roles.iter().filter(|held| sharing::ACCESS_ROLES.contains(&held.role.as_str())) {
        let (principal_type, principal) = role.principal.wire();
        all.push(json!({
            "DATA_TYPE": "access", "id": null, "principal_type": principal_type, "principal": principal,
            "path": "/", "permissions": "rw", "create_time": null, "expiration_date": null,
            "role_id": role.id, "role_type": role.role,
        }));
    }
    Ok(Json(json!({"DATA_TYPE": "access_list", "endpoint": collection.id, "length": all.len(), "DATA": all})))
}

/// `POST .../access`.
pub async fn create(
    State(world): State<Arc<World>>,
    caller: Caller,
    Path(id): Path<String>,
    info: RequestInfo,
    request: JsonObject,
) -> Answer {
    let request = request.expect_type("access")?;
    let collection = managed(&world, &caller, &id)?;
    let now = world.clock.now();
    let path = directory(text_member(&request, "path")?.unwrap_or_default())?;
    let rule = {
        let mut accounts = world.accounts();
        let principal = principal(&accounts, &request)?;
        let rule = AccessRule {
            id: Uuid::new_v4(),
            write: permissions(&request)?,
            expires: expiration(&collection, &request, now)?,
            notified: match text_member(&request, "notify_email")? {
                None => None,
                Some(email) => {
                    let message = text_member(&request, "notify_message")?;
                    Some((email.to_owned(), message.map(str::to_owned)))
                }
            },
            created: now,
            principal,
            path,
        };
        let held = &mut accounts.collections.entry(collection.id).or_insert(collection).rules;
        if held.iter().any(|one| one.path == rule.path && one.principal == rule.principal) {
            let message = "There is already an access rule for this path and this principal";
            return Err(ApiError::new(409, "Exists", message));
        }
        if held.len() >= MAX_RULES {
            let message = format!("A collection has at most {MAX_RULES} access rules");
            return Err(ApiError::new(409, "LimitExceeded", message));
        }
        held.push(rule.clone());
        rule
    };
    world.changed();
    let mut answer = info.result("access_create_result", "Created", "Access rule created successfully.");
    if let (Some(members), Value::Object(rule)) = (answer.as_object_mut(), document(&rule)) {
        members.extend(rule.into_iter().filter(|(name, _)| name != "DATA_TYPE" && name != "id"));
    }
    if let Some(members) = answer.as_object_mut() {
        members.insert("access_id".to_owned(), json!(rule.id));
    }
    Ok((StatusCode::CREATED, Json(answer)))
}

/// `GET .../access/<rule>`.
pub async fn show(
    State(world): State<Arc<World>>,
    caller: Caller,
    Path((id, rule)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    let collection = managed(&world, &caller, &id)?;
    let found = collection.rules.iter().find(|one| one.id.to_string() == rule);
    found.map(|rule| Json(document(rule))).ok_or_else(|| no_rule(&rule))
}

/// `PUT .../access/<rule>`: changes permissions and expiration.
pub async fn update(
    State(world): State<Arc<World>>,
    caller: Caller,
    Path((id, rule)): Path<(String, String)>,
    info: RequestInfo,
    request: JsonObject,
) -> Result<Json<Value>, ApiError> {
    let request = request.expect_type("access")?;
    let collection = managed(&world, &caller, &id)?;
    let write = request.contains_key("permissions").then(|| permissions(&request)).transpose()?;
    let expires = match request.contains_key("expiration_date") {
        true => Some(expiration(&collection, &request, world.clock.now())?),
        false => None,
    };
    {
        let mut accounts = world.accounts();
        let held = accounts.collections.get_mut(&collection.id).map(|held| &mut held.rules);
        let found = held.into_iter().flatten().find(|one| one.id.to_string() == rule);
        let found = found.ok_or_else(|| no_rule(&rule))?;
        found.write = write.unwrap_or(found.write);
        found.expires = expires.unwrap_or(found.expires);
    }
    world.changed();
    Ok(Json(info.result("result", "Updated", "Access rule updated successfully.")))
}

/// `DELETE .../access/<rule>`.
pub async fn remove(
    State(world): State<Arc<World>>,
    caller: Caller,
    Path((id, rule)): Path<(String, String)>,
    info: RequestInfo,
) -> Result<Json<Value>, ApiError> {
    let collection = managed(&world, &caller, &id)?;
    {
        let mut accounts = world.accounts();
        let held = accounts.collections.get_mut(&collection.id).ok_or_else(|| ApiError::no_endpoint(&id))?;
        let before = held.rules.len();
        held.rules.retain(|one| one.id.to_string() != rule);
        if held.rules.len() == before {
            return Err(no_rule(&rule));
        }
    }
    world.changed();
    Ok(Json(info.result("result", "Deleted", "Access rule deleted successfully.")))
}

/// A guest collection whose rules the caller may read and change.
fn managed(world: &World, caller: &Caller, id: &str) -> Result<Collection, ApiError> {
    let collection = access::find_visible(world, caller, id)?;
    if !permits::has_access_rules(&collection) {
        let message = format!("Access rules are not supported on endpoint '{}'", collection.id);
        return Err(ApiError::new(409, "NotSupported", message));
    }
    if !permits::manages_access(&world.accounts(), &collection, &caller.identity) {
        let message = format!(
            "You need the role 'access_manager' or 'administrator' on '{}' for its access rules",
            collection.id
        );
        return Err(ApiError::new(403, "PermissionDenied", message));
    }
    Ok(collection)
}

fn no_rule(id: &str) -> ApiError {
    ApiError::new(404, "AccessRuleNotFound", format!("No such access rule '{id}'"))
}

/// The principal of a document; 400 for one that does not exist.
pub fn principal(accounts: &Accounts, request: &Map<String, Value>) -> Result<Principal, ApiError> {
    let id = text_member(request, "principal")?.unwrap_or_default();
    let unknown = |kind: &str| ApiError::bad_request(format!("There is no {kind} '{id}'"));
    let found = match text_member(request, "principal_type")? {
        Some("identity") => {
            let known = id.parse().ok().filter(|id: &Uuid| accounts.identities.contains_key(id));
            Principal::Identity(known.ok_or_else(|| unknown("identity"))?)
        }
        Some("group") => {
            let known = id.parse().ok().filter(|id: &Uuid| accounts.groups.iter().any(|one| one.id == *id));
            Principal::Group(known.ok_or_else(|| unknown("group"))?)
        }
        Some("all_authenticated_users") => Principal::AllUsers,
        Some("anonymous") => Principal::Anonymous,
        _ => return Err(ApiError::bad_request("Missing or invalid 'principal_type'")),
    };
    Ok(found)
}

/// The path of a rule: absolute, ending with a slash.
fn directory(path: &str) -> Result<String, ApiError> {
    let plain = path.starts_with('/') && path.ends_with('/') && !path.starts_with("/~");
    let stays = path.split('/').all(|name| !matches!(name, "." | ".."));
    if plain && stays && !path.contains(['\0', '\r', '\n']) {
        Ok(path.to_owned())
    } else {
        Err(ApiError::new(400, "InvalidPath", "'path' must be absolute and end with '/'"))
    }
}

/// Whether `permissions` allow changes.
fn permissions(request: &Map<String, Value>) -> Result<bool, ApiError> {
    match text_member(request, "permissions")? {
        Some("r") => Ok(false),
        Some("rw") => Ok(true),
        _ => Err(ApiError::bad_request("'permissions' must be 'r' or 'rw'")),
    }
}

/// The expiration of a rule; None for none.
fn expiration(
    collection: &Collection,
    request: &Map<String, Value>,
    now: Timestamp,
) -> Result<Option<Timestamp>, ApiError> {
    let latest = collection
        .max_rule_minutes
        .and_then(|minutes| now.checked_add(SignedDuration::from_mins(i64::from(minutes))).ok());
    let Some(given) = text_member(request, "expiration_date")?.filter(|text| !text.is_empty()) else {
        return match latest {
            None => Ok(None),
            Some(_) => Err(ApiError::bad_request("This collection requires an expiration date")),
        };
    };
    let at = filter::parse_time(given).and_then(|second| Timestamp::from_second(second).ok());
    let at = at.ok_or_else(|| ApiError::bad_request(format!("'{given}' is not an ISO 8601 time")))?;
    if at <= now {
        return Err(ApiError::bad_request("'expiration_date' is in the past"));
    }
    if latest.is_some_and(|latest| at > latest) {
        return Err(ApiError::bad_request("'expiration_date' is later than this collection allows"));
    }
    Ok(Some(at))
}

fn document(rule: &AccessRule) -> Value {
    let (principal_type, principal) = rule.principal.wire();
    let iso = |at: Timestamp| at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string();
    json!({
        "DATA_TYPE": "access",
        "id": rule.id,
        "principal_type": principal_type,
        "principal": principal,
        "path": rule.path,
        "permissions": if rule.write { "rw" } else { "r" },
        "create_time": iso(rule.created),
        "expiration_date": rule.expires.map(iso),
        "role_id": null,
        "role_type": null,
    })
}
