//! What a step of a task works with: the task, its volumes, and the checks between pieces of work.

use crate::sandbox::data_plane::bucket::Bucket;
use crate::sandbox::data_plane::fault::{Fault, Halt, Reach, Side};
use crate::sandbox::data_plane::site::{Site, Volume};
use crate::sandbox::data_plane::task::{Handle, Task, Work};

/// One task under way.
pub struct Run<'a> {
    pub site: &'a dyn Site,
    pub bucket: &'a Bucket,
    pub handle: &'a Handle,
    pub work: Work,
}

impl Run<'_> {
    /// Whether the cause of a fault of the whole task lasts.
    pub fn is_blocked(&self) -> bool {
        let (first, second) = self.work.collections();
        let away = |id| self.site.volume(id).is_some_and(|volume| volume.away.is_some());
        self.site.disk_full() || away(&first) || second.as_ref().is_some_and(away)
    }

    /// Ends early when the task was cancelled, ran out of time, or must be put down.
    pub fn go_on(&self) -> Result<(), Halt> {
        if self.site.stopping() {
            return Err(Halt::Stopped);
        }
        let task = self.handle.lock();
        match () {
            () if task.cancel => Err(Halt::Canceled),
            () if self.site.now() >= task.deadline => Err(Halt::Expired),
            () => Ok(()),
        }
    }

    /// Meets what a test or an absent collection has in store.
    pub fn poke(&self) -> Result<(), Halt> {
        let (first, second) = self.work.collections();
        let id = self.update(|task| task.id);
        if let Some(injected) = self.site.injected(&id) {
            let why = injected.details.unwrap_or_else(|| "injected through the control surface".to_owned());
            let reach = if injected.fatal { Reach::Fatal } else { Reach::Task };
            let (code, description) = (injected.code, injected.description);
            return Err(Fault { code, description, details: why, side: Side::Source, reach }.into());
        }
        self.volume(first, Side::Source)?;
        second.map_or(Ok(()), |second| self.volume(second, Side::Destination).map(drop))
    }

    /// The files of one side.
    pub fn volume(&self, id: uuid::Uuid, side: Side) -> Result<Volume, Halt> {
        let fault = |code: &str, why: &str, reach| {
            Halt::Fault(Fault {
                code: code.to_owned(),
                description: None,
                details: why.to_owned(),
                side,
                reach,
            })
        };
        let gone = || fault("ENDPOINT_ERROR", "the collection no longer exists", Reach::Fatal);
        let volume = self.site.volume(&id).ok_or_else(gone)?;
        match volume.away {
            None => Ok(volume),
            Some(code) => Err(fault(code, "the collection does not answer", Reach::Task)),
        }
    }

    /// Changes the task and lets go of it.
    pub fn update<T>(&self, change: impl FnOnce(&mut Task) -> T) -> T {
        change(&mut self.handle.lock())
    }
}
