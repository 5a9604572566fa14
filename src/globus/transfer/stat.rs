//! One entry, looked up by its path (`globus-api.md` 8.2).

use super::get_of;
use super::ls_decode::{kind_of, octal};
use super::path::wire_path;
use crate::domain::entry::EntryKind;
use crate::domain::ids::CollectionId;
use crate::domain::path::StorePath;
use crate::globus::client::Globus;
use crate::globus::error::ApiError;
use crate::globus::lenient_json::JsonObject;

/// The attributes of one entry. A symlink has those of its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileStat {
    /// The kind.
    pub kind: EntryKind,
    /// The size in bytes, if known.
    pub size: Option<u64>,
    /// The time of modification in seconds since the Unix epoch, if known.
    pub modified: Option<i64>,
    /// The Unix permission bits, if known.
    pub permissions: Option<u16>,
}

/// Looks up one entry.
///
/// # Errors
/// `NotFound` when it does not exist, `Denied` without permission; those of [`Globus::call`] for a read.
pub async fn stat(globus: &Globus, collection: CollectionId, path: &StorePath) -> Result<FileStat, ApiError> {
    let object = globus.document(get_of(globus, collection, "stat").query("path", wire_path(path)?)).await?;
    Ok(read(&object))
}

fn read(object: &JsonObject) -> FileStat {
    FileStat {
        kind: kind_of(object.str("type").as_bytes()),
        size: object.maybe_count("size"),
        modified: object.time("last_modified"),
        permissions: octal(object.str("permissions").as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stat_is_read_and_what_is_odd_is_not_told() {
        let json = br#"{"DATA_TYPE":"file","name":"x","type":"dir","size":4096,"last_modified":"2024-01-01 00:00:01+00:00","permissions":"0755"}"#;
        let stat = read(&JsonObject::parse(json).unwrap());
        let full = FileStat {
            kind: EntryKind::Dir,
            size: Some(4096),
            modified: Some(1_704_067_201),
            permissions: Some(0o755),
        };
        assert_eq!(stat, full);
        let odd = read(
            &JsonObject::parse(br#"{"type":7,"size":null,"last_modified":"","permissions":"rwx"}"#).unwrap(),
        );
        let nothing = FileStat { kind: EntryKind::Other, size: None, modified: None, permissions: None };
        assert_eq!(odd, nothing);
    }
}
