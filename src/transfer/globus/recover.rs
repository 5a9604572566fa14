//! Unfinished entries of earlier runs: sent again with the same id and the same bytes when they are of this
//! service, application and identity; otherwise reported and not touched (`ARCHITECTURE.md` 12).

use std::collections::HashSet;

use tokio::sync::mpsc;

use super::{GlobusEngine, GlobusSession};
use crate::domain::ids::{JobId, TaskId};
use crate::domain::job::JobState;
use crate::domain::task::{Task, TaskKind};
use crate::globus::client::Globus;
use crate::globus::error::ApiError;
use crate::globus::transfer::tasks;
use crate::transfer::journal::{JournalError, JournalErrorKind, Record, State, WaitReason};
use crate::transfer::{OpenEntry, Recovery, SubmitOutcome, TransferError, journal_jobs};

/// The largest assumed difference between the clocks of this machine and of the service, in seconds.
const CLOCKS_APART: i64 = 600;

/// Tasks searched for an old submission: the most the service returns at once.
const SEARCHED: u32 = 1000;

impl GlobusEngine {
    pub(super) async fn resume_unfinished(&self, unless: &[WaitReason], report: mpsc::Sender<Recovery>) {
        let Ok(session) = self.session() else { return };
        let contents = match self.0.writer.run(|journal, now| journal.read_all(now)).await {
            Ok(contents) => contents,
            Err(e) => return send_report(&report, Recovery::Unusable(e)).await,
        };
        for error in contents.unusable {
            send_report(&report, Recovery::Unusable(error)).await;
        }
        for record in contents.records.into_iter().filter(|record| !record.state.is_finished()) {
            if matches!(record.state, State::Waiting(why) if unless.contains(&why)) {
                continue;
            }
            let recovery = if record.origin == session.origin {
                self.resume_one(&session, record.id).await
            } else {
                Some(Recovery::Left(Box::new(journal_jobs::job(&record, JobState::Foreign))))
            };
            if let Some(recovery) = recovery {
                send_report(&report, recovery).await;
            }
        }
    }

    async fn resume_one(&self, session: &GlobusSession, id: JobId) -> Option<Recovery> {
        let entry = match self.0.writer.claim(id).await {
            Ok(entry) => entry,
            Err(e) if e.kind == JournalErrorKind::Claimed => return Some(Recovery::Busy),
            // Another process has finished and removed it.
            Err(e) if e.kind == JournalErrorKind::Missing => return None,
            Err(e) => return Some(Recovery::Unusable(e)),
        };
        // Another process may have finished it between the read and the claim.
        if entry.record().state.is_finished() {
            return None;
        }
        let title = entry.record().title();
        if !entry.record().is_old(self.0.writer.now()) {
            let outcome = self.advance(session, entry).await;
            return Some(Recovery::Sent { title, outcome });
        }
        let old = entry.record().clone();
        match self.find_accepted(session, entry).await {
            Ok(Some(task)) => {
                Some(Recovery::Sent { title, outcome: SubmitOutcome::Accepted { task, again: true } })
            }
            Ok(None) => Some(Recovery::Left(Box::new(journal_jobs::job(&old, JobState::TooOld)))),
            Err(e) => Some(Recovery::Sent { title, outcome: SubmitOutcome::Waits(e.into()) }),
        }
    }

    /// Sends one entry because the user asked for it. An old one is sent only if it never was sent before.
    pub(super) async fn resume_asked(&self, id: JobId) -> SubmitOutcome {
        let session = match self.session() {
            Ok(session) => session,
            Err(e) => return SubmitOutcome::Waits(e),
        };
        let mut entry = match self.0.writer.claim(id).await {
            Ok(entry) => entry,
            Err(e) => return SubmitOutcome::Waits(e.into()),
        };
        if let State::Accepted(task) = entry.record().state {
            return SubmitOutcome::Accepted { task, again: true };
        }
        if entry.record().state.is_finished() {
            let missing = JournalError::new(JournalErrorKind::Missing, "send an entry of");
            return SubmitOutcome::Refused(missing.into());
        }
        if entry.record().origin != session.origin {
            return SubmitOutcome::Waits(TransferError::Foreign);
        }
        if entry.record().is_old(self.0.writer.now()) {
            if entry.record().was_sent() {
                return match self.find_accepted(&session, entry).await {
                    Ok(Some(task)) => SubmitOutcome::Accepted { task, again: true },
                    Ok(None) => SubmitOutcome::Waits(TransferError::TooOld),
                    Err(e) => SubmitOutcome::Waits(e.into()),
                };
            }
            if let Err(e) = entry.step(|held, now| held.unreserved(now)).await {
                return SubmitOutcome::Waits(e.into());
            }
        }
        self.advance(&session, entry).await
    }

