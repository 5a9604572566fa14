//! The engine of Globus Transfer: the service copies between collections, and no data passes through hemi.
//!
//! Every step of a submission is in the journal before the next begins, so that a kill at any moment
//! neither loses nor doubles it. Start with `advance`; what earlier runs left is in [`recover`],
//! the stream of jobs in [`watch`].

mod document;
mod poll_interval;
mod recover;
mod task_poll;
#[cfg(test)]
mod tests;
mod watch;
#[cfg(test)]
mod watch_tests;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use tokio::sync::{mpsc, oneshot, watch as channel};

use super::error::DocumentError;
use super::journal::{CrashPoint, Draft, End, JournalError, JournalErrorKind, JournalStep, Origin, State};
use super::{
    Engine, JobReport, JobSource, JournalWriter, OpenEntry, Recovery, SubmitOutcome, TransferError,
    journal_jobs,
};
use crate::domain::deletion::ConfirmedDelete;
use crate::domain::ids::{JobId, SubmissionId, TaskId};
use crate::domain::job::{CancelOutcome, EngineKind, JobDetails, Pace, WaitReason};
use crate::domain::plan::{ConfirmedPlan, checked_label};
use crate::domain::route::{EndInfo, NextStep, NoRoute, Support};
use crate::globus::client::Globus;
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::transfer::submit::{self, DeleteDocument, Submission, TransferDocument};
use crate::globus::transfer::tasks;

/// Submits to Globus as the signed-in user, and reports saved submissions also while no user is signed in.
#[derive(Clone)]
pub struct GlobusEngine(Arc<Inner>);

struct Inner {
    writer: JournalWriter,
    crash_point: CrashPoint,
    session: channel::Sender<Option<Arc<GlobusSession>>>,
    /// Notified when a task was submitted or cancelled: the task list has changed.
    touched: channel::Sender<()>,
}

/// A signed-in user of one Globus.
pub struct GlobusSession {
    /// The services.
    pub globus: Globus,
    /// Service, application and identity; the service is the one `globus` calls.
    pub origin: Origin,
}

impl GlobusEngine {
    /// An engine without a session.
    pub fn new(writer: JournalWriter, crash_point: CrashPoint) -> Self {
        let session = channel::Sender::new(None);
        Self(Arc::new(Inner { writer, crash_point, session, touched: channel::Sender::new(()) }))
    }

    /// Sets or ends the session. A submission in progress continues with the session it started with.
    pub fn set_session(&self, session: Option<GlobusSession>) {
        self.0.session.send_replace(session.map(Arc::new));
    }

    fn session(&self) -> Result<Arc<GlobusSession>, TransferError> {
        self.0.session.borrow().clone().ok_or(TransferError::NotSignedIn)
    }

    async fn add_entry(
        &self,
        origin: &Origin,
        confirmed: &ConfirmedPlan,
    ) -> Result<OpenEntry, TransferError> {
        let plan = confirmed.plan();
        let label =
            checked_label(&plan.options().label).map_err(DocumentError::from)?.unwrap_or_default().to_owned();
        let draft = Draft {
            origin: origin.clone(),
            label,
            source: journal_end(plan.source())?,
            destination: Some(journal_end(plan.destination())?),
            // `reserved` replaces the nil id; nothing is sent before that.
            body: TransferDocument::new(document::transfer(confirmed)?, SubmissionId::new(uuid::Uuid::nil()))
                .to_json(),
        };
        Ok(self.0.writer.add(draft).await?)
    }

    async fn add_delete(
        &self,
        origin: &Origin,
        confirmed: &ConfirmedDelete,
    ) -> Result<OpenEntry, TransferError> {
        let label = confirmed.plan().label();
        let label = checked_label(&label).map_err(DocumentError::from)?.unwrap_or_default();
        let body =
            DeleteDocument::new(document::delete(confirmed, label)?, SubmissionId::new(uuid::Uuid::nil()));
        let draft = Draft {
            origin: origin.clone(),
            label: label.to_owned(),
            source: journal_end(confirmed.plan().directory())?,
            destination: None,
            body: body.to_json(),
        };
        Ok(self.0.writer.add(draft).await?)
    }

