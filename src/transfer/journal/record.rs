//! One entry of the journal and its file format.
//!
//! The file is one JSON object with a `version` and a checksum over the rest. A change of a field raises
//! [`VERSION`]: a newer file is not touched.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::error::{JournalError, JournalErrorKind};
use crate::domain::ids::{ClientId, CollectionId, IdentityId, JobId, SubmissionId, TaskId};
use crate::domain::job::WaitReason;
use crate::domain::task::TaskKind;
use crate::domain::text::Untrusted;

/// The newest form of the file that this program writes: that of a delete, which an older one must not take for a
/// transfer.
pub const VERSION: u32 = 3;

/// The form of a transfer's file, which older programs read as well.
const TRANSFER_VERSION: u32 = 2;

/// Past this age of a submission the service may have forgotten its id (`ARCHITECTURE.md` 12), in seconds.
pub const ID_REMEMBERED: i64 = 24 * 3600;

/// The engine that sends an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EngineTag {
    /// Globus Transfer. Entries of version 1 have no tag and are all of this engine.
    #[default]
    Globus,
}

/// Service, application and identity of a submission. All three must be those of the session before an
/// entry is sent again: so a demo's entry can never reach another service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Base URL of the Transfer service.
    pub service: String,
    /// The registered application.
    pub client: ClientId,
    /// The identity signed in.
    pub identity: IdentityId,
}

/// One end of a transfer, as the user saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// The collection.
    pub collection: CollectionId,
    /// Its name in the plan. From outside once: show it through [`End::title`].
    pub name: String,
}

impl End {
    /// Its name, to be shown.
    pub fn title(&self) -> Untrusted {
        Untrusted::new(&self.name)
    }
}

/// How far a submission has come (`ARCHITECTURE.md` 12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Confirmed by the user; the service knows nothing of it.
    Planned,
    /// Has its submission id; was not sent.
    Reserved,
    /// Was sent, with unknown result.
    Sent,
    /// The service has it as this task.
    Accepted(TaskId),
    /// The service refused it for good, with this message.
    Refused(String),
    /// Will be sent again when this is over.
    Waiting(WaitReason),
    /// The user dropped it: it is never sent.
    Dropped,
}

impl State {
    /// Whether nothing is left to do.
    pub fn is_finished(&self) -> bool {
        matches!(self, Self::Accepted(_) | Self::Refused(_) | Self::Dropped)
    }
}

/// The content of a new entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Service, application and identity.
    pub origin: Origin,
    /// The user's name for it; may be empty.
    pub label: String,
    /// From where; for a delete: where.
    pub source: End,
    /// To where; `None` for a delete.
    pub destination: Option<End>,
    /// The document as JSON text; the submission id is put in when there is one.
    pub body: String,
}

/// One submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The form of this file.
    pub version: u32,
    /// The engine that sends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    engine: Option<EngineTag>,
    /// Its name in the journal.
    pub id: JobId,
    /// How far it has come.
    pub state: State,
    /// The id the service gave, from `reserved` on.
    pub submission: Option<SubmissionId>,
    /// Service, application and identity.
    pub origin: Origin,
    /// How often it was sent.
    pub tries: u32,
    /// When the user confirmed it, seconds since the Unix epoch.
    pub created: i64,
    /// When `state` last changed, seconds since the Unix epoch.
    pub changed: i64,
    /// The user's name for it; may be empty.
    pub label: String,
    /// From where; for a delete: where.
    pub source: End,
    /// To where; `None` for a delete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination: Option<End>,
    /// The exact bytes to send, from `reserved` on; before that the same without a submission id.
    pub body: String,
    /// SHA-256 of this object with an empty `sum`, in hex.
    sum: String,
}

/// The fields that tell the version and the engine of a file.
#[derive(Deserialize)]
struct Header {
    version: u32,
    engine: Option<serde_json::Value>,
}

/// The form of a file.
fn version(is_transfer: bool) -> u32 {
    if is_transfer { TRANSFER_VERSION } else { VERSION }
}

