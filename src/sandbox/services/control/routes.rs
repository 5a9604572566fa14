//! The routes of the control surface, and the small ones whole.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::clock::iso;
use crate::sandbox::model::faults::Fault;
use crate::sandbox::model::grant::TokenKind;
use crate::sandbox::model::world::World;
use crate::sandbox::services::control::request::{Answer, Body, body, done, refuse};
use crate::sandbox::services::control::state::Control;
use crate::sandbox::services::control::{BASE, collection, people, tokens};
use crate::sandbox::services::transfer::inject::inject;

/// Every route of the control surface.
pub fn routes(control: Control) -> Router {
    let routes = Router::new()
        .route("/state", get(state))
        .route("/clock", post(clock))
        .route("/rate", post(rate))
        .route("/expire", post(tokens::expire))
        .route("/revoke", post(tokens::revoke))
        .route("/tokens", post(tokens::tokens))
        .route("/consent", post(people::consent))
        .route("/link", post(people::link))
        .route("/policy", post(people::policy))
        .route("/signout", post(people::sign_out))
        .route("/deny", post(people::deny))
        .route("/fault", post(fault).delete(clear_faults))
        .route("/event", post(event))
        .route("/collection", post(collection::change))
        .route("/disk", post(disk))
        .route("/forget", post(forget))
        .fallback(|| async {
            refuse(StatusCode::NOT_FOUND, "no such control; 'hemi sandbox --help' lists them")
        });
    Router::new().nest(BASE, routes).with_state(control)
}

async fn state(State(control): State<Control>) -> Json<Value> {
    let world = &control.world;
    let count =
        |accounts: &Accounts, kind| accounts.tokens.values().filter(|token| token.kind == kind).count();
    let (access, refresh, people, everybody, refreshes) = {
        let accounts = world.accounts();
        let (access, refresh) = (count(&accounts, TokenKind::Access), count(&accounts, TokenKind::Refresh));
        (access, refresh, accounts.users.len(), people::everybody(&accounts), tokens::refreshes(&accounts))
    };
    let tasks = control.transfer.tasks().summary();
    Json(json!({
        "now": iso(world.clock.now()),
        "clock_offset_ms": world.clock.offset_ms(),
        "rate": world.knobs.rate(),
        "disk_full": world.knobs.disk_full(),
        "token_refreshes": world.knobs.refreshes.load(Ordering::Relaxed),
        "tokens": {"access": access, "refresh": refresh},
        "refresh_tokens": refreshes,
        "auth": everybody,
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

async fn event(State(control): State<Control>, wish: Body<Value>) -> Answer {
    let wish = body(wish)?;
    let task = wish.get("task_id").and_then(Value::as_str).unwrap_or_default().to_owned();
    inject(&control.transfer, &task, wish).map_err(|why| refuse(StatusCode::BAD_REQUEST, &why))?;
    control.world.changed();
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
    world.accounts().tokens.values_mut().for_each(|token| token.refreshes = 0);
    done()
}
