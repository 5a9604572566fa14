//! Errors of every layer below become a [`Problem`] here, in plain words: what happened, to what, what
//! to do next. One table for the services, one for the journal; [`submission`] has what is said of
//! submissions that wait. Sign-ins and kept tokens bring their own words.

mod disk;
pub mod submission;

use std::os::unix::ffi::OsStrExt;
use std::time::Duration;

use crate::domain::format;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::{SafeText, Untrusted};
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::tokens::revoke::Revocation;
use crate::safe;
use crate::storage::StorageError;
use crate::storage::error::Cause;
use crate::transfer::journal::{JournalError, JournalErrorKind};

/// What was tried, as it stands in "Could not …": `list /data on JASMIN`.
pub type Doing = SafeText;

/// Kind, why, and what to do next.
type Row = (ProblemKind, &'static str, &'static str);

/// The table for the services.
fn service_row(kind: ErrorKind) -> Row {
    use ProblemKind as Is;
    match kind {
        ErrorKind::Unauthenticated => {
            (Is::SignIn, "nobody is signed in any more", "Sign in again; what you chose is kept.")
        }
        ErrorKind::Requirement => (
            Is::Requirement,
            "something else is wanted first",
            "Sign in again the way that is asked for, then repeat it.",
        ),
        ErrorKind::NotFound => (
            Is::NotFound,
            "it does not exist, or you may not see it",
            "Check the name, or go to a directory above it.",
        ),
        ErrorKind::Exists => (Is::Refused, "something of that name is there already", "Choose another name."),
        ErrorKind::Denied => (
            Is::Denied,
            "you have no permission for it",
            "Choose another place, or ask the collection's owner for access.",
        ),
        ErrorKind::NotDirectory => {
            (Is::Refused, "it is a file, not a directory", "Open the directory that holds it.")
        }
        ErrorKind::TooLarge => (
            Is::Refused,
            "the directory is larger than the collection lists",
            "Open a directory below it by its full path.",
        ),
        ErrorKind::Offline => (
            Is::Offline,
            "the collection is not connected",
            "Start Globus Connect on that machine or wait for its owner to, then refresh.",
        ),
        ErrorKind::Paused => (
            Is::Offline,
            "those who run the collection have paused it",
            "Wait until they resume it; their words, if any, are given with this.",
        ),
        ErrorKind::RateLimited => {
            (Is::Limited, "the service asked for patience", "Wait a minute, then repeat it.")
        }
        ErrorKind::Conflict => (
            Is::Refused,
            "it contradicts something the service has already",
            "Look at the tasks for one that does the same.",
        ),
        ErrorKind::Refused => (
            Is::Refused,
            "the service refused it",
            "Its words are given with this: change what was asked for.",
        ),
        ErrorKind::Unavailable => (
            Is::Offline,
            "the service, or the storage behind it, is in trouble",
            "Repeat it in a few minutes; if it stays so, tell those who run the collection.",
        ),
        ErrorKind::Unreachable => (
            Is::Offline,
            "there is no connection to the service",
            "Check this machine's network, then repeat it.",
        ),
        ErrorKind::Certificate => (
            Is::Refused,
            "the service could not prove who it is, so nothing was sent",
            "Check this machine's clock and network; if your site has a certificate authority of its own, \
             name its file in GLOBUS_SDK_VERIFY_SSL.",
        ),
        ErrorKind::Redirected => (
            Is::Refused,
            "the answer points to another address, and hemi sends nothing there",
            "If this network has a sign-in page of its own, open that in a browser first.",
        ),
        ErrorKind::Unknown => (
            Is::Unknown,
            "the answer was lost or made no sense",
            "Repeat it; if it was to change something, look first whether it did.",
        ),
    }
}

/// Why a try came to nothing, as a part of a sentence.
pub fn because(error: &ApiError) -> SafeText {
    let (_, why, _) = service_row(error.kind);
    why.into()
}

