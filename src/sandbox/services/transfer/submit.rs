//! Submitting: `submission_id`, `transfer`, `delete`. A submission id makes one task at most, however often it is sent.

use aws_lc_rs::digest::{SHA256, digest};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::sandbox::data_plane::digest::hex;
use crate::sandbox::data_plane::task::{Handle, Status, Tally, Task, Work};
use crate::sandbox::services::api_error::{ApiError, Stamp};
use crate::sandbox::services::caller::Caller;
use crate::sandbox::services::transfer::state::{Submission, Submissions, Transfer};
use crate::sandbox::services::transfer::{body, parse, queue};

/// `GET /v0.10/submission_id`.
pub async fn submission_id(State(transfer): State<Transfer>, caller: Caller) -> Json<Value> {
    let id = Uuid::new_v4();
    transfer.tasks().submissions.insert(id, Submission { owner: caller.identity, task: None });
    transfer.world.changed();
    Json(json!({"DATA_TYPE": "submission_id", "value": id}))
}

/// `POST /v0.10/transfer`.
pub async fn transfer(
    State(transfer): State<Transfer>,
    caller: Caller,
    stamp: Stamp,
    request: body::Document,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let document = request.of("transfer")?;
    submit(&transfer, &caller, &stamp, &document, "transfer", |document| {
        parse::transfer(&transfer.world, &caller, document).map(Work::Transfer)
    })
}

/// `POST /v0.10/delete`.
pub async fn delete(
    State(transfer): State<Transfer>,
    caller: Caller,
    stamp: Stamp,
    request: body::Document,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let document = request.of("delete")?;
    submit(&transfer, &caller, &stamp, &document, "delete", |document| {
        parse::delete(&transfer.world, &caller, document).map(Work::Delete)
    })
}

fn submit(
    transfer: &Transfer,
    caller: &Caller,
    stamp: &Stamp,
    document: &Map<String, Value>,
    kind: &str,
    read: impl Fn(&Map<String, Value>) -> Result<Work, ApiError>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let id = body::text(document, "submission_id")?
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
        let mut answer = stamp.result(&format!("{kind}_result"), code, message);
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
    let work = read(document)?;
    let label = parse::label(document)?;
    let fixed = parse::deadline(document, now)?;
    let (first, second) = work.collections();

    let task = Uuid::new_v4();
    let mut guard = transfer.tasks();
    let state = &mut *guard;
    // The same submission may have come twice at once: the first to get here made the task.
    if let Some((task, before)) = known(&state.submissions)?.1.task {
        return repeated(submission, task, &before);
    }
    state.next_number += 1;
    let usual = now.checked_add(SignedDuration::from_hours(24)).unwrap_or(now);
    let handle = Handle::new(Task {
        id: task,
        number: state.next_number,
        owner: caller.identity,
        username: caller.username.clone(),
        work,
        label,
        status: Status::Active,
        request_time: now,
        completion_time: None,
        deadline: fixed.unwrap_or(usual),
        deadline_is_fixed: fixed.is_some(),
        tally: Tally::default(),
        nice: "Queued".to_owned(),
        faults: 0,
        fatal: None,
        events: Vec::new(),
        moved: Vec::new(),
        skipped: Vec::new(),
        removed: false,
        cancel: false,
        resumed: false,
        running: false,
    });
    state.tasks.insert(task, handle);
    if let Some(entry) = state.submissions.get_mut(&submission) {
        entry.task = Some((task, content.clone()));
    }
    drop(guard);
    for collection in [Some(first), second].into_iter().flatten() {
        transfer.used(caller, collection);
    }
    transfer.world.changed();
    queue::pump(transfer);
    let message =
        format!("The {kind} has been accepted and a task has been created and queued for execution");
    answer("Accepted", &message, submission, task)
}
