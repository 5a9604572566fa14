//! Tasks of the caller: list, show, change, cancel, remove.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sandbox::data_plane::task::{Handle, Task};
use crate::sandbox::data_plane::worker;
use crate::sandbox::services::api_error::{ApiError, Stamp};
use crate::sandbox::services::caller::Caller;
use crate::sandbox::services::transfer::document::{SCHEMA, document, value};
use crate::sandbox::services::transfer::filter::{Filter, Order};
use crate::sandbox::services::transfer::query::Params;
use crate::sandbox::services::transfer::state::Transfer;
use crate::sandbox::services::transfer::{access, body, parse, queue};

/// Tasks of one answer at most, and reachable through paging at all.
const MOST: usize = 1000;

/// How long a cancel waits for its task to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// The caller's task of this id. Others' tasks do not exist for them.
pub fn find(transfer: &Transfer, caller: &Caller, id: &str) -> Result<Handle, ApiError> {
    let found = Uuid::try_parse(id).ok().and_then(|id| transfer.tasks().tasks.get(&id).cloned());
    found
        .filter(|task| task.lock().owner == caller.identity)
        .ok_or_else(|| ApiError::new(404, "TaskNotFound", format!("No task found with id '{id}'")))
}

/// `GET /v0.10/task_list`: the newest first, unless asked otherwise.
pub async fn list(
    State(transfer): State<Transfer>,
    caller: Caller,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let filter = Filter::parse(params.all("filter"), SCHEMA).map_err(ApiError::bad_request)?;
    let order = params.get("orderby").filter(|order| !order.is_empty()).unwrap_or("request_time DESC");
    let order = Order::parse(order, SCHEMA).map_err(ApiError::bad_request)?;
    let limit = params.count("limit", 10, MOST)?;
    let offset = params.count("offset", 0, usize::MAX)?;

    let accounts = transfer.world.accounts();
    let handles: Vec<Handle> = transfer.tasks().tasks.values().cloned().collect();
    let mut found: Vec<Task> = handles
        .iter()
        .map(Handle::lock)
        .filter(|task| task.owner == caller.identity && !task.removed)
        .filter(|task| filter.passes(|key| value(task, key)))
        .map(|task| task.without_history())
        .collect();
    // Tasks of the same second keep the order of their numbers, the newest first.
    found.sort_by_key(|task| std::cmp::Reverse(task.number));
    found.sort_by(|a, b| order.compare(|key| value(a, key), |key| value(b, key)));
    let now = transfer.world.clock.now();
    let page = found.iter().skip(offset).take(limit);
    let mut documents: Vec<Value> = page.map(|task| document(task, &accounts, now)).collect();
    params.keep_fields(&mut documents);
    Ok(Json(json!({
        "DATA_TYPE": "task_list",
        "length": documents.len(),
        "limit": limit,
        "offset": offset,
        "total": found.len().min(MOST),
        "DATA": documents,
    })))
}

/// `GET /v0.10/task/<id>`.
pub async fn show(
    State(transfer): State<Transfer>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let task = find(&transfer, &caller, &id)?.lock().without_history();
    let mut document = document(&task, &transfer.world.accounts(), transfer.world.clock.now());
    params.keep_fields(std::slice::from_mut(&mut document));
    Ok(Json(document))
}

/// `PUT /v0.10/task/<id>`: label and deadline of a task that is not over.
pub async fn update(
    State(transfer): State<Transfer>,
    caller: Caller,
    Path(id): Path<String>,
    stamp: Stamp,
    request: body::Document,
) -> Result<Json<Value>, ApiError> {
    let request = request.of("task")?;
    let label = parse::label(&request)?;
    let deadline = parse::deadline(&request, transfer.world.clock.now())?;
    let handle = find(&transfer, &caller, &id)?;
    let mut task = handle.lock();
    if task.is_over() {
        return Err(ApiError::new(409, "Conflict", "The task is over and cannot be changed"));
    }
    if request.contains_key("label") {
        task.label = label;
    }
    if let Some(deadline) = deadline {
        task.deadline = deadline;
        task.deadline_is_fixed = true;
    }
    drop(task);
    transfer.world.changed();
    Ok(Json(stamp.result("result", "Updated", "Updated task successfully")))
}

/// `POST /v0.10/task/<id>/cancel`: answers when the task has ended, or after a while that it will.
pub async fn cancel(
    State(transfer): State<Transfer>,
    caller: Caller,
    Path(id): Path<String>,
    stamp: Stamp,
) -> Result<Json<Value>, ApiError> {
    let handle = find(&transfer, &caller, &id)?;
    if handle.lock().is_over() {
        return Ok(Json(stamp.result("result", "TaskComplete", "The task completed before it was canceled")));
    }
    handle.lock().cancel = true;
    worker::cancel_waiting(&access::WorldSite(transfer.clone()), &handle);
    transfer.world.changed();
    let until = tokio::time::Instant::now() + PATIENCE;
    while !handle.lock().is_over() {
        if tokio::time::Instant::now() >= until {
            let message = "The cancel request was accepted; the task will end soon";
            return Ok(Json(stamp.result("result", "CancelAccepted", message)));
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    queue::pump(&transfer);
    let canceled = handle.lock().fatal.as_ref().is_some_and(|(code, _)| code == "CANCELED");
    Ok(Json(if canceled {
        stamp.result("result", "Canceled", "The task has been canceled successfully")
    } else {
        stamp.result("result", "TaskComplete", "The task completed before it was canceled")
    }))
}

/// `POST /v0.10/task/<id>/remove`: takes a finished task from the list.
pub async fn remove(
    State(transfer): State<Transfer>,
    caller: Caller,
    Path(id): Path<String>,
    stamp: Stamp,
) -> Result<Json<Value>, ApiError> {
    let handle = find(&transfer, &caller, &id)?;
    let mut task = handle.lock();
    if !task.is_over() {
        return Err(ApiError::new(409, "Conflict", "The task is not over yet"));
    }
    task.removed = true;
    drop(task);
    transfer.world.changed();
    Ok(Json(stamp.result("result", "Removed", "Removed task successfully")))
}
