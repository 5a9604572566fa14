//! The stream of jobs: entries of the journal whenever they change, tasks as often as [`super::poll_interval`] says.

use std::collections::{BTreeMap, BTreeSet};
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use tokio::sync::watch::Receiver;
use tokio::time::{Instant, sleep_until};

use super::poll_interval::{self, Seen};
use super::task_poll::TaskPoll;
use super::{GlobusEngine, GlobusSession};
use crate::domain::ids::{JobId, TaskId};
use crate::domain::job::{JobChange, JobSnapshot, JobState, Pace};
use crate::domain::task::{Task, TaskStatus};
use crate::domain::text::SafeText;
use crate::globus::error::ApiError;
use crate::globus::rate_limit::Urgency;
use crate::transfer::job_diff::JobDiff;
use crate::transfer::journal::{JournalError, Record, State, SummaryCache};
use crate::transfer::{JobReport, TransferError, journal_jobs};

/// How often the journal is read while jobs are on the screen or another process sends one: nothing else tells what other
/// processes write.
const REREAD: Duration = Duration::from_secs(2);

/// The shortest time between two polls, whatever triggers them.
const CLOSEST: Duration = Duration::from_millis(500);

/// The jobs of an engine, for as long as the sender of `pace` lives.
pub fn stream(engine: GlobusEngine, pace: Receiver<Pace>) -> BoxStream<'static, JobReport> {
    stream::unfold(Watcher::new(engine, pace), |mut watcher| async move {
        let report = watcher.next().await?;
        Some((report, watcher))
    })
    .boxed()
}

struct Watcher {
    engine: GlobusEngine,
    pace: Receiver<Pace>,
    session_changes: Receiver<Option<Arc<GlobusSession>>>,
    journal_changes: Receiver<()>,
    touches: Receiver<()>,
    session: Option<Arc<GlobusSession>>,
    poll: PollState,
    tasks: TaskPoll,
    /// Tasks of this run that are over. Another session does not change that, whatever it knows of them.
    over: BTreeSet<TaskId>,
    entries: Entries,
    /// When the journal was last read.
    journal_read: Option<Instant>,
    reported: JobDiff,
    /// When this stream began, in seconds since the Unix epoch.
    started: i64,
}

/// The journal at the last read.
#[derive(Default)]
struct Entries {
    cache: SummaryCache,
    saved: Vec<JobSnapshot>,
    /// Entries that became tasks, without their bodies.
    accepted: BTreeMap<TaskId, Record>,
}

/// When to poll next.
#[derive(Default)]
struct PollState {
    trouble: Option<ApiError>,
    active: bool,
    quiet: u32,
    looked: Option<Instant>,
    changed: Option<Instant>,
    /// The user waits for a poll.
    hurry: bool,
}

impl PollState {
    /// `None`: not without a change.
    fn due(&self, pace: Pace, followed: bool, now: Instant) -> Option<Instant> {
        let since_change = self.changed.map(|at| now.duration_since(at));
        let seen = Seen { pace, followed, active: self.active, quiet: self.quiet, since_change };
        let wait = poll_interval::wait(seen)?;
        let Some(looked) = self.looked else { return Some(now) };
        Some(looked + if self.hurry { CLOSEST } else { wait })
    }

    fn hurry(&mut self) {
        self.hurry = true;
        self.quiet = 0;
    }
}

impl Watcher {
    fn new(engine: GlobusEngine, pace: Receiver<Pace>) -> Self {
        let mut session_changes = engine.0.session.subscribe();
        let mut journal_changes = engine.0.writer.follow();
        let touches = engine.0.touched.subscribe();
        // Both are read at once.
        session_changes.mark_changed();
        journal_changes.mark_changed();
        let started = engine.0.writer.now();
        Self {
            engine,
            pace,
            session_changes,
            journal_changes,
            touches,
            session: None,
            poll: PollState::default(),
            tasks: TaskPoll::default(),
            over: BTreeSet::new(),
            entries: Entries::default(),
            journal_read: None,
            reported: JobDiff::default(),
            started,
        }
    }

    async fn next(&mut self) -> Option<JobReport> {
        loop {
            let followed = !self.followed().is_empty();
            let due = self.poll.due(*self.pace.borrow(), followed, Instant::now());
            let due = due.filter(|_| self.session.is_some());
            let due = async {
                match due {
                    Some(at) => sleep_until(at).await,
                    None => pending().await,
                }
            };
            let reread = self.journal_due();
            let reread = async {
                match reread {
                    Some(at) => sleep_until(at).await,
                    None => pending().await,
                }
            };
            let report = tokio::select! {
                biased;
                // The engine holds the senders of these three.
                _ = self.session_changes.changed() => {
                    let session = self.session_changes.borrow_and_update().clone();
                    let origin = |session: &Option<Arc<GlobusSession>>| {
                        session.as_ref().map(|session| session.origin.clone())
                    };
                    // After a consent it is the same user with the same tasks.
                    if origin(&session) != origin(&self.session) {
                        self.tasks = TaskPoll::default();
                    }
                    self.session = session;
                    self.poll = PollState::default();
                    self.read_journal().await
                }
                _ = self.journal_changes.changed() => self.read_journal().await,
                _ = self.touches.changed() => {
                    self.poll.hurry();
                    self.poll.changed = Some(Instant::now());
                    continue;
                }
                ended = self.pace.changed() => {
                    ended.ok()?;
                    self.poll.hurry();
                    self.read_journal().await
                }
                () = reread => self.read_journal().await,
                () = due => self.poll_now().await,
            };
            match report {
                Ok(changes) if changes.is_empty() => {}
                report => return Some(report),
            }
        }
    }

