//! The context of a running task: its state, its volumes, and the checks between pieces of work.

use crate::sandbox::data_plane::bucket::TokenBucket;
use crate::sandbox::data_plane::environment::{Environment, Volume};
use crate::sandbox::data_plane::fault::{Fault, FaultScope, Side, StepError};
use crate::sandbox::data_plane::task::{Task, TaskHandle, TaskSpec};

/// A running task.
pub struct TaskContext<'a> {
    pub environment: &'a dyn Environment,
    pub bucket: &'a TokenBucket,
    pub handle: &'a TaskHandle,
    pub spec: TaskSpec,
}

impl TaskContext<'_> {
    /// Whether the cause of a task-wide fault persists.
    pub fn is_blocked(&self) -> bool {
        let (first, second) = self.spec.collections();
        let user = self.update(|task| task.owner);
        let away = |id| self.environment.volume(id, &user).is_some_and(|volume| volume.offline.is_some());
        self.environment.disk_full() || away(&first) || second.as_ref().is_some_and(away)
    }

    /// Fails when the task was cancelled, its deadline has passed, or the sandbox stops.
    pub fn check_cancelled(&self) -> Result<(), StepError> {
        if self.environment.stopping() {
            return Err(StepError::Stopped);
        }
        let task = self.handle.lock();
        if task.cancel_requested {
            Err(StepError::Canceled)
        } else if self.environment.now() >= task.deadline {
            Err(StepError::Expired)
        } else {
            Ok(())
        }
    }

    /// Fails with an injected error, if there is one, or when a collection of the task is missing or offline.
    pub fn check_faults(&self) -> Result<(), StepError> {
        let (first, second) = self.spec.collections();
        let id = self.update(|task| task.id);
        if let Some(injected) = self.environment.injected(&id) {
            let why = injected.details.unwrap_or_else(|| "injected through the control surface".to_owned());
            let reach = if injected.fatal { FaultScope::Fatal } else { FaultScope::Task };
            return Err(Fault {
                code: injected.code,
                description: injected.description,
                details: why,
                side: Side::Source,
                reach,
            }
            .into());
        }
        self.volume(first, Side::Source)?;
        second.map_or(Ok(()), |second| self.volume(second, Side::Destination).map(drop))
    }

    /// The volume of a collection; fails when it is missing or offline.
    pub fn volume(&self, id: uuid::Uuid, side: Side) -> Result<Volume, StepError> {
        let fault = |code: &str, why: &str, reach| {
            StepError::Fault(Fault {
                code: code.to_owned(),
                description: None,
                details: why.to_owned(),
                side,
                reach,
            })
        };
        let gone = || fault("ENDPOINT_ERROR", "the collection no longer exists", FaultScope::Fatal);
        let user = self.update(|task| task.owner);
        let volume = self.environment.volume(&id, &user).ok_or_else(gone)?;
        match volume.offline {
            None => Ok(volume),
            Some(code) => Err(fault(code, "the collection does not answer", FaultScope::Task)),
        }
    }

    /// Changes the task under its lock.
    pub fn update<T>(&self, change: impl FnOnce(&mut Task) -> T) -> T {
        change(&mut self.handle.lock())
    }
}
