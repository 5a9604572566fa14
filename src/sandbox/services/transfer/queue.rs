//! Which tasks are worked now: three transfers and three deletes of each user, in the order they were submitted.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::sandbox::data_plane::task::Handle;
use crate::sandbox::data_plane::worker;
use crate::sandbox::services::transfer::access::WorldSite;
use crate::sandbox::services::transfer::state::Transfer;

/// Tasks of one kind that are worked at once for one user.
const AT_ONCE: usize = 3;

/// Works tasks (first those a restart left unfinished) until `stop` is cancelled, then puts them down and returns.
pub async fn run(transfer: Transfer, stop: CancellationToken) {
    // Also when the sandbox is dropped without being stopped.
    let stopping = Stop(Arc::clone(&transfer.stopping));
    pump(&transfer);
    stop.cancelled().await;
    drop(stopping);
    while is_working(&transfer) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

struct Stop(Arc<AtomicBool>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn is_working(transfer: &Transfer) -> bool {
    transfer.tasks().tasks.values().any(|task| task.lock().running)
}

/// Begins whatever may be begun now, each task on a thread of its own.
pub fn pump(transfer: &Transfer) {
    if transfer.stopping.load(Ordering::Relaxed) {
        return;
    }
    let starting = next(transfer.tasks().tasks.values());
    for task in starting {
        let site = WorldSite(transfer.clone());
        let worker = task.clone();
        let begun = std::thread::Builder::new().name("task".to_owned()).spawn(move || {
            worker::work(&site, &site.0.bucket, &worker);
            pump(&site.0);
        });
        if let Err(e) = begun {
            tracing::error!("no thread for a task: {e}");
            task.lock().running = false;
        }
    }
}

/// Picks the waiting tasks that there is room for, and marks them as running.
fn next<'a>(tasks: impl Iterator<Item = &'a Handle>) -> Vec<Handle> {
    let mut room = HashMap::new();
    let mut waiting = Vec::new();
    for handle in tasks {
        let task = handle.lock();
        if task.is_over() {
            continue;
        }
        let kind = (task.owner, task.work.word());
        if task.running {
            *room.entry(kind).or_insert(AT_ONCE) -= 1;
        } else if !task.cancel {
            waiting.push((task.number, kind, handle.clone()));
        }
    }
    waiting.sort_by_key(|(number, _, _)| *number);
    waiting.retain(|(_, kind, handle)| {
        let room = room.entry(*kind).or_insert(AT_ONCE);
        let fits = *room > 0;
        if fits {
            *room -= 1;
            handle.lock().running = true;
        }
        fits
    });
    waiting.into_iter().map(|(_, _, handle)| handle).collect()
}
