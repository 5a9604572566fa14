//! Faults of a task, by the event codes of the service (`globus-api.md` 10.5).

use rustix::io::Errno;

use crate::sandbox::data_plane::path::CleanPath;

/// The side of a task that a fault belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Source,
    Destination,
}

/// How much of a task a fault affects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultScope {
    /// One item, which is retried while the others continue.
    QueuedItem,
    /// The whole task, which pauses and then continues.
    Task,
    /// The task fails.
    Fatal,
}

/// A fault, with the members of its event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The event code, such as `FILE_NOT_FOUND`.
    pub code: String,
    /// Replaces the code's default description.
    pub description: Option<String>,
    pub details: String,
    pub side: Side,
    pub reach: FaultScope,
}

/// Why a work item did not complete.
#[derive(Debug, PartialEq, Eq)]
pub enum StepError {
    Fault(Fault),
    Canceled,
    /// The deadline has passed.
    Expired,
    /// The sandbox stops; the task resumes at the next start.
    Stopped,
}

impl From<Fault> for StepError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Fault {
    /// A fault of one item.
    pub fn new(code: &str, side: Side, path: &CleanPath, why: &str) -> Self {
        let details = format!("Error ({})\nFile: {}\nDetails: {why}", side_word(side), path.wire());
        Self { code: code.to_owned(), description: None, details, side, reach: FaultScope::QueuedItem }
    }

    /// The same fault with another scope.
    #[must_use]
    pub fn with_scope(self, reach: FaultScope) -> Self {
        Self { reach, ..self }
    }

    /// The fault for a file system error.
    pub fn from_errno(errno: Errno, side: Side, path: &CleanPath) -> Self {
        let (code, reach) = match errno {
            Errno::NOENT => ("FILE_NOT_FOUND", FaultScope::QueuedItem),
            Errno::ACCESS | Errno::PERM | Errno::ROFS => ("PERMISSION_DENIED", FaultScope::QueuedItem),
            Errno::NOSPC => ("NO_SPACE_LEFT", FaultScope::Task),
            Errno::DQUOT => ("QUOTA_EXCEEDED", FaultScope::Task),
            Errno::NOTDIR => ("NOT_A_DIRECTORY", FaultScope::QueuedItem),
            Errno::ISDIR => ("IS_A_DIRECTORY", FaultScope::QueuedItem),
            Errno::LOOP => ("INVALID_SYMLINK", FaultScope::QueuedItem),
            Errno::NAMETOOLONG | Errno::ILSEQ => ("INVALID_PATH_NAME", FaultScope::QueuedItem),
            _ => ("ENDPOINT_ERROR", FaultScope::QueuedItem),
        };
        Self::new(code, side, path, &errno_text(errno)).with_scope(reach)
    }

    /// Whether `skip_source_errors` applies.
    pub fn is_skippable(&self) -> bool {
        self.side == Side::Source
            && matches!(&*self.code, "PERMISSION_DENIED" | "FILE_NOT_FOUND" | "AMBIGUOUS_PATH")
    }

    /// Whether `fail_on_quota_errors` applies.
    pub fn is_quota(&self) -> bool {
        matches!(&*self.code, "NO_SPACE_LEFT" | "QUOTA_EXCEEDED")
    }
}

/// The text of an errno, without its number.
pub fn errno_text(errno: Errno) -> String {
    let text = std::io::Error::from(errno).to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}

fn side_word(side: Side) -> &'static str {
    match side {
        Side::Source => "source",
        Side::Destination => "destination",
    }
}

/// The default description of an event code.
pub fn description(code: &str) -> &str {
    match code {
        "OK" => "OK",
        "Queued" => "waiting for one of your other tasks to end",
        "STARTED" => "started",
        "PROGRESS" => "progress",
        "SUCCEEDED" => "succeeded",
        "CANCELED" => "canceled",
        "EXPIRED" => "deadline passed",
        "FILE_NOT_FOUND" => "file not found",
        "PERMISSION_DENIED" => "permission denied",
        "NO_SPACE_LEFT" => "no space left on device",
        "QUOTA_EXCEEDED" => "quota exceeded",
        "NOT_A_DIRECTORY" => "not a directory",
        "IS_A_DIRECTORY" => "is a directory",
        "NOT_A_FILE" => "not a regular file",
        "NOT_A_SYMLINK" => "not a symbolic link",
        "INVALID_SYMLINK" => "symbolic link leads nowhere",
        "INVALID_PATH_NAME" => "invalid path name",
        "AMBIGUOUS_PATH" => "ambiguous path",
        "VERIFY_CHECKSUM" => "checksum verification failed",
        "EXTERNAL_CHECKSUM_MISMATCH" => "the file does not have the given checksum",
        "FILE_SIZE_CHANGED" => "file changed while it was read",
        "GC_NOT_CONNECTED" => "Globus Connect Personal is not connected",
        "GC_PAUSED" => "Globus Connect Personal is paused",
        "CONNECT_FAILED" => "connection failed",
        "ENDPOINT_ERROR" => "endpoint error",
        "TIMEOUT" => "timeout",
        other => other,
    }
}
