//! User credentials: which account of a storage gateway an identity uses. A guest collection needs one.

use serde_json::json;

use super::{Manager, list};
use crate::domain::ids::{CredentialId, GatewayId, IdentityId};
use crate::globus::client::Globus;
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::lenient_json::JsonObject;

/// How often one is sent when every answer is lost and the list shows that it was not created.
const TRIES: u32 = 3;

/// A credential of the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Its id.
    pub id: CredentialId,
    /// Whose it is.
    pub identity: Option<IdentityId>,
}

/// The user's credentials for a gateway that can be used.
///
/// # Errors
/// `Requirement` until the user allows hemi to manage collections there; those of [`Globus::call`] for a read.
pub async fn mine(
    globus: &Globus,
    manager: &Manager,
    gateway: GatewayId,
) -> Result<Vec<Credential>, ApiError> {
    let request = manager.get("user_credentials").query("storage_gateway", gateway.to_string());
    let all = list(globus, request).await?;
    let usable = all.iter().filter(|one| !one.flag("invalid") && !one.flag("deleted"));
    // A server that does not know the filter sends those of other gateways too.
    let here = |one: &&JsonObject| one.parsed("storage_gateway_id").is_none_or(|id: GatewayId| id == gateway);
    Ok(usable.filter(here).filter_map(read).collect())
}

/// Creates one for an identity of the user. After a lost answer the list is read before anything is sent again.
///
/// # Errors
/// `Denied` for an identity that the gateway does not allow; those of [`Globus::call`] for a write.
pub async fn create(
    globus: &Globus,
    manager: &Manager,
    gateway: GatewayId,
    identity: IdentityId,
) -> Result<Credential, ApiError> {
    let body =
        json!({"DATA_TYPE": "user_credential#1.0.0", "storage_gateway_id": gateway, "identity_id": identity});
    let mut sent = 0;
    loop {
        let error = match super::document(globus, manager.post("user_credentials", &body)).await {
            Ok(made) => {
                let id = made.parsed("id").ok_or_else(|| ApiError::malformed(201))?;
                return Ok(Credential { id, identity: Some(identity) });
            }
            Err(error) => error,
        };
        sent += 1;
        // A conflict means that there is one: another program was faster.
        if !error.may_have_run() && error.kind != ErrorKind::Conflict {
            return Err(error);
        }
        let made = mine(globus, manager, gateway).await.map_err(|_| error.clone())?;
        match made.into_iter().find(|one| one.identity == Some(identity)) {
            Some(made) => return Ok(made),
            None if sent < TRIES && error.may_have_run() => {}
            None => return Err(error),
        }
    }
}

fn read(object: &JsonObject) -> Option<Credential> {
    Some(Credential { id: object.parsed("id")?, identity: object.parsed("identity_id") })
}