    /// Submits what was added to the journal.
    async fn submit_entry(
        &self,
        session: &GlobusSession,
        added: Result<OpenEntry, TransferError>,
        saved: oneshot::Sender<JobId>,
    ) -> SubmitOutcome {
        match added {
            Ok(entry) => {
                self.0.crash_point.reached(JournalStep::PlanWritten, self.0.writer.journal().dir()).await;
                // The receiver is gone only when the program ends.
                let _ = saved.send(entry.record().id);
                self.advance(session, entry).await
            }
            Err(e) => SubmitOutcome::Refused(e),
        }
    }

    /// Continues an entry from its state on disk. Each state is on disk before the request that depends on it.
    ///
    /// When this returns the entry is released: what the user does next with it is not refused.
    async fn advance(&self, session: &GlobusSession, mut entry: OpenEntry) -> SubmitOutcome {
        let outcome = self.advance_claimed(session, &mut entry).await;
        entry.release().await;
        outcome
    }

    async fn advance_claimed(&self, session: &GlobusSession, entry: &mut OpenEntry) -> SubmitOutcome {
        // While a service asks to wait, nothing is under way: the entry is released and says so.
        let globus = &session.globus.stopping_at_pauses();
        let Inner { writer, crash_point, .. } = &*self.0;
        let dir = writer.journal().dir();
        if entry.record().submission.is_none() {
            let id = match submit::submission_id(globus).await {
                Ok(id) => id,
                Err(e) => return self.record_failure(session, entry, e).await,
            };
            crash_point.reached(JournalStep::IdAnswered, dir).await;
            if let Err(e) = entry.step(move |held, now| held.reserved(id, now)).await {
                return SubmitOutcome::Waits(e.into());
            }
            crash_point.reached(JournalStep::IdSynced, dir).await;
        }
        if let Err(e) = globus.check_pause(globus.transfer()) {
            return self.record_failure(session, entry, e).await;
        }
        if let Err(e) = entry.step(|held, now| held.sent(now)).await {
            return SubmitOutcome::Waits(e.into());
        }
        let answer = submit::submit(globus, entry.record().kind(), &entry.record().body).await;
        crash_point.reached(JournalStep::PostSent, dir).await;
        let submitted = match answer {
            Ok(submitted) => submitted,
            Err(e) => return self.record_failure(session, entry, e).await,
        };
        crash_point.reached(JournalStep::AnswerRead, dir).await;
        let Submission { task, again } = submitted;
        if let Err(e) = entry.step(move |held, now| held.accepted(task, now)).await {
            // The next start sends it again, and the service answers `Duplicate`.
            tracing::warn!(error = %e, "an accepted submission could not be marked in the journal");
        }
        crash_point.reached(JournalStep::OutcomeSynced, dir).await;
        SubmitOutcome::Accepted { task, again }
    }

    /// Records in the journal what an error means for the entry.
    async fn record_failure(
        &self,
        session: &GlobusSession,
        entry: &mut OpenEntry,
        error: ApiError,
    ) -> SubmitOutcome {
        if error.may_have_run() && entry.record().tries > 0 {
            // It stays `sent`: only the same document with the same id may follow.
            return SubmitOutcome::Waits(error.into());
        }
        let noted = if error.is_final() {
            // After a lost answer, a refusal may be about the second try only.
            if entry.record().tries > 1
                && let Ok(Some(task)) = self.find_task(&session.globus, entry.record()).await
            {
                let noted = entry.step(move |held, now| held.accepted(task, now)).await;
                return noted.map_or_else(
                    |e| SubmitOutcome::Waits(e.into()),
                    |()| SubmitOutcome::Accepted { task, again: true },
                );
            }
            let reason = error.sanitized().as_str().to_owned();
            entry.step(move |held, now| held.refused(&reason, now)).await
        } else {
            let why = wait_reason(error.kind);
            entry.step(move |held, now| held.waiting(why, now)).await
        };
        match noted {
            Ok(()) if error.is_final() => SubmitOutcome::Refused(error.into()),
            Ok(()) => SubmitOutcome::Waits(error.into()),
            Err(e) => {
                tracing::warn!(error = %e, "the result of a submission could not be saved in the journal");
                SubmitOutcome::Waits(error.into())
            }
        }
    }
}

impl GlobusEngine {
    /// The task of a job: that of its journal entry, else the one the job's id names.
    async fn task_of(&self, job: JobId) -> Result<TaskId, TransferError> {
        let contents = self.0.writer.run(|journal, now| journal.read_all(now)).await?;
        let record = contents.records.iter().find(|record| record.id == job);
        Ok(match record.map(|record| &record.state) {
            Some(State::Accepted(task)) => *task,
            _ => TaskId::new(job.uuid()),
        })
    }
}

