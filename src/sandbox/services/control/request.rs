//! Bodies and results of control requests.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The body of a control request.
pub type JsonBody<T> = Result<Json<T>, JsonRejection>;
/// The result of a control request.
pub type ControlResult = Result<Json<Value>, ControlError>;

/// A refused control request: status and reason.
pub struct ControlError(StatusCode, String);

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

/// Parses a body.
pub fn parse_body<T: DeserializeOwned>(body: JsonBody<T>) -> Result<T, ControlError> {
    body.map(|Json(request)| request).map_err(|e| control_error(e.status(), &e.body_text()))
}

/// A refusal with this reason.
pub fn control_error(status: StatusCode, why: &str) -> ControlError {
    ControlError(status, why.to_owned())
}

/// Success: `{"ok":true}`.
pub fn done() -> ControlResult {
    Ok(Json(json!({"ok": true})))
}
