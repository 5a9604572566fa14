//! How to copy: which files, the label, checks.

use crate::domain::text::Untrusted;

/// When a file at the destination is not overwritten (`globus-api.md` 9.2, `sync_level`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SyncLevel {
    /// Always copy.
    #[default]
    Always,
    /// Copy what is missing at the destination (0).
    Missing,
    /// Copy what is missing or differs in size (1).
    Size,
    /// Copy what is missing, differs in size or is newer at the source (2).
    Newer,
    /// Copy what is missing or differs in checksum (3).
    Checksum,
}

impl SyncLevel {
    /// All, in the order they are offered.
    pub const ALL: [Self; 5] = [Self::Always, Self::Missing, Self::Size, Self::Newer, Self::Checksum];

    /// The number the service knows it by; `None` for always.
    pub fn wire(self) -> Option<u8> {
        match self {
            Self::Always => None,
            Self::Missing => Some(0),
            Self::Size => Some(1),
            Self::Newer => Some(2),
            Self::Checksum => Some(3),
        }
    }

    /// As text.
    pub fn label(self) -> &'static str {
        match self {
            Self::Always => "everything",
            Self::Missing => "new files only",
            Self::Size => "new or changed size",
            Self::Newer => "new, changed size, or newer",
            Self::Checksum => "new or changed checksum",
        }
    }
}

/// What a label must not be: the service refuses it (`globus-api.md` 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// Over 128 characters.
    #[error("a label has at most 128 characters")]
    TooLong,
    /// Has a line break or other control character.
    #[error("a label cannot have line breaks")]
    Control,
}

/// How to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferOptions {
    /// Which files are copied.
    pub sync: SyncLevel,
    /// The user's name for the task.
    pub label: Untrusted,
    /// Whether every file is read again and compared by checksum.
    pub verify_checksum: bool,
    /// Whether files keep their time of last change.
    pub preserve_timestamp: bool,
}

impl Default for TransferOptions {
    /// As the web app and the CLI do: verify by checksum, copy always.
    fn default() -> Self {
        Self {
            sync: SyncLevel::Always,
            label: Untrusted::default(),
            verify_checksum: true,
            preserve_timestamp: false,
        }
    }
}

/// The label as it will be sent: outer blanks off; `None` when empty.
///
/// # Errors
/// A [`LabelError`] for what the service would refuse.
pub fn checked_label(label: &Untrusted) -> Result<Option<&str>, LabelError> {
    let text = label.raw_str().unwrap_or_default().trim();
    if text.chars().count() > 128 {
        return Err(LabelError::TooLong);
    }
    if text.chars().any(char::is_control) {
        return Err(LabelError::Control);
    }
    Ok(Some(text).filter(|t| !t.is_empty()))
}
