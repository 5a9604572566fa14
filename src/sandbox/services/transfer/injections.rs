//! Errors that tests inject into tasks.

use uuid::Uuid;

use crate::sandbox::data_plane::environment::InjectedError;

/// An error that has not been used up.
#[derive(Debug)]
struct PendingError {
    /// None matches any task.
    task: Option<Uuid>,
    injected: InjectedError,
    left: u64,
}

/// The injected errors, oldest first. Not persistent.
#[derive(Debug, Default)]
pub struct InjectedErrors(Vec<PendingError>);

impl InjectedErrors {
    /// Adds an error for `count` uses, by one task or, with None, by any.
    pub fn add(&mut self, task: Option<Uuid>, injected: InjectedError, count: u64) {
        self.0.push(PendingError { task, injected, left: count });
    }

    /// Uses the oldest error that matches this task.
    pub fn take(&mut self, task: &Uuid) -> Option<InjectedError> {
        let meant = |injection: &&mut PendingError| injection.task.is_none_or(|id| id == *task);
        let hit = self.0.iter_mut().find(meant)?;
        hit.left = hit.left.saturating_sub(1);
        let injected = hit.injected.clone();
        self.0.retain(|injection| injection.left > 0);
        Some(injected)
    }
}
