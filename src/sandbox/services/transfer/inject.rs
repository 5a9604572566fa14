//! Events and errors that tests inject into tasks.

use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::sandbox::data_plane::environment::InjectedError;
use crate::sandbox::data_plane::task::Event;
use crate::sandbox::services::transfer::state::TransferState;

/// The body of `POST <control>/event`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EventRequest {
    /// Absent, empty or `*` matches any task.
    #[serde(default)]
    task_id: String,
    code: String,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    details: Option<String>,
    /// An error delays the task until its retry; any other event is only recorded.
    #[serde(default = "default_is_error")]
    is_error: bool,
    /// Whether the task fails.
    #[serde(default)]
    fatal: bool,
    /// The number of times that the error occurs.
    #[serde(default = "default_count")]
    count: u64,
}

fn default_is_error() -> bool {
    true
}

fn default_count() -> u64 {
    1
}

/// Adds an event to a task, or injects an error into it or into any task. The error is the reason of a refusal.
pub fn inject_event(transfer: &TransferState, task_id: &str, event: Value) -> Result<(), String> {
    let mut request: EventRequest = serde_json::from_value(event).map_err(|e| e.to_string())?;
    request.task_id = task_id.to_owned();
    let task = match request.task_id.as_str() {
        "" | "*" => None,
        id => Some(Uuid::try_parse(id).map_err(|_| format!("'{id}' is no task id"))?),
    };
    let mut state = transfer.tasks();
    let handle = match task {
        None => None,
        Some(id) => Some(state.tasks.get(&id).cloned().ok_or_else(|| format!("there is no task '{id}'"))?),
    };
    if let Some(handle) = &handle {
        let mut task = handle.lock();
        if !request.is_error && !request.fatal {
            task.events.push(Event {
                code: request.code,
                description: request.description,
                details: request.details.unwrap_or_default(),
                is_error: false,
                time: transfer.world.clock.now(),
            });
            return Ok(());
        }
        if task.is_over() {
            return Err("the task is over".to_owned());
        }
    } else if !request.is_error && !request.fatal {
        return Err("an event that is no error needs a task_id".to_owned());
    }
    let injected = InjectedError {
        code: request.code,
        description: request.description,
        details: request.details,
        fatal: request.fatal,
    };
    state.injections.add(task, injected, request.count);
    Ok(())
}
