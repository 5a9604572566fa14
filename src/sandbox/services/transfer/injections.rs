//! Errors that wait for the tasks they are meant for.

use uuid::Uuid;

use crate::sandbox::data_plane::environment::InjectedError;

/// An error waiting for the task it is meant for.
#[derive(Debug)]
struct PendingError {
    /// None: any task.
    task: Option<Uuid>,
    injected: InjectedError,
    left: u64,
}

/// All of them, the oldest first. Forgotten at a restart.
#[derive(Debug, Default)]
pub struct InjectedErrors(Vec<PendingError>);

impl InjectedErrors {
    /// Adds an error that is met `count` times, by one task or, with None, by whichever comes next.
    pub fn add(&mut self, task: Option<Uuid>, injected: InjectedError, count: u64) {
        self.0.push(PendingError { task, injected, left: count });
    }

    /// Takes the oldest error that is meant for this task.
    pub fn take(&mut self, task: &Uuid) -> Option<InjectedError> {
        let meant = |injection: &&mut PendingError| injection.task.is_none_or(|id| id == *task);
        let hit = self.0.iter_mut().find(meant)?;
        hit.left = hit.left.saturating_sub(1);
        let injected = hit.injected.clone();
        self.0.retain(|injection| injection.left > 0);
        Some(injected)
    }
}
