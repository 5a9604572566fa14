//! Why a sign-in failed, and what to do. Holds no code, state, URL or token.

use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::{SafeText, Untrusted};
use crate::globus::error::{ApiError, ErrorKind};
use crate::safe;

/// A failed sign-in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sanitized())]
pub enum SignInError {
    /// The code is mistyped, used or expired.
    BadCode,
    /// The pasted text holds no code.
    NoCode,
    /// The state belongs to another authorization request.
    OtherSignIn,
    /// The user or the service denied the request.
    Denied,
    /// The client id or its secret is unknown to the service.
    UnknownClient,
    /// The service refused with this OAuth error code.
    Refused(Untrusted),
    /// The device code expired.
    Expired,
    /// No browser came to the loopback listener in time.
    TooLate,
    /// No loopback port could be opened.
    NoListener,
    /// A service account cannot satisfy what is required: a person has to sign in.
    NeedsPerson,
    /// The answer lacks a token that was requested.
    Incomplete,
    /// A call to the service failed.
    Service(ApiError),
}

impl SignInError {
    /// The error for an OAuth error code in an answer or redirect.
    pub(super) fn of_code(code: &str) -> Self {
        match code {
            "invalid_grant" => Self::BadCode,
            "access_denied" => Self::Denied,
            "invalid_client" | "unauthorized_client" => Self::UnknownClient,
            other => Self::Refused(Untrusted::new(other.chars().take(80).collect::<String>())),
        }
    }

    /// Whether another code may be used with the same flow.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::BadCode | Self::NoCode | Self::OtherSignIn | Self::Service(_) => true,
            Self::Denied | Self::UnknownClient | Self::Refused(_) => false,
            Self::Expired | Self::TooLate | Self::NoListener | Self::NeedsPerson | Self::Incomplete => false,
        }
    }

    /// What happened and what to do.
    pub fn problem(&self) -> Problem {
        use ProblemKind::{Local, Offline, Refused, SignIn, Unknown};
        let (kind, happened, next) = match self {
            Self::BadCode => (
                SignIn,
                "the service did not accept that code: it is mistyped, already used or expired",
                "Open the link again for a new code and paste it here.",
            ),
            Self::NoCode => {
                (SignIn, "the text holds no code", "Copy the whole code from the page and paste it here.")
            }
            Self::OtherSignIn => (
                SignIn,
                "that code belongs to another sign-in",
                "Open the link shown here and paste the code that its page shows.",
            ),
            Self::Denied => {
                (SignIn, "the sign-in was refused in the browser", "Sign in again and allow it there.")
            }
            Self::UnknownClient => (
                Refused,
                "Globus Auth does not know this client id or its secret",
                "Check the id (and the secret) in the developer settings of the Globus web app. To give hemi another id: hemi login --client-id CLIENT-UUID.",
            ),
            Self::Refused(_) => (
                Refused,
                "Globus Auth refused the sign-in",
                "Sign in again. If that does not help, check how the application is registered.",
            ),
            Self::Expired => {
                (SignIn, "the code was not used before it expired", "Start again for a new code.")
            }
            Self::TooLate => (SignIn, "the browser did not finish within five minutes", "Sign in again."),
            Self::NoListener => (
                Local,
                "no port of this computer could be opened for the browser's answer",
                "Sign in by pasting a code instead.",
            ),
            Self::NeedsPerson => (
                Refused,
                "a person has to sign in, and hemi is signed in as a service user",
                "Start hemi without client credentials, or ask the collection's owner to give the service user access.",
            ),
            Self::Incomplete => (Unknown, "Globus Auth did not send all requested tokens", "Sign in again."),
            Self::Service(error) if error.kind == ErrorKind::Proxy => (
                Offline,
                "the proxy refused the connection to Globus Auth",
                "Check the address, name and password in HTTPS_PROXY, then try again.",
            ),
            Self::Service(error) => match error.kind {
                ErrorKind::Unreachable => {
                    (Offline, "Globus Auth cannot be reached", "Check the network, then try again.")
                }
                ErrorKind::Certificate => (
                    Offline,
                    "Globus Auth could not prove its identity, so nothing was sent",
                    "Check the network and this computer's clock and certificates.",
                ),
                ErrorKind::RateLimited => (
                    ProblemKind::RateLimited,
                    "Globus Auth received too many requests",
                    "Try again in a minute.",
                ),
                _ => (Unknown, "Globus Auth did not answer as expected", "Try again with a new code."),
            },
        };
        let detail = match self {
            Self::Refused(code) => code.sanitized(),
            Self::Service(error) => error.sanitized(),
            _ => SafeText::default(),
        };
        Problem::new(kind, happened, next).with_detail(detail)
    }

    fn sanitized(&self) -> SafeText {
        let Problem { happened, next, .. } = self.problem();
        safe!("{} {}", happened, next)
    }
}

impl From<ApiError> for SignInError {
    fn from(error: ApiError) -> Self {
        // Only a refusal is about the code or the client; anything else is a failure of the service or the network.
        let refused = error.status.is_some_and(|status| matches!(status, 400 | 401 | 403));
        match error.code.raw_str() {
            Some(code) if refused && !code.is_empty() => Self::of_code(code),
            _ => Self::Service(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_told_from_trouble() {
        let answer = |status, body: &[u8]| SignInError::from(ApiError::from_answer(status, None, body));
        for status in [400, 401] {
            assert_eq!(answer(status, br#"{"error":"invalid_grant"}"#), SignInError::BadCode);
        }
        assert_eq!(answer(401, br#"{"error":"invalid_client"}"#), SignInError::UnknownClient);
        assert_eq!(answer(403, br#"{"error":"access_denied"}"#), SignInError::Denied);
        assert!(matches!(answer(400, br#"{"error":"invalid_scope"}"#), SignInError::Refused(_)));
        assert!(matches!(answer(500, br#"{"error":"invalid_grant"}"#), SignInError::Service(_)));
        assert!(matches!(answer(502, b"<html>"), SignInError::Service(_)));
    }

    #[test]
    fn every_error_says_what_to_do_and_passes_no_foreign_byte() {
        let evil = SignInError::of_code("x\u{1b}]0;y\u{7}");
        assert!(!evil.sanitized().as_str().contains('\u{1b}'));
        let detail = evil.problem().detail.unwrap();
        assert_eq!(detail.as_str(), "x\\x1b]0;y\\x07");
        for error in [SignInError::BadCode, SignInError::Expired, SignInError::NoListener, evil] {
            assert!(error.to_string().ends_with('.'), "{error}");
        }
    }
}
