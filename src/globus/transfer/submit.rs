//! Submissions (`globus-api.md` 9): an id first, then the document. Sent any number of times with the same id, it makes one
//! task.
//!
//! [`TransferDocument::to_json`] and [`DeleteDocument::to_json`] serialize a document once; the journal keeps that text and
//! [`submit`] sends it byte for byte.

use serde::Serialize;

use super::get;
use super::path::GlobusPath;
use crate::domain::ids::{CollectionId, SubmissionId, TaskId};
use crate::domain::task::TaskKind;
use crate::globus::call::{CallClass, Request};
use crate::globus::client::Globus;
use crate::globus::error::ApiError;
use crate::globus::lenient_json::JsonObject;

/// The answer to an accepted submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submission {
    /// The task.
    pub task: TaskId,
    /// Whether the service already had this submission (`Duplicate`).
    pub again: bool,
}

/// A transfer request (9.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Transfer<'a> {
    /// The source collection.
    pub source_endpoint: CollectionId,
    /// The destination collection.
    pub destination_endpoint: CollectionId,
    /// The user's name for the task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<&'a str>,
    /// Which existing files are copied again, 0 to 3; `None`: all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sync_level: Option<u8>,
    /// Whether checksums are verified after the copy.
    pub verify_checksum: bool,
    /// Whether times of modification are preserved.
    pub preserve_timestamp: bool,
    /// The files and directories.
    #[serde(rename = "DATA")]
    pub items: Vec<TransferItem>,
}

/// One file or directory of a transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "DATA_TYPE", rename = "transfer_item")]
pub struct TransferItem {
    /// Its path at the source.
    pub source_path: GlobusPath,
    /// Its path at the destination.
    pub destination_path: GlobusPath,
    /// Whether it is a directory with its content; `None`: the service finds out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recursive: Option<bool>,
}

/// A transfer request with its submission id.
#[derive(Debug, Serialize)]
pub struct TransferDocument<'a> {
    #[serde(rename = "DATA_TYPE")]
    data_type: &'static str,
    submission_id: SubmissionId,
    #[serde(flatten)]
    transfer: Transfer<'a>,
}

impl<'a> TransferDocument<'a> {
    /// The document that submits `transfer` under `id`.
    pub fn new(transfer: Transfer<'a>, id: SubmissionId) -> Self {
        Self { data_type: "transfer", submission_id: id, transfer }
    }

    /// The exact bytes to journal and to send.
    pub fn to_json(&self) -> String {
        // Text, numbers and arrays always serialize.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// A delete request (9.3). There is no way back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delete<'a> {
    /// The collection.
    pub endpoint: CollectionId,
    /// The user's name for the task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<&'a str>,
    /// Whether directories are deleted with all they hold; without it, one fails.
    pub recursive: bool,
    /// Whether what is not there counts as deleted.
    pub ignore_missing: bool,
    /// Whether `*`, `?` and `[` in the last part of a path stand for other names.
    pub interpret_globs: bool,
    /// The files and directories.
    #[serde(rename = "DATA")]
    pub items: Vec<DeleteItem>,
}

/// One file or directory of a delete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "DATA_TYPE", rename = "delete_item")]
pub struct DeleteItem {
    /// Its path.
    pub path: GlobusPath,
}

/// A delete request with its submission id.
#[derive(Debug, Serialize)]
pub struct DeleteDocument<'a> {
    #[serde(rename = "DATA_TYPE")]
    data_type: &'static str,
    submission_id: SubmissionId,
    #[serde(flatten)]
    delete: Delete<'a>,
}

impl<'a> DeleteDocument<'a> {
    /// The document that submits `delete` under `id`.
    pub fn new(delete: Delete<'a>, id: SubmissionId) -> Self {
        Self { data_type: "delete", submission_id: id, delete }
    }

