//! Work on the journal, off the async threads, and counted: quitting waits for what is being written
//! and for nothing else.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio_util::task::TaskTracker;

use super::journal::{BEAT, Draft, Held, Journal, JournalError, JournalErrorKind, Record};

/// Seconds since the Unix epoch, now.
pub type Wall = Arc<dyn Fn() -> i64 + Send + Sync>;

/// A journal that is written to from async code.
#[derive(Clone)]
pub struct Writes {
    journal: Journal,
    wall: Wall,
    tracker: TaskTracker,
}

impl Writes {
    /// Writes to `journal` at the time `wall` tells; `tracker` knows what is still being written.
    pub fn new(journal: Journal, wall: Wall, tracker: TaskTracker) -> Self {
        Self { journal, wall, tracker }
    }

    /// Seconds since the Unix epoch.
    pub fn now(&self) -> i64 {
        (self.wall)()
    }

    /// The journal written to.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Does one thing with the journal.
    ///
    /// # Errors
    /// Those of `work`.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Journal, i64) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, JournalError> {
        let (journal, now) = (self.journal.clone(), self.now());
        let done = self.tracker.spawn_blocking(move || work(&journal, now)).await;
        done.unwrap_or_else(|_| Err(JournalError::unfinished()))
    }

    /// Writes down a confirmed plan.
    ///
    /// # Errors
    /// As [`Journal::add`].
    pub async fn add(&self, draft: Draft) -> Result<Working, JournalError> {
        let held = self.run(move |journal, now| journal.add(draft, now)).await?;
        Ok(Working::new(held, self.clone()))
    }

    /// Claims an entry.
    ///
    /// # Errors
    /// As [`Journal::claim`].
    pub async fn claim(&self, record: &Record) -> Result<Working, JournalError> {
        let id = record.id;
        let held = self.run(move |journal, now| journal.claim(id, now)).await?;
        Ok(Working::new(held, self.clone()))
    }
}

/// An entry being worked on. Its claim is kept alive meanwhile, and let go when this is dropped.
pub struct Working {
    held: Option<Held>,
    record: Record,
    writes: Writes,
    heart: tokio::task::JoinHandle<()>,
    on: Handle,
}

impl Working {
    fn new(held: Held, writes: Writes) -> Self {
        let mut heart = held.heart();
        let beats = writes.clone();
        let heart = tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_secs(BEAT)).await;
                let beat = beats.run(move |_, now| heart.beat(now).map(|()| heart)).await;
                match beat {
                    Ok(still) => heart = still,
                    Err(e) => return tracing::warn!(error = %e, "a claim in the journal is not kept alive"),
                }
            }
        });
        Self { record: held.record().clone(), held: Some(held), writes, heart, on: Handle::current() }
    }

    /// What is on disk.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Moves the entry along.
    ///
    /// # Errors
    /// Those of `step`; the entry on disk is then the one before.
    pub async fn step(
        &mut self,
        step: impl FnOnce(&mut Held, i64) -> Result<(), JournalError> + Send + 'static,
    ) -> Result<(), JournalError> {
        let Some(mut held) = self.held.take() else { return Err(JournalError::unfinished()) };
        let (held, done) = self
            .writes
            .run(move |_, now| {
                let done = step(&mut held, now);
                Ok((held, done))
            })
            .await?;
        self.record = held.record().clone();
        self.held = Some(held);
        done
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.heart.abort();
        if let Some(held) = self.held.take() {
            // Letting go of a claim touches the disk.
            self.writes.tracker.spawn_blocking_on(move || drop(held), &self.on);
        }
    }
}

impl JournalError {
    /// The program is ending, or the work on the journal ended by a fault of ours.
    fn unfinished() -> Self {
        Self { kind: JournalErrorKind::Io, action: "finish work on", path: None, source: None }
    }
}
