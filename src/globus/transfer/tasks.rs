//! Tasks: lists, documents and cancelling (`globus-api.md` 10).

use super::get;
use crate::domain::ids::TaskId;
use crate::domain::plan::SyncLevel;
use crate::domain::task::{Task, TaskEnd, TaskKind, TaskOptions, TaskStatus};
use crate::domain::text::Untrusted;
use crate::globus::call::{CallClass, Request};
use crate::globus::client::Globus;
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::page::Page;

/// The most tasks on one page.
const MOST_PER_PAGE: u32 = 1000;
use crate::domain::job::CancelOutcome;
use crate::globus::lenient_json::JsonObject;

/// The filter for tasks that have not ended (syntax of section 6).
pub const UNFINISHED: &str = "status:ACTIVE,INACTIVE";

/// What to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskQuery<'a> {
    /// In the syntax of section 6, such as [`UNFINISHED`]; `None`: all.
    pub filter: Option<&'a str>,
    /// How many of the newest are skipped.
    pub offset: u64,
    /// The most on one page, up to 1000.
    pub limit: u32,
}

/// A page of the user's tasks, newest first. A task that has no id is left out, and counts for the next page.
///
/// # Errors
/// Those of [`Globus::call`] for a read.
pub async fn task_list(globus: &Globus, query: TaskQuery<'_>) -> Result<Page<Task>, ApiError> {
    let mut request = get(globus, "task_list")
        .query("limit", query.limit.to_string())
        .query("offset", query.offset.to_string())
        .query("orderby", "request_time DESC");
    if let Some(filter) = query.filter {
        request = request.query("filter", filter);
    }
    let (page, tasks) = globus.list(request).await?;
    Ok(Page::by_offset(&page, tasks, query.offset, read))
}

/// All unfinished tasks, newest first, from all pages. A task submitted or ended meanwhile moves rows between pages, so
/// that one may come twice, which is ignored, or be missed until the next read.
///
/// # Errors
/// Those of [`Globus::call`] for a read.
pub async fn unfinished(globus: &Globus) -> Result<Vec<Task>, ApiError> {
    let mut all: Vec<Task> = Vec::new();
    let mut next = Some(0);
    while let Some(offset) = next {
        let query = TaskQuery { filter: Some(UNFINISHED), offset, limit: MOST_PER_PAGE };
        let page = task_list(globus, query).await?;
        let held = all.len();
        for task in page.items {
            if !all.iter().any(|known| known.id == task.id) {
                all.push(task);
            }
        }
        // A service that ignores the offset would send the same page for ever.
        next = page.next.filter(|_| all.len() > held);
    }
    Ok(all)
}

