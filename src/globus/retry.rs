//! The retry table of `ARCHITECTURE.md` 12, as data, and the one function that reads it.
//!
//! How a try failed (a [`FailureClass`]) and what the call changes (a [`CallClass`]) decide what follows.
//! `RetryState` counts the tries of one call.

use std::sync::Arc;
use std::time::Duration;

use super::call::CallClass;
use super::error::{ApiError, ErrorKind};

/// How a try failed: a row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureClass {
    /// The service requires a consent, an identity or a session, whatever the status.
    Requirement,
    /// The storage behind a collection failed: the code holds `ExternalError` or `EndpointError`.
    StorageFailure,
    /// No request byte was sent.
    NotSent,
    /// Reset, timeout, truncated or unreadable: the request may have run.
    Indeterminate,
    /// 429 or 503 with `Retry-After`.
    RetryAfter,
    /// 429 without `Retry-After`: the request did not run.
    RateLimited,
    /// 500, 502, 504, or an HTML page.
    Unavailable,
    /// 401.
    Unauthenticated,
    /// 400, 403, 404, 409, 422 and the like.
    Refused,
    /// An invalid certificate, or a redirect: the peer is not the service.
    UntrustedPeer,
}

impl FailureClass {
    /// The class of an error.
    pub fn of(error: &ApiError) -> Self {
        let status = error.status.unwrap_or_default();
        let code = error.code.raw_str().unwrap_or_default();
        let storage = code.contains("ExternalError") || code.contains("EndpointError");
        match (error.kind, status) {
            (ErrorKind::Requirement, _) => Self::Requirement,
            (ErrorKind::Certificate | ErrorKind::Redirected, _) => Self::UntrustedPeer,
            (ErrorKind::Proxy | ErrorKind::TokenFile, _) => Self::Refused,
            (ErrorKind::Unreachable, _) => Self::NotSent,
            (_, 401) => Self::Unauthenticated,
            (_, 429 | 503) if error.retry_after.is_some() => Self::RetryAfter,
            (_, 429) => Self::RateLimited,
            (_, 500..) if storage => Self::StorageFailure,
            (ErrorKind::Unknown, _) => Self::Indeterminate,
            (ErrorKind::Unavailable, _) => Self::Unavailable,
            _ => Self::Refused,
        }
    }
}

/// A cell of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    Stop,
    Retry,
    Wait,
    ReadState,
    Refresh,
}

/// Columns: read, write with an id, other write, token.
///
/// A token request whose answer was lost is not sent again: a code works once, and so may a refresh token.
const TABLE: [(FailureClass, [Rule; 4]); 10] = {
    use Rule::{ReadState, Refresh, Retry, Stop, Wait};
    [
        (FailureClass::Requirement, [Stop, Stop, Stop, Stop]),
        (FailureClass::StorageFailure, [Stop, Retry, ReadState, Stop]),
        (FailureClass::NotSent, [Retry, Retry, Retry, Retry]),
        (FailureClass::Indeterminate, [Retry, Retry, ReadState, Stop]),
        (FailureClass::RetryAfter, [Wait, Wait, Wait, Wait]),
        (FailureClass::RateLimited, [Retry, Retry, Retry, Retry]),
        (FailureClass::Unavailable, [Retry, Retry, ReadState, Retry]),
        (FailureClass::Unauthenticated, [Refresh, Refresh, Refresh, Stop]),
        (FailureClass::Refused, [Stop, Stop, Stop, Stop]),
        (FailureClass::UntrustedPeer, [Stop, Stop, Stop, Stop]),
    ]
};

/// How often a call is tried again before its error is returned.
pub const RETRIES: u32 = 5;
const FIRST_BACKOFF: Duration = Duration::from_millis(500);
const LAST_BACKOFF: Duration = Duration::from_secs(30);

/// How long to wait before the next try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backoff {
    /// A random time up to this, so that clients that failed together do not retry together.
    UpTo(Duration),
    /// The wait that the service requested, however long: the rate limiter waits.
    AsRequested,
}

/// What to do after a try that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Send the same request again.
    Retry {
        /// After this.
        after: Backoff,
    },
    /// Return the error.
    Stop,
    /// Return the error; the caller reads the state before it does anything else.
    ReadState,
    /// Get another token, then send the same request again.
    RefreshThenRetry,
}

