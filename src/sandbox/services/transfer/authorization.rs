//! Access checks of a collection: a `data_access` consent, and a session that meets its rules (`globus-api.md` 3 and
//! 4). Errors have the form that the collection is configured with.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::sandbox::model::access_rules::{ConsentErrorForm, SessionErrorForm, TRANSFER_ALL, data_access};
use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::collection::Collection;
use crate::sandbox::model::session_policy::SessionRequirement;
use crate::sandbox::model::world::World;
use crate::sandbox::services::api_error::ApiError;
use crate::sandbox::services::caller::Caller;

/// Checks that the caller may access all of these collections. `operation` is part of a 502's error code; None for a
/// submission, for which Transfer does not contact the collection's server.
pub fn authorize(
    world: &World,
    caller: &Caller,
    collections: &[&Collection],
    operation: Option<&str>,
) -> Result<(), ApiError> {
    if world.open {
        return Ok(());
    }
    let accounts = world.accounts();
    check_consents(&accounts, caller, collections)?;
    let now = world.clock.now();
    collections.iter().try_for_each(|collection| check_session(&accounts, caller, collection, operation, now))
}

/// Checks the caller's session alone, for the servers of a collection: the consent for those is a scope of the token. The
/// error is the canonical one.
pub fn authorize_session(world: &World, caller: &Caller, collection: &Collection) -> Result<(), ApiError> {
    if world.open {
        return Ok(());
    }
    check_session(&world.accounts(), caller, collection, None, world.clock.now())
}

fn check_consents(accounts: &Accounts, caller: &Caller, collections: &[&Collection]) -> Result<(), ApiError> {
    let given = |collection: &Collection| {
        let name = data_access(&collection.id);
        let below_transfer = |path: &[u64]| match path {
            [root, _] => accounts.consents.iter().any(|c| c.id == *root && c.scope_name == TRANSFER_ALL),
            _ => false,
        };
        accounts.consents.iter().any(|consent| {
            consent.client == caller.client
                && consent.identity == caller.identity
                && consent.scope_name == name
                && below_transfer(&consent.path)
        })
    };
    let missing: Vec<&&Collection> =
        collections.iter().filter(|one| one.needs_data_access() && !given(one)).collect();
    let Some(first) = missing.first() else { return Ok(()) };
    let mut needed: Vec<String> = missing.iter().map(|one| format!("*{}", data_access(&one.id))).collect();
    needed.dedup();
    let scope = format!("{TRANSFER_ALL}[{}]", needed.join(" "));
    let words = "Missing required data_access consent";
    let error = ApiError::new(403, "ConsentRequired", words);
    let parameters = json!({"required_scopes": [scope]});
    Err(match first.access.consent_form {
        ConsentErrorForm::Transfer => {
            error.with("required_scopes", json!([scope])).with("authorization_parameters", parameters)
        }
        ConsentErrorForm::Canonical => error.with("authorization_parameters", parameters),
        ConsentErrorForm::Legacy => error.with("required_scopes", json!([scope])),
        ConsentErrorForm::Flows => error.with("required_scope", scope).with("description", words),
        ConsentErrorForm::Dependent => {
            let inner = json!({"code": "DEPENDENT_CONSENT_REQUIRED", "status": "403", "detail": words,
                               "unapproved_scopes": [scope]});
            ApiError::new(403, "", words)
                .with("error", "dependent_consent_required")
                .with("errors", json!([inner]))
        }
    })
}