    /// The task an old entry became, recorded in the journal.
    async fn find_accepted(
        &self,
        session: &GlobusSession,
        mut entry: OpenEntry,
    ) -> Result<Option<TaskId>, ApiError> {
        let found = self.find_task(&session.globus, entry.record()).await;
        if let Ok(Some(task)) = found {
            // If this cannot be recorded, the next start finds the task again.
            let recorded = entry.step(move |held, now| held.accepted(task, now)).await;
            recorded
                .inspect_err(|e| tracing::warn!(error = %e, "a task that was found could not be recorded"))
                .ok();
        }
        entry.release().await;
        found
    }

    /// The task of a submission, identified by both collections, label and time of request. Tasks of other
    /// journal entries are excluded.
    pub(super) async fn find_task(
        &self,
        globus: &Globus,
        record: &Record,
    ) -> Result<Option<TaskId>, ApiError> {
        let contents = self.0.writer.run(|journal, now| journal.read_all(now)).await.unwrap_or_default();
        let taken: HashSet<TaskId> = contents
            .records
            .iter()
            .filter_map(|other| if let State::Accepted(task) = other.state { Some(task) } else { None })
            .collect();
        let between =
            |at: i64| jiff::Timestamp::from_second(at).unwrap_or_default().strftime("%Y-%m-%d %H:%M:%S");
        let asked = asked_between(record);
        let kind = match record.kind() {
            TaskKind::Transfer => "TRANSFER",
            TaskKind::Delete => "DELETE",
        };
        let filter =
            format!("type:{}/request_time:{},{}", kind, between(*asked.start()), between(*asked.end()));
        let query = tasks::TaskQuery { filter: Some(&filter), offset: 0, limit: SEARCHED };
        let page = tasks::task_list(globus, query).await?;
        Ok(page
            .items
            .iter()
            .find(|task| !taken.contains(&task.id) && is_of(task, record))
            .map(|task| task.id))
    }
}

fn asked_between(record: &Record) -> std::ops::RangeInclusive<i64> {
    record.created.saturating_sub(CLOCKS_APART)..=record.changed.saturating_add(CLOCKS_APART)
}

fn is_of(task: &Task, record: &Record) -> bool {
    let label = task.label.as_ref().map_or(&b""[..], |label| label.raw());
    let destination = record.destination.as_ref().map(|end| end.collection);
    task.kind == record.kind()
        && task.source.as_ref().is_some_and(|end| end.id == record.source.collection)
        && (destination.is_none() || task.destination.as_ref().map(|end| end.id) == destination)
        && label == record.label.as_bytes()
        && task.requested.is_some_and(|at| asked_between(record).contains(&at))
}

/// The receiver is gone only when the program ends.
async fn send_report(report: &mpsc::Sender<Recovery>, recovery: Recovery) {
    let _ = report.send(recovery).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{ClientId, CollectionId, IdentityId};
    use crate::domain::task::{TaskEnd, TaskStatus};
    use crate::domain::text::Untrusted;
    use crate::transfer::journal::{Draft, End, Journal, Origin};
    use uuid::Uuid;

    const NOW: i64 = 1_790_000_000;

    fn record() -> Record {
        let dir = tempfile::tempdir().unwrap();
        let end = |n| End { collection: CollectionId::new(Uuid::from_u128(n)), name: String::new() };
        let origin = Origin {
            service: "https://transfer.example.org/".into(),
            client: ClientId::new(Uuid::nil()),
            identity: IdentityId::new(Uuid::nil()),
        };
        let (source, destination) = (end(1), end(2));
        let destination = Some(destination);
        let draft = Draft { origin, label: "night run".into(), source, destination, body: "{}".into() };
        Journal::open(dir.path()).unwrap().add(draft, NOW).unwrap().record().clone()
    }

    fn task() -> Task {
        let end = |n| Some(TaskEnd { id: CollectionId::new(Uuid::from_u128(n)), name: Untrusted::default() });
        Task {
            id: TaskId::new(Uuid::from_u128(9)),
            kind: TaskKind::Transfer,
            status: TaskStatus::Active,
            label: Some(Untrusted::new("night run")),
            source: end(1),
            destination: end(2),
            bytes: 0,
            files: 0,
            directories: 0,
            files_transferred: 0,
            files_skipped: 0,
            faults: 0,
            paused: false,
            nice_status: None,
            nice_description: None,
            fatal: None,
            requested: Some(NOW + 3),
            completed: None,
            options: crate::domain::task::TaskOptions::default(),
        }
    }

    #[test]
    fn a_task_is_known_again_by_collections_label_and_time() {
        assert!(is_of(&task(), &record()));
        let others = [
            Task { label: None, ..task() },
            Task { label: Some(Untrusted::new("night run ")), ..task() },
            Task { source: task().destination, ..task() },
            Task { destination: None, ..task() },
            Task { kind: TaskKind::Delete, ..task() },
            Task { requested: None, ..task() },
            Task { requested: Some(NOW - 3600), ..task() },
            Task { requested: Some(NOW + 3600), ..task() },
        ];
        for other in others {
            assert!(!is_of(&other, &record()), "{other:?}");
        }
    }
}
