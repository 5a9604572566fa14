//! Submission: `submission_id`, `transfer`, `delete`. A submission id creates at most one task, however often it is
//! sent.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::SignedDuration;
use ring::digest::{SHA256, digest};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::sandbox::data_plane::digest::hex;
use crate::sandbox::data_plane::task::{Counters, Status, Task, TaskHandle, TaskSpec};
use crate::sandbox::services::api_error::{ApiError, RequestInfo};
use crate::sandbox::services::caller::Caller;
use crate::sandbox::services::transfer::state::{Submission, Submissions, TransferState};
use crate::sandbox::services::transfer::{body, parse, queue};

/// `GET /v0.10/submission_id`.
pub async fn submission_id(State(transfer): State<TransferState>, caller: Caller) -> Json<Value> {
    let id = Uuid::new_v4();
    transfer.tasks().submissions.insert(id, Submission { owner: caller.identity, task: None });
    transfer.world.changed();
    Json(json!({"DATA_TYPE": "submission_id", "value": id}))
}

/// `POST /v0.10/transfer`.
pub async fn transfer(
    State(transfer): State<TransferState>,
    caller: Caller,
    info: RequestInfo,
    request: body::JsonObject,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let document = request.expect_type("transfer")?;
    submit(&transfer, &caller, &info, &document, "transfer", |document| {
        parse::transfer(&transfer.world, &caller, document).map(TaskSpec::Transfer)
    })
}

/// `POST /v0.10/delete`.
pub async fn delete(
    State(transfer): State<TransferState>,
    caller: Caller,
    info: RequestInfo,
    request: body::JsonObject,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let document = request.expect_type("delete")?;
    submit(&transfer, &caller, &info, &document, "delete", |document| {
        parse::delete(&transfer.world, &caller, document).map(TaskSpec::Delete)
    })
}

fn submit(
    transfer: &TransferState,
    caller: &Caller,
    info: &RequestInfo,
    document: &Map<String, Value>,
    kind: &str,
    read: impl Fn(&Map<String, Value>) -> Result<TaskSpec, ApiError>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let id = body::text_member(document, "submission_id")?
        .ok_or_else(|| ApiError::bad_request("Missing 'submission_id'"))?;
    let content = hex(digest(&SHA256, format!("{kind} {}", json!(document)).as_bytes()).as_ref());
    let known = |submissions: &Submissions| {
        let id = Uuid::try_parse(id).ok();
        let found = id.and_then(|id| submissions.get(&id).map(|submission| (id, submission.clone())));
        found.filter(|(_, submission)| submission.owner == caller.identity).ok_or_else(|| {
            ApiError::bad_request(format!("The submission id '{id:?}' was never given to you"))
        })
    };
    let answer = |code: &str, message: &str, submission: Uuid, task: Uuid| {
        let mut answer = info.result(&format!("{kind}_result"), code, message);
        if let Some(members) = answer.as_object_mut() {
            members.insert("submission_id".to_owned(), json!(submission));
            members.insert("task_id".to_owned(), json!(task));
            let link = json!({"DATA_TYPE": "link", "href": format!("task/{task}?format=json"), "rel": "related",
                              "resource": "task", "title": "related task"});
            members.insert("task_link".to_owned(), link);
        }
        let status = if code == "Accepted" { StatusCode::ACCEPTED } else { StatusCode::OK };
        Ok((status, Json(answer)))
    };
    let repeated = |submission: Uuid, task: Uuid, before: &str| {
        if before == content {
            let message =
                format!("This {kind} was already submitted: the task exists and nothing new was begun");
            answer("Duplicate", &message, submission, task)
        } else {
            let message = "The submission id was already used for a submission with other content";
            Err(ApiError::new(409, "Conflict", message))
        }
    };

    let (submission, entry) = known(&transfer.tasks().submissions)?;
    if let Some((task, before)) = entry.task {
        return repeated(submission, task, &before);
    }
    let now = transfer.world.clock.now();
    let spec = read(document)?;
    let label = parse::label(document)?;
    let fixed = parse::deadline(document, now)?;
    let (first, second) = spec.collections();

    let task = Uuid::new_v4();
    let mut guard = transfer.tasks();
    let state = &mut *guard;
    // A concurrent request with the same submission id may have created the task meanwhile.
    if let Some((task, before)) = known(&state.submissions)?.1.task {
        return repeated(submission, task, &before);
    }
    state.next_number += 1;
    let usual = now.checked_add(SignedDuration::from_hours(24)).unwrap_or(now);
    let handle = TaskHandle::new(Task {
        id: task,
        number: state.next_number,
        owner: caller.identity,
        username: caller.username.clone(),
        spec,
        label,
        status: Status::Active,
        request_time: now,
        completion_time: None,
        deadline: fixed.unwrap_or(usual),
        deadline_is_fixed: fixed.is_some(),
        counters: Counters::default(),
        nice_status: "Queued".to_owned(),
        faults: 0,
        fatal: None,
        events: Vec::new(),
        transferred: Vec::new(),
        skipped: Vec::new(),
        removed: false,
        forgotten: false,
        cancel_requested: false,
        resumed: false,
        running: false,
    });
    state.tasks.insert(task, handle);
    if let Some(entry) = state.submissions.get_mut(&submission) {
        entry.task = Some((task, content.clone()));
    }
    drop(guard);
    for collection in [Some(first), second].into_iter().flatten() {
        transfer.record_use(caller, collection);
    }
    transfer.world.changed();
    queue::start_queued(transfer);
    let message =
        format!("The {kind} has been accepted and a task has been created and queued for execution");
    answer("Accepted", &message, submission, task)
}
