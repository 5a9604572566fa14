//! Query parameters as Transfer reads them: repeatable, with booleans and validated numbers.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde_json::{Map, Value};

use crate::sandbox::services::api_error::ApiError;

/// The parameters of one request, in order.
#[derive(Debug, Clone, Default)]
pub struct QueryParams(Vec<(String, String)>);

impl QueryParams {
    /// The last value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.get_all(name).last()
    }

    /// Every value of a parameter.
    pub fn get_all<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A boolean: `0`, `1`, `false` or `true` in any case.
    pub fn bool(&self, name: &str) -> Result<Option<bool>, ApiError> {
        let Some(text) = self.get(name).filter(|text| !text.is_empty()) else { return Ok(None) };
        match text.to_ascii_lowercase().as_str() {
            "1" | "true" => Ok(Some(true)),
            "0" | "false" => Ok(Some(false)),
            _ => Err(ApiError::bad_request(format!("'{name}' must be 0 or 1, not '{text}'"))),
        }
    }

    /// A number; values above `most` are reduced to it.
    pub fn number(&self, name: &str, default: usize, most: usize) -> Result<usize, ApiError> {
        match self.get(name).filter(|text| !text.is_empty()) {
            None => Ok(default),
            Some(text) => text
                .parse()
                .map(|number: usize| number.min(most))
                .map_err(|_| ApiError::bad_request(format!("'{name}' must be a number, not '{text}'"))),
        }
    }

    /// Removes the members that `fields` does not list from each document.
    pub fn select_fields(&self, documents: &mut [Value]) {
        let Some(fields) = self.get("fields").filter(|fields| !fields.is_empty()) else { return };
        let wanted: Vec<&str> = fields.split(',').map(str::trim).collect();
        for document in documents.iter_mut().filter_map(Value::as_object_mut) {
            let all: Map<String, Value> = std::mem::take(document);
            document.extend(
                all.into_iter().filter(|(name, _)| name == "DATA_TYPE" || wanted.contains(&name.as_str())),
            );
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for QueryParams {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Query(pairs) = Query::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map_err(|e| ApiError::bad_request(e.body_text()))?;
        Ok(Self(pairs))
    }
}
