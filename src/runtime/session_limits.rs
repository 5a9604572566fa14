//! The session ages that collections rejected, saved with the profile's state. Best effort: a file that cannot be
//! read or written is ignored.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::domain::identity::ObservedSessionLimits;
use crate::globus::tokens::private_file;

const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct File {
    version: u32,
    /// Seconds, by collection.
    refused: ObservedSessionLimits,
}

fn file(state: &Path) -> PathBuf {
    state.join("sessions.json")
}

/// Reads the saved limits of this directory.
pub fn read(state: &Path) -> ObservedSessionLimits {
    let bytes = private_file::read(&file(state)).ok().flatten().unwrap_or_default();
    let kept: Option<File> = serde_json::from_slice(&bytes).ok();
    kept.filter(|kept| kept.version == VERSION).map(|kept| kept.refused).unwrap_or_default()
}

/// Saves them.
pub fn write(state: &Path, refused: ObservedSessionLimits) {
    let written = serde_json::to_vec(&File { version: VERSION, refused })
        .map(|bytes| private_file::replace(&file(state), &bytes));
    if !matches!(written, Ok(Ok(()))) {
        tracing::warn!("the observed session limits could not be saved");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::CollectionId;

    #[test]
    fn what_is_kept_is_read_and_what_is_odd_is_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let state = dir.path().join("state");
        assert!(read(&state).is_empty());
        let refused = ObservedSessionLimits::from([(CollectionId::new(uuid::Uuid::from_u128(1)), 86_400)]);
        write(&state, refused.clone());
        assert_eq!(read(&state), refused);
        private_file::replace(&file(&state), br#"{"version":9,"refused":{}}"#).unwrap();
        assert!(read(&state).is_empty());
        private_file::replace(&file(&state), b"\xff").unwrap();
        assert!(read(&state).is_empty());
    }
}
