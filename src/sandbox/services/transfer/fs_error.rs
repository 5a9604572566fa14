//! Errors of file operations: file system errors as wire errors (`globus-api.md` 4.5).

use rustix::io::Errno;

use crate::sandbox::data_plane::environment::Volume;
use crate::sandbox::data_plane::fault::errno_text;
use crate::sandbox::data_plane::path::CleanPath;
use crate::sandbox::model::collection::Collection;
use crate::sandbox::services::api_error::ApiError;

/// A file operation on a collection, for its error messages.
pub struct FileOperation<'a> {
    /// The middle of the error code: `DirListing`, `Mkdir`, ...
    pub name: &'static str,
    /// The verb of the message: `list`, `mkdir`, ...
    pub verb: &'static str,
    pub collection: &'a Collection,
}

impl FileOperation<'_> {
    /// An error of the storage: 502, `ExternalError.<Name>Failed[.<suffix>]`.
    pub fn external_error(&self, suffix: &str, path: &CleanPath, why: &str) -> ApiError {
        let dot = if suffix.is_empty() { "" } else { "." };
        let code = format!("ExternalError.{}Failed{dot}{suffix}", self.name);
        let host = self.collection.hostname.as_deref().unwrap_or("Globus Connect Personal");
        let message = format!(
            "Error ({})\nEndpoint: {} ({})\nServer: {host}\nPath: {}\nMessage: {why}",
            self.verb,
            self.collection.display_name,
            self.collection.id,
            path.wire()
        );
        ApiError::new(502, code, message)
    }

    /// Fails when the collection is offline or its storage is missing.
    pub fn check_available(&self, volume: &Volume) -> Result<(), ApiError> {
        let root = CleanPath::default();
        match volume.offline {
            Some("GC_NOT_CONNECTED") => {
                let why = "Globus Connect Personal is not connected to the service on that computer";
                Err(self.external_error("GCDisconnected", &root, why))
            }
            Some(_) => Err(self.external_error("ConnectFailed", &root, "Could not connect to the server")),
            None if volume.generated.is_empty() && !volume.root.is_present() => {
                let why = "Login to the server failed: no storage for the local account";
                Err(self.external_error("LoginFailed", &root, why))
            }
            None => Ok(()),
        }
    }

    /// The wire error for a file system error at `path`.
    pub fn errno_error(&self, errno: Errno, path: &CleanPath) -> ApiError {
        let why = errno_text(errno);
        let shown = path.wire();
        let id = self.collection.id;
        match (self.name, errno) {
            ("Stat", Errno::NOENT | Errno::NOTDIR) => {
                ApiError::new(404, "NotFound", format!("Path '{shown}' not found on endpoint '{id}'"))
            }
            ("Stat", Errno::ACCESS | Errno::PERM) => {
                let message = format!("Permission denied to '{shown}' on endpoint '{id}'");
                ApiError::new(403, "EndpointPermissionDenied", message)
            }
            ("DirListing", Errno::NOENT) => {
                let message = format!("Directory '{shown}' not found on endpoint '{id}'");
                ApiError::new(404, "ClientError.NotFound", message)
            }
            ("Rename", Errno::NOENT) => {
                let message = format!("Path '{shown}' not found on endpoint '{id}'");
                ApiError::new(404, "ClientError.NotFound", message)
            }
            ("DirListing", Errno::NOTDIR) => self.external_error("NotDirectory", path, &why),
            (_, Errno::NOENT | Errno::NOTDIR) => self.external_error("NotFound", path, &why),
            (_, Errno::EXIST | Errno::NOTEMPTY) => self.external_error("Exists", path, &why),
            (_, Errno::ACCESS | Errno::PERM | Errno::ROFS) => {
                self.external_error("PermissionDenied", path, &why)
            }
            (_, Errno::NOSPC) => self.external_error("NoSpaceLeft", path, &why),
            (_, Errno::NAMETOOLONG | Errno::ILSEQ) => {
                ApiError::new(400, "InvalidPath", format!("Invalid path '{shown}': {why}"))
            }
            _ => self.external_error("", path, &why),
        }
    }
}
