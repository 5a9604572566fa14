//! The authenticated caller of an Auth request.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;

use crate::sandbox::model::world::World;
use crate::sandbox::services::auth::error::AuthError;
use crate::sandbox::services::caller::{AUTH_RESOURCE_SERVER, Caller};

/// The caller with a token for Auth. As an extractor it rejects with Auth's 401.
#[derive(Debug, Clone)]
pub struct AuthCaller(pub Caller);

impl<S> FromRequestParts<S> for AuthCaller
where
    S: Send + Sync,
    Arc<World>: FromRef<S>,
{
    type Rejection = AuthError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AuthError> {
        Caller::authenticate(&Arc::<World>::from_ref(state), &parts.headers, AUTH_RESOURCE_SERVER)
            .map(Self)
            .map_err(AuthError::unauthorized)
    }
}
