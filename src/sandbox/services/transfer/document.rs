//! The task document (`globus-api.md` 10.2), and the fields of task list filters.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::sandbox::data_plane::fault::description;
use crate::sandbox::data_plane::task::{DeleteSpec, Symlinks, Task, TaskSpec, TransferSpec};
use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::services::transfer::filter::{FieldKind, FieldValue, Schema};

/// The fields that a task list can be filtered and sorted by.
pub const TASK_FIELDS: &Schema = &[
    ("task_id", FieldKind::Text),
    ("status", FieldKind::Text),
    ("type", FieldKind::Text),
    ("label", FieldKind::CaseInsensitive),
    ("request_time", FieldKind::Time),
    ("completion_time", FieldKind::Time),
    ("deadline", FieldKind::Time),
    ("is_paused", FieldKind::Text),
    ("username", FieldKind::Text),
    ("owner_id", FieldKind::Text),
    ("source_endpoint_id", FieldKind::Text),
    ("destination_endpoint_id", FieldKind::Text),
];

/// ISO 8601 with seconds, as Transfer writes it: `2024-01-01T00:00:00+00:00`.
pub fn iso_seconds(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

/// The value of a field, for filtering and sorting.
pub fn task_field<'a>(task: &'a Task, key: &str) -> FieldValue<'a> {
    let text = |text: &'a str| FieldValue::Text(Cow::Borrowed(text));
    let id = |id: Uuid| FieldValue::Text(Cow::Owned(id.to_string()));
    let time = |at: Timestamp| FieldValue::Number(at.as_second());
    let (source, destination) = task.spec.collections();
    match key {
        "task_id" => id(task.id),
        "status" => text(task.status.wire_name()),
        "type" => text(task.spec.wire_name()),
        "label" => text(task.label.as_deref().unwrap_or_default()),
        "request_time" => time(task.request_time),
        "completion_time" => task.completion_time.map_or(FieldValue::Absent, time),
        "deadline" => time(task.deadline),
        "is_paused" => text("0"),
        "username" => text(&task.username),
        "owner_id" => id(task.owner),
        "source_endpoint_id" => id(source),
        "destination_endpoint_id" => destination.map_or(FieldValue::Absent, id),
        _ => FieldValue::Absent,
    }
}

/// The task document at `now`.
pub fn task_document(task: &Task, accounts: &Accounts, now: Timestamp) -> Json {
    let (source, destination) = task.spec.collections();
    let name = |id: Uuid| accounts.collections.get(&id).map(|collection| collection.display_name.clone());
    let canonical = |id: Uuid| {
        let owner = accounts.collections.get(&id).map(|collection| collection.owner_string.as_str());
        format!("{}#{id}", owner.unwrap_or_default())
    };
    let over = task.is_over();
    let tally = &task.counters;
    let age = task.completion_time.unwrap_or(now).duration_since(task.request_time).as_secs().max(1);
    let rate = tally.bytes_transferred / u64::try_from(age).unwrap_or(1);
    let left = tally.total.saturating_sub(tally.succeeded + tally.skipped_errors + tally.retrying);
    let ended = |code: &str| task.fatal.as_ref().is_some_and(|(fatal, _)| fatal == code);
    let canceled = ended("CANCELED");
    let expired = ended("EXPIRED");
    let failed = over && task.fatal.is_some() && !canceled && !expired;
    let when = |wanted: bool| if wanted { left } else { 0 };
    let nice = (!over).then_some(task.nice_status.as_str());
    let fatal = task.fatal.as_ref().map(|(code, why)| json!({"code": code, "description": why}));

    let mut document = json!({
        "DATA_TYPE": "task",
        "task_id": task.id,
        "type": task.spec.wire_name(),
        "status": task.status.wire_name(),
        "label": task.label,
        "owner_id": task.owner,
        "username": task.username,
        "request_time": iso_seconds(task.request_time),
        "completion_time": task.completion_time.map(iso_seconds),
        "deadline": iso_seconds(task.deadline),
        "source_endpoint_id": source,
        "source_endpoint_display_name": name(source),
        "source_endpoint": canonical(source),
        "destination_endpoint_id": destination,
        "destination_endpoint_display_name": destination.and_then(name),
        "destination_endpoint": destination.map(canonical),
        "files": tally.files,
        "directories": tally.directories,
        "symlinks": tally.symlinks,
        "files_transferred": tally.files_transferred,
        "files_skipped": tally.files_skipped,
        "subtasks_total": tally.total,
        "subtasks_pending": when(!over),
        "subtasks_retrying": tally.retrying,
        "subtasks_succeeded": tally.succeeded,
        "subtasks_expired": when(expired),
        "subtasks_canceled": when(canceled),
        "subtasks_failed": when(failed),
        "subtasks_skipped_errors": tally.skipped_errors,
        "bytes_transferred": tally.bytes_transferred,
        "bytes_checksummed": tally.bytes_checksummed,
        "effective_bytes_per_second": rate,
        "faults": task.faults,
    });
    let rest = json!({
        "is_ok": nice.map(|nice| matches!(nice, "OK" | "Queued")),
        "is_paused": false,
        "nice_status": nice,
        "nice_status_short_description": nice.map(description),
        "nice_status_details": null,
        "nice_status_expires_in": nice.map(|_| -1),
        "fatal_error": fatal,
        "canceled_by_admin": null,
        "canceled_by_admin_message": null,
        "history_deleted": false,
    });
    if let Some(members) = document.as_object_mut() {
        for part in [rest, echo(&task.spec)] {
            if let Json::Object(part) = part {
                members.extend(part);
            }
        }
    }
    document
}

