//! The routes of the managers.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::sandbox::model::world::World;
use crate::sandbox::services::gcs::{collections, credentials, endpoint, gateways, guests, roles};

/// The routes of all managers, with full paths.
pub fn routes(world: Arc<World>) -> Router {
    let at = |path: &str| format!("/{{endpoint}}/api/{path}");
    Router::new()
        .route(&at("info"), get(endpoint::info))
        .route(&at("endpoint"), get(endpoint::show))
        .route(&at("storage_gateways"), get(gateways::list))
        .route(&at("storage_gateways/{id}"), get(gateways::show))
        .route(&at("collections"), get(collections::list).post(guests::create))
        .route(&at("collections/{id}"), get(collections::show).delete(guests::remove))
        .route(&at("user_credentials"), get(credentials::list).post(credentials::create))
        .route(&at("user_credentials/{id}"), get(credentials::show).delete(credentials::remove))
        .route(&at("roles"), get(roles::list).post(roles::create))
        .route(&at("roles/{id}"), get(roles::show).delete(roles::remove))
        .with_state(world)
}
