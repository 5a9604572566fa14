//! Submissions (`globus-api.md` 9): an id first, then the document, which may be sent again and again
//! with the same id and makes one task.
//!
//! The document becomes text once, in [`TransferDocument::to_json`]; the journal keeps that text and
//! [`submit_transfer`] sends it byte for byte.

use serde::Serialize;

use super::get;
use super::path::GlobusPath;
use crate::domain::entry::EntryKind;
use crate::domain::ids::{CollectionId, SubmissionId, TaskId};
use crate::domain::path::StorePath;
use crate::domain::place::Place;
use crate::domain::plan::{ConfirmedPlan, LabelError, PlanItem, checked_label};
use crate::globus::call::{CallClass, Request};
use crate::globus::client::Globus;
use crate::globus::env::Service;
use crate::globus::error::ApiError;
use crate::globus::lenient_json::JsonObject;

/// What the service said to a submission it took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submission {
    /// The task.
    pub task: TaskId,
    /// Whether the service had this submission already (`Duplicate`).
    pub again: bool,
}

/// Why a plan has no transfer document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The label cannot be sent.
    #[error(transparent)]
    Label(#[from] LabelError),
    /// One of its ends is no collection.
    #[error("Globus Transfer moves files between collections only")]
    NotCollection,
    /// This path is not UTF-8, and JSON is.
    #[error("{} is not UTF-8, and Globus cannot be asked for it", .0.sanitized())]
    NotUtf8(StorePath),
}

/// A transfer as the service wants it (9.2).
#[derive(Debug, Serialize)]
pub struct TransferDocument<'a> {
    #[serde(rename = "DATA_TYPE")]
    data_type: &'static str,
    submission_id: SubmissionId,
    source_endpoint: CollectionId,
    destination_endpoint: CollectionId,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sync_level: Option<u8>,
    verify_checksum: bool,
    preserve_timestamp: bool,
    #[serde(rename = "DATA")]
    items: Vec<TransferItem>,
}

#[derive(Debug, Serialize)]
struct TransferItem {
    #[serde(rename = "DATA_TYPE")]
    data_type: &'static str,
    source_path: GlobusPath,
    destination_path: GlobusPath,
    /// Left out, the service decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    recursive: Option<bool>,
}

impl<'a> TransferDocument<'a> {
    /// The document of a plan that was confirmed.
    ///
    /// # Errors
    /// A [`DocumentError`] for a label the service would refuse, or a path that is not text.
    pub fn new(plan: &'a ConfirmedPlan, id: SubmissionId) -> Result<Self, DocumentError> {
        let plan = plan.plan();
        let collection = |place: &Place| place.store.collection().ok_or(DocumentError::NotCollection);
        let source_endpoint = collection(plan.source().0)?;
        let destination_endpoint = collection(plan.destination().0)?;
        let options = plan.options();
        let wire = |path: StorePath| GlobusPath::new(&path).map_err(|_| DocumentError::NotUtf8(path));
        let item = |(item, from, to): (&PlanItem, StorePath, StorePath)| {
            Ok(TransferItem {
                data_type: "transfer_item",
                source_path: wire(from)?,
                destination_path: wire(to)?,
                recursive: match item.kind {
                    EntryKind::Dir => Some(true),
                    EntryKind::File => Some(false),
                    EntryKind::Link | EntryKind::BrokenLink | EntryKind::Other => None,
                },
            })
        };
        let items = plan.paths().map(item).collect::<Result<_, DocumentError>>()?;
        Ok(Self {
            data_type: "transfer",
            submission_id: id,
            source_endpoint,
            destination_endpoint,
            label: checked_label(&options.label)?,
            sync_level: options.sync.wire(),
            verify_checksum: options.verify_checksum,
            preserve_timestamp: options.preserve_timestamp,
            items,
        })
    }