/// The members that repeat the submission.
fn echo(work: &TaskSpec) -> Json {
    match work {
        TaskSpec::Transfer(transfer) => echo_transfer(transfer),
        TaskSpec::Delete(delete) => echo_delete(delete),
    }
}

fn echo_transfer(transfer: &TransferSpec) -> Json {
    let base = |of: fn(&crate::sandbox::data_plane::task::Item) -> &str| {
        transfer.store_base_path_info.then(|| base_path(transfer.items.iter().map(of)))
    };
    let rules: Vec<Json> = transfer
        .rules
        .iter()
        .map(|rule| {
            let kind = rule.dirs.map(|dirs| if dirs { "dir" } else { "file" });
            let method = if rule.include { "include" } else { "exclude" };
            json!({"DATA_TYPE": "filter_rule", "method": method, "name": rule.name, "type": kind})
        })
        .collect();
    json!({
        "command": "API 0.10",
        "sync_level": transfer.sync_level,
        "encrypt_data": transfer.encrypt_data,
        "verify_checksum": transfer.verify_checksum,
        "delete_destination_extra": transfer.delete_destination_extra,
        "preserve_timestamp": transfer.preserve_timestamp,
        "skip_source_errors": transfer.skip_source_errors,
        "fail_on_quota_errors": transfer.fail_on_quota_errors,
        "recursive_symlinks": match transfer.symlinks {
            Symlinks::Ignore => "ignore",
            Symlinks::Keep => "keep",
            Symlinks::Copy => "copy",
        },
        "filter_rules": (!rules.is_empty()).then_some(rules),
        "source_base_path": base(|item| &item.source),
        "destination_base_path": base(|item| &item.destination),
        "source_local_user": null,
        "source_local_user_status": "NO_PERMISSION",
        "destination_local_user": null,
        "destination_local_user_status": "NO_PERMISSION",
    })
}

fn echo_delete(_: &DeleteSpec) -> Json {
    json!({
        "command": "API 0.10",
        "sync_level": null,
        "encrypt_data": false,
        "verify_checksum": false,
        "delete_destination_extra": false,
        "preserve_timestamp": false,
        "skip_source_errors": false,
        "fail_on_quota_errors": false,
        "recursive_symlinks": null,
        "filter_rules": null,
        "source_base_path": null,
        "destination_base_path": null,
        "source_local_user": null,
        "source_local_user_status": "NO_PERMISSION",
        "destination_local_user": null,
        "destination_local_user_status": null,
    })
}

/// The common parent directory of all paths; a single path itself.
fn base_path<'a>(mut paths: impl Iterator<Item = &'a str>) -> String {
    let Some(first) = paths.next() else { return "/".to_owned() };
    let mut common: Vec<&str> = first.split('/').collect();
    let mut several = false;
    for path in paths {
        several = true;
        let same = common.iter().zip(path.split('/')).take_while(|(a, b)| **a == *b).count();
        common.truncate(same);
    }
    if several { format!("{}/", common.join("/")) } else { first.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_paths() {
        assert_eq!(base_path(["/a/b"].into_iter()), "/a/b");
        assert_eq!(base_path(["/a/b", "/a/c/d"].into_iter()), "/a/");
        assert_eq!(base_path(["/a/b", "/x"].into_iter()), "/");
    }
}
