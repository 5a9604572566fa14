//! Messages about submissions: refused, waiting, or left by an earlier run.

use super::{Doing, of_api, of_journal};
use crate::domain::job::JobSnapshot;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::route::NoRoute;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;
use crate::transfer::{DocumentError, TransferError};

/// An error of a submission or a cancel.
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
                    let why = safe!("the name {} is not UTF-8, which Globus requires", path.sanitized());
                    (why, "Unmark it to send the others, or rename it first.")
                }
            };
            Problem::new(ProblemKind::Refused, safe!("Could not {}: {}.", doing, why), next)
        }
        TransferError::NotSignedIn => super::not_signed_in(doing),
        TransferError::Foreign => Problem::new(
            ProblemKind::Refused,
            safe!("Could not {}: it belongs to another account.", doing),
            "Sign in with that account to send it, or drop it.",
        ),
        TransferError::TooOld => Problem::new(
            ProblemKind::Unknown,
            safe!("Could not {}: it was sent more than 24 hours ago and may have arrived.", doing),
            "Check the destination, then drop it or submit it again.",
        ),
    }
}

/// A submission that is saved and sent again.
pub fn waits(error: &TransferError, doing: &Doing) -> Problem {
    let mut problem = of_transfer(error, doing);
    problem.next = match (problem.kind, error) {
        (ProblemKind::SignIn, _) => "Sign in again: hemi has saved it and then sends it automatically.",
        (ProblemKind::Requirement, _) => {
            "Sign in as it requires: hemi has saved it and then sends it automatically."
        }
        (_, TransferError::Globus(error)) if error.may_have_run() => {
            "It may have reached the service: hemi sends the same submission again, which never makes a second task."
        }
        (_, TransferError::Journal(_)) => "hemi has saved it and continues at its next start.",
        _ => "hemi has saved it and sends it automatically when this is over.",
    }
    .into();
    problem
}

/// No engine moves data between the two places.
pub fn no_route(why: NoRoute, doing: &Doing) -> Problem {
    let next = match why {
        NoRoute::NoEngine => "Fix what was reported at the start, then start hemi again.",
        NoRoute::NotACollection => {
            "Make this computer one with Globus Connect Personal, or open a collection that holds these files."
        }
    };
    Problem::new(ProblemKind::Refused, safe!("Could not {}. {}", doing, why.reason()), next)
}

/// A submission so old that its user must decide.
pub fn too_old(job: &JobSnapshot) -> Problem {
    Problem::new(
        ProblemKind::Unknown,
        safe!("The transfer {} of an earlier run is too old to be sent automatically.", job.title()),
        "Send it or drop it in the task panel.",
    )
}

/// Submissions that belong to another service, application or identity.
pub fn foreign(job: &JobSnapshot, count: u64) -> Problem {
    let what: SafeText = match count {
        1 => safe!("The transfer {} of an earlier run is not sent.", job.title()),
        _ => safe!("{} transfers of earlier runs are not sent.", count),
    };
    let why = job.note.clone().unwrap_or_default();
    Problem::new(
        ProblemKind::Refused,
        safe!("{} {}", what, why),
        "Sign in there again to send it, or drop it in the task panel.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::globus::error::{ApiError, ErrorKind};

    #[test]
    fn what_waits_is_never_said_to_be_lost() {
        for (kind, words) in [
            (ErrorKind::Unauthenticated, "hemi has saved it"),
            (ErrorKind::Requirement, "hemi has saved it"),
            (ErrorKind::Unreachable, "hemi has saved it"),
            (ErrorKind::Unknown, "sends the same"),
        ] {
            let problem = waits(&ApiError::new(kind, "").into(), &"submit it".into());
            let next = problem.next.as_str();
            assert!(next.contains(words), "{kind:?}: {next}");
        }
    }
}