fn check_session(
    accounts: &Accounts,
    caller: &Caller,
    collection: &Collection,
    operation: Option<&str>,
    now: Timestamp,
) -> Result<(), ApiError> {
    let rules = &collection.access;
    if caller.session.is_none() && caller.identity == caller.client && rules.admits_clients {
        return Ok(());
    }
    let met = |requirement: &SessionRequirement| {
        let session = caller.session.as_ref();
        session.map_or(requirement.is_empty(), |session| {
            requirement.is_met_by(&accounts.identities, session, now)
        })
    };
    let own = SessionRequirement {
        timeout_mins: collection.authentication_timeout_mins,
        ..rules.requirement.clone()
    };
    let policies: Vec<_> = accounts.policies.iter().filter(|one| rules.policies.contains(&one.id)).collect();
    let unmet: Vec<_> = policies.into_iter().filter(|policy| !met(&policy.requirement)).collect();
    if met(&own) && unmet.is_empty() {
        return Ok(());
    }
    let mut all = vec![&own];
    all.retain(|own| !met(own));
    all.extend(unmet.iter().map(|policy| &policy.requirement));
    let wanted: Vec<String> =
        all.iter().map(|requirement| requirement.message(&accounts.identities)).collect();
    let message = rules
        .message
        .clone()
        .unwrap_or_else(|| format!("'{}' needs {}", collection.display_name, wanted.join(", and ")));
    // The session fails only by age: authenticating again suffices.
    let aged = caller.session.as_ref().is_some_and(|session| {
        let ageless = |requirement: &SessionRequirement| SessionRequirement {
            timeout_mins: None,
            ..requirement.clone()
        };
        all.iter().all(|requirement| ageless(requirement).is_met_by(&accounts.identities, session, now))
    });
    let mut parameters = Map::new();
    let mut put = |name: &str, value: Value| parameters.insert(name.to_owned(), value);
    put("session_message", message.clone().into());
    if !met(&own) {
        if !own.identities.is_empty() {
            put("session_required_identities", json!(own.identities));
        }
        if !own.domains.is_empty() {
            put("session_required_single_domain", json!(own.domains));
        }
        if own.mfa {
            put("session_required_mfa", true.into());
        }
    }
    if !unmet.is_empty() {
        put("session_required_policies", unmet.iter().map(|policy| json!(policy.id)).collect());
    }
    if aged {
        put("prompt", "login".into());
    }
    Err(session_error(collection, operation, &message, parameters, &own))
}

fn session_error(
    collection: &Collection,
    operation: Option<&str>,
    message: &str,
    mut parameters: Map<String, Value>,
    own: &SessionRequirement,
) -> ApiError {
    let canonical = |parameters: Map<String, Value>| {
        ApiError::new(403, "AuthorizationRequired", message).with("authorization_parameters", parameters)
    };
    match (collection.access.session_form, operation) {
        (SessionErrorForm::Canonical, _)
        | (SessionErrorForm::External | SessionErrorForm::ExternalText, None) => canonical(parameters),
        (SessionErrorForm::Legacy, _) => {
            for name in ["session_required_policies", "session_required_single_domain"] {
                if let Some(Value::Array(list)) = parameters.get(name) {
                    let joined = list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",");
                    parameters.insert(name.to_owned(), joined.into());
                }
            }
            parameters.entry("prompt").or_insert(Value::Null);
            ApiError::new(403, "", message).with("authorization_parameters", parameters)
        }
        (form, Some(operation)) => {
            let text = login_failed_text(collection, message, &parameters, own);
            let error = ApiError::new(502, format!("ExternalError.{operation}Failed.LoginFailed"), text);
            if form == SessionErrorForm::External {
                error.with("authorization_parameters", parameters)
            } else {
                error
            }
        }
    }
}

/// The message of a failed login, in which the server's line ends are escaped.
fn login_failed_text(
    collection: &Collection,
    message: &str,
    parameters: &Map<String, Value>,
    own: &SessionRequirement,
) -> String {
    // With required domains, an expired session is reported as one of another domain (`globus-api.md` 4.4).
    let kind = if own.domains.is_empty() { "authentication_timeout" } else { "not_from_allowed_domain" };
    let result = json!({
        "DATA_TYPE": "result#1.0.0", "code": "permission_denied", "has_next_page": false, "http_response_code": 403,
        "message": message, "authorization_parameters": parameters,
        "detail": {"DATA_TYPE": format!("{kind}#1.0.0"), "allowed_domains": own.domains},
    });
    format!(
        "Error (login)\nEndpoint: {} ({})\nServer: {}\nMessage: Login Failed\n---\nDetails: 530-Login incorrect. : \
         GlobusError: v=1 c=LOGIN_DENIED\\r\\n530-GridFTP-Message: {message}\\r\\n530-GridFTP-JSON-Result: \
         {result}\\r\\n530 End.\\r\\n",
        collection.display_name,
        collection.id,
        collection.hostname.as_deref().unwrap_or("unknown"),
    )
}
