//! Error documents of Auth: those of its API and OAuth's of the token endpoint.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use uuid::Uuid;

/// An error of Auth.
#[derive(Debug, Clone)]
pub enum AuthError {
    /// `{"errors":[{"id","status","code","title","detail"}],"error","error_description"}`.
    Api { status: StatusCode, code: &'static str, detail: String },
    /// `{"error","error_description"}`.
    OAuth { status: StatusCode, error: &'static str, detail: String },
}

impl AuthError {
    fn api(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Api { status, code, detail: detail.into() }
    }

    /// 401 for a missing or inactive token, or a wrong client secret on the API.
    pub fn unauthorized(detail: impl Into<String>) -> Self {
        Self::api(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", detail)
    }

    /// 403.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::api(StatusCode::FORBIDDEN, "FORBIDDEN", detail)
    }

    /// 404.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::api(StatusCode::NOT_FOUND, "NOT_FOUND", detail)
    }

    /// 400 on the API.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::api(StatusCode::BAD_REQUEST, "BAD_REQUEST", detail)
    }

    /// An OAuth error of the token endpoint: `error` is its code (`invalid_grant`, `invalid_client`, ...).
    pub fn oauth(status: StatusCode, error: &'static str, detail: impl Into<String>) -> Self {
        Self::OAuth { status, error, detail: detail.into() }
    }
}

/// The API's error document for any code.
pub fn error_document(status: StatusCode, code: &str, detail: &str) -> Response {
    let title = status.canonical_reason().unwrap_or("Error");
    let error = json!({"id": Uuid::new_v4(), "status": status.as_str(), "code": code, "title": title, "detail": detail});
    let body = json!({"errors": [error], "error": code.to_lowercase(), "error_description": detail});
    (status, Json(body)).into_response()
}

impl IntoResponse for AuthError {
    fn into_response(self) -> Response {
        match self {
            Self::Api { status, code, detail } => error_document(status, code, &detail),
            Self::OAuth { status, error, detail } => {
                (status, Json(json!({"error": error, "error_description": detail}))).into_response()
            }
        }
    }
}
