//! Why stored tokens cannot be used, and what to do. Holds no token.

use std::path::Path;

use super::private_file::{self, FileFault};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::requirement::Requirement;
use crate::domain::text::{SafeText, Untrusted};
use crate::globus::audience::Audience;
use crate::globus::error::{ApiError, ErrorKind};
use crate::safe;

/// A failure of the stored tokens.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sanitized())]
pub enum TokenError {
    /// The file or its directory is unsafe or unusable.
    File {
        /// The file.
        path: SafeText,
        /// What is wrong with it.
        fault: FileFault,
    },
    /// The content of the file cannot be read.
    Garbage {
        /// The file.
        path: SafeText,
    },
    /// A newer hemi wrote the file.
    Newer {
        /// The file.
        path: SafeText,
        /// Its version.
        version: u64,
    },
    /// The sign-in was not renewed, because the new tokens could not have been saved.
    NotRenewed {
        /// The file they belong into.
        path: SafeText,
        /// What is wrong with it.
        fault: FileFault,
    },
    /// Not signed in.
    SignedOut,
    /// No token for an audience: its scopes need a consent first.
    NotGranted(Box<Requirement>),
    /// The service rejected the refresh token.
    Over,
    /// The profile belongs to another identity.
    OtherPerson {
        /// The file.
        path: SafeText,
        /// The identity of the profile.
        held: Untrusted,
        /// The identity that signed in.
        came: Untrusted,
    },
    /// Another process holds the lock.
    Busy,
    /// A call to the service failed.
    Service(ApiError),
}

impl TokenError {
    /// No token for `audience`: its scopes are required.
    pub(super) fn not_granted(audience: &Audience) -> Self {
        let scopes = audience.scopes().iter().map(|scope| Untrusted::new(scope.wire())).collect();
        Self::NotGranted(Box::new(Requirement { scopes, ..Requirement::default() }))
    }

    pub(super) fn file(path: &Path, fault: FileFault) -> Self {
        Self::File { path: private_file::safe_path(path), fault }
    }

    /// What happened and what to do.
    pub fn problem(&self) -> Problem {
        use ProblemKind::{Local, Offline, RateLimited, SignIn, Unknown};
        match self {
            Self::File { path, fault } => file_problem(path, *fault),
            Self::Garbage { path } => Problem::new(
                Local,
                safe!("the token file {} cannot be read: it is truncated or not written by hemi", path),
                "Sign in again: hemi renames the file and writes a new one.",
            ),
            Self::Newer { path, version } => Problem::new(
                Local,
                safe!("the token file {} was written by a newer hemi (version {})", path, *version),
                safe!("Use that hemi, or move {} away and sign in again.", path),
            ),
            Self::NotRenewed { path, fault } => Problem::new(
                Local,
                safe!(
                    "the sign-in was not renewed, because it could not be saved: {} ({})",
                    reason(path, *fault),
                    path
                ),
                "Make it writable, then try again: you are still signed in.",
            ),
            Self::NotGranted(requirement) => {
                let mut problem = Problem::new(
                    ProblemKind::Requirement,
                    safe!(
                        "this sign-in has no token for that service: it requires {} first",
                        requirement.label()
                    ),
                    "Sign in again with that consent.",
                );
                problem.requirement = Some(requirement.clone());
                problem
            }
            Self::SignedOut => Problem::new(SignIn, "you are not signed in", "Sign in."),
            Self::Over => {
                Problem::new(SignIn, "the service ended the sign-in", "Sign in again. Nothing else is lost.")
            }
            Self::OtherPerson { path, held, came } => Problem::new(
                SignIn,
                safe!(
                    "this profile belongs to {}, but {} signed in; nothing has changed",
                    held.sanitized(),
                    came.sanitized()
                ),
                safe!(
                    "Sign in as {}, use another profile (hemi --profile NAME), or sign out of this one (hemi logout). Its tokens are in {}.",
                    held.sanitized(),
                    path
                ),
            ),
            Self::Busy => Problem::new(
                RateLimited,
                "another hemi process has been renewing the tokens for a minute",
                "Try again. If that does not help, find a suspended hemi process and end it.",
            ),
            Self::Service(error) => {
                let kind = if error.kind == ErrorKind::Unreachable { Offline } else { Unknown };
                Problem::new(kind, "the sign-in could not be renewed", "Check the network, then try again.")
                    .with_detail(error.sanitized())
            }
        }
    }

