//! The engine of Globus Transfer: the service copies between collections, nothing passes through us.
//!
//! Each submission goes through the journal step by step, so that a kill at any moment neither loses nor
//! doubles it. Start with [`GlobusEngine::carry_on`]; what earlier runs left is in [`recover`].

mod recover;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

use super::journal::{Draft, End, Origin, PauseAt, Step, Why};
use super::{Carry, Engine, Outcome, Reason, Recovery, TransferError, Working, Writes};
use crate::domain::ids::{SubmissionId, TaskId};
use crate::domain::place::{Place, StoreId};
use crate::domain::plan::{ConfirmedPlan, checked_label};
use crate::domain::text::SafeText;
use crate::globus::client::Globus;
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::transfer::submit::{self, DocumentError, Submission, TransferDocument};
use crate::globus::transfer::tasks;

/// Submits to one Globus as one identity.
#[derive(Clone)]
pub struct GlobusEngine(Arc<Inner>);

struct Inner {
    globus: Globus,
    origin: Origin,
    writes: Writes,
    pause: PauseAt,
}

impl GlobusEngine {
    /// Submits through `globus` in the name of `origin`, whose service must be the one `globus` calls.
    pub fn new(globus: Globus, origin: Origin, writes: Writes, pause: PauseAt) -> Self {
        Self(Arc::new(Inner { globus, origin, writes, pause }))
    }

    async fn write_down(&self, confirmed: &ConfirmedPlan) -> Result<Working, TransferError> {
        let Inner { origin, writes, .. } = &*self.0;
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
            // The real id is put in when there is one; until then nothing is sent.
            body: TransferDocument::new(confirmed, SubmissionId::new(uuid::Uuid::nil()))?.to_json(),
        };
        Ok(writes.add(draft).await?)
    }

    /// Takes an entry from wherever it is to its end. What is on disk is always at least as far as what the
    /// service was told.
    async fn carry_on(&self, mut entry: Working) -> Outcome {
        let Inner { globus, writes, pause, .. } = &*self.0;
        let dir = writes.journal().dir();
        if entry.record().submission.is_none() {
            let id = match submit::submission_id(globus).await {
                Ok(id) => id,
                Err(e) => return self.give_up(entry, e).await,
            };
            pause.reached(Step::IdAnswered, dir).await;
            if let Err(e) = entry.step(move |held, now| held.reserved(id, now)).await {
                return Outcome::Waits(e.into());
            }
            pause.reached(Step::IdSynced, dir).await;
        }
        if let Err(e) = entry.step(|held, now| held.sent(now)).await {
            return Outcome::Waits(e.into());
        }
        let answer = submit::submit_transfer(globus, &entry.record().body).await;
        pause.reached(Step::PostSent, dir).await;
        let submitted = match answer {
            Ok(submitted) => submitted,
            Err(e) => return self.give_up(entry, e).await,
        };
        pause.reached(Step::AnswerRead, dir).await;
        let Submission { task, again } = submitted;
        if let Err(e) = entry.step(move |held, now| held.accepted(task, now)).await {
            // The next start sends it again and is told that it is there already.
            tracing::warn!(error = %e, "an accepted submission could not be marked so in the journal");
        }
        pause.reached(Step::OutcomeSynced, dir).await;
        Outcome::Accepted { task, again }
    }

    /// Notes in the journal what an error means for the entry.
    async fn give_up(&self, mut entry: Working, error: ApiError) -> Outcome {
        if error.may_have_run() && entry.record().tries > 0 {
            // It stays `sent`: only the same document with the same id may follow.
            return Outcome::Waits(error.into());
        }
        let noted = if error.is_final() {
            // After a lost answer, a refusal may be about the second try only.
            if entry.record().tries > 1
                && let Ok(Some(task)) = self.find_task(entry.record()).await
            {
                let noted = entry.step(move |held, now| held.accepted(task, now)).await;
                return noted
                    .map_or_else(|e| Outcome::Waits(e.into()), |()| Outcome::Accepted { task, again: true });
            }
            let reason = error.sanitized().as_str().to_owned();
            entry.step(move |held, now| held.refused(&reason, now)).await
        } else {
            let why = why(error.kind);
            entry.step(move |held, now| held.waiting(why, now)).await
        };
        match noted {
            Ok(()) if error.is_final() => Outcome::Refused(error.into()),
            Ok(()) => Outcome::Waits(error.into()),
            Err(e) => {
                tracing::warn!(error = %e, "what became of a submission could not be noted in the journal");
                Outcome::Waits(error.into())
            }
        }
    }
}

/// What must be over before a submission is sent again.
fn why(kind: ErrorKind) -> Why {
    match kind {
        ErrorKind::SignIn => Why::SignIn,
        ErrorKind::Requirement => Why::Consent,
        _ => Why::Offline,
    }
}

impl Engine for GlobusEngine {
    fn carries(&self, from: &StoreId, to: &StoreId) -> Carry {
        match (from, to) {
            (StoreId::Collection(_), StoreId::Collection(_)) => Carry::Yes,
            (StoreId::Local, _) | (_, StoreId::Local) => Carry::No(Reason::CollectionsOnly),
        }
    }

    fn submit(&self, plan: ConfirmedPlan) -> BoxFuture<'static, Outcome> {
        let this = self.clone();
        Box::pin(async move {
            match this.write_down(&plan).await {
                Ok(entry) => {
                    this.0.pause.reached(Step::PlanWritten, this.0.writes.journal().dir()).await;
                    this.carry_on(entry).await
                }
                Err(e) => Outcome::Refused(e),
            }
        })
    }

    fn recover(&self, unless: &'static [Why], report: mpsc::Sender<Recovery>) -> BoxFuture<'static, ()> {
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