/// A call to a service that did not work.
pub fn of_api(error: &ApiError, doing: &Doing) -> Problem {
    let (kind, why, next) = service_row(error.kind);
    let why: SafeText = match &error.requirement {
        Some(requirement) => safe!("it wants {} first", requirement.words()),
        None => why.into(),
    };
    let mut problem = Problem::new(kind, safe!("Could not {}: {}.", doing, why), next);
    problem.requirement = error.requirement.clone();
    problem.with_detail(words_of(error))
}

/// The service's own words: code, message, what its people ask for in a report.
fn words_of(error: &ApiError) -> SafeText {
    let mut words = error.message.on_one_line();
    if !error.code.is_empty() {
        words = if words.is_empty() {
            error.code.sanitized()
        } else {
            safe!("{} ({})", words, error.code.sanitized())
        };
    }
    if !error.request_id.is_empty() {
        words = safe!("{}, request {}", words, error.request_id.sanitized());
    }
    words
}

/// A store that did not do what it was asked.
pub fn of_storage(error: &StorageError, doing: &Doing) -> Problem {
    match &error.cause {
        Cause::Globus(error) => of_api(error, doing),
        Cause::Disk(disk) => disk::of_disk(disk, error.kind, doing),
        Cause::NoEnd => Problem::new(
            ProblemKind::Unknown,
            safe!("Could not {}: the listing stopped before its end.", doing),
            "List it again.",
        ),
        Cause::NotDeclared => Problem::new(
            ProblemKind::Refused,
            safe!("Could not {}: this kind of place cannot do that.", doing),
            "Choose another place.",
        ),
    }
}

/// The table for the journal. In every row nothing was sent and nothing is lost.
fn journal_row(kind: JournalErrorKind) -> (&'static str, &'static str) {
    match kind {
        JournalErrorKind::Full => (
            "the disk or your quota is full, and hemi sends nothing it could not write down first",
            "Make room, then submit again.",
        ),
        JournalErrorKind::Io => (
            "the file could not be read or written, and hemi sends nothing it could not write down first",
            "Check the directory's permissions and the disk, then submit again.",
        ),
        JournalErrorKind::Unsafe => (
            "others could change it, or it is no plain file of yours",
            "Look at what it is; make it readable and writable by you alone (chmod 700, files 600).",
        ),
        JournalErrorKind::Damaged => (
            "the file is damaged; it was set aside, not deleted",
            "Look at the tasks whether what it held was submitted; then submit again or remove the file.",
        ),
        JournalErrorKind::Newer => {
            ("a newer hemi wrote it, so it was left alone", "Start the newer hemi to send what it holds.")
        }
        JournalErrorKind::Claimed => (
            "another hemi of yours works on it",
            "Nothing needs to be done; if that one has died, this is over in two minutes.",
        ),
        JournalErrorKind::Missing => {
            ("the file is gone", "If nobody removed it on purpose, look at the tasks and submit again.")
        }
    }
}

/// The journal could not do its part.
pub fn of_journal(error: &JournalError) -> Problem {
    let (why, next) = journal_row(error.kind);
    let happened = match &error.path {
        Some(path) => {
            let path = Untrusted::new(path.as_os_str().as_bytes());
            safe!("Could not {} the journal of submissions, {}: {}.", error.action, path.sanitized(), why)
        }
        None => safe!("Could not {} the journal of submissions: {}.", error.action, why),
    };
    let detail = error.source.as_ref().map(|e| Untrusted::new(e.to_string()).sanitized()).unwrap_or_default();
    Problem::new(ProblemKind::Local, happened, next).with_detail(detail)
}

/// More was asked for than can be queued.
pub fn too_busy(doing: &Doing) -> Problem {
    Problem::new(
        ProblemKind::Local,
        safe!("Could not {}: too much is waiting already.", doing),
        "Wait for what is loading, or stop it, then repeat it.",
    )
}