    /// The exact bytes to journal and to send.
    pub fn to_json(&self) -> String {
        // Text, numbers and arrays always serialize.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Reserves an id for one submission (9.1).
///
/// # Errors
/// Those of [`Globus::call`] for a read.
pub async fn submission_id(globus: &Globus) -> Result<SubmissionId, ApiError> {
    let id = |body: &[u8]| JsonObject::parse(body)?.parsed("value");
    globus.call_and_read(get(globus, "submission_id"), id).await
}

/// Sends a document, again with the same id where the retry table says so.
///
/// # Errors
/// With [`ApiError::is_final`], the service refused it. After any other error the service may have accepted it: send the
/// same text again later.
pub async fn submit(globus: &Globus, kind: TaskKind, body: &str) -> Result<Submission, ApiError> {
    let path = match kind {
        TaskKind::Transfer => "v0.10/transfer",
        TaskKind::Delete => "v0.10/delete",
    };
    let request = Request::post(globus.transfer(), path, body, CallClass::WriteWithId);
    // An answer without a task id proves nothing (`ARCHITECTURE.md` P0-2).
    let submission = |body: &[u8]| {
        let answer = JsonObject::parse(body)?;
        Some(Submission { task: answer.parsed("task_id")?, again: answer.str("code") == "Duplicate" })
    };
    globus.call_and_read(request, submission).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::path::StorePath;

    #[test]
    fn a_delete_says_that_a_star_is_a_star() {
        let path = |text: &str| GlobusPath::new(&StorePath::parse(text).unwrap()).unwrap();
        let delete = Delete {
            endpoint: CollectionId::new(uuid::Uuid::from_u128(1)),
            label: None,
            recursive: true,
            ignore_missing: false,
            interpret_globs: false,
            items: vec![DeleteItem { path: path("/d/*") }],
        };
        let json = DeleteDocument::new(delete, SubmissionId::new(uuid::Uuid::from_u128(3))).to_json();
        let sent: serde_json::Value = serde_json::from_str(&json).unwrap();
        let expected = serde_json::json!({
            "DATA_TYPE": "delete",
            "submission_id": "00000000-0000-0000-0000-000000000003",
            "endpoint": "00000000-0000-0000-0000-000000000001",
            "recursive": true, "ignore_missing": false, "interpret_globs": false,
            "DATA": [{"DATA_TYPE": "delete_item", "path": "/d/*"}],
        });
        assert_eq!(sent, expected);
    }

    #[test]
    fn a_transfer_becomes_the_wire_document_and_what_is_not_asked_for_is_left_out() {
        let text = |path: &str| GlobusPath::new(&StorePath::parse(path).unwrap()).unwrap();
        let id = |number| CollectionId::new(uuid::Uuid::from_u128(number));
        let item = |path: &str, recursive| TransferItem {
            source_path: text(&format!("/~/in/{path}")),
            destination_path: text(&format!("/{path}")),
            recursive,
        };
        let full = Transfer {
            source_endpoint: id(1),
            destination_endpoint: id(2),
            label: Some("week 1"),
            sync_level: Some(3),
            verify_checksum: true,
            preserve_timestamp: true,
            items: vec![item("d \"é\"", Some(true)), item("f", Some(false)), item("gone", None)],
        };
        let plain = Transfer { label: None, sync_level: None, ..full.clone() };
        let submission = SubmissionId::new(uuid::Uuid::from_u128(3));
        let json = TransferDocument::new(full, submission).to_json();
        let sent: serde_json::Value = serde_json::from_str(&json).unwrap();
        let expected = serde_json::json!({
            "DATA_TYPE": "transfer",
            "submission_id": "00000000-0000-0000-0000-000000000003",
            "source_endpoint": "00000000-0000-0000-0000-000000000001",
            "destination_endpoint": "00000000-0000-0000-0000-000000000002",
            "label": "week 1", "sync_level": 3, "verify_checksum": true, "preserve_timestamp": true,
            "DATA": [
                {"DATA_TYPE": "transfer_item", "source_path": "/~/in/d \"é\"", "destination_path": "/d \"é\"", "recursive": true},
                {"DATA_TYPE": "transfer_item", "source_path": "/~/in/f", "destination_path": "/f", "recursive": false},
                {"DATA_TYPE": "transfer_item", "source_path": "/~/in/gone", "destination_path": "/gone"},
            ],
        });
        assert_eq!(sent, expected);
        let json = TransferDocument::new(plain, submission).to_json();
        assert!(!json.contains("label") && !json.contains("sync_level"), "{json}");
    }
}
