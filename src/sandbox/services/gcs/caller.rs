//! The endpoint that a request is for, and its caller, who needs a token of that endpoint.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use std::collections::BTreeMap;
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::collection::{Collection, EntityType};
use crate::sandbox::model::permits;
use crate::sandbox::model::world::World;
use crate::sandbox::services::caller::Caller;
use crate::sandbox::services::gcs::answer::GcsError;

/// The endpoint in the path of a request. As an extractor it rejects others with 404.
pub struct Manager(pub Collection);

impl<S> FromRequestParts<S> for Manager
where
    S: Send + Sync,
    Arc<World>: FromRef<S>,
{
    type Rejection = GcsError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, GcsError> {
        let named = Path::<BTreeMap<String, String>>::from_request_parts(parts, state).await;
        let id = named.ok().and_then(|Path(mut named)| named.remove("endpoint")).unwrap_or_default();
        let found = id.parse().ok().and_then(|id: Uuid| Arc::<World>::from_ref(state).collection(&id));
        let found = found.filter(|found| found.entity_type == EntityType::Endpoint);
        found.map(Self).ok_or_else(|| GcsError::not_found("endpoint", &id))
    }
}

/// The caller of a request, and the endpoint that it is for.
pub struct Managing {
    pub caller: Caller,
    pub endpoint: Collection,
}

impl<S> FromRequestParts<S> for Managing
where
    S: Send + Sync,
    Arc<World>: FromRef<S>,
{
    type Rejection = GcsError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, GcsError> {
        let Manager(endpoint) = Manager::from_request_parts(parts, state).await?;
        let world = Arc::<World>::from_ref(state);
        let caller = Caller::authenticate(&world, &parts.headers, &endpoint.id.to_string());
        let caller = caller.map_err(|why| GcsError::new(StatusCode::UNAUTHORIZED, "unauthorized", why))?;
        Ok(Self { caller, endpoint })
    }
}

impl Managing {
    /// Whether the caller administers the endpoint.
    pub fn administers(&self, accounts: &Accounts) -> bool {
        is_administrator(accounts, &self.endpoint, &self.caller)
    }

    /// Fails unless the caller administers the endpoint.
    pub fn check_administers(&self, accounts: &Accounts, what: &str) -> Result<(), GcsError> {
        if self.administers(accounts) {
            return Ok(());
        }
        Err(GcsError::denied(format!("Could not {what}. Insufficient permissions")))
    }

    /// Whether one of the caller's identities is this one.
    pub fn is(&self, accounts: &Accounts, identity: &Uuid) -> bool {
        permits::identity_set(accounts, &self.caller.identity).contains(identity)
    }
}

/// Whether the caller is an administrator of this endpoint or collection.
pub fn is_administrator(accounts: &Accounts, of: &Collection, caller: &Caller) -> bool {
    permits::roles_of(accounts, of, &caller.identity).iter().any(|role| role == "administrator")
}
