//! The device flow (RFC 8628), served with `--device-flow` only: the real service has none (`globus-api.md` 2.4). A
//! device gets two codes; a person types the short one on a page, the device asks with the long one until they answered.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::account::Code;
use super::super::world::World;
use super::authorize::Asked;
use super::client::{Fields, calling};
use super::error::AuthError;
use super::pending::{Back, Request};
use super::wanted::Wanted;
use super::{decide, known, page, scope, secret};

/// What the token endpoint calls this.
pub const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Where a device begins.
pub const PATH: &str = "/v2/oauth2/device_authorization";

/// Where the person goes.
pub const PAGE: &str = "/v2/web/device";

/// Seconds that the codes live.
const LIFE: i64 = 900;

/// Seconds between two questions, and what each hasty one adds.
const INTERVAL: i64 = 5;

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

    /// The wish behind a short code, if it still waits for its person.
    fn waiting(&self, user_code: &str, now: Timestamp) -> Option<Request> {
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

/// Eight consonants, in two halves: no word comes out by accident.
fn user_code() -> String {
    const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
    let random = Uuid::new_v4();
    let letter = |byte: &u8| LETTERS.get(usize::from(*byte) % LETTERS.len()).copied().map(char::from);
    let mut code: String = random.as_bytes().iter().rev().take(8).filter_map(letter).collect();
    code.insert(4, '-');
    code
}

/// `POST /v2/oauth2/device_authorization`.
pub async fn begin(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Json<Value>, AuthError> {
    let now = world.clock.now();
    let (client, scopes) = {
        let accounts = world.accounts();
        let client = calling(&accounts, &headers, &fields)?;
        let bad = |why: String| AuthError::oauth(StatusCode::BAD_REQUEST, "invalid_scope", why);
        let scopes = scope::parse(fields.need("scope")?).map_err(bad)?;
        known::check(&accounts, &scopes).map_err(|name| bad(format!("there is no scope '{name}'")))?;
        (client, scopes)
    };
    if !client.signs_people_in {
        let why = "people cannot sign in through this client";
        return Err(AuthError::oauth(StatusCode::BAD_REQUEST, "unauthorized_client", why));
    }
    let (code, user_code) = (secret(), user_code());
    let request = Request {
        client: client.id,
        back: Back::Device { code: code.clone() },
        scopes,
        offline: true,
        message: None,
        label: None,
        wanted: Wanted::default(),
        proved: BTreeMap::new(),
    };
    let device = Device {
        request,
        user_code: user_code.clone(),
        expires: now + SignedDuration::from_secs(LIFE),
        interval: INTERVAL,
        asked: None,
        answer: Answer::None,
    };
    world.devices.with(|all| {
        // One that expired is told so for as long again.
        all.retain(|_, held| held.expires + SignedDuration::from_secs(LIFE) > now);
        all.insert(code.clone(), device);
    });
    let page = format!("{}{PAGE}", world.url);
    Ok(Json(json!({
        "device_code": code,
        "user_code": user_code,
        "verification_uri": page,
        "verification_uri_complete": format!("{page}?user_code={user_code}"),
        "expires_in": LIFE,
        "interval": INTERVAL,
    })))
}

/// `GET /v2/web/device`: asks for the short code, then for Allow or Deny.
pub async fn ask(State(world): State<Arc<World>>, Query(query): Query<Vec<(String, String)>>) -> Response {
    let asked = Asked(query);
    let Some(typed) = asked.get("user_code") else { return page::device(None) };
    match world.devices.waiting(typed, world.clock.now()) {
        Some(request) => decide::meet(&world, request, &asked),
        None => {
            page::device(Some("No device waits with that code: it was mistyped, answered, or is too old."))
        }
    }
}