fn journal_end(end: &EndInfo) -> Result<End, TransferError> {
    let collection = end.store().collection().ok_or(DocumentError::NotCollection)?;
    Ok(End { collection, name: end.title().as_str().to_owned() })
}

/// What a submission waits for after this error.
fn wait_reason(kind: ErrorKind) -> WaitReason {
    match kind {
        ErrorKind::Unauthenticated => WaitReason::SignIn,
        ErrorKind::Requirement => WaitReason::Consent,
        ErrorKind::RateLimited => WaitReason::RateLimited,
        _ => WaitReason::Offline,
    }
}

/// What this engine moves: a [`SupportRule`](crate::domain::route::SupportRule).
pub fn supports(from: &EndInfo, to: &EndInfo, signed_in: bool) -> Support {
    let both = [from, to].into_iter().all(|end| end.store().collection().is_some());
    match both {
        false => Support::No(NoRoute::NotACollection),
        true if signed_in => Support::Yes,
        true => Support::Needs(NextStep::SignIn),
    }
}

impl JobSource for GlobusEngine {
    fn watch(&self, pace: channel::Receiver<Pace>) -> BoxStream<'static, JobReport> {
        watch::stream(self.clone(), pace)
    }

    fn cancel(&self, job: JobId) -> BoxFuture<'static, Result<CancelOutcome, TransferError>> {
        let this = self.clone();
        Box::pin(async move {
            let session = this.session()?;
            let task = this.task_of(job).await?;
            let outcome = tasks::cancel(&session.globus, task).await?;
            this.0.touched.send_replace(());
            Ok(outcome)
        })
    }
}

impl Engine for GlobusEngine {
    fn kind(&self) -> EngineKind {
        EngineKind::Globus
    }

    fn supports(&self, from: &EndInfo, to: &EndInfo) -> Support {
        supports(from, to, self.0.session.borrow().is_some())
    }

    fn submit(
        &self,
        plan: ConfirmedPlan,
        saved: oneshot::Sender<JobId>,
    ) -> BoxFuture<'static, SubmitOutcome> {
        let this = self.clone();
        Box::pin(async move {
            let session = match this.session() {
                Ok(session) => session,
                Err(e) => return SubmitOutcome::Refused(e),
            };
            let added = this.add_entry(&session.origin, &plan).await;
            this.submit_entry(&session, added, saved).await
        })
    }

    fn deletes(&self, directory: &EndInfo) -> bool {
        directory.store().collection().is_some()
    }

    fn submit_delete(
        &self,
        plan: ConfirmedDelete,
        saved: oneshot::Sender<JobId>,
    ) -> BoxFuture<'static, SubmitOutcome> {
        let this = self.clone();
        Box::pin(async move {
            let session = match this.session() {
                Ok(session) => session,
                Err(e) => return SubmitOutcome::Refused(e),
            };
            let added = this.add_delete(&session.origin, &plan).await;
            this.submit_entry(&session, added, saved).await
        })
    }

    fn resume(&self, job: JobId) -> BoxFuture<'static, SubmitOutcome> {
        let this = self.clone();
        Box::pin(async move { this.resume_asked(job).await })
    }

    fn resume_all(
        &self,
        unless: &'static [WaitReason],
        report: mpsc::Sender<Recovery>,
    ) -> BoxFuture<'static, ()> {
        let this = self.clone();
        Box::pin(async move { this.resume_unfinished(unless, report).await })
    }

    fn discard(&self, job: JobId) -> BoxFuture<'static, Result<(), TransferError>> {
        let this = self.clone();
        Box::pin(async move { Ok(this.0.writer.discard(job).await?) })
    }

    fn details(&self, job: JobId) -> BoxFuture<'static, Result<JobDetails, TransferError>> {
        let this = self.clone();
        Box::pin(async move {
            let (contents, file) = this
                .0
                .writer
                .run(move |journal, now| Ok((journal.read_all(now)?, journal.path(job))))
                .await?;
            let record = contents.records.iter().find(|record| record.id == job);
            let missing = || JournalError::new(JournalErrorKind::Missing, "read an entry of").at(&file);
            Ok(journal_jobs::details(record.ok_or_else(missing)?, &file))
        })
    }
}
