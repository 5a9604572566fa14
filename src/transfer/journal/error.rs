//! Errors of the journal. None of them loses an entry.

use std::io;
use std::path::{Path, PathBuf};

/// The kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JournalErrorKind {
    /// The disk or quota is full.
    Full,
    /// Files cannot be read or written for another reason.
    Io,
    /// Others can read or change the directory or a file, or it is not a regular file.
    Unsafe,
    /// A file cannot be decoded, or its checksum is wrong.
    Damaged,
    /// A newer version of hemi wrote it.
    Newer,
    /// An engine that this version does not know wrote it.
    OtherEngine,
    /// Another process has claimed this entry.
    Claimed,
    /// There is no such entry (any more).
    Missing,
}

impl JournalErrorKind {
    /// All of them, for tables and their tests.
    pub const ALL: [Self; 8] = [
        Self::Full,
        Self::Io,
        Self::Unsafe,
        Self::Damaged,
        Self::Newer,
        Self::OtherEngine,
        Self::Claimed,
        Self::Missing,
    ];
}

/// A failure of the journal.
#[derive(Debug, thiserror::Error)]
#[error("could not {action} the journal{}", .source.as_ref().map(|s| format!(": {s}")).unwrap_or_default())]
pub struct JournalError {
    /// The kind.
    pub kind: JournalErrorKind,
    /// What was tried, as a verb.
    pub action: &'static str,
    /// Which file.
    pub path: Option<PathBuf>,
    /// What the system said.
    #[source]
    pub source: Option<io::Error>,
}

impl JournalError {
    pub(in crate::transfer) fn new(kind: JournalErrorKind, action: &'static str) -> Self {
        Self { kind, action, path: None, source: None }
    }

    pub(in crate::transfer) fn at(self, path: &Path) -> Self {
        Self { path: Some(path.to_owned()), ..self }
    }

    /// For `map_err`: the system's error while doing `action` to `path`.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = Some(path.to_owned());
        move |source| {
            let kind = match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => JournalErrorKind::Full,
                io::ErrorKind::NotFound => JournalErrorKind::Missing,
                _ => JournalErrorKind::Io,
            };
            Self { kind, action, path, source: Some(source) }
        }
    }
}
