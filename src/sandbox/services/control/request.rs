//! Bodies and answers of control calls.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The body of a control call.
pub type JsonBody<T> = Result<Json<T>, JsonRejection>;
/// What a control call answers.
pub type ControlResult = Result<Json<Value>, ControlError>;

/// A control call that cannot be done, and why.
pub struct ControlError(StatusCode, String);

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

/// The wish in a body, if it can be read.
pub fn parse_body<T: DeserializeOwned>(body: JsonBody<T>) -> Result<T, ControlError> {
    body.map(|Json(request)| request).map_err(|e| control_error(e.status(), &e.body_text()))
}

/// A refusal.
pub fn control_error(status: StatusCode, why: &str) -> ControlError {
    ControlError(status, why.to_owned())
}

/// Done, with nothing more to say.
pub fn done() -> ControlResult {
    Ok(Json(json!({"ok": true})))
}