/// The service asked to wait; requests go on by themselves.
pub fn patience(wait: Duration) -> Problem {
    let (kind, why, _) = service_row(ErrorKind::RateLimited);
    let span = format::span(wait.as_secs().max(1));
    Problem::new(kind, safe!("For {} hemi sends nothing: {}.", span, why), "It goes on by itself.")
}

/// What a sign-out could not end at the service, if anything: it is gone here all the same.
pub fn still_good(left: &[Revocation]) -> Option<Problem> {
    let alive = || left.iter().flat_map(|one| &one.unrevoked);
    let first = alive().next()?;
    let tokens = format::count(u64::try_from(alive().count()).unwrap_or(u64::MAX), "token", "tokens");
    let happened = safe!("Signed out here, but {} could not be ended at the service.", tokens);
    let next = "Whoever has a copy could use them until they expire: to be sure, take hemi's consents back in the \
                settings of the Globus web app.";
    Some(Problem::new(ProblemKind::Offline, happened, next).with_detail(words_of(&first.reason)))
}

/// Nobody is signed in.
pub fn nobody(doing: &Doing) -> Problem {
    let (kind, why, next) = service_row(ErrorKind::Unauthenticated);
    Problem::new(kind, safe!("Could not {}: {}.", doing, why), next)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [ErrorKind; 17] = [
        ErrorKind::Unauthenticated,
        ErrorKind::Requirement,
        ErrorKind::NotFound,
        ErrorKind::Exists,
        ErrorKind::Denied,
        ErrorKind::NotDirectory,
        ErrorKind::TooLarge,
        ErrorKind::Offline,
        ErrorKind::Paused,
        ErrorKind::RateLimited,
        ErrorKind::Conflict,
        ErrorKind::Refused,
        ErrorKind::Unavailable,
        ErrorKind::Unreachable,
        ErrorKind::Certificate,
        ErrorKind::Redirected,
        ErrorKind::Unknown,
    ];

    #[test]
    fn every_kind_of_every_layer_says_what_happened_and_what_to_do() {
        let doing: Doing = "list /data on JASMIN".into();
        let services = KINDS.map(|kind| of_api(&ApiError::new(kind, "the words"), &doing));
        let journal = JournalErrorKind::ALL.map(|kind| {
            let path = Some("/home/u/journal/x\u{1b}.json".into());
            of_journal(&JournalError { kind, action: "write", path, source: None })
        });
        let mut said = std::collections::HashSet::new();
        for problem in services.iter().chain(&journal) {
            let happened = problem.happened.as_str();
            assert!(happened.starts_with("Could not ") && happened.ends_with('.'), "{happened}");
            assert!(problem.next.as_str().ends_with('.'), "{:?}", problem.next);
            assert!(said.insert(happened.to_owned()), "said twice: {happened}");
            assert!(!happened.contains('\u{1b}'));
        }
        assert!(services.iter().all(|p| p.detail.as_ref().is_some_and(|d| d.as_str() == "the words")));
        assert!(services.iter().all(|p| p.happened.as_str().contains("/data on JASMIN")));
        // The layer of stores adds nothing of its own.
        let error = ApiError::new(ErrorKind::NotDirectory, "the words");
        assert_eq!(of_storage(&error.clone().into(), &doing), of_api(&error, &doing));
    }

    #[test]
    fn a_requirement_is_named_and_handed_on() {
        let body = br#"{"code":"ConsentRequired","message":"m","required_scopes":["s"]}"#;
        let problem = of_api(&ApiError::from_answer(403, None, body), &"list x".into());
        assert_eq!(problem.kind, ProblemKind::Requirement);
        assert!(problem.happened.as_str().contains("your consent"), "{:?}", problem.happened);
        assert!(problem.requirement.is_some());
        assert!(problem.detail.unwrap().as_str().contains("ConsentRequired"));
    }
}