    fn sanitized(&self) -> SafeText {
        let Problem { happened, next, .. } = self.problem();
        safe!("{} {}", happened, next)
    }
}

fn file_problem(path: &SafeText, fault: FileFault) -> Problem {
    let (happened, next) = match fault {
        FileFault::Open(mode) => (
            safe!("the token file {} can be reached by other users (mode {:o})", path, mode),
            safe!(
                "If you are sure that no one else read it: chmod 600 {}. Otherwise delete it and sign in again.",
                path
            ),
        ),
        FileFault::Foreign(user) => (
            safe!("{} or its directory belongs to another user (id {})", path, user),
            safe!("Move it away, or change its owner with chown, then start hemi again."),
        ),
        FileFault::Link => (
            safe!("the token file {} is a symbolic link", path),
            safe!("Remove the link, or put the file itself in its place, then start hemi again."),
        ),
        FileFault::Names(count) => (
            safe!("the token file {} has {} names (hard links), so other users may reach it", path, count),
            safe!(
                "Delete the others (find them with: find / -xdev -samefile {}), or delete this one and sign in again.",
                path
            ),
        ),
        FileFault::NotAFile => (
            safe!("{} is not a file but a directory, pipe or device", path),
            safe!("Move it away, then sign in again."),
        ),
        FileFault::TooLong => {
            (safe!("the token file {} is too large", path), safe!("Move it away, then sign in again."))
        }
        FileFault::Io(kind) => (
            safe!("the token file {} could not be used: {}", path, io_reason(kind)),
            safe!("Check the disk and the permissions of its directory, then try again."),
        ),
    };
    Problem::new(ProblemKind::Local, happened, next)
}

/// Renewed tokens are in memory only.
pub(super) fn not_saved(path: &SafeText, fault: FileFault) -> Problem {
    Problem::new(
        ProblemKind::Local,
        safe!("The sign-in was renewed, but could not be saved: {} ({}).", reason(path, fault), path),
        "Make it writable: hemi keeps trying to save it. If hemi ends before that, sign in again.",
    )
}

fn reason(path: &SafeText, fault: FileFault) -> SafeText {
    match fault {
        FileFault::Io(kind) => io_reason(kind),
        other => file_problem(path, other).happened,
    }
}

fn io_reason(kind: std::io::ErrorKind) -> SafeText {
    use std::io::ErrorKind as Io;
    match kind {
        Io::StorageFull => "disk full".into(),
        Io::QuotaExceeded => "disk quota used up".into(),
        Io::ReadOnlyFilesystem => "read-only file system".into(),
        other => Untrusted::new(other.to_string()).sanitized(),
    }
}

impl From<TokenError> for ApiError {
    fn from(error: TokenError) -> Self {
        let kind = match &error {
            TokenError::Service(inner) => return inner.clone(),
            // The kind says all there is.
            TokenError::SignedOut => return Self::new(ErrorKind::Unauthenticated, ""),
            TokenError::NotGranted(requirement) => {
                let requirement = Some(requirement.clone());
                return Self {
                    requirement,
                    ..Self::new(ErrorKind::Requirement, "no token for this service")
                };
            }
            // Temporary: signing in would not help.
            TokenError::Busy => ErrorKind::Unavailable,
            // About this machine: the service refused nothing, so signing in would not help either.
            TokenError::File { .. } | TokenError::NotRenewed { .. } | TokenError::Newer { .. } => {
                ErrorKind::TokenFile
            }
            _ => ErrorKind::Unauthenticated,
        };
        Self { message: Untrusted::new(error.sanitized().as_str()), ..Self::new(kind, "") }
    }
}