impl Record {
    /// A new entry in `planned`.
    pub(super) fn new(draft: Draft, now: i64) -> Self {
        let Draft { origin, label, source, destination, body } = draft;
        Self {
            version: version(destination.is_some()),
            engine: Some(EngineTag::Globus),
            id: JobId::new(Uuid::new_v4()),
            state: State::Planned,
            submission: None,
            origin,
            tries: 0,
            created: now,
            changed: now,
            label,
            source,
            destination,
            body,
            sum: String::new(),
        }
    }

    /// Fixes the submission id and with it the exact body.
    pub(super) fn reserve(&mut self, id: SubmissionId) -> Result<(), JournalError> {
        let damaged = |_| JournalError::new(JournalErrorKind::Damaged, "complete the document of");
        let mut document: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&self.body).map_err(damaged)?;
        document.insert("submission_id".to_owned(), id.to_string().into());
        self.body = serde_json::to_string(&document).map_err(damaged)?;
        self.submission = Some(id);
        self.state = State::Reserved;
        Ok(())
    }

    /// Takes back an id that was never sent, so that another one can be reserved.
    pub(super) fn unreserve(&mut self) {
        self.submission = None;
        self.state = State::Planned;
    }

    /// The same without its document, which may be large. Such a record is only shown, never sent.
    pub(super) fn without_body(self) -> Self {
        Self { body: String::new(), ..self }
    }

    /// What it does.
    pub fn kind(&self) -> TaskKind {
        if self.destination.is_some() { TaskKind::Transfer } else { TaskKind::Delete }
    }

    /// Whether it was ever sent. One that never was cannot be at the service.
    pub fn was_sent(&self) -> bool {
        self.tries > 0
    }

    /// Whether the service may have forgotten the submission id by `now`. A clock that was set back makes an entry
    /// look young, and one from the future counts as old: then nothing is sent automatically.
    pub fn is_old(&self, now: i64) -> bool {
        !(-600..ID_REMEMBERED).contains(&now.saturating_sub(self.created))
    }

    /// The label, to be shown; the collections' names when there is none.
    pub fn title(&self) -> crate::domain::text::SafeText {
        match &self.destination {
            _ if !self.label.is_empty() => Untrusted::new(&self.label).sanitized(),
            Some(destination) => {
                crate::safe!("{} to {}", self.source.title().sanitized(), destination.title().sanitized())
            }
            None => crate::safe!("delete on {}", self.source.title().sanitized()),
        }
    }

    /// The bytes of its file.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, JournalError> {
        let version = version(self.destination.is_some());
        let mut summed = Self { version, engine: Some(EngineTag::Globus), ..self.clone() };
        summed.sum = summed.checksum()?;
        let mut bytes = serde_json::to_vec_pretty(&summed)
            .map_err(|_| JournalError::new(JournalErrorKind::Damaged, "write an entry of"))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads the bytes of a file.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, JournalError> {
        let damaged = || JournalError::new(JournalErrorKind::Damaged, "understand");
        let Header { version, engine } = serde_json::from_slice(bytes).map_err(|_| damaged())?;
        if version > VERSION {
            return Err(JournalError::new(JournalErrorKind::Newer, "understand"));
        }
        if engine.is_some_and(|tag| serde_json::from_value::<EngineTag>(tag).is_err()) {
            return Err(JournalError::new(JournalErrorKind::OtherEngine, "understand"));
        }
        let record: Self = serde_json::from_slice(bytes).map_err(|_| damaged())?;
        let whole = record.checksum()? == record.sum;
        // What was sent must have an id, or it could be sent with another one.
        let has_id = record.submission.is_some() || !matches!(record.state, State::Reserved | State::Sent);
        // A transfer without its destination is none, and must never be taken for a delete.
        let is_told = record.destination.is_some() || version >= VERSION;
        if whole && has_id && is_told { Ok(record) } else { Err(damaged()) }
    }

    fn checksum(&self) -> Result<String, JournalError> {
        let plain = Self { sum: String::new(), ..self.clone() };
        let text = serde_json::to_vec(&plain)
            .map_err(|_| JournalError::new(JournalErrorKind::Damaged, "write an entry of"))?;
        let digest = ring::digest::digest(&ring::digest::SHA256, &text);
        Ok(digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}
