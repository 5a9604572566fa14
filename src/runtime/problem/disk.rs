//! What is said when a disk of this computer did not do what it was asked.

use super::Doing;
use crate::domain::problem::{Problem, ProblemKind};
use crate::safe;
use crate::storage::StorageErrorKind;
use crate::storage::error::DiskError;

/// Kind, and what to do next.
fn row(kind: StorageErrorKind) -> (ProblemKind, &'static str) {
    use ProblemKind as Is;
    match kind {
        StorageErrorKind::NotFound => (Is::NotFound, "Check the name, or go to a directory above it."),
        StorageErrorKind::Exists => (Is::Refused, "Choose another name."),
        StorageErrorKind::Denied => {
            (Is::Denied, "Choose another place, or ask the owner to change its permissions.")
        }
        StorageErrorKind::NotDirectory => (Is::Refused, "Open the directory that holds it."),
        StorageErrorKind::Offline => (Is::Offline, "Try again later. Other directories can still be used."),
        StorageErrorKind::TooLarge
        | StorageErrorKind::SignIn
        | StorageErrorKind::Refused
        | StorageErrorKind::Unknown => (Is::Local, "Check the disk, then try again."),
    }
}

/// An error of a disk.
pub fn of_disk(error: &DiskError, kind: StorageErrorKind, doing: &Doing) -> Problem {
    let (kind, next) = row(kind);
    Problem::new(kind, safe!("Could not {}: {}.", doing, error.message()), next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::path::StorePath;
    use crate::storage::StorageError;
    use crate::storage::error::Cause;

    #[test]
    fn the_words_name_the_cause_and_the_disk_that_does_not_answer() {
        let said = |error: DiskError| {
            let error = StorageError::from(error);
            let Cause::Disk(cause) = &error.cause else { panic!("{error}") };
            of_disk(cause, error.kind, &"list /x".into()).happened
        };
        let denied = said(DiskError::System(rustix::io::Errno::ACCESS));
        assert_eq!(denied.as_str(), "Could not list /x: permission denied.");
        let busy = DiskError::Busy { disk: StorePath::parse(b"/gws/x\x1by").unwrap(), calls: 8 };
        let words = "Could not list /x: 8 calls to the disk at /gws/x\\x1by have not answered.";
        assert_eq!(said(busy).as_str(), words);
    }
}
