//! Bodies and answers of control calls.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The body of a control call.
pub type Body<T> = Result<Json<T>, JsonRejection>;
/// What a control call answers.
pub type Answer = Result<Json<Value>, Refused>;

/// A control call that cannot be done, and why.
pub struct Refused(StatusCode, String);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

/// The wish in a body, if it can be read.
pub fn body<T: DeserializeOwned>(body: Body<T>) -> Result<T, Refused> {
    body.map(|Json(wish)| wish).map_err(|e| refuse(e.status(), &e.body_text()))
}

/// A refusal.
pub fn refuse(status: StatusCode, why: &str) -> Refused {
    Refused(status, why.to_owned())
}

/// Done, with nothing more to say.
pub fn done() -> Answer {
    Ok(Json(json!({"ok": true})))
}
