//! The caller of a request, authenticated by bearer token.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::{HeaderMap, header, request::Parts};
use uuid::Uuid;

use crate::sandbox::model::grant::TokenKind;
use crate::sandbox::model::session::Session;
use crate::sandbox::model::world::World;
use crate::sandbox::services::api_error::ApiError;

/// The resource server of Transfer.
pub const TRANSFER_RESOURCE_SERVER: &str = "transfer.api.globus.org";
/// The resource server of Groups.
pub const GROUPS_RESOURCE_SERVER: &str = "groups.api.globus.org";
/// The resource server of Auth.
pub const AUTH_RESOURCE_SERVER: &str = "auth.globus.org";

/// The holder of an active access token. As an extractor it requires a token for Transfer and rejects with
/// Transfer's 401.
#[derive(Debug, Clone)]
pub struct Caller {
    pub identity: Uuid,
    pub username: String,
    pub client: Uuid,
    pub scopes: Vec<String>,
    /// None for a client that acts as itself.
    pub session: Option<Session>,
}

impl Caller {
    /// Authenticates the `Authorization` header. The error is the message of the 401.
    pub fn authenticate(
        world: &World,
        headers: &HeaderMap,
        resource_server: &str,
    ) -> Result<Self, &'static str> {
        let header = headers.get(header::AUTHORIZATION).ok_or("No credentials supplied")?;
        let (scheme, token) =
            header.to_str().ok().and_then(|text| text.split_once(' ')).ok_or("Bad credentials")?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err("Bad credentials: a bearer token is needed");
        }
        let now = world.clock.now();
        let accounts = world.accounts();
        let record = accounts.tokens.get(token.trim()).filter(|record| record.kind == TokenKind::Access);
        let record = record.ok_or("Token is not active")?;
        if record.expires.is_some_and(|at| at <= now) {
            return Err("Token is not active");
        }
        if record.resource_server != resource_server {
            return Err("Token is for another service");
        }
        let identity = accounts.identities.get(&record.identity).ok_or("Token is not active")?;
        Ok(Self {
            identity: identity.id,
            username: identity.username.clone(),
            client: record.client,
            scopes: record.scopes.clone(),
            session: record.session.clone(),
        })
    }

    /// Whether the token has this scope.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|held| held == scope)
    }
}

impl<S> FromRequestParts<S> for Caller
where
    S: Send + Sync,
    Arc<World>: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        Self::authenticate(&Arc::<World>::from_ref(state), &parts.headers, TRANSFER_RESOURCE_SERVER)
            .map_err(|why| ApiError::new(401, "AuthenticationFailed", why))
    }
}
