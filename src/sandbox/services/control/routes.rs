//! The control routes, and the handlers that need no file of their own.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::clock::iso_micros;
use crate::sandbox::model::faults::InjectedFault;
use crate::sandbox::model::grant::TokenKind;
use crate::sandbox::model::world::World;
use crate::sandbox::services::control::request::{ControlResult, JsonBody, control_error, done, parse_body};
use crate::sandbox::services::control::state::ControlState;
use crate::sandbox::services::control::{BASE, collection, people, tokens};
use crate::sandbox::services::transfer::inject::inject_event;

/// The control routes.
pub fn routes(control: ControlState) -> Router {
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
        .route("/task", post(task))
        .route("/collection", post(collection::change))
        .route("/disk", post(disk))
        .route("/forget", post(reset_counts))
        .fallback(|| async {
            control_error(StatusCode::NOT_FOUND, "no such control; 'hemi sandbox --help' lists them")
        });
    Router::new().nest(BASE, routes).with_state(control)
}

async fn state(State(control): State<ControlState>) -> Json<Value> {
    let world = &control.world;
    let count =
        |accounts: &Accounts, kind| accounts.tokens.values().filter(|token| token.kind == kind).count();
    let (access, refresh, people, auth_summary, refreshes) = {
        let accounts = world.accounts();
        let access = count(&accounts, TokenKind::Access);
        let refresh = count(&accounts, TokenKind::Refresh);
        (access, refresh, accounts.users.len(), people::auth_summary(&accounts), tokens::refreshes(&accounts))
    };
    let tasks = control.transfer.tasks().summary();
    Json(json!({
        "now": iso_micros(world.clock.now()),
        "clock_offset_ms": world.clock.offset_ms(),
        "rate": world.controls.rate(),
        "disk_full": world.controls.disk_full(),
        "token_refreshes": world.controls.refreshes.load(Ordering::Relaxed),
        "tokens": {"access": access, "refresh": refresh},
        "refresh_tokens": refreshes,
        "auth": auth_summary,
        "users": people,
        "requests": world.faults.request_counts(),
        "faults": world.faults.pending(),
        "tasks": tasks,
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepClock {
    step_seconds: u32,
}

async fn clock(State(world): State<Arc<World>>, request: JsonBody<StepClock>) -> ControlResult {
    world.clock.step(Duration::from_secs(parse_body(request)?.step_seconds.into()));
    world.changed();
    Ok(Json(json!({"ok": true, "now": iso_micros(world.clock.now())})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetRate {
    bytes_per_second: Option<u64>,
}

async fn rate(State(world): State<Arc<World>>, request: JsonBody<SetRate>) -> ControlResult {
    world.controls.set_rate(parse_body(request)?.bytes_per_second);
    done()
}

async fn fault(State(world): State<Arc<World>>, request: JsonBody<InjectedFault>) -> ControlResult {
    let fault = parse_body(request)?;
    if !(400..=599).contains(&fault.status) && fault.body.is_none() {
        return Err(control_error(
            StatusCode::BAD_REQUEST,
            "'status' must be an error, unless 'body' is given",
        ));
    }
    if !(200..=599).contains(&fault.status) {
        return Err(control_error(StatusCode::BAD_REQUEST, "'status' must be from 200 to 599"));
    }
    world.faults.add(fault);
    done()
}

async fn clear_faults(State(world): State<Arc<World>>) -> ControlResult {
    world.faults.clear();
    done()
}

async fn event(State(control): State<ControlState>, request: JsonBody<Value>) -> ControlResult {
    let request = parse_body(request)?;
    let task = request.get("task_id").and_then(Value::as_str).unwrap_or_default().to_owned();
    inject_event(&control.transfer, &task, request)
        .map_err(|why| control_error(StatusCode::BAD_REQUEST, &why))?;
    control.world.changed();
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TaskChange {
    task_id: Uuid,
    forgotten: bool,
}

async fn task(State(control): State<ControlState>, request: JsonBody<TaskChange>) -> ControlResult {
    let TaskChange { task_id, forgotten } = parse_body(request)?;
    let handle = control.transfer.tasks().tasks.get(&task_id).cloned();
    let handle = handle
        .ok_or_else(|| control_error(StatusCode::NOT_FOUND, &format!("there is no task '{task_id}'")))?;
    handle.lock().forgotten = forgotten;
    control.world.changed();
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetDisk {
    full: bool,
}

async fn disk(State(world): State<Arc<World>>, request: JsonBody<SetDisk>) -> ControlResult {
    world.controls.disk_full.store(parse_body(request)?.full, Ordering::Relaxed);
    done()
}

/// Resets the counters, not the faults.
async fn reset_counts(State(world): State<Arc<World>>, request: JsonBody<Value>) -> ControlResult {
    parse_body(request)?;
    world.faults.reset_request_counts();
    world.controls.refreshes.store(0, Ordering::Relaxed);
    world.accounts().tokens.values_mut().for_each(|token| token.refreshes = 0);
    done()
}
