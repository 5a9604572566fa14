//! Transfer's error and result documents.
//!
//! A handler returns `Result<_, ApiError>` with code, status and message; [`attach_request_info`] adds `request_id`
//! and `resource`.

use std::convert::Infallible;

use axum::Json;
use axum::extract::{FromRequestParts, Request};
use axum::http::{StatusCode, header, request::Parts};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// Transfer's error document: `{"code","message","request_id","resource", ...}`.
#[derive(Debug, Clone)]
pub struct ApiError {
    pub status: StatusCode,
    /// Empty in the forms without a code.
    pub code: String,
    pub message: String,
    /// Further members at top level (`required_scopes`, `authorization_parameters`, ...).
    pub extra: Map<String, Value>,
}

impl ApiError {
    /// An error without further members. An invalid status becomes 500.
    pub fn new(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            code: code.into(),
            message: message.into(),
            extra: Map::new(),
        }
    }

    /// Adds a member at top level.
    #[must_use]
    pub fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.extra.insert(member.to_owned(), value.into());
        self
    }

    /// 400: an invalid request.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, "ClientError.BadRequest", message)
    }

    /// 404: no such endpoint.
    pub fn no_endpoint(id: &str) -> Self {
        Self::new(404, "EndpointNotFound", format!("No such endpoint '{id}'"))
    }

    fn document(&self, info: &RequestInfo) -> Value {
        let mut document = self.extra.clone();
        if !self.code.is_empty() {
            document.insert("code".to_owned(), self.code.clone().into());
        }
        document.insert("message".to_owned(), self.message.clone().into());
        document.insert("request_id".to_owned(), info.request_id.clone().into());
        document.insert("resource".to_owned(), info.resource.clone().into());
        Value::Object(document)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The id and path of a request, which Transfer's documents contain. An extractor that never fails.
#[derive(Debug, Clone)]
pub struct RequestInfo {
    pub request_id: String,
    pub resource: String,
}

impl RequestInfo {
    /// The result document `{"DATA_TYPE", "code", "message", "request_id", "resource"}`.
    pub fn result(&self, data_type: &str, code: &str, message: &str) -> Value {
        json!({"DATA_TYPE": data_type, "code": code, "message": message, "request_id": self.request_id,
               "resource": self.resource})
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RequestInfo {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let known = parts.extensions.get::<RequestInfo>().cloned();
        Ok(known.unwrap_or_else(|| RequestInfo {
            request_id: request_id(),
            resource: parts.uri.path().to_owned(),
        }))
    }
}

/// The layer that assigns each request an id and renders each [`ApiError`].
pub async fn attach_request_info(mut request: Request, next: Next) -> Response {
    let info = RequestInfo { request_id: request_id(), resource: request.uri().path().to_owned() };
    request.extensions_mut().insert(info.clone());
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<ApiError>() {
        None => response,
        Some(error) => {
            let mut answer = (error.status, Json(error.document(&info))).into_response();
            if let Some(after) = response.headers_mut().remove(header::RETRY_AFTER) {
                answer.headers_mut().insert(header::RETRY_AFTER, after);
            }
            answer
        }
    }
}

/// Nine letters and digits, like the service's request ids.
fn request_id() -> String {
    const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let random = Uuid::new_v4();
    let letter = |byte: &u8| LETTERS.get(usize::from(*byte) % LETTERS.len()).copied().map(char::from);
    random.as_bytes().iter().rev().take(9).filter_map(letter).collect()
}