    /// The exact bytes to journal and to send.
    pub fn to_json(&self) -> String {
        // Nothing in it can fail to be JSON: text, numbers and lists.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Reserves an id for one submission (9.1).
///
/// # Errors
/// Those of [`Globus::call`] for a read.
pub async fn submission_id(globus: &Globus) -> Result<SubmissionId, ApiError> {
    let id = |body: &[u8]| JsonObject::parse(body)?.parsed("value");
    globus.reading(get("submission_id"), id).await
}

/// Sends a transfer document, again with the same id where the retry table says so.
///
/// # Errors
/// Where [`ApiError::is_final`], the service refused it. After any other error it may or may not have it:
/// send the same text again later.
pub async fn submit_transfer(globus: &Globus, body: &str) -> Result<Submission, ApiError> {
    let request = Request::post(Service::Transfer, "v0.10/transfer", body, CallClass::WriteWithId);
    // An answer without a task id proves nothing (`ARCHITECTURE.md` P0-2).
    let submission = |body: &[u8]| {
        let answer = JsonObject::parse(body)?;
        Some(Submission { task: answer.parsed("task_id")?, again: answer.word("code") == "Duplicate" })
    };
    globus.reading(request, submission).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::path::EntryName;
    use crate::domain::place::StoreId;
    use crate::domain::plan::{Plan, PlanItem, SyncLevel, TransferOptions};
    use crate::domain::text::{Untrusted, UntrustedRef};
    use crate::domain::time::Timestamp;

    fn plan(options: TransferOptions) -> ConfirmedPlan {
        let place = |id: u128, path: &str| {
            let store = StoreId::Collection(CollectionId::new(uuid::Uuid::from_u128(id)));
            (Place { store, path: StorePath::parse(path).unwrap() }, "x".into())
        };
        let item = |name: &str, kind| PlanItem {
            name: EntryName::new(UntrustedRef(name.as_bytes())).unwrap(),
            kind,
            size: None,
        };
        let items = vec![
            item("d \"é\"", EntryKind::Dir),
            item("f", EntryKind::File),
            item("gone", EntryKind::BrokenLink),
        ];
        let plan = Plan::new(place(1, "/~/in"), place(2, "/"), items, options).unwrap();
        let ticket = plan.ticket(Some(Timestamp::default()), Timestamp { mono: 300, wall: 0 }).unwrap();
        plan.confirm(ticket).unwrap()
    }

    #[test]
    fn a_confirmed_plan_becomes_the_wire_document() {
        let options = TransferOptions {
            sync: SyncLevel::Checksum,
            label: Untrusted::new(" week 1 "),
            verify_checksum: true,
            preserve_timestamp: true,
        };
        let plan = plan(options);
        let id = SubmissionId::new(uuid::Uuid::from_u128(3));
        let document = TransferDocument::new(&plan, id).unwrap();
        let sent: serde_json::Value = serde_json::from_str(&document.to_json()).unwrap();
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
    }

    #[test]
    fn a_name_that_is_no_text_has_no_document() {
        let place = |id: u128| {
            let store = StoreId::Collection(CollectionId::new(uuid::Uuid::from_u128(id)));
            (Place { store, path: StorePath::root() }, "x".into())
        };
        let name = EntryName::new(UntrustedRef(b"caf\xe9")).unwrap();
        let items = vec![PlanItem { name, kind: EntryKind::File, size: None }];
        let plan = Plan::new(place(1), place(2), items, TransferOptions::default()).unwrap();
        let ticket = plan.ticket(Some(Timestamp::default()), Timestamp { mono: 300, wall: 0 }).unwrap();
        let confirmed = plan.confirm(ticket).unwrap();
        let document = TransferDocument::new(&confirmed, SubmissionId::new(uuid::Uuid::nil()));
        assert_eq!(document.err(), Some(DocumentError::NotUtf8(StorePath::parse(b"/caf\xe9").unwrap())));
    }

    #[test]
    fn what_is_not_wished_is_left_out_and_a_bad_label_is_refused() {
        let plain = plan(TransferOptions::default());
        let id = SubmissionId::new(uuid::Uuid::nil());
        let json = TransferDocument::new(&plain, id).unwrap().to_json();
        assert!(!json.contains("label") && !json.contains("sync_level"), "{json}");
        let bad = plan(TransferOptions { label: Untrusted::new("a\nb"), ..TransferOptions::default() });
        assert_eq!(TransferDocument::new(&bad, id).err(), Some(LabelError::Control.into()));
    }
}
