//! What happened in a task: events, files moved, sources passed over, pauses.

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::sandbox::data_plane::fault::description;
use crate::sandbox::data_plane::task::{Event, Task};
use crate::sandbox::services::api_error::ApiError;
use crate::sandbox::services::caller::Caller;
use crate::sandbox::services::transfer::document::iso;
use crate::sandbox::services::transfer::filter;
use crate::sandbox::services::transfer::filter::{Filter, Kind, Schema};
use crate::sandbox::services::transfer::query::Params;
use crate::sandbox::services::transfer::state::Transfer;
use crate::sandbox::services::transfer::tasks::find;

/// Entries of one page of a marker list.
const PAGE: usize = 1000;

const EVENTS: &Schema = &[("is_error", Kind::Text), ("code", Kind::Text), ("time", Kind::Time)];

fn value<'a>(event: &'a Event, key: &str) -> filter::Value<'a> {
    match key {
        "is_error" => filter::Value::Text(if event.is_error { "1" } else { "0" }.into()),
        "code" => filter::Value::Text(event.code.as_str().into()),
        _ => filter::Value::Number(event.time.as_second()),
    }
}

/// `GET /v0.10/task/<id>/event_list`: the newest first.
pub async fn events(
    State(transfer): State<Transfer>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let task = find(&transfer, &caller, &id)?;
    let filter = Filter::parse(params.all("filter"), EVENTS).map_err(ApiError::bad_request)?;
    let limit = params.count("limit", 10, 1000)?;
    let offset = params.count("offset", 0, usize::MAX)?;
    let task = task.lock();
    let found: Vec<&Event> =
        task.events.iter().rev().filter(|event| filter.passes(|key| value(event, key))).collect();
    let page = found.iter().skip(offset).take(limit);
    let documents: Vec<Value> = page
        .map(|event| {
            json!({
                "DATA_TYPE": "event",
                "code": event.code,
                "description": event.description.as_deref().unwrap_or_else(|| description(&event.code)),
                "details": event.details,
                "is_error": event.is_error,
                "time": iso(event.time),
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

/// One page of a list that is read by marker.
fn page<T>(
    params: &Params,
    data_type: &str,
    all: &[T],
    document: impl Fn(&T) -> Value,
) -> Result<Json<Value>, ApiError> {
    let marker = params.count("marker", 0, usize::MAX)?;
    let documents: Vec<Value> = all.iter().skip(marker).take(PAGE).map(document).collect();
    let next = marker.saturating_add(documents.len());
    let next = (next < all.len()).then_some(next);
    Ok(Json(json!({"DATA_TYPE": data_type, "marker": marker, "next_marker": next, "DATA": documents})))
}

/// `GET /v0.10/task/<id>/successful_transfers`: regular files really moved; of a task that is over.
pub async fn successful_transfers(
    State(transfer): State<Transfer>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let handle = find(&transfer, &caller, &id)?;
    let task = handle.lock();
    let task: &Task = &task;
    if !task.is_over() {
        let message = "The list of successful transfers is there when the task is over";
        return Err(ApiError::new(400, "ClientError.BadRequest", message));
    }
    page(&params, "successful_transfers", &task.moved, |moved| {
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
    State(transfer): State<Transfer>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let handle = find(&transfer, &caller, &id)?;
    let task = handle.lock();
    page(&params, "skipped_errors", &task.skipped, |skipped| {
        json!({
            "DATA_TYPE": "skipped_error",
            "error_code": skipped.code,
            "error_details": skipped.details,
            "error_time": iso(skipped.time),
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

/// `GET /v0.10/task/<id>/pause_info`: nobody pauses anything here.
pub async fn pause_info(
    State(transfer): State<Transfer>,
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
