//! What a manager says of its endpoint.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use crate::sandbox::model::world::World;
use crate::sandbox::services::gcs::answer;
use crate::sandbox::services::gcs::caller::{Manager, Managing};
use crate::sandbox::services::gcs::gateways::POSIX;

/// `GET /info`: for everyone.
pub async fn info(State(_): State<Arc<World>>, Manager(endpoint): Manager) -> Json<Value> {
    Json(json!({
        "DATA_TYPE": "result#1.1.0", "code": "success", "detail": "success", "http_response_code": 200,
        "has_next_page": false,
        "data": [
            {"DATA_TYPE": "info#1.0.0", "api_version": "1.29.0", "client_id": endpoint.id,
             "domain_name": endpoint.hostname, "endpoint_id": endpoint.id,
             "manager_version": endpoint.gcs_version},
            {"DATA_TYPE": "connector#1.1.0", "display_name": "POSIX", "id": POSIX, "is_baa": false, "is_ha": false},
        ],
    }))
}

/// `GET /endpoint`.
pub async fn show(State(_): State<Arc<World>>, managing: Managing) -> Response {
    let endpoint = &managing.endpoint;
    let document = json!({
        "DATA_TYPE": "endpoint#1.2.0", "allow_udt": false, "contact_email": endpoint.contact_email,
        "contact_info": endpoint.contact_info, "department": endpoint.department,
        "description": endpoint.description, "display_name": endpoint.display_name,
        "gcs_manager_url": endpoint.gcs_manager_url, "gridftp_control_channel_port": 443, "id": endpoint.id,
        "info_link": endpoint.info_link, "keywords": endpoint.keywords, "network_use": "normal",
        "organization": endpoint.organization, "public": endpoint.public,
        "subscription_id": endpoint.subscription_id,
    });
    answer::one(StatusCode::OK, "success", document)
}