/// The tries so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// Tries after the first.
    pub retries: u32,
    /// Whether the token was already renewed for this call.
    pub refreshed: bool,
}

/// Looks up the table.
pub fn decide(outcome: FailureClass, class: CallClass, tries: Tries) -> Decision {
    let row = TABLE.iter().find(|(known, _)| *known == outcome).map(|(_, row)| row);
    let [read, with_id, other, token] = row.copied().unwrap_or([Rule::Stop; 4]);
    let rule = match class {
        CallClass::Read => read,
        CallClass::WriteWithId => with_id,
        CallClass::WriteOther => other,
        CallClass::Token => token,
    };
    let again = tries.retries < RETRIES;
    match rule {
        Rule::Retry if again => Decision::Retry { after: Backoff::UpTo(ceiling(tries.retries)) },
        Rule::Wait if again => Decision::Retry { after: Backoff::AsRequested },
        Rule::Refresh if !tries.refreshed => Decision::RefreshThenRetry,
        Rule::ReadState => Decision::ReadState,
        Rule::Stop | Rule::Retry | Rule::Wait | Rule::Refresh => Decision::Stop,
    }
}

fn ceiling(retries: u32) -> Duration {
    FIRST_BACKOFF.saturating_mul(1_u32.checked_shl(retries).unwrap_or(u32::MAX)).min(LAST_BACKOFF)
}

/// Called before every try after the first, with the last error and the number of the next try (2 is the second).
pub type RetryListener = Arc<dyn Fn(&ApiError, u32) + Send + Sync>;

/// The tries of one call. A read has one deadline for all of them; each try of a write has its own.
pub(super) struct RetryState {
    class: CallClass,
    left: Duration,
    tries: Tries,
    retry_listener: Option<RetryListener>,
}

/// What the caller does next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    Again,
    Refresh,
}

impl RetryState {
    pub fn new(class: CallClass, deadline: Duration) -> Self {
        Self { class, left: deadline, tries: Tries::default(), retry_listener: None }
    }

    /// Calls the listener before every try after the first.
    pub fn with_retry_listener(self, retry_listener: Option<RetryListener>) -> Self {
        Self { retry_listener, ..self }
    }

    /// How long the next try may take.
    pub fn limit(&self) -> Duration {
        self.left
    }

    /// Decides what follows a try that failed after `spent`, and waits for the backoff. A wait that the service
    /// requested does not count against the deadline; the rate limiter does that waiting.
    ///
    /// # Errors
    /// The error itself, when the table says to stop.
    pub async fn after(&mut self, error: ApiError, spent: Duration) -> Result<Next, ApiError> {
        self.spend(spent);
        match decide(FailureClass::of(&error), self.class, self.tries) {
            Decision::Stop | Decision::ReadState => Err(error),
            Decision::RefreshThenRetry => {
                self.tries.refreshed = true;
                Ok(Next::Refresh)
            }
            Decision::Retry { after } => {
                self.tries.retries += 1;
                // Before the wait, not after it: the wait is what the user sees.
                if let Some(tell) = &self.retry_listener {
                    tell(&error, self.tries.retries + 1);
                }
                if let Backoff::UpTo(ceiling) = after {
                    let wait = ceiling.mul_f64(random_fraction());
                    self.spend(wait);
                    if !self.left.is_zero() {
                        tokio::time::sleep(wait).await;
                    }
                }
                if self.left.is_zero() { Err(error) } else { Ok(Next::Again) }
            }
        }
    }

    fn spend(&mut self, spent: Duration) {
        if self.class == CallClass::Read {
            self.left = self.left.saturating_sub(spent);
        }
    }
}

/// 0 to 1. The random bits of a UUID suffice for jitter.
fn random_fraction() -> f64 {
    let (_, low) = uuid::Uuid::new_v4().as_u64_pair();
    f64::from((low & 0xffff_ffff) as u32) / f64::from(u32::MAX)
}

/// A thousand years: no request is sent earlier than asked, and adding it to a clock cannot overflow.
const LONGEST_WAIT: Duration = Duration::from_secs(1000 * 366 * 24 * 3600);

