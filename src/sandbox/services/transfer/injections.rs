//! Errors that wait for the tasks they are meant for.

use uuid::Uuid;

use crate::sandbox::data_plane::site::Injected;

/// An error waiting for the task it is meant for.
#[derive(Debug)]
struct Injection {
    /// None: any task.
    task: Option<Uuid>,
    injected: Injected,
    left: u64,
}

/// All of them, the oldest first. Forgotten at a restart.
#[derive(Debug, Default)]
pub struct Injections(Vec<Injection>);

impl Injections {
    /// Adds an error that is met `count` times, by one task or, with None, by whichever comes next.
    pub fn add(&mut self, task: Option<Uuid>, injected: Injected, count: u64) {
        self.0.push(Injection { task, injected, left: count });
    }

    /// Takes the oldest error that is meant for this task.
    pub fn take(&mut self, task: &Uuid) -> Option<Injected> {
        let meant = |injection: &&mut Injection| injection.task.is_none_or(|id| id == *task);
        let hit = self.0.iter_mut().find(meant)?;
        hit.left = hit.left.saturating_sub(1);
        let injected = hit.injected.clone();
        self.0.retain(|injection| injection.left > 0);
        Some(injected)
    }
}
