//! Pending device authorizations (RFC 8628).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::sandbox::model::grant::AuthorizationCode;
use crate::sandbox::services::auth::error::AuthError;
use crate::sandbox::services::auth::pending::AuthorizationRequest;

/// Lifetime of device and user codes, in seconds.
pub const DEVICE_CODE_LIFETIME_S: i64 = 900;

/// Polling interval in seconds, and the increment for each poll that comes too early.
pub const POLL_INTERVAL_S: i64 = 5;

/// The user's decision on a device authorization.
#[derive(Debug)]
enum DeviceDecision {
    Pending,
    Denied,
    Approved(Box<AuthorizationCode>),
}

#[derive(Debug)]
struct DeviceRequest {
    request: AuthorizationRequest,
    user_code: String,
    expires: Timestamp,
    interval: i64,
    last_poll: Option<Timestamp>,
    decision: DeviceDecision,
}

/// Device authorizations by device code.
#[derive(Debug, Default)]
pub struct DeviceStore(Mutex<HashMap<String, DeviceRequest>>);

impl DeviceStore {
    fn with<T>(&self, work: impl FnOnce(&mut HashMap<String, DeviceRequest>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn decide(&self, code: &str, decision: DeviceDecision) {
        self.with(|all| {
            if let Some(device) = all.get_mut(code) {
                device.decision = decision;
            }
        });
    }

    /// Records the user's refusal.
    pub fn deny(&self, code: &str) {
        self.decide(code, DeviceDecision::Denied);
    }

    /// Records the user's approval, with the code that tokens are issued for.
    pub fn approve(&self, code: &str, granted: AuthorizationCode) {
        self.decide(code, DeviceDecision::Approved(Box::new(granted)));
    }

    /// Polls for the decision at `now`. Errors are those of RFC 8628.
    pub fn poll(&self, code: &str, client: Uuid, now: Timestamp) -> Result<AuthorizationCode, AuthError> {
        let no = |error, why: &str| Err(AuthError::oauth(StatusCode::BAD_REQUEST, error, why));
        self.with(|all| {
            let Some(device) = all.get_mut(code).filter(|device| device.request.client == client) else {
                return no("invalid_grant", "no such device code");
            };
            if device.expires <= now {
                return no("expired_token", "the device code has expired: start again");
            }
            let last = device.last_poll.replace(now);
            if last.is_some_and(|last| now < last + SignedDuration::from_secs(device.interval)) {
                device.interval += POLL_INTERVAL_S;
                return no("slow_down", "ask less often: the interval grew by five seconds");
            }
            match &device.decision {
                DeviceDecision::Pending => no("authorization_pending", "the user has not answered yet"),
                DeviceDecision::Denied => no("access_denied", "the user denied the request"),
                DeviceDecision::Approved(granted) => {
                    let granted = (**granted).clone();
                    all.remove(code);
                    Ok(granted)
                }
            }
        })
    }

    /// Adds a device authorization at `now`.
    pub fn begin(&self, code: String, user_code: String, request: AuthorizationRequest, now: Timestamp) {
        let expires = now + SignedDuration::from_secs(DEVICE_CODE_LIFETIME_S);
        let device = DeviceRequest {
            request,
            user_code,
            expires,
            interval: POLL_INTERVAL_S,
            last_poll: None,
            decision: DeviceDecision::Pending,
        };
        self.with(|all| {
            // An expired entry is kept for another lifetime, so that polls get `expired_token`.
            all.retain(|_, held| held.expires + SignedDuration::from_secs(DEVICE_CODE_LIFETIME_S) > now);
            all.insert(code, device);
        });
    }

    /// The request of a user code that is neither decided nor expired.
    pub fn pending_request(&self, user_code: &str, now: Timestamp) -> Option<AuthorizationRequest> {
        self.with(|all| {
            let mut all = all.values();
            let found = all.find(|device| codes_match(&device.user_code, user_code))?;
            let open = is_pending(found) && found.expires > now;
            open.then(|| found.request.clone())
        })
    }
}

fn is_pending(device: &DeviceRequest) -> bool {
    matches!(device.decision, DeviceDecision::Pending)
}

/// Compares user codes, ignoring case, blanks and dashes.
fn codes_match(one: &str, other: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
    };
    letters(one) == letters(other)
}
