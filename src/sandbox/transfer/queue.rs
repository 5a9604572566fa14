//! Which tasks are worked now: three transfers and three deletes of each user, in the order they were submitted.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::access::WorldSite;
use crate::sandbox::plane::task::Handle;
use crate::sandbox::plane::work;
use crate::sandbox::world::World;

/// Tasks of one kind that are worked at once for one user.
const AT_ONCE: usize = 3;

/// Works tasks (first those a restart left unfinished) until `stop` is cancelled, then puts them down and returns.
pub async fn run(world: Arc<World>, stop: CancellationToken) {
    // Also when the sandbox is dropped without being stopped.
    let stopping = Stop(Arc::clone(&world));
    pump(&world);
    stop.cancelled().await;
    drop(stopping);
    while is_working(&world) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

struct Stop(Arc<World>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.transfer().stopping.store(true, Ordering::Relaxed);
    }
}

fn is_working(world: &World) -> bool {
    world.transfer().tasks.values().any(|task| task.lock().running)
}

/// Begins whatever may be begun now, each task on a thread of its own.
pub fn pump(world: &Arc<World>) {
    let (starting, bucket, stopping) = {
        let state = world.transfer();
        if state.stopping.load(Ordering::Relaxed) {
            return;
        }
        (next(state.tasks.values()), Arc::clone(&state.bucket), Arc::clone(&state.stopping))
    };
    for task in starting {
        let site = WorldSite { world: Arc::clone(world), stopping: Arc::clone(&stopping) };
        let (bucket, worker) = (Arc::clone(&bucket), task.clone());
        let begun = std::thread::Builder::new().name("task".to_owned()).spawn(move || {
            work::work(&site, &bucket, &worker);
            pump(&site.world);
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
