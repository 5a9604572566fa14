//! The envelope of a manager's documents, and its errors.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::sandbox::services::api_error::ApiError;
use crate::sandbox::services::transfer::query::QueryParams;

/// The most items of a page.
const PAGE: usize = 100;

/// An answer with one document.
pub fn one(status: StatusCode, message: &str, document: Value) -> Response {
    let detail = if status == StatusCode::CREATED { "created" } else { "success" };
    let mut body = envelope(status, "success", detail.into(), vec![document]);
    insert(&mut body, "message", message);
    (status, Json(body)).into_response()
}

/// A page of a list; the marker of the next page is its offset.
pub fn page(all: Vec<Value>, params: &QueryParams) -> Result<Response, GcsError> {
    let size = params.number("page_size", PAGE, PAGE)?.max(1);
    let from = params.number("marker", 0, usize::MAX)?;
    let next = from.saturating_add(size);
    let more = all.len() > next;
    let items = all.into_iter().skip(from).take(size).collect();
    let mut body = envelope(StatusCode::OK, "success", "success".into(), items);
    insert(&mut body, "has_next_page", more);
    if more {
        insert(&mut body, "marker", next.to_string());
    }
    Ok(Json(body).into_response())
}

fn envelope(status: StatusCode, code: &str, detail: Value, data: Vec<Value>) -> Value {
    json!({"DATA_TYPE": "result#1.0.0", "code": code, "detail": detail, "http_response_code": status.as_u16(),
           "has_next_page": false, "data": data})
}

fn insert(body: &mut Value, member: &str, value: impl Into<Value>) {
    if let Some(members) = body.as_object_mut() {
        members.insert(member.to_owned(), value.into());
    }
}

/// An error of a manager.
#[derive(Debug)]
pub struct GcsError {
    pub status: StatusCode,
    pub code: &'static str,
    pub message: String,
    pub detail: Value,
    /// What is required of the session or of consents.
    pub parameters: Option<Value>,
}

impl GcsError {
    /// An error without details.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), detail: Value::Null, parameters: None }
    }

    /// 400: an invalid request.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", message)
    }

    /// 403: not allowed.
    pub fn denied(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "permission_denied", message)
    }

    /// 404: no such thing.
    pub fn not_found(what: &str, id: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("No such {what}: {id}"))
    }

    /// 403: a consent to these scopes is missing.
    pub fn consent(scope: &str) -> Self {
        Self {
            detail: json!({"DATA_TYPE": "consent_required#1.0.0"}),
            parameters: Some(json!({"required_scopes": [scope]})),
            ..Self::denied("Missing required data_access consent")
        }
    }

    /// The refusal of a session that Transfer would refuse with `error`, in the manager's form.
    pub fn session(error: ApiError) -> Self {
        let parameters = error.extra.get("authorization_parameters").cloned();
        let domain =
            parameters.as_ref().is_some_and(|all| all.get("session_required_single_domain").is_some());
        let kind = if domain { "not_from_allowed_domain" } else { "authentication_timeout" };
        Self {
            detail: json!({"DATA_TYPE": format!("{kind}#1.0.0")}),
            parameters,
            ..Self::denied(error.message)
        }
    }
}

impl From<ApiError> for GcsError {
    fn from(error: ApiError) -> Self {
        let code = match error.status.as_u16() {
            401 => "unauthorized",
            403 => "permission_denied",
            404 => "not_found",
            409 => "conflict",
            _ => "bad_request",
        };
        Self::new(error.status, code, error.message)
    }
}

impl From<JsonRejection> for GcsError {
    fn from(rejection: JsonRejection) -> Self {
        Self::bad_request(rejection.body_text())
    }
}

impl IntoResponse for GcsError {
    fn into_response(self) -> Response {
        let mut body = envelope(self.status, self.code, self.detail, Vec::new());
        insert(&mut body, "message", self.message);
        insert(&mut body, "marker", "");
        if let Some(parameters) = self.parameters {
            insert(&mut body, "authorization_parameters", parameters);
        }
        (self.status, Json(body)).into_response()
    }
}

/// An error document of a manager with this code.
pub fn error_document(status: StatusCode, code: &str, message: &str) -> Response {
    let mut body = envelope(status, code, Value::Null, Vec::new());
    insert(&mut body, "message", message);
    (status, Json(body)).into_response()
}

/// The members of a request's body.
pub fn members(
    body: Result<Json<Map<String, Value>>, JsonRejection>,
) -> Result<Map<String, Value>, GcsError> {
    Ok(body?.0)
}
