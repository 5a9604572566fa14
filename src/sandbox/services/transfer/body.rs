//! Request bodies: JSON objects with a `DATA_TYPE`.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use serde_json::{Map, Value};

use crate::sandbox::services::api_error::ApiError;

/// A JSON object. As an extractor it rejects anything else with 400.
#[derive(Debug, Clone)]
pub struct JsonObject(pub Map<String, Value>);

impl JsonObject {
    /// The members of a document of this type; a missing `DATA_TYPE` is accepted.
    pub fn expect_type(self, data_type: &str) -> Result<Map<String, Value>, ApiError> {
        match self.0.get("DATA_TYPE") {
            Some(Value::String(given)) if given != data_type => {
                let why = format!("Expected DATA_TYPE '{data_type}', got '{given}'");
                Err(ApiError::new(400, "ClientError.BadRequest", why))
            }
            _ => Ok(self.0),
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for JsonObject {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|e| ApiError::new(e.status().as_u16(), "ClientError.BadRequest", e.body_text()))?;
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(_) => Err(ApiError::bad_request("The body must be a JSON object")),
            Err(e) => Err(ApiError::bad_request(format!("The body is not JSON: {e}"))),
        }
    }
}

/// A boolean member; `default` when absent or null.
pub fn bool_member(document: &Map<String, Value>, member: &str, default: bool) -> Result<bool, ApiError> {
    match document.get(member) {
        None | Some(Value::Null) => Ok(default),
        Some(Value::Bool(value)) => Ok(*value),
        Some(Value::Number(number)) if number.as_u64().is_some_and(|number| number < 2) => {
            Ok(number.as_u64() == Some(1))
        }
        Some(_) => Err(ApiError::bad_request(format!("'{member}' must be true or false"))),
    }
}

/// A string member; None when absent or null.
pub fn text_member<'a>(document: &'a Map<String, Value>, member: &str) -> Result<Option<&'a str>, ApiError> {
    match document.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(ApiError::bad_request(format!("'{member}' must be a string"))),
    }
}
