//! Runs journal operations on blocking threads and counts them: quitting waits for writes under way and
//! for nothing else.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio_util::task::TaskTracker;

use super::journal::{ClaimedEntry, Draft, HEARTBEAT, Journal, JournalError, JournalErrorKind, Record};
use crate::domain::ids::JobId;

/// Seconds since the Unix epoch, now.
pub type WallClock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// A journal that is written to from async code.
#[derive(Clone)]
pub struct JournalWriter {
    journal: Journal,
    wall: WallClock,
    tracker: TaskTracker,
    changed: watch::Sender<()>,
}

impl JournalWriter {
    /// Writes to `journal`; `wall` gives the time, `tracker` counts the writes under way.
    pub fn new(journal: Journal, wall: WallClock, tracker: TaskTracker) -> Self {
        Self { journal, wall, tracker, changed: watch::Sender::new(()) }
    }

    /// Seconds since the Unix epoch.
    pub fn now(&self) -> i64 {
        (self.wall)()
    }

    /// The journal written to.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Follows the changes this process makes to the journal.
    pub fn follow(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Runs one journal operation on a blocking thread.
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

    /// Adds an entry for a confirmed plan and claims it.
    ///
    /// # Errors
    /// As [`Journal::add`].
    pub async fn add(&self, draft: Draft) -> Result<OpenEntry, JournalError> {
        let held = self.run(move |journal, now| journal.add(draft, now)).await?;
        self.changed.send_replace(());
        Ok(OpenEntry::new(held, self.clone()))
    }

    /// Claims an entry.
    ///
    /// # Errors
    /// As [`Journal::claim`].
    pub async fn claim(&self, id: JobId) -> Result<OpenEntry, JournalError> {
        let held = self.run(move |journal, now| journal.claim(id, now)).await?;
        self.changed.send_replace(());
        Ok(OpenEntry::new(held, self.clone()))
    }

    /// Drops an unfinished entry for good. Its file is kept as a finished one is.
    ///
    /// # Errors
    /// `Claimed` while a process works on it; `Missing` when it does not exist or is finished already; the system's
    /// errors: then it is unchanged.
    pub async fn discard(&self, id: JobId) -> Result<(), JournalError> {
        let mut entry = self.claim(id).await?;
        if entry.record().state.is_finished() {
            return Err(JournalError::new(JournalErrorKind::Missing, "drop an entry of"));
        }
        entry.step(|held, now| held.dropped(now)).await
    }
}

/// A claimed entry. A task renews its claim; dropping this releases it a moment later, [`OpenEntry::release`] at once.
pub struct OpenEntry {
    held: Option<ClaimedEntry>,
    record: Record,
    writer: JournalWriter,
    heart: tokio::task::JoinHandle<()>,
    on: Handle,
}

impl OpenEntry {
    fn new(held: ClaimedEntry, writer: JournalWriter) -> Self {
        let mut heart = held.heart();
        let beats = writer.clone();
        let heart = tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_secs(HEARTBEAT)).await;
                let beat = beats.run(move |_, now| heart.beat(now).map(|()| heart)).await;
                match beat {
                    Ok(still) => heart = still,
                    Err(e) => return tracing::warn!(error = %e, "a claim in the journal is not kept alive"),
                }
            }
        });
        Self { record: held.record().clone(), held: Some(held), writer, heart, on: Handle::current() }
    }

    /// What is on disk.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Changes the state of the entry on disk.
    ///
    /// # Errors
    /// Those of `step`; the entry on disk is then the one before.
    pub async fn step(
        &mut self,
        step: impl FnOnce(&mut ClaimedEntry, i64) -> Result<(), JournalError> + Send + 'static,
    ) -> Result<(), JournalError> {
        let Some(mut held) = self.held.take() else { return Err(JournalError::unfinished()) };
        let (held, done) = self
            .writer
            .run(move |_, now| {
                let done = step(&mut held, now);
                Ok((held, done))
            })
            .await?;
        self.record = held.record().clone();
        self.held = Some(held);
        self.writer.changed.send_replace(());
        done
    }

    /// Releases the claim: when this returns, the entry can be claimed again.
    pub async fn release(mut self) {
        self.heart.abort();
        if let Some(held) = self.held.take() {
            let released = self.writer.run(move |_, _| {
                drop(held);
                Ok(())
            });
            // An error means that the program is ending.
            let _ = released.await;
            self.writer.changed.send_replace(());
        }
    }
}

impl Drop for OpenEntry {
    fn drop(&mut self) {
        self.heart.abort();
        if let Some(held) = self.held.take() {
            // Releasing a claim writes to the disk.
            let changed = self.writer.changed.clone();
            let release = move || {
                drop(held);
                changed.send_replace(());
            };
            self.writer.tracker.spawn_blocking_on(release, &self.on);
        }
    }
}

impl JournalError {
    /// The program is ending, or the blocking thread panicked.
    fn unfinished() -> Self {
        Self { kind: JournalErrorKind::Io, action: "finish work on", path: None, source: None }
    }
}
