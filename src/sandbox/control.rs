//! The control surface under `/__sandbox__`: what a test may do to the sandbox that no service would offer.
//!
//! Requests here are neither counted nor hit by injected faults. Bodies must be JSON, said in their content type: a
//! foreign web page cannot send that without being asked, so it cannot reach in.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use super::account::{TokenKind, TokenRecord};
use super::clock::iso;
use super::faults::Fault;
use super::transfer;
use super::world::{Accounts, World};

#[cfg(test)]
mod tests;

/// Where it is mounted.
pub const BASE: &str = "/__sandbox__";

/// What `hemi sandbox --help` says of it.
pub const CONTROL_HELP: &str = "\
CONTROL (the \"control\" URL of the ready line; JSON bodies, for instance with curl --json):
  GET  <control>/state       what happened so far: {\"now\",\"token_refreshes\",\"requests\":{\"GET /path\":n},\"tasks\",...}
  POST <control>/clock       {\"step_seconds\":3600}                    move the clock forward
  POST <control>/rate        {\"bytes_per_second\":1000000}             throttle all tasks; null lifts it
  POST <control>/expire      {\"kind\":\"access\"|\"refresh\",\"user\":NAME,\"service\":RESOURCE_SERVER}   end tokens; each member
                             narrows, {} is every token
  POST <control>/revoke      the same members                         forget tokens
  POST <control>/tokens      {\"rotate\":true}                          a new refresh token with each refresh
  POST <control>/fault       {\"status\":503,\"method\":\"GET\",\"path\":\"/ls\",\"code\":C,\"message\":M,\"count\":1,
                              \"retry_after\":1,\"body\":RAW,\"content_type\":T,\"after\":true}   answer with an error instead:
                             'path' is any part of path and query; 'body' is sent as it is; 'after' lets the
                             request take effect and loses its answer
  DELETE <control>/fault     forget faults that did not strike yet
  POST <control>/event       {\"task_id\":ID,\"code\":\"PERMISSION_DENIED\",\"description\":D,\"details\":X,\"count\":1,
                              \"is_error\":true,\"fatal\":false}        a task meets an error (or notes an event); without
                             task_id, whichever task comes next
  POST <control>/collection  {\"id\":ID or \"name\":NAME,\"offline\":true,\"user_message\":TEXT}   change a collection
  POST <control>/disk        {\"full\":true}                            the data plane answers NO_SPACE_LEFT
  POST <control>/forget      {}                                       start the counts of 'state' anew
";

/// Every route of the control surface.
pub fn routes() -> Router<Arc<World>> {
    let routes = Router::new()
        .route("/state", get(state))
        .route("/clock", post(clock))
        .route("/rate", post(rate))
        .route("/expire", post(expire))
        .route("/revoke", post(revoke))
        .route("/tokens", post(tokens))
        .route("/fault", post(fault).delete(clear_faults))
        .route("/event", post(event))
        .route("/collection", post(collection))
        .route("/disk", post(disk))
        .route("/forget", post(forget))
        .fallback(|| async {
            refuse(StatusCode::NOT_FOUND, "no such control; 'hemi sandbox --help' lists them")
        });
    Router::new().nest(BASE, routes)
}

type Body<T> = Result<Json<T>, JsonRejection>;
type Answer = Result<Json<Value>, Refused>;

/// A control call that cannot be done, and why.
struct Refused(StatusCode, String);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

fn body<T: DeserializeOwned>(body: Body<T>) -> Result<T, Refused> {
    body.map(|Json(wish)| wish).map_err(|e| refuse(e.status(), &e.body_text()))
}

fn refuse(status: StatusCode, why: &str) -> Refused {
    Refused(status, why.to_owned())
}

fn done() -> Answer {
    Ok(Json(json!({"ok": true})))
}

async fn state(State(world): State<Arc<World>>) -> Json<Value> {
    let count =
        |accounts: &Accounts, kind| accounts.tokens.values().filter(|token| token.kind == kind).count();
    let (access, refresh, people) = {
        let accounts = world.accounts();
        (count(&accounts, TokenKind::Access), count(&accounts, TokenKind::Refresh), accounts.users.len())
    };
    let tasks = world.transfer().summary();
    Json(json!({
        "now": iso(world.clock.now()),
        "clock_offset_ms": world.clock.offset_ms(),
        "rate": world.knobs.rate(),
        "disk_full": world.knobs.disk_full(),
        "token_refreshes": world.knobs.refreshes.load(Ordering::Relaxed),
        "tokens": {"access": access, "refresh": refresh},
        "users": people,
        "requests": world.faults.seen(),
        "faults": world.faults.waiting(),
        "tasks": tasks,
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    step_seconds: u32,
}

async fn clock(State(world): State<Arc<World>>, wish: Body<Step>) -> Answer {
    world.clock.step(Duration::from_secs(body(wish)?.step_seconds.into()));
    world.changed();
    Ok(Json(json!({"ok": true, "now": iso(world.clock.now())})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rate {
    bytes_per_second: Option<u64>,
}

async fn rate(State(world): State<Arc<World>>, wish: Body<Rate>) -> Answer {
    world.knobs.set_rate(body(wish)?.bytes_per_second);
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    kind: Option<TokenKind>,
    user: Option<String>,
    service: Option<String>,
}

impl Which {
    /// A test for the tokens that are meant.
    fn test(self, accounts: &Accounts) -> Result<impl Fn(&TokenRecord) -> bool + use<>, Refused> {
        let unknown = |name: &String| refuse(StatusCode::NOT_FOUND, &format!("no user {name}"));
        let user = self
            .user
            .map(|name| accounts.by_username(&name).map(|user| user.id).ok_or_else(|| unknown(&name)));
        let user = user.transpose()?;
        let (kind, service) = (self.kind, self.service);
        Ok(move |token: &TokenRecord| {
            kind.is_none_or(|kind| kind == token.kind)
                && user.is_none_or(|user| user == token.identity)
                && service.as_ref().is_none_or(|service| *service == token.resource_server)
        })
    }
}

/// Ends tokens as their age would; they stay known, and dead.
async fn expire(State(world): State<Arc<World>>, wish: Body<Which>) -> Answer {
    let now = world.clock.now();
    change_tokens(&world, body(wish)?, |accounts, meant| {
        for token in accounts.tokens.values_mut().filter(|token| meant(token)) {
            token.expires = Some(now);
        }
    })
}

async fn revoke(State(world): State<Arc<World>>, wish: Body<Which>) -> Answer {
    change_tokens(&world, body(wish)?, |accounts, meant| accounts.tokens.retain(|_, token| !meant(token)))
}

fn change_tokens(
    world: &World,
    which: Which,
    change: impl FnOnce(&mut Accounts, &dyn Fn(&TokenRecord) -> bool),
) -> Answer {
    let count = {
        let mut accounts = world.accounts();
        let meant = which.test(&accounts)?;
        let count = accounts.tokens.values().filter(|token| meant(token)).count();
        change(&mut accounts, &meant);
        count
    };
    world.changed();
    Ok(Json(json!({"ok": true, "tokens": count})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tokens {
    rotate: bool,
}

async fn tokens(State(world): State<Arc<World>>, wish: Body<Tokens>) -> Answer {
    world.knobs.rotate_refresh_tokens.store(body(wish)?.rotate, Ordering::Relaxed);
    done()
}

async fn fault(State(world): State<Arc<World>>, wish: Body<Fault>) -> Answer {
    let fault = body(wish)?;
    if !(400..=599).contains(&fault.status) && fault.body.is_none() {
        return Err(refuse(StatusCode::BAD_REQUEST, "'status' must be an error, unless 'body' is given"));
    }
    if !(200..=599).contains(&fault.status) {
        return Err(refuse(StatusCode::BAD_REQUEST, "'status' must be from 200 to 599"));
    }
    world.faults.add(fault);
    done()
}

async fn clear_faults(State(world): State<Arc<World>>) -> Answer {
    world.faults.clear();
    done()
}

async fn event(State(world): State<Arc<World>>, wish: Body<Value>) -> Answer {
    let wish = body(wish)?;
    let task = wish.get("task_id").and_then(Value::as_str).unwrap_or_default().to_owned();
    transfer::inject(&world, &task, wish).map_err(|why| refuse(StatusCode::BAD_REQUEST, &why))?;
    world.changed();
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    id: Option<Uuid>,
    name: Option<String>,
    offline: Option<bool>,
    user_message: Option<String>,
}

async fn collection(State(world): State<Arc<World>>, wish: Body<Change>) -> Answer {
    let wish = body(wish)?;
    {
        let mut accounts = world.accounts();
        let mut all = accounts.collections.values_mut();
        let found =
            all.find(|held| Some(held.id) == wish.id || Some(&held.display_name) == wish.name.as_ref());
        let found = found.ok_or_else(|| refuse(StatusCode::NOT_FOUND, "no such collection"))?;
        found.offline = wish.offline.unwrap_or(found.offline);
        if let Some(message) = wish.user_message {
            found.user_message = Some(message).filter(|text| !text.is_empty());
        }
    }
    world.changed();
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Disk {
    full: bool,
}

async fn disk(State(world): State<Arc<World>>, wish: Body<Disk>) -> Answer {
    world.knobs.disk_full.store(body(wish)?.full, Ordering::Relaxed);
    done()
}

/// Forgets the counts, not the faults.
async fn forget(State(world): State<Arc<World>>, wish: Body<Value>) -> Answer {
    body(wish)?;
    world.faults.forget_seen();
    world.knobs.refreshes.store(0, Ordering::Relaxed);
    done()
}