    /// When the journal is to be read although this process did not write to it.
    fn journal_due(&self) -> Option<Instant> {
        let elsewhere = |job: &JobSnapshot| job.state == JobState::SubmittingElsewhere;
        let watching = *self.pace.borrow() == Pace::Watching;
        let due = watching || self.entries.saved.iter().any(elsewhere);
        self.journal_read.filter(|_| due).map(|read| read + REREAD)
    }

    /// Reads the journal. A task that is new in it must exist at the service from now on.
    async fn read_journal(&mut self) -> JobReport {
        self.journal_read = Some(Instant::now());
        let cache = std::mem::take(&mut self.entries.cache);
        let read = self.engine.0.writer.run(move |journal, now| {
            let mut cache = cache;
            let contents = journal.read_summaries(now, &mut cache);
            Ok::<_, JournalError>((contents, cache))
        });
        let (contents, cache) = read.await?;
        self.entries.cache = cache;
        let contents = contents?;
        let origin = self.session.as_ref().map(|session| &session.origin);
        self.entries.saved = journal_jobs::jobs(&contents, origin, self.engine.0.writer.now());
        let accepted = contents.records.into_iter().filter_map(|record| match record.state {
            State::Accepted(task) if origin.is_none_or(|origin| record.origin == *origin) => {
                Some((task, record))
            }
            _ => None,
        });
        let known = self.followed();
        self.entries.accepted = accepted.collect();
        if !self.followed().is_subset(&known) {
            self.poll.hurry();
            self.poll.changed = Some(Instant::now());
        }
        Ok(self.changes())
    }

    /// Tasks of this run that are not known to be over.
    fn followed(&self) -> BTreeSet<TaskId> {
        let accepted = self.entries.accepted.iter();
        let of_this_run = accepted.filter(|(_, record)| record.changed >= self.started).map(|(id, _)| *id);
        of_this_run.filter(|id| !self.over.contains(id) && !self.tasks.is_over(*id)).collect()
    }

    async fn poll_now(&mut self) -> JobReport {
        let Some(session) = self.session.clone() else { return Ok(Vec::new()) };
        let followed = self.followed();
        let urgency = if self.poll.hurry { Urgency::default() } else { Urgency::background() };
        let globus = session.globus.with_urgency(urgency);
        let answer = self.tasks.poll(&globus, &followed, self.poll.hurry).await;
        let first = self.poll.looked.is_none();
        (self.poll.looked, self.poll.hurry) = (Some(Instant::now()), false);
        if let Err(e) = answer {
            // It failed in a session that is over by now, of which another request has told: it says nothing of the next one.
            if self.session_changes.has_changed().unwrap_or(false) {
                return Ok(Vec::new());
            }
            self.poll.quiet = self.poll.quiet.saturating_add(1);
            let known = self.poll.trouble.replace(e.clone());
            return if known.as_ref() == Some(&e) { Ok(Vec::new()) } else { Err(TransferError::Globus(e)) };
        }
        self.over.extend(followed.into_iter().filter(|id| self.tasks.is_over(*id)));
        self.poll.active = self.tasks.tasks().values().any(|task| is_running(task));
        self.poll.quiet = if self.poll.active { 0 } else { self.poll.quiet.saturating_add(1) };
        let recovered = self.poll.trouble.take().is_some();
        let mut changes = self.changes();
        if first || recovered || !changes.is_empty() {
            changes.push(JobChange::Answered);
        }
        Ok(changes)
    }

    fn changes(&mut self) -> Vec<JobChange> {
        let jobs = self.jobs();
        self.reported.changes(jobs, self.tasks.window())
    }

    /// All jobs: saved ones, tasks, tasks that were accepted and not seen yet, and those the service has forgotten.
    fn jobs(&self) -> Vec<JobSnapshot> {
        let tasks = self.tasks.tasks();
        let mut jobs = self.entries.saved.clone();
        jobs.extend(tasks.values().map(|task| JobSnapshot::of_task(self.job_of(task.id), (*task).clone())));
        for (id, task) in self.tasks.forgotten() {
            let known = task.as_ref().map(|task| JobSnapshot::of_task(self.job_of(*id), task.clone()));
            let record = self.entries.accepted.get(id);
            let job = known.or_else(|| Some(journal_jobs::job(record?, JobState::Forgotten)));
            let note: SafeText = "Globus no longer knows this task.".into();
            jobs.extend(job.map(|job| JobSnapshot { state: JobState::Forgotten, note: Some(note), ..job }));
        }
        let unseen = self.followed().into_iter().filter(|id| !tasks.contains_key(id));
        let submitted = unseen.filter_map(|id| self.entries.accepted.get(&id));
        jobs.extend(submitted.map(|record| journal_jobs::job(record, JobState::Submitted)));
        jobs
    }

    fn job_of(&self, task: TaskId) -> JobId {
        self.entries.accepted.get(&task).map_or_else(|| JobId::new(task.uuid()), |record| record.id)
    }
}

/// Whether its numbers may change soon.
fn is_running(task: &Task) -> bool {
    task.status == TaskStatus::Active && !task.paused
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_first_look_is_at_once_and_hurry_keeps_a_distance() {
        let now = Instant::now();
        let mut poll = PollState::default();
        assert_eq!(poll.due(Pace::Background, true, now), Some(now));
        assert_eq!(poll.due(Pace::Background, false, now), None);
        poll.looked = Some(now);
        poll.quiet = 1;
        assert_eq!(poll.due(Pace::Background, true, now), Some(now + Duration::from_secs(10)));
        poll.hurry = true;
        assert_eq!(poll.due(Pace::Background, true, now), Some(now + CLOSEST));
        assert_eq!(poll.due(Pace::Background, false, now), None);
    }
}