/// One task; `None` when the service does not know it, or it belongs to another user.
///
/// # Errors
/// Those of [`Globus::call`] for a read, but not `NotFound`.
pub async fn task_if_known(globus: &Globus, id: TaskId) -> Result<Option<Task>, ApiError> {
    match task(globus, id).await {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// One task.
///
/// # Errors
/// `NotFound` for a task that does not exist or belongs to another user; those of [`Globus::call`] for a read.
pub async fn task(globus: &Globus, id: TaskId) -> Result<Task, ApiError> {
    let request = get(globus, format_args!("task/{id}"));
    let object = globus.document(request).await?;
    read(&object).ok_or_else(|| ApiError::malformed(200))
}

/// Cancels a task. Cancelling twice is harmless; after a lost answer the task is read.
///
/// # Errors
/// `NotFound` for a task that does not exist or belongs to another user; those of [`Globus::call`] for other writes.
pub async fn cancel(globus: &Globus, id: TaskId) -> Result<CancelOutcome, ApiError> {
    let path = format!("v0.10/task/{id}/cancel");
    let request = Request::post(globus.transfer(), path, "", CallClass::WriteOther);
    match globus.document(request).await {
        Ok(answer) => Ok(outcome(answer.str("code"))),
        Err(error) if error.may_have_run() => match task(globus, id).await {
            Ok(now) if now.status.is_over() => Ok(CancelOutcome::AlreadyOver),
            _ => Err(error),
        },
        Err(error) if error.kind == ErrorKind::Conflict => match task(globus, id).await {
            Ok(now) if now.status.is_over() => Ok(CancelOutcome::AlreadyOver),
            _ => Err(error),
        },
        Err(error) => Err(error),
    }
}

/// The codes for "not yet" and "already ended" are unconfirmed (10.3): an unknown one counts as accepted.
fn outcome(code: &str) -> CancelOutcome {
    match code {
        "Canceled" => CancelOutcome::Cancelled,
        "TaskComplete" => CancelOutcome::AlreadyOver,
        _ => CancelOutcome::Accepted,
    }
}

fn read(object: &JsonObject) -> Option<Task> {
    let end = |id: &str, name: &str| {
        Some(TaskEnd { id: object.parsed(id)?, name: object.text(name).unwrap_or_default() })
    };
    let status = match object.str("status") {
        "ACTIVE" => TaskStatus::Active,
        "INACTIVE" => TaskStatus::Inactive,
        "SUCCEEDED" => TaskStatus::Succeeded,
        "FAILED" => TaskStatus::Failed,
        _ => TaskStatus::Other(object.nonempty_text("status").unwrap_or_else(|| Untrusted::new("unknown"))),
    };
    let fatal = object
        .object("fatal_error")
        .map(|error| (error.text("code").unwrap_or_default(), error.text("description").unwrap_or_default()));
    Some(Task {
        id: object.parsed("task_id")?,
        kind: if object.str("type") == "DELETE" { TaskKind::Delete } else { TaskKind::Transfer },
        status,
        label: object.nonempty_text("label"),
        source: end("source_endpoint_id", "source_endpoint_display_name"),
        destination: end("destination_endpoint_id", "destination_endpoint_display_name"),
        bytes: object.count("bytes_transferred"),
        files: object.count("files"),
        directories: object.count("directories"),
        files_transferred: object.count("files_transferred"),
        files_skipped: object.count("files_skipped"),
        faults: object.count("faults"),
        paused: object.flag("is_paused"),
        nice_status: object.nonempty_text("nice_status"),
        nice_description: object.nonempty_text("nice_status_short_description"),
        fatal,
        requested: object.time("request_time"),
        completed: object.time("completion_time"),
        options: TaskOptions {
            sync: {
                let wire = object.maybe_count("sync_level");
                SyncLevel::ALL.into_iter().find(|level| level.wire().map(u64::from) == wire)
            },
            verify_checksum: object.flag("verify_checksum"),
            preserve_timestamp: object.flag("preserve_timestamp"),
            encrypt: object.flag("encrypt_data"),
            delete_extra: object.flag("delete_destination_extra"),
            skip_errors: object.flag("skip_source_errors"),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "6d3b5a2e-1111-4222-8333-444455556666";

    fn task_of(members: &str) -> Option<Task> {
        read(&JsonObject::parse(format!("{{{members}}}").as_bytes()).unwrap())
    }

    #[test]
    fn a_running_task_is_read() {
        let task = task_of(&format!(
            r#""DATA_TYPE":"task","task_id":"{ID}","type":"TRANSFER","status":"ACTIVE","label":null,
            "source_endpoint_id":"{ID}","source_endpoint_display_name":"Räk","destination_endpoint_id":null,
            "bytes_transferred":5000000000,"files":7,"files_skipped":1,
            "is_paused":0,"nice_status":"Queued",
            "nice_status_expires_in":"-1","request_time":"2024-01-01T00:00:00+00:00","completion_time":null,
            "fatal_error":null"#
        ))
        .unwrap();
        assert_eq!((task.bytes, task.files, task.files_skipped), (5_000_000_000, 7, 1));
        assert_eq!(task.source.as_ref().map(|end| end.name.clone()), Some(Untrusted::new("Räk")));
        assert_eq!((task.destination.clone(), task.label.clone(), task.completed), (None, None, None));
        assert!(task.is_queued() && !task.paused);
        assert_eq!(task.requested, Some(1_704_067_200));
    }

    #[test]
    fn odd_tasks_keep_what_can_be_read() {
        let failed = task_of(&format!(
            r#""task_id":"{ID}","type":"DELETE","status":"FAILED","files":"12","faults":3.0,
            "fatal_error":{{"code":"CANCELED","description":7}},"nice_status_expires_in":{{}}"#
        ))
        .unwrap();
        assert_eq!((failed.kind, failed.files, failed.faults), (TaskKind::Delete, 12, 3));
        assert_eq!(failed.state_word().as_str(), "cancelled");
        let strange = task_of(&format!(r#""task_id":"{ID}","status":"ABDUCTED\u001b[2J""#)).unwrap();
        assert_eq!(strange.state_word().as_str(), "ABDUCTED\\x1b[2J");
        assert_eq!(task_of(r#""task_id":"no id""#), None);
    }

    #[test]
    fn answers_to_cancel() {
        assert_eq!(outcome("Canceled"), CancelOutcome::Cancelled);
        assert_eq!(outcome("TaskComplete"), CancelOutcome::AlreadyOver);
        assert_eq!(outcome("CancelAccepted"), CancelOutcome::Accepted);
        assert_eq!(outcome(""), CancelOutcome::Accepted);
    }
}
