//! What is said of submissions: refused, waiting, or left by an earlier run.

use std::path::Path;

use super::{Doing, of_api, of_journal};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;
use crate::transfer::journal::Record;
use crate::transfer::{DocumentError, Reason, TransferError};

/// A submission or cancel that did not work.
pub fn of_transfer(error: &TransferError, doing: &Doing) -> Problem {
    match error {
        TransferError::Journal(error) => of_journal(error),
        TransferError::Globus(error) => of_api(error, doing),
        TransferError::Document(error) => {
            let (why, next) = match error {
                DocumentError::Label(label) => {
                    (Untrusted::new(label.to_string()).sanitized(), "Change the label.")
                }
                DocumentError::NotCollection => (
                    "Globus Transfer moves files between collections only".into(),
                    "Open a collection in both panes.",
                ),
                DocumentError::NotUtf8(path) => {
                    let why = safe!(
                        "the name {} is not UTF-8, and Globus cannot be asked for it",
                        path.sanitized()
                    );
                    (why, "Unmark it to send the others, or rename it first.")
                }
            };
            Problem::new(ProblemKind::Refused, safe!("Could not {}: {}.", doing, why), next)
        }
    }
}

/// A submission that is kept and sent again.
pub fn waits(error: &TransferError, doing: &Doing) -> Problem {
    let mut problem = of_transfer(error, doing);
    problem.next = match (problem.kind, error) {
        (ProblemKind::SignIn, _) => "Sign in again: hemi has kept it and then sends it automatically.",
        (ProblemKind::Requirement, _) => {
            "Sign in the way it requires: hemi has kept it and then sends it automatically."
        }
        (_, TransferError::Globus(error)) if error.may_have_run() => {
            "It may have reached the service: hemi sends the very same submission again, which never makes a \
             second task."
        }
        (_, TransferError::Journal(_)) => "hemi has kept it and continues at its next start.",
        _ => "hemi has kept it and sends it automatically when this is over.",
    }
    .into();
    problem
}

/// Nothing moves data between the two.
pub fn no_route(reason: Reason, doing: &Doing) -> Problem {
    match reason {
        Reason::NoEngine => Problem::new(
            ProblemKind::Local,
            safe!("Could not {}: the journal of submissions could not be opened.", doing),
            "The reason was shown at the start. Fix it, then start hemi again.",
        ),
        Reason::CollectionsOnly => Problem::new(
            ProblemKind::Refused,
            safe!("Could not {}: Globus Transfer moves files between collections only.", doing),
            "Open a collection that reaches these files, such as Globus Connect Personal on this computer.",
        ),
    }
}

/// A submission so old that only its user can tell what to do with it.
pub fn too_old(record: &Record, file: &Path) -> Problem {
    Problem::new(
        ProblemKind::Unknown,
        safe!(
            "The transfer {} of an earlier run was never completed and is too old to be sent again automatically.",
            record.title()
        ),
        safe!(
            "Check whether the files have arrived. If not, submit it again. Then delete {}.",
            Untrusted::new(file.as_os_str().as_encoded_bytes()).sanitized()
        ),
    )
}

/// Submissions that belong to another service, application or identity.
pub fn foreign(record: &Record, count: u64) -> Problem {
    let service: SafeText = Untrusted::new(&record.origin.service).sanitized();
    let (what, are): (SafeText, &'static str) = match count {
        1 => (safe!("The transfer {} of an earlier run", record.title()), "is"),
        _ => (safe!("{} transfers of earlier runs", count), "are"),
    };
    Problem::new(
        ProblemKind::Refused,
        safe!("{} {} not sent: submitted by another identity or application at {}.", what, are, service),
        "Sign in there as before, and hemi sends the rest. Nothing of it has changed.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::globus::error::{ApiError, ErrorKind};

    #[test]
    fn what_waits_is_never_said_to_be_lost() {
        for (kind, words) in [
            (ErrorKind::Unauthenticated, "hemi has kept it"),
            (ErrorKind::Requirement, "hemi has kept it"),
            (ErrorKind::Unreachable, "hemi has kept it"),
            (ErrorKind::Unknown, "sends the very same"),
        ] {
            let problem = waits(&ApiError::new(kind, "").into(), &"submit it".into());
            let next = problem.next.as_str();
            assert!(next.contains(words), "{kind:?}: {next}");
        }
    }
}
