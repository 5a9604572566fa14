//! The devices that wait for a person (RFC 8628).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::sandbox::model::grant::Code;
use crate::sandbox::services::auth::error::AuthError;
use crate::sandbox::services::auth::pending::Request;

/// Seconds that the codes live.
pub const LIFE: i64 = 900;

/// Seconds between two questions, and what each hasty one adds.
pub const INTERVAL: i64 = 5;

/// What became of a device's wish.
#[derive(Debug)]
enum Answer {
    None,
    Refused,
    Allowed(Box<Code>),
}

#[derive(Debug)]
struct Device {
    request: Request,
    user_code: String,
    expires: Timestamp,
    interval: i64,
    asked: Option<Timestamp>,
    answer: Answer,
}

/// The devices that wait, by their long code.
#[derive(Debug, Default)]
pub struct Devices(Mutex<HashMap<String, Device>>);

impl Devices {
    fn with<T>(&self, work: impl FnOnce(&mut HashMap<String, Device>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn answer(&self, code: &str, answer: Answer) {
        self.with(|all| {
            if let Some(device) = all.get_mut(code) {
                device.answer = answer;
            }
        });
    }

    /// The person said no.
    pub fn refuse(&self, code: &str) {
        self.answer(code, Answer::Refused);
    }

    /// The person said yes: the tokens are made from this.
    pub fn allow(&self, code: &str, granted: Code) {
        self.answer(code, Answer::Allowed(Box::new(granted)));
    }

    /// What a device that asks at `now` gets; the error is OAuth's word and a sentence.
    pub fn poll(&self, code: &str, client: Uuid, now: Timestamp) -> Result<Code, AuthError> {
        let no = |error, why: &str| Err(AuthError::oauth(StatusCode::BAD_REQUEST, error, why));
        self.with(|all| {
            let Some(device) = all.get_mut(code).filter(|device| device.request.client == client) else {
                return no("invalid_grant", "no such device code");
            };
            if device.expires <= now {
                return no("expired_token", "the device code has expired: begin anew");
            }
            let last = device.asked.replace(now);
            if last.is_some_and(|last| now < last + SignedDuration::from_secs(device.interval)) {
                device.interval += INTERVAL;
                return no("slow_down", "ask less often: the interval grew by five seconds");
            }
            match &device.answer {
                Answer::None => no("authorization_pending", "nobody answered yet"),
                Answer::Refused => no("access_denied", "the person refused"),
                Answer::Allowed(granted) => {
                    let granted = (**granted).clone();
                    all.remove(code);
                    Ok(granted)
                }
            }
        })
    }

    /// Adds a device that waits from `now` on.
    pub fn begin(&self, code: String, user_code: String, request: Request, now: Timestamp) {
        let expires = now + SignedDuration::from_secs(LIFE);
        let device =
            Device { request, user_code, expires, interval: INTERVAL, asked: None, answer: Answer::None };
        self.with(|all| {
            // One that expired is told so for as long again.
            all.retain(|_, held| held.expires + SignedDuration::from_secs(LIFE) > now);
            all.insert(code, device);
        });
    }

    /// The wish behind a short code, if it still waits for its person.
    pub fn waiting(&self, user_code: &str, now: Timestamp) -> Option<Request> {
        self.with(|all| {
            let mut all = all.values();
            let found = all.find(|device| same(&device.user_code, user_code))?;
            let open = device_open(found) && found.expires > now;
            open.then(|| found.request.clone())
        })
    }
}

fn device_open(device: &Device) -> bool {
    matches!(device.answer, Answer::None)
}

/// Whether two short codes are the same to a person: case, blanks and dashes do not count.
fn same(one: &str, other: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
    };
    letters(one) == letters(other)
}
