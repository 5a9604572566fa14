//! What a collection requires of its callers' sessions, and the form of its refusals. The checks are Transfer's.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::sandbox::model::session_policy::SessionRequirement;

/// The Transfer scope, which `data_access` scopes depend on.
pub const TRANSFER_ALL: &str = "urn:globus:auth:scope:transfer.api.globus.org:all";

/// A collection's rules for sessions. The maximum age is `authentication_timeout_mins` of the collection document.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct AccessRules {
    pub requirement: SessionRequirement,
    pub policies: Vec<Uuid>,
    /// The collection owner's message; None generates one.
    pub message: Option<String>,
    /// Whether clients that act as themselves, and so have no session, are allowed.
    pub admits_clients: bool,
    pub session_form: SessionErrorForm,
    pub consent_form: ConsentErrorForm,
}

/// The error document for a session that does not meet the rules (`globus-api.md` 4).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionErrorForm {
    /// 403 `AuthorizationRequired` with `authorization_parameters`.
    #[default]
    Canonical,
    /// The parameters without an error code, lists joined by commas, `prompt` null.
    Legacy,
    /// 502 `ExternalError...LoginFailed` with the parameters at top level and inside the message.
    External,
    /// 502 `ExternalError...LoginFailed` with the parameters inside the message only.
    ExternalText,
}

/// The error document for a missing consent (`globus-api.md` 3).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentErrorForm {
    /// `required_scopes` at top level and in `authorization_parameters`, as Transfer sends it.
    #[default]
    Transfer,
    /// `required_scopes` in `authorization_parameters` only.
    Canonical,
    /// `required_scopes` at top level only.
    Legacy,
    /// One `required_scope`, as Flows sends it.
    Flows,
    /// `dependent_consent_required`, as Auth sends it.
    Dependent,
}

/// The name of a collection's `data_access` scope. It may not exist: see `Collection::needs_data_access`.
pub fn data_access(collection: &Uuid) -> String {
    format!("https://auth.globus.org/scopes/{collection}/data_access")
}