/// Reads `Retry-After`: seconds, or an HTTP date relative to the answer's own `Date`, so that a wrong local clock
/// does not matter; without `Date`, relative to `now`, seconds since the Unix epoch.
pub(super) fn retry_after(value: &str, date: Option<&str>, now: i64) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<f64>() {
        return seconds.is_finite().then(|| {
            Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT)
        });
    }
    let at =
        |text: &str| jiff::fmt::rfc2822::parse(text.trim()).ok().map(|zoned| zoned.timestamp().as_second());
    let wait = at(value)?.saturating_sub(date.and_then(at).unwrap_or(now));
    Some(Duration::from_secs(u64::try_from(wait).unwrap_or(0)).min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Untrusted;

    const CLASSES: [CallClass; 4] =
        [CallClass::Read, CallClass::WriteWithId, CallClass::WriteOther, CallClass::Token];

    fn error(kind: ErrorKind, status: u16, code: &str, wait: Option<u64>) -> ApiError {
        ApiError {
            status: (status > 0).then_some(status),
            code: Untrusted::new(code),
            retry_after: wait.map(Duration::from_secs),
            ..ApiError::new(kind, "")
        }
    }

    /// `ARCHITECTURE.md` 12, written out again by hand: S stop, r retry, w wait as asked, ? read the state, f refresh.
    #[test]
    fn the_table_is_the_one_of_the_design() {
        use ErrorKind as Kind;
        for (error, row) in [
            (error(Kind::Requirement, 403, "ConsentRequired", None), "SSSS"),
            (error(Kind::Requirement, 502, "ExternalError.DirListingFailed.LoginFailed", None), "SSSS"),
            (error(Kind::Requirement, 401, "x", None), "SSSS"),
            (error(Kind::Unavailable, 502, "ExternalError", None), "Sr?S"),
            (error(Kind::Denied, 502, "ExternalError.MkdirFailed.PermissionDenied", None), "Sr?S"),
            (error(Kind::Unavailable, 502, "EndpointError", None), "Sr?S"),
            (error(Kind::Unreachable, 0, "", None), "rrrr"),
            (error(Kind::Proxy, 0, "", None), "SSSS"),
            (error(Kind::TokenFile, 0, "", None), "SSSS"),
            (error(Kind::Unknown, 0, "", None), "rr?S"),
            (error(Kind::Unknown, 200, "", None), "rr?S"),
            (error(Kind::RateLimited, 429, "ClientError.TooManyRequests", Some(7)), "wwww"),
            (error(Kind::RateLimited, 429, "", None), "rrrr"),
            (error(Kind::Unavailable, 503, "ServiceUnavailable", Some(7)), "wwww"),
            (error(Kind::Unavailable, 503, "ServiceUnavailable", None), "rr?r"),
            (error(Kind::Unavailable, 500, "", None), "rr?r"),
            (error(Kind::Unavailable, 502, "", None), "rr?r"),
            (error(Kind::Unavailable, 404, "", None), "rr?r"),
            (error(Kind::Unauthenticated, 401, "AuthenticationFailed", None), "fffS"),
            (error(Kind::Unauthenticated, 400, "invalid_grant", None), "SSSS"),
            (error(Kind::Denied, 403, "PermissionDenied", None), "SSSS"),
            (error(Kind::Refused, 400, "", None), "SSSS"),
            (error(Kind::NotFound, 404, "", None), "SSSS"),
            (error(Kind::Conflict, 409, "", None), "SSSS"),
            (error(Kind::Refused, 501, "NotSupported", None), "SSSS"),
            (error(Kind::Certificate, 0, "", None), "SSSS"),
            (error(Kind::Redirected, 302, "", None), "SSSS"),
        ] {
            let seen: String = CLASSES
                .iter()
                .map(|class| match decide(FailureClass::of(&error), *class, Tries::default()) {
                    Decision::Stop => 'S',
                    Decision::ReadState => '?',
                    Decision::RefreshThenRetry => 'f',
                    Decision::Retry { after: Backoff::AsRequested } => 'w',
                    Decision::Retry { after: Backoff::UpTo(_) } => 'r',
                })
                .collect();
            assert_eq!(seen, row, "{error:?}");
        }
    }

    #[test]
    fn waits_double_up_to_thirty_seconds_and_end_after_five() {
        let waits: Vec<_> = (0..=RETRIES)
            .map(|retries| {
                decide(FailureClass::NotSent, CallClass::Read, Tries { retries, refreshed: false })
            })
            .collect();
        let up_to = |ms| Decision::Retry { after: Backoff::UpTo(Duration::from_millis(ms)) };
        assert_eq!(waits, [up_to(500), up_to(1000), up_to(2000), up_to(4000), up_to(8000), Decision::Stop]);
        assert_eq!(ceiling(6), LAST_BACKOFF);
        assert_eq!(ceiling(u32::MAX), LAST_BACKOFF);
        let refreshed = Tries { retries: 0, refreshed: true };
        assert_eq!(decide(FailureClass::Unauthenticated, CallClass::Read, refreshed), Decision::Stop);
    }

    #[tokio::test(start_paused = true)]
    async fn a_read_has_one_deadline_for_all_its_tries() {
        let begin = tokio::time::Instant::now();
        let mut retries = RetryState::new(CallClass::Read, Duration::from_secs(20));
        let lost = || ApiError::new(ErrorKind::Unknown, "no answer in time");
        assert_eq!(retries.after(lost(), Duration::from_secs(1)).await, Ok(Next::Again));
        assert!(
            retries.limit() <= Duration::from_secs(19) && retries.limit() >= Duration::from_millis(18_500)
        );
        assert_eq!(retries.after(lost(), Duration::from_secs(19)).await, Err(lost()));
        assert!(begin.elapsed() <= Duration::from_millis(501));
    }

    #[tokio::test(start_paused = true)]
    async fn each_try_of_a_write_has_its_own_deadline() {
        let mut retries = RetryState::new(CallClass::WriteWithId, Duration::from_secs(60));
        let lost = || ApiError::new(ErrorKind::Unknown, "no answer in time");
        for _ in 0..RETRIES {
            assert_eq!(retries.after(lost(), Duration::from_secs(60)).await, Ok(Next::Again));
            assert_eq!(retries.limit(), Duration::from_secs(60));
        }
        assert_eq!(retries.after(lost(), Duration::from_secs(60)).await, Err(lost()));
    }

    #[tokio::test(start_paused = true)]
    async fn every_try_after_the_first_is_told_before_the_wait_for_it() {
        let told = Arc::new(std::sync::Mutex::new(Vec::new()));
        let (notes, begin) = (Arc::clone(&told), tokio::time::Instant::now());
        let listener: RetryListener = Arc::new(move |error, next| {
            notes.lock().unwrap().push((error.kind, next, begin.elapsed()));
        });
        let mut retries =
            RetryState::new(CallClass::Read, Duration::from_secs(20)).with_retry_listener(Some(listener));
        let gone = || ApiError::new(ErrorKind::Unreachable, "");
        for _ in 0..2 {
            assert_eq!(retries.after(gone(), Duration::ZERO).await, Ok(Next::Again));
        }
        let refused = ApiError::new(ErrorKind::NotFound, "");
        assert_eq!(retries.after(refused.clone(), Duration::ZERO).await, Err(refused));
        let told = told.lock().unwrap();
        assert_eq!(
            told.iter().map(|(kind, next, _)| (*kind, *next)).collect::<Vec<_>>(),
            [(ErrorKind::Unreachable, 2), (ErrorKind::Unreachable, 3),]
        );
        assert_eq!(told[0].2, Duration::ZERO);
    }

    #[test]
    fn retry_after_in_all_its_forms() {
        let secs = |n| Some(Duration::from_secs(n));
        let date = "Wed, 21 Oct 2015 07:28:00 GMT";
        for (value, server_date, expected) in [
            ("7", None, secs(7)),
            (" 3600 ", None, secs(3600)),
            ("0", None, secs(0)),
            ("-5", None, secs(0)),
            ("1.5", None, Some(Duration::from_millis(1500))),
            ("99999999999999999999999", None, Some(LONGEST_WAIT)),
            (date, Some("Wed, 21 Oct 2015 07:27:18 GMT"), secs(42)),
            (date, None, secs(60)),
            (date, Some("garbage"), secs(60)),
            (date, Some("Fri, 21 Oct 2016 07:28:00 GMT"), secs(0)),
            ("soon", None, None),
            ("NaN", None, None),
            ("", None, None),
        ] {
            assert_eq!(retry_after(value, server_date, 1_445_412_420), expected, "{value}");
        }
    }
}
