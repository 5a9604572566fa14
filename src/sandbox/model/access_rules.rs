//! What a collection demands of whoever comes, as records: its rules for sessions, and how it words its refusals.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::sandbox::model::session_policy::SessionRequirement;

/// The scope that data access depends on.
pub const TRANSFER_ALL: &str = "urn:globus:auth:scope:transfer.api.globus.org:all";

/// A collection's rules for sessions, and how it words its refusals. The age limit is in the collection's own document.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct AccessRules {
    pub requirement: SessionRequirement,
    pub policies: Vec<Uuid>,
    /// The owner's words.
    pub message: Option<String>,
    /// Clients that act as themselves have no session; whether they are let in all the same.
    pub admits_clients: bool,
    pub session_form: SessionErrorForm,
    pub consent_form: ConsentErrorForm,
}

/// How a session that is not good enough is refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionErrorForm {
    /// 403 `AuthorizationRequired` with `authorization_parameters`.
    #[default]
    Canonical,
    /// The parameters without a code, lists joined by commas, `prompt` null.
    Legacy,
    /// 502 `ExternalError...LoginFailed` with the parameters at top level, and in the text.
    External,
    /// The same with the parameters in the text alone.
    ExternalText,
}

/// How a missing consent is refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentErrorForm {
    /// `required_scopes` at top level and in `authorization_parameters`: Transfer today.
    #[default]
    Transfer,
    /// In `authorization_parameters` alone.
    Canonical,
    /// At top level alone.
    Legacy,
    /// One `required_scope`, as Flows has it.
    Flows,
    /// `dependent_consent_required`, as Auth has it.
    Dependent,
}

/// The scope of a collection's data, whether or not it exists.
pub fn data_access(collection: &Uuid) -> String {
    format!("https://auth.globus.org/scopes/{collection}/data_access")
}
