//! The engine of Globus Transfer: the service copies between collections, nothing passes through us.
//!
//! Every step of a submission is in the journal before the next begins, so that a kill at any moment
//! neither loses nor doubles it. Start with [`GlobusEngine::resume`]; what earlier runs left is in [`recover`].

mod document;
mod recover;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

use super::error::DocumentError;
use super::journal::{CrashPoint, Draft, End, JournalStep, Origin, WaitReason};
use super::{Engine, JournalWriter, OpenEntry, Reason, Recovery, SubmitOutcome, Support, TransferError};
use crate::domain::ids::{SubmissionId, TaskId};
use crate::domain::place::{Place, StoreId};
use crate::domain::plan::{ConfirmedPlan, checked_label};
use crate::domain::text::SafeText;
use crate::globus::client::Globus;
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::transfer::submit::{self, Submission, TransferDocument};
use crate::globus::transfer::tasks;

/// Submits to one Globus as one identity.
#[derive(Clone)]
pub struct GlobusEngine(Arc<Inner>);

struct Inner {
    globus: Globus,
    origin: Origin,
    writer: JournalWriter,
    crash_point: CrashPoint,
}

impl GlobusEngine {
    /// Submits through `globus` in the name of `origin`, whose service must be the one `globus` calls.
    pub fn new(globus: Globus, origin: Origin, writer: JournalWriter, crash_point: CrashPoint) -> Self {
        Self(Arc::new(Inner { globus, origin, writer, crash_point }))
    }

    async fn add_entry(&self, confirmed: &ConfirmedPlan) -> Result<OpenEntry, TransferError> {
        let Inner { origin, writer, .. } = &*self.0;
        let plan = confirmed.plan();
        let label =
            checked_label(&plan.options().label).map_err(DocumentError::from)?.unwrap_or_default().to_owned();
        let end = |(place, title): (&Place, &SafeText)| {
            let collection = place.store.collection().ok_or(DocumentError::NotCollection)?;
            Ok::<End, TransferError>(End { collection, name: title.as_str().to_owned() })
        };
        let draft = Draft {
            origin: origin.clone(),
            label,
            source: end(plan.source())?,
            destination: end(plan.destination())?,
            // `reserved` replaces the nil id; nothing is sent before that.
            body: TransferDocument::new(document::transfer(confirmed)?, SubmissionId::new(uuid::Uuid::nil()))
                .to_json(),
        };
        Ok(writer.add(draft).await?)
    }

    /// Continues an entry from its state on disk. Each state is on disk before the request that depends on it.
    async fn resume(&self, mut entry: OpenEntry) -> SubmitOutcome {
        let Inner { globus, writer, crash_point, .. } = &*self.0;
        let dir = writer.journal().dir();
        if entry.record().submission.is_none() {
            let id = match submit::submission_id(globus).await {
                Ok(id) => id,
                Err(e) => return self.record_failure(entry, e).await,
            };
            crash_point.reached(JournalStep::IdAnswered, dir).await;
            if let Err(e) = entry.step(move |held, now| held.reserved(id, now)).await {
                return SubmitOutcome::Waits(e.into());
            }
            crash_point.reached(JournalStep::IdSynced, dir).await;
        }
        if let Err(e) = entry.step(|held, now| held.sent(now)).await {
            return SubmitOutcome::Waits(e.into());
        }
        let answer = submit::submit_transfer(globus, &entry.record().body).await;
        crash_point.reached(JournalStep::PostSent, dir).await;
        let submitted = match answer {
            Ok(submitted) => submitted,
            Err(e) => return self.record_failure(entry, e).await,
        };
        crash_point.reached(JournalStep::AnswerRead, dir).await;
        let Submission { task, again } = submitted;
        if let Err(e) = entry.step(move |held, now| held.accepted(task, now)).await {
            // The next start sends it again, and the service answers `Duplicate`.
            tracing::warn!(error = %e, "an accepted submission could not be marked so in the journal");
        }
        crash_point.reached(JournalStep::OutcomeSynced, dir).await;
        SubmitOutcome::Accepted { task, again }
    }

    /// Records in the journal what an error means for the entry.
    async fn record_failure(&self, mut entry: OpenEntry, error: ApiError) -> SubmitOutcome {
        if error.may_have_run() && entry.record().tries > 0 {
            // It stays `sent`: only the same document with the same id may follow.
            return SubmitOutcome::Waits(error.into());
        }
        let noted = if error.is_final() {
            // After a lost answer, a refusal may be about the second try only.
            if entry.record().tries > 1
                && let Ok(Some(task)) = self.find_task(entry.record()).await
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
                tracing::warn!(error = %e, "what became of a submission could not be noted in the journal");
                SubmitOutcome::Waits(error.into())
            }
        }
    }
}

/// What a submission waits for after this error.
fn wait_reason(kind: ErrorKind) -> WaitReason {
    match kind {
        ErrorKind::Unauthenticated => WaitReason::SignIn,
        ErrorKind::Requirement => WaitReason::Consent,
        _ => WaitReason::Offline,
    }
}

impl Engine for GlobusEngine {
    fn supports(&self, from: &StoreId, to: &StoreId) -> Support {
        match (from, to) {
            (StoreId::Collection(_), StoreId::Collection(_)) => Support::Yes,
            (StoreId::Local, _) | (_, StoreId::Local) => Support::No(Reason::CollectionsOnly),
        }
    }

    fn submit(&self, plan: ConfirmedPlan) -> BoxFuture<'static, SubmitOutcome> {
        let this = self.clone();
        Box::pin(async move {
            match this.add_entry(&plan).await {
                Ok(entry) => {
                    this.0.crash_point.reached(JournalStep::PlanWritten, this.0.writer.journal().dir()).await;
                    this.resume(entry).await
                }
                Err(e) => SubmitOutcome::Refused(e),
            }
        })
    }

    fn recover(
        &self,
        unless: &'static [WaitReason],
        report: mpsc::Sender<Recovery>,
    ) -> BoxFuture<'static, ()> {
        let this = self.clone();
        Box::pin(async move { this.recover_all(unless, report).await })
    }

    fn cancel(&self, task: TaskId) -> BoxFuture<'static, Result<(), TransferError>> {
        let this = self.clone();
        Box::pin(async move {
            tasks::cancel(&this.0.globus, task).await?;
            Ok(())
        })
    }
}
