//! Threads for calls that may never come back. A disk that does not answer (NFS, Lustre, an automounter) keeps a
//! thread for good, so each call has a separate one, few at a time for each disk: the shared pool of the program and
//! all other disks stay usable, and leaving the program waits for none of them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::path::StorePath;
use crate::storage::error::DiskError;

/// Calls to one disk at a time.
const PER_DISK: usize = 8;
/// Calls at a time.
const TOTAL: usize = 64;
/// A call waits so long for another one to end.
const PATIENCE: Duration = Duration::from_secs(2);

/// Starts threads within bounds.
#[derive(Debug)]
pub struct CallThreads {
    total: Arc<Semaphore>,
    disks: Mutex<BTreeMap<StorePath, Arc<Semaphore>>>,
}

impl Default for CallThreads {
    fn default() -> Self {
        Self { total: Arc::new(Semaphore::new(TOTAL)), disks: Mutex::default() }
    }
}

impl CallThreads {
    /// Runs `call` on a separate thread, as soon as fewer than the most allowed are busy with the disk mounted at
    /// `disk`. The thread is never waited for.
    ///
    /// # Errors
    /// [`DiskError::Busy`] or [`DiskError::AllBusy`] after two seconds, [`DiskError::NoThread`].
    pub async fn run(&self, disk: &StorePath, call: impl FnOnce() + Send + 'static) -> Result<(), DiskError> {
        let slots = async {
            let one = self.of_disk(disk).acquire_owned().await.ok()?;
            let other = Arc::clone(&self.total).acquire_owned().await.ok()?;
            Some([one, other])
        };
        match tokio::time::timeout(PATIENCE, slots).await {
            Ok(Some(slots)) => start(slots, call),
            _ => Err(self.busy(disk)),
        }
    }

    /// The same, without waiting for another call to end.
    ///
    /// # Errors
    /// [`DiskError::Busy`], [`DiskError::AllBusy`], [`DiskError::NoThread`].
    pub fn try_run(&self, disk: &StorePath, call: impl FnOnce() + Send + 'static) -> Result<(), DiskError> {
        let one = self.of_disk(disk).try_acquire_owned().map_err(|_| self.busy(disk))?;
        let other = Arc::clone(&self.total).try_acquire_owned().map_err(|_| self.busy(disk))?;
        start([one, other], call)
    }

    fn of_disk(&self, disk: &StorePath) -> Arc<Semaphore> {
        let mut disks = self.disks.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(disks.entry(disk.clone()).or_insert_with(|| Arc::new(Semaphore::new(PER_DISK))))
    }

    fn busy(&self, disk: &StorePath) -> DiskError {
        if self.total.available_permits() == 0 {
            DiskError::AllBusy { calls: TOTAL }
        } else {
            DiskError::Busy { disk: disk.clone(), calls: PER_DISK }
        }
    }
}

fn start(slots: [OwnedSemaphorePermit; 2], call: impl FnOnce() + Send + 'static) -> Result<(), DiskError> {
    let body = move || {
        let _until_it_ends = slots;
        call();
    };
    std::thread::Builder::new().name("disk".into()).spawn(body).map(drop).map_err(|_| DiskError::NoThread)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn disk(text: &str) -> StorePath {
        StorePath::parse(text).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_disk_that_does_not_answer_is_busy_and_others_are_not() {
        let threads = CallThreads::default();
        let (release, latch) = mpsc::channel::<()>();
        let latch = Arc::new(Mutex::new(latch));
        for _ in 0..PER_DISK {
            let latch = Arc::clone(&latch);
            let hang = move || latch.lock().unwrap().recv().unwrap_or_default();
            threads.run(&disk("/dead"), hang).await.unwrap();
        }
        let error = threads.run(&disk("/dead"), || {}).await.unwrap_err();
        assert!(matches!(error, DiskError::Busy { calls: PER_DISK, .. }), "{error}");
        assert!(threads.try_run(&disk("/dead"), || {}).is_err());
        let (done, answer) = tokio::sync::oneshot::channel();
        threads.run(&disk("/alive"), move || done.send(()).unwrap()).await.unwrap();
        answer.await.unwrap();
        tokio::time::resume();
        drop(release);
        threads.run(&disk("/dead"), || {}).await.unwrap();
    }
}
