//! The history of a task: events, transferred files, skipped sources, pauses.

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::sandbox::data_plane::fault::description;
use crate::sandbox::data_plane::task::{Event, Task};
use crate::sandbox::services::api_error::ApiError;
use crate::sandbox::services::caller::Caller;
use crate::sandbox::services::transfer::document::iso_seconds;
use crate::sandbox::services::transfer::filter;
use crate::sandbox::services::transfer::filter::{FieldKind, Filter, Schema};
use crate::sandbox::services::transfer::query::QueryParams;
use crate::sandbox::services::transfer::state::TransferState;
use crate::sandbox::services::transfer::tasks::find;

/// Maximum number of events in one response, and over all pages (`globus-api.md` 5).
const MAX_LISTED_EVENTS: usize = 1000;

/// Page size of marker lists.
const PAGE: usize = 1000;

const EVENT_FIELDS: &Schema =
    &[("is_error", FieldKind::Text), ("code", FieldKind::Text), ("time", FieldKind::Time)];

fn event_field<'a>(event: &'a Event, key: &str) -> filter::FieldValue<'a> {
    match key {
        "is_error" => filter::FieldValue::Text(if event.is_error { "1" } else { "0" }.into()),
        "code" => filter::FieldValue::Text(event.code.as_str().into()),
        _ => filter::FieldValue::Number(event.time.as_second()),
    }
}

/// `GET /v0.10/task/<id>/event_list`, newest first.
pub async fn events(
    State(transfer): State<TransferState>,
    caller: Caller,
    Path(id): Path<String>,
    params: QueryParams,
) -> Result<Json<Value>, ApiError> {
    let task = find(&transfer, &caller, &id)?;
    let filter = Filter::parse(params.get_all("filter"), EVENT_FIELDS).map_err(ApiError::bad_request)?;
    let limit = params.number("limit", 10, MAX_LISTED_EVENTS)?;
    let offset = params.number("offset", 0, usize::MAX)?;
    let task = task.lock();
    let matching = task.events.iter().rev().filter(|event| filter.matches(|key| event_field(event, key)));
    let found: Vec<&Event> = matching.take(MAX_LISTED_EVENTS).collect();
    let page = found.iter().skip(offset).take(limit);
    let documents: Vec<Value> = page
        .map(|event| {
            json!({
                "DATA_TYPE": "event",
                "code": event.code,
                "description": event.description.as_deref().unwrap_or_else(|| description(&event.code)),
                "details": event.details,
                "is_error": event.is_error,
                "time": iso_seconds(event.time),
            })
        })
        .collect();
    Ok(Json(json!({
        "DATA_TYPE": "event_list",
        "length": documents.len(),
        "limit": limit,
        "offset": offset,
        "total": found.len(),
        "DATA": documents,
    })))
}

/// One page of a list with marker paging.
fn marker_page<T>(
    params: &QueryParams,
    data_type: &str,
    all: &[T],
    document: impl Fn(&T) -> Value,
) -> Result<Json<Value>, ApiError> {
    let marker = params.number("marker", 0, usize::MAX)?;
    let documents: Vec<Value> = all.iter().skip(marker).take(PAGE).map(document).collect();
    let next = marker.saturating_add(documents.len());
    let next = (next < all.len()).then_some(next);
    Ok(Json(json!({"DATA_TYPE": data_type, "marker": marker, "next_marker": next, "DATA": documents})))
}

/// `GET /v0.10/task/<id>/successful_transfers`: the regular files that an ended task transferred.
pub async fn successful_transfers(
    State(transfer): State<TransferState>,
    caller: Caller,
    Path(id): Path<String>,
    params: QueryParams,
) -> Result<Json<Value>, ApiError> {
    let handle = find(&transfer, &caller, &id)?;
    let task = handle.lock();
    let task: &Task = &task;
    if !task.is_over() {
        let message = "The list of successful transfers is there when the task is over";
        return Err(ApiError::new(400, "ClientError.BadRequest", message));
    }
    marker_page(&params, "successful_transfers", &task.transferred, |moved| {
        json!({
            "DATA_TYPE": "successful_transfer",
            "source_path": moved.source,
            "destination_path": moved.destination,
            "size": moved.size,
            "checksum": moved.checksum,
            "checksum_algorithm": moved.algorithm,
            "dynamic": false,
        })
    })
}

/// `GET /v0.10/task/<id>/skipped_errors`.
pub async fn skipped_errors(
    State(transfer): State<TransferState>,
    caller: Caller,
    Path(id): Path<String>,
    params: QueryParams,
) -> Result<Json<Value>, ApiError> {
    let handle = find(&transfer, &caller, &id)?;
    let task = handle.lock();
    marker_page(&params, "skipped_errors", &task.skipped, |skipped| {
        json!({
            "DATA_TYPE": "skipped_error",
            "error_code": skipped.code,
            "error_details": skipped.details,
            "error_time": iso_seconds(skipped.time),
            "source_path": skipped.source,
            "destination_path": skipped.destination,
            "is_directory": skipped.is_directory,
            "is_symlink": skipped.is_symlink,
            "is_delete_destination_extra": false,
            "external_checksum": null,
            "checksum_algorithm": null,
        })
    })
}

/// `GET /v0.10/task/<id>/pause_info`: always empty, the sandbox has no pause rules.
pub async fn pause_info(
    State(transfer): State<TransferState>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    find(&transfer, &caller, &id)?;
    Ok(Json(json!({
        "DATA_TYPE": "pause_info_limited",
        "pause_rules": [],
        "source_pause_message": null,
        "destination_pause_message": null,
        "source_pause_message_share": null,
        "destination_pause_message_share": null,
    })))
}
