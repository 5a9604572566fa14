//! Scheduling: at most three transfers and three deletes of each user run at once, in order of submission.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::sandbox::data_plane::task::TaskHandle;
use crate::sandbox::data_plane::worker;
use crate::sandbox::services::transfer::access::TransferEnvironment;
use crate::sandbox::services::transfer::state::TransferState;

/// Maximum number of running tasks of one type and user.
const MAX_RUNNING: usize = 3;

/// Runs tasks, first those left unfinished by a restart, until `stop` is cancelled; then stops the workers and
/// returns.
pub async fn run(transfer: TransferState, stop: CancellationToken) {
    // Also covers a sandbox that is dropped without being stopped.
    let stopping = StopOnDrop(Arc::clone(&transfer.stopping));
    start_queued(&transfer);
    stop.cancelled().await;
    drop(stopping);
    while is_any_running(&transfer) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn is_any_running(transfer: &TransferState) -> bool {
    transfer.tasks().tasks.values().any(|task| task.lock().running)
}

/// Starts the queued tasks that the limits allow, each on its own thread.
pub fn start_queued(transfer: &TransferState) {
    if transfer.stopping.load(Ordering::Relaxed) {
        return;
    }
    let starting = claim_runnable(transfer.tasks().tasks.values());
    for task in starting {
        let environment = TransferEnvironment(transfer.clone());
        let worker = task.clone();
        let begun = std::thread::Builder::new().name("task".to_owned()).spawn(move || {
            worker::run_task(&environment, &environment.0.bucket, &worker);
            start_queued(&environment.0);
        });
        if let Err(e) = begun {
            tracing::error!("no thread for a task: {e}");
            task.lock().running = false;
        }
    }
}

/// Selects the queued tasks that the limits allow and marks them as running.
fn claim_runnable<'a>(tasks: impl Iterator<Item = &'a TaskHandle>) -> Vec<TaskHandle> {
    let mut room = HashMap::new();
    let mut waiting = Vec::new();
    for handle in tasks {
        let task = handle.lock();
        if task.is_over() {
            continue;
        }
        let kind = (task.owner, task.spec.wire_name());
        if task.running {
            *room.entry(kind).or_insert(MAX_RUNNING) -= 1;
        } else if !task.cancel_requested {
            waiting.push((task.number, kind, handle.clone()));
        }
    }
    waiting.sort_by_key(|(number, _, _)| *number);
    waiting.retain(|(_, kind, handle)| {
        let room = room.entry(*kind).or_insert(MAX_RUNNING);
        let fits = *room > 0;
        if fits {
            *room -= 1;
            handle.lock().running = true;
        }
        fits
    });
    waiting.into_iter().map(|(_, _, handle)| handle).collect()
}
