//! The caller's tasks: list, show, update, cancel, remove.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sandbox::data_plane::task::{Task, TaskHandle};
use crate::sandbox::data_plane::worker;
use crate::sandbox::services::api_error::{ApiError, RequestInfo};
use crate::sandbox::services::caller::Caller;
use crate::sandbox::services::transfer::document::{TASK_FIELDS, task_document, task_field};
use crate::sandbox::services::transfer::filter::{Filter, Order};
use crate::sandbox::services::transfer::query::QueryParams;
use crate::sandbox::services::transfer::state::TransferState;
use crate::sandbox::services::transfer::{access, body, parse, queue};

/// Maximum number of tasks in one response, and over all pages (`globus-api.md` 5).
const MAX_TASKS: usize = 1000;

/// How long a cancel request waits for the task to end.
const CANCEL_TIMEOUT: Duration = Duration::from_secs(10);

/// Finds the caller's task; 404 for tasks of other users and for forgotten ones.
pub fn find(transfer: &TransferState, caller: &Caller, id: &str) -> Result<TaskHandle, ApiError> {
    let found = Uuid::try_parse(id).ok().and_then(|id| transfer.tasks().tasks.get(&id).cloned());
    found
        .filter(|handle| {
            let task = handle.lock();
            task.owner == caller.identity && !task.forgotten
        })
        .ok_or_else(|| ApiError::new(404, "TaskNotFound", format!("No task found with id '{id}'")))
}

/// `GET /v0.10/task_list`, newest first by default.
pub async fn list(
    State(transfer): State<TransferState>,
    caller: Caller,
    params: QueryParams,
) -> Result<Json<Value>, ApiError> {
    let filter = Filter::parse(params.get_all("filter"), TASK_FIELDS).map_err(ApiError::bad_request)?;
    let order = params.get("orderby").filter(|order| !order.is_empty()).unwrap_or("request_time DESC");
    let order = Order::parse(order, TASK_FIELDS).map_err(ApiError::bad_request)?;
    let limit = params.number("limit", 10, MAX_TASKS)?;
    let offset = params.number("offset", 0, usize::MAX)?;

    let accounts = transfer.world.accounts();
    let handles: Vec<TaskHandle> = transfer.tasks().tasks.values().cloned().collect();
    let mut found: Vec<Task> = handles
        .iter()
        .map(TaskHandle::lock)
        .filter(|task| task.owner == caller.identity && !task.removed && !task.forgotten)
        .filter(|task| filter.matches(|key| task_field(task, key)))
        .map(|task| task.without_history())
        .collect();
    // Tasks of the same second are sorted by sequence number, newest first.
    found.sort_by_key(|task| std::cmp::Reverse(task.number));
    found.sort_by(|a, b| order.compare(|key| task_field(a, key), |key| task_field(b, key)));
    found.truncate(MAX_TASKS);
    let now = transfer.world.clock.now();
    let page = found.iter().skip(offset).take(limit);
    let mut documents: Vec<Value> = page.map(|task| task_document(task, &accounts, now)).collect();
    params.select_fields(&mut documents);
    Ok(Json(json!({
        "DATA_TYPE": "task_list",
        "length": documents.len(),
        "limit": limit,
        "offset": offset,
        "total": found.len(),
        "DATA": documents,
    })))
}

/// `GET /v0.10/task/<id>`.
pub async fn show(
    State(transfer): State<TransferState>,
    caller: Caller,
    Path(id): Path<String>,
    params: QueryParams,
) -> Result<Json<Value>, ApiError> {
    let task = find(&transfer, &caller, &id)?.lock().without_history();
    let mut document = task_document(&task, &transfer.world.accounts(), transfer.world.clock.now());
    params.select_fields(std::slice::from_mut(&mut document));
    Ok(Json(document))
}

/// `PUT /v0.10/task/<id>`: changes label and deadline of an active task.
pub async fn update(
    State(transfer): State<TransferState>,
    caller: Caller,
    Path(id): Path<String>,
    info: RequestInfo,
    request: body::JsonObject,
) -> Result<Json<Value>, ApiError> {
    let request = request.expect_type("task")?;
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
    Ok(Json(info.result("result", "Updated", "Updated task successfully")))
}

/// `POST /v0.10/task/<id>/cancel`: responds when the task has ended, or with `CancelAccepted` after a timeout.
pub async fn cancel(
    State(transfer): State<TransferState>,
    caller: Caller,
    Path(id): Path<String>,
    info: RequestInfo,
) -> Result<Json<Value>, ApiError> {
    let handle = find(&transfer, &caller, &id)?;
    if handle.lock().is_over() {
        return Ok(Json(info.result("result", "TaskComplete", "The task completed before it was canceled")));
    }
    handle.lock().cancel_requested = true;
    worker::cancel_queued(&access::TransferEnvironment(transfer.clone()), &handle);
    transfer.world.changed();
    let until = tokio::time::Instant::now() + CANCEL_TIMEOUT;
    while !handle.lock().is_over() {
        if tokio::time::Instant::now() >= until {
            let message = "The cancel request was accepted; the task will end soon";
            return Ok(Json(info.result("result", "CancelAccepted", message)));
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    queue::start_queued(&transfer);
    let canceled = handle.lock().fatal.as_ref().is_some_and(|(code, _)| code == "CANCELED");
    Ok(Json(if canceled {
        info.result("result", "Canceled", "The task has been canceled successfully")
    } else {
        info.result("result", "TaskComplete", "The task completed before it was canceled")
    }))
}

/// `POST /v0.10/task/<id>/remove`: removes an ended task from the list.
pub async fn remove(
    State(transfer): State<TransferState>,
    caller: Caller,
    Path(id): Path<String>,
    info: RequestInfo,
) -> Result<Json<Value>, ApiError> {
    let handle = find(&transfer, &caller, &id)?;
    let mut task = handle.lock();
    if !task.is_over() {
        return Err(ApiError::new(409, "Conflict", "The task is not over yet"));
    }
    task.removed = true;
    drop(task);
    transfer.world.changed();
    Ok(Json(info.result("result", "Removed", "Removed task successfully")))
}
