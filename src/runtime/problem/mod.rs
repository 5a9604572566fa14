//! Turns errors of the lower layers into a [`Problem`]: what happened, to what, what to do next. One table for the
//! services, one for the journal; [`submission`] has the messages for waiting submissions. Sign-in and token errors
//! have their own messages.

mod disk;
pub mod submission;

use std::os::unix::ffi::OsStrExt;
use std::time::Duration;

use crate::domain::format;
use crate::domain::path::PathError;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::{SafeText, Untrusted};
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::rate_limit::Pause;
use crate::globus::tokens::revoke::Revocation;
use crate::safe;
use crate::storage::StorageError;
use crate::storage::error::Cause;
use crate::transfer::journal::{JournalError, JournalErrorKind};

/// What was tried, as the rest of "Could not …": `list /data on JASMIN`.
pub type Doing = SafeText;

/// Kind, why, and what to do next.
type Row = (ProblemKind, &'static str, &'static str);

/// The table for the services.
fn service_row(kind: ErrorKind) -> Row {
    use ProblemKind as Is;
    match kind {
        ErrorKind::Unauthenticated => {
            (Is::SignIn, "you are no longer signed in", "Sign in again. What you marked is kept.")
        }
        ErrorKind::Requirement => (
            Is::Requirement,
            "the service requires another sign-in first",
            "Sign in as it requires, then try again.",
        ),
        ErrorKind::NotFound => (
            Is::NotFound,
            "it does not exist, or you may not see it",
            "Check the name, or go to a directory above it.",
        ),
        ErrorKind::Exists => (Is::Refused, "that name already exists", "Choose another name."),
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
            "the directory has more entries than the collection lists",
            "Open a directory below it by its full path.",
        ),
        ErrorKind::Offline => (
            Is::Offline,
            "the collection is not connected",
            "If the computer is yours, start Globus Connect on it; if not, ask its owner. Then open it again.",
        ),
        ErrorKind::Paused => (
            Is::Offline,
            "its managers have paused the collection",
            "Wait until they resume it. Their message, if any, is shown below.",
        ),
        ErrorKind::RateLimited => {
            (Is::RateLimited, "the service received too many requests", "Wait a minute, then try again.")
        }
        ErrorKind::Conflict => (
            Is::Refused,
            "it conflicts with what the service already has",
            "Check whether a task already does the same.",
        ),
        ErrorKind::Refused => {
            (Is::Refused, "the service refused it", "The message below says why. Change the request.")
        }
        ErrorKind::Unavailable => (
            Is::Offline,
            "the service or the storage behind it failed",
            "Try again in a few minutes. If that does not help, tell the managers of the collection.",
        ),
        ErrorKind::Unreachable => (
            Is::Offline,
            "there is no connection to the service",
            "Check this computer's network, then try again.",
        ),
        ErrorKind::Proxy => (
            Is::Offline,
            "the proxy refused the connection",
            "Check the address, name and password in HTTPS_PROXY; list hosts to reach without it in NO_PROXY.",
        ),
        ErrorKind::TokenFile => (
            Is::Local,
            "the tokens on this computer cannot be used",
            "Then try again: you are still signed in.",
        ),
        ErrorKind::Certificate => (
            Is::Refused,
            "the service could not prove its identity, so nothing was sent",
            "Check this computer's clock and network. If your site has its own certificate authority, name its file in \
             GLOBUS_SDK_VERIFY_SSL.",
        ),
        ErrorKind::Redirected => (
            Is::Refused,
            "the answer is a redirect to another address, which hemi does not follow",
            "If this network has its own sign-in page, open it in a browser first.",
        ),
        ErrorKind::Unknown => (
            Is::Unknown,
            "the answer was lost or could not be read",
            "Try again. If it changes something, check first whether it already happened.",
        ),
    }
}

/// Why a try failed, as a part of a sentence.
pub fn because(error: &ApiError) -> SafeText {
    let (_, why, _) = service_row(error.kind);
    why.into()
}

/// An error of a service.
pub fn of_api(error: &ApiError, doing: &Doing) -> Problem {
    let (kind, why, next) = service_row(error.kind);
    // The message of these is ours and says more than the kind: which proxy, which file.
    if matches!(error.kind, ErrorKind::Proxy | ErrorKind::TokenFile) && !error.message.is_empty() {
        return Problem::new(kind, safe!("Could not {}: {}", doing, error.message.on_one_line()), next);
    }
    let why: SafeText = match &error.requirement {
        Some(requirement) => safe!("it requires {} first", requirement.label()),
        None => why.into(),
    };
    let mut problem = Problem::new(kind, safe!("Could not {}: {}.", doing, why), next);
    problem.requirement = error.requirement.clone();
    problem.raw = Some(error.raw_message.sanitized()).filter(|raw| !raw.is_empty());
    problem.with_detail(detail_of(error))
}

/// The service's message, code and request id.
fn detail_of(error: &ApiError) -> SafeText {
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

/// An error of a store.
pub fn of_storage(error: &StorageError, doing: &Doing) -> Problem {
    match &error.cause {
        Cause::Globus(error) => of_api(error, doing),
        Cause::Disk(disk) => disk::of_disk(disk, error.kind, doing),
        Cause::NoEnd => Problem::new(
            ProblemKind::Unknown,
            safe!("Could not {}: the listing stopped before its end.", doing),
            "List it again.",
        ),
        Cause::Kept(kept) => Problem::new(
            ProblemKind::Refused,
            safe!("Could not {}: {}.", doing, Untrusted::new(kept.to_string()).sanitized()),
            "Nothing else was left out.",
        ),
        Cause::NoHttps => Problem::new(
            ProblemKind::Refused,
            safe!("Could not {}: this collection serves no files by HTTPS.", doing),
            "Send the file to this computer to look into it.",
        ),
        Cause::NotDeclared => Problem::new(
            ProblemKind::Refused,
            safe!("Could not {}: this kind of place does not support that.", doing),
            "Choose another place.",
        ),
    }
}

/// The table for the journal. In every row nothing was sent and nothing is lost.
fn journal_row(kind: JournalErrorKind) -> (&'static str, &'static str) {
    match kind {
        JournalErrorKind::Full => (
            "the disk or your quota is full, and hemi sends nothing that it cannot save first",
            "Make room, then submit again.",
        ),
        JournalErrorKind::Io => (
            "the file could not be read or written, and hemi sends nothing that it cannot save first",
            "Check the directory's permissions and the disk, then submit again.",
        ),
        JournalErrorKind::Unsafe => (
            "other users can change it, or it is not a regular file of yours",
            "Check it, then make it accessible only to you (chmod 700, files 600).",
        ),
        JournalErrorKind::Damaged => (
            "the file is damaged; it was renamed, not deleted",
            "Check in the task list whether it was submitted. If not, submit it again; then delete the file.",
        ),
        JournalErrorKind::Newer => ("a newer hemi wrote it", "Start the newer hemi to send what it holds."),
        JournalErrorKind::OtherEngine => (
            "it is for an engine that this version does not have",
            "Start the version of hemi that saved it to send what it holds.",
        ),
        JournalErrorKind::Claimed => (
            "another hemi process of yours is sending it",
            "Wait until it has finished. If it has crashed, hemi can send it after two minutes.",
        ),
        JournalErrorKind::Missing => (
            "the file does not exist any more",
            "If you did not delete it, check the task list, then submit it again.",
        ),
    }
}

/// An error of the journal.
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

/// The queue of an actor is full.
pub fn too_busy(doing: &Doing) -> Problem {
    Problem::new(
        ProblemKind::Local,
        safe!("Could not {}: too many requests are waiting.", doing),
        "Wait for them or cancel them, then try again.",
    )
}

/// A service asked to wait, and the user has tried it all the same less than a minute ago.
pub fn tried_already(pause: &Pause, wait: Duration) -> Problem {
    let happened = safe!("{} was tried less than a minute ago.", pause.title);
    let wait = wait.as_millis().div_ceil(1000).max(1);
    let next = safe!("You can try again in {}.", format::span(u64::try_from(wait).unwrap_or(u64::MAX)));
    Problem::new(ProblemKind::RateLimited, happened, next)
}

/// A bookmark is there, but its path cannot be opened.
pub fn bookmark_path(name: &Untrusted, path: &Untrusted, why: PathError) -> Problem {
    let why = Untrusted::new(why.to_string()).sanitized();
    let path = if path.is_empty() { "it has none".into() } else { safe!("{}: {}", path.sanitized(), why) };
    Problem::new(
        ProblemKind::Refused,
        safe!("Could not open {}: the bookmark's path cannot be used: {}.", name.sanitized(), path),
        "Change the bookmark's path in the Globus web app, or name the place by its collection's id and path.",
    )
}

/// The tokens that a sign-out could not revoke, if any. They are deleted here.
pub fn unrevoked_tokens(left: &[Revocation]) -> Option<Problem> {
    let alive = || left.iter().flat_map(|one| &one.unrevoked);
    let first = alive().next()?;
    let tokens = format::count(u64::try_from(alive().count()).unwrap_or(u64::MAX), "token", "tokens");
    let happened = safe!("Signed out here, but {} could not be revoked at the service.", tokens);
    let next = "They stay valid until they expire. To be sure, revoke hemi's consents in the settings of the Globus \
                web app.";
    Some(Problem::new(ProblemKind::Offline, happened, next).with_detail(detail_of(&first.reason)))
}

/// No user is signed in.
pub fn not_signed_in(doing: &Doing) -> Problem {
    let (kind, why, next) = service_row(ErrorKind::Unauthenticated);
    Problem::new(kind, safe!("Could not {}: {}.", doing, why), next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn that_no_one_is_signed_in_is_said_once() {
        let error = ApiError::from(crate::globus::tokens::TokenError::SignedOut);
        let problem = of_api(&error, &"list /x".into());
        assert_eq!(problem.happened.as_str(), "Could not list /x: you are no longer signed in.");
        assert_eq!(problem.detail, None);
    }

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
        // The storage layer adds nothing.
        let error = ApiError::new(ErrorKind::NotDirectory, "the words");
        assert_eq!(of_storage(&error.clone().into(), &doing), of_api(&error, &doing));
    }

    /// The service refused nothing, so the problem must not ask for a sign-in.
    #[test]
    fn a_proxy_or_a_disk_that_refuses_is_named() {
        let said = |kind, message| of_api(&ApiError::new(kind, message), &"list /x".into());
        let proxy =
            said(ErrorKind::Proxy, "the proxy p:3128 (from HTTPS_PROXY) requires a name and password");
        assert_eq!(proxy.kind, ProblemKind::Offline);
        let expected = "Could not list /x: the proxy p:3128 (from HTTPS_PROXY) requires a name and password.";
        assert_eq!((proxy.happened.as_str(), proxy.detail), (expected, None));
        let file = said(ErrorKind::TokenFile, "It was not renewed: disk full. Make it writable.");
        assert_eq!(file.kind, ProblemKind::Local);
        assert_eq!(
            file.happened.as_str(),
            "Could not list /x: It was not renewed: disk full. Make it writable."
        );
    }

    #[test]
    fn a_reply_of_a_server_is_told_in_words_and_kept_as_it_came() {
        let body = br#"{"code":"ExternalError.DirListingFailed","message":"550-no such file%0D%0A550 End."}"#;
        let problem = of_api(&ApiError::from_answer(502, None, body), &"list x".into());
        let detail = problem.detail.unwrap();
        assert_eq!(detail.as_str(), "no such file (ExternalError.DirListingFailed)");
        assert!(problem.raw.unwrap().as_str().contains("550-no such file%0D%0A550 End."));
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
