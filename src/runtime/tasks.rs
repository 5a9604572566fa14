//! Submits, resends, drops and cancels jobs, and reads their details. A submission continues when its reply is no
//! longer needed: only its journal entry may end it.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::sync::oneshot;

use super::context::ActorContext;
use super::problem::submission::{no_route, of_transfer, waits};
use super::problem::{self, Doing};
use super::recovery::Wakeup;
use super::session::Session;
use crate::app::requests::Call;
use crate::app::requests::task::{
    CancelJob, DropJob, ReadJobDetails, ReadTaskLog, SendJob, Submission, Submit, SubmitDelete, TaskRequest,
};
use crate::domain::deletion::ConfirmedDelete;
use crate::domain::ids::{JobId, RequestId};
use crate::domain::plan::ConfirmedPlan;
use crate::domain::problem::Problem;
use crate::domain::route::NoRoute;
use crate::globus::client::Globus;
use crate::globus::rate_limit::{Peer, TryNowError};
use crate::globus::transfer::events;
use crate::safe;
use crate::transfer::route::route;
use crate::transfer::{Engine, SubmitOutcome, TransferError};

/// The newest events shown of a task.
const EVENTS: u32 = 200;

/// What a request does, as the rest of "Could not ...".
pub fn doing(request: &TaskRequest) -> Doing {
    match request {
        TaskRequest::Submit(Submit { plan }) => {
            let plan = plan.plan();
            safe!("submit the transfer from {} to {}", plan.source().title(), plan.destination().title())
        }
        TaskRequest::SubmitDelete(SubmitDelete { plan }) => {
            safe!("submit the deletion on {}", plan.plan().directory().title())
        }
        TaskRequest::SendJob(SendJob { title, .. }) => safe!("send the transfer {}", title),
        TaskRequest::DropJob(DropJob { title, .. }) => safe!("drop the transfer {}", title),
        TaskRequest::CancelJob(CancelJob { title, .. }) => safe!("cancel the task {}", title),
        TaskRequest::ReadJobDetails(_) => "read the saved submission".into(),
        TaskRequest::ReadTaskLog(ReadTaskLog { task }) => safe!("read the events of task {}", task),
    }
}

/// Answers one request. `unsent` is notified when a submission waits.
pub async fn answer(cx: Arc<ActorContext>, id: RequestId, request: &TaskRequest, unsent: &Wakeup) {
    let doing = doing(request);
    let failed = |problem| request.failed(problem);
    match request {
        TaskRequest::Submit(Submit { plan }) => {
            let Some(session) = cx.session_or_fail(id, &doing, failed).await else { return };
            submitted::<Submit>(&cx, &session, id, unsent, |saved| submit(&cx, plan, saved, &doing)).await;
        }
        TaskRequest::SubmitDelete(SubmitDelete { plan }) => {
            let Some(session) = cx.session_or_fail(id, &doing, failed).await else { return };
            let submit = |saved| submit_delete(&cx, plan, saved, &doing);
            submitted::<SubmitDelete>(&cx, &session, id, unsent, submit).await;
        }
        TaskRequest::SendJob(SendJob { job, .. }) => {
            let Some(session) = cx.session_or_fail(id, &doing, failed).await else { return };
            let end = match try_now(&session.globus) {
                Ok(()) => resume(&cx.engines.all(), *job, &doing).await,
                Err(problem) => Err(problem),
            };
            if let Ok(Submission::Waits(problem)) = &end {
                unsent.notify();
                cx.expire_session(&session, problem).await;
            }
            cx.done_as::<SendJob>(&session, id, end).await;
        }
        TaskRequest::DropJob(DropJob { job, .. }) => {
            let end = ask_each(&cx.engines.all(), &doing, |engine| engine.discard(*job)).await;
            cx.done::<DropJob>(id, end).await;
        }
        TaskRequest::CancelJob(CancelJob { job, .. }) => {
            let Some(session) = cx.session_or_fail(id, &doing, failed).await else { return };
            let end = ask_each(&cx.engines.all(), &doing, |engine| engine.cancel(*job)).await;
            cx.done_as::<CancelJob>(&session, id, end).await;
        }
        TaskRequest::ReadJobDetails(ReadJobDetails { job }) => {
            let end = ask_each(&cx.engines.all(), &doing, |engine| engine.details(*job)).await;
            cx.done::<ReadJobDetails>(id, end).await;
        }
        TaskRequest::ReadTaskLog(ReadTaskLog { task }) => {
            let Some(session) = cx.session_or_fail(id, &doing, failed).await else { return };
            let globus = session.globus.with_retry_listener(cx.tell_retries(id));
            let events = events::event_list(&globus, *task, 0, EVENTS).await;
            let events = events.map(|page| page.items).map_err(|e| problem::of_api(&e, &doing));
            cx.done_as::<ReadTaskLog>(&session, id, events).await;
        }
    }
}

/// Submits, tells when it is saved, and what became of it.
async fn submitted<C: Call<Partial = JobId, Reply = Submission>>(
    cx: &Arc<ActorContext>,
    session: &Arc<Session>,
    id: RequestId,
    unsent: &Wakeup,
    submit: impl AsyncFnOnce(oneshot::Sender<JobId>) -> Result<Submission, Problem>,
) {
    let (saved, job) = oneshot::channel();
    let tell_saved = async {
        if let Ok(job) = job.await {
            cx.partial::<C>(id, job).await;
        }
    };
    let (end, ()) = tokio::join!(submit(saved), tell_saved);
    if let Ok(Submission::Waits(problem)) = &end {
        unsent.notify();
        cx.expire_session(session, problem).await;
    }
    cx.done_as::<C>(session, id, end).await;
}

async fn submit_delete(
    cx: &ActorContext,
    plan: &ConfirmedDelete,
    saved: oneshot::Sender<JobId>,
    doing: &Doing,
) -> Result<Submission, Problem> {
    let engines = cx.engines.all();
    let engine = engines.iter().find(|engine| engine.deletes(plan.plan().directory()));
    let engine = engine.ok_or_else(|| no_route(NoRoute::NoEngine, doing))?;
    submission(engine.submit_delete(plan.clone(), saved).await, doing)
}

async fn submit(
    cx: &ActorContext,
    plan: &ConfirmedPlan,
    saved: oneshot::Sender<JobId>,
    doing: &Doing,
) -> Result<Submission, Problem> {
    let (from, to) = (plan.plan().source(), plan.plan().destination());
    let (engine, _) = route(&cx.engines.all(), from, to).map_err(|why| no_route(why, doing))?;
    submission(engine.submit(plan.clone(), saved).await, doing)
}

fn submission(outcome: SubmitOutcome, doing: &Doing) -> Result<Submission, Problem> {
    match outcome {
        SubmitOutcome::Accepted { again, .. } => Ok(Submission::Accepted { again }),
        SubmitOutcome::Waits(e) => Ok(Submission::Waits(waits(&e, doing))),
        SubmitOutcome::Refused(e) => Err(of_transfer(&e, doing)),
    }
}

/// Asks one engine after the other about a job until one knows it.
async fn ask_each<T>(
    engines: &[Arc<dyn Engine>],
    doing: &Doing,
    ask: impl Fn(&dyn Engine) -> BoxFuture<'static, Result<T, TransferError>>,
) -> Result<T, Problem> {
    let mut unknown = None;
    for engine in engines {
        match ask(&**engine).await {
            Err(e) if e.is_unknown_job() => unknown = unknown.or(Some(e)),
            end => return end.map_err(|e| of_transfer(&e, doing)),
        }
    }
    Err(unknown.map_or_else(|| no_route(NoRoute::NoEngine, doing), |e| of_transfer(&e, doing)))
}

/// Permits a request during a pause, as the user asked for it.
fn try_now(globus: &Globus) -> Result<(), Problem> {
    let peer = Peer::of(globus.transfer());
    let paused = globus.pauses().into_iter().find(|pause| pause.peer == peer);
    match paused.map(|pause| (globus.try_now(&peer), pause)) {
        Some((Err(TryNowError::TooSoon(wait)), pause)) => Err(problem::tried_already(&pause, wait)),
        _ => Ok(()),
    }
}

/// The same to send a saved submission.
async fn resume(engines: &[Arc<dyn Engine>], job: JobId, doing: &Doing) -> Result<Submission, Problem> {
    let mut unknown = None;
    for engine in engines {
        match engine.resume(job).await {
            SubmitOutcome::Refused(e) if e.is_unknown_job() => unknown = unknown.or(Some(e)),
            outcome => return submission(outcome, doing),
        }
    }
    Err(unknown.map_or_else(|| no_route(NoRoute::NoEngine, doing), |e| of_transfer(&e, doing)))
}

#[cfg(test)]
mod tests {
    use futures_util::stream::{self, BoxStream, StreamExt};
    use tokio::sync::{mpsc, watch};

    use super::*;
    use crate::domain::job::CancelOutcome;
    use crate::domain::job::{EngineKind, JobDetails, Pace, WaitReason};
    use crate::domain::route::{EndInfo, Support};
    use crate::domain::text::Untrusted;
    use crate::globus::error::{ApiError, ErrorKind};
    use crate::transfer::{JobReport, JobSource, Recovery};

    /// An engine that knows one job.
    struct Knows(JobId, &'static str);

    impl Knows {
        fn end<T: Send + 'static>(&self, job: JobId, end: T) -> BoxFuture<'static, Result<T, TransferError>> {
            let known = job == self.0;
            Box::pin(async move {
                if known { Ok(end) } else { Err(ApiError::new(ErrorKind::NotFound, "no such job").into()) }
            })
        }
    }

    impl JobSource for Knows {
        fn watch(&self, _pace: watch::Receiver<Pace>) -> BoxStream<'static, JobReport> {
            stream::empty().boxed()
        }

        fn cancel(&self, job: JobId) -> BoxFuture<'static, Result<CancelOutcome, TransferError>> {
            self.end(job, CancelOutcome::Accepted)
        }
    }

    impl Engine for Knows {
        fn kind(&self) -> EngineKind {
            EngineKind::Other(Untrusted::new(self.1))
        }

        fn supports(&self, _from: &EndInfo, _to: &EndInfo) -> Support {
            Support::No(NoRoute::NoEngine)
        }

        fn submit(
            &self,
            _plan: ConfirmedPlan,
            _saved: oneshot::Sender<JobId>,
        ) -> BoxFuture<'static, SubmitOutcome> {
            Box::pin(async { SubmitOutcome::Refused(TransferError::NotSignedIn) })
        }

        fn deletes(&self, _directory: &EndInfo) -> bool {
            false
        }

        fn submit_delete(
            &self,
            _plan: ConfirmedDelete,
            _saved: oneshot::Sender<JobId>,
        ) -> BoxFuture<'static, SubmitOutcome> {
            Box::pin(async { SubmitOutcome::Refused(TransferError::NotSignedIn) })
        }

        fn resume(&self, job: JobId) -> BoxFuture<'static, SubmitOutcome> {
            let end = self.end(job, ());
            Box::pin(async move {
                match end.await {
                    Ok(()) => SubmitOutcome::Waits(TransferError::NotSignedIn),
                    Err(e) => SubmitOutcome::Refused(e),
                }
            })
        }

        fn resume_all(
            &self,
            _unless: &'static [WaitReason],
            _report: mpsc::Sender<Recovery>,
        ) -> BoxFuture<'static, ()> {
            Box::pin(async {})
        }

        fn discard(&self, job: JobId) -> BoxFuture<'static, Result<(), TransferError>> {
            self.end(job, ())
        }

        fn details(&self, job: JobId) -> BoxFuture<'static, Result<JobDetails, TransferError>> {
            let file = self.1.into();
            self.end(job, JobDetails { lines: Vec::new(), items: Vec::new(), total: 0, file })
        }
    }

    #[tokio::test]
    async fn a_job_is_asked_of_the_engine_that_knows_it() {
        let id = |number| JobId::new(uuid::Uuid::from_u128(number));
        let engines: [Arc<dyn Engine>; 2] = [Arc::new(Knows(id(1), "one")), Arc::new(Knows(id(2), "two"))];
        let doing: Doing = "read the saved submission".into();
        for (job, file) in [(id(1), "one"), (id(2), "two")] {
            let details = ask_each(&engines, &doing, |engine| engine.details(job)).await.unwrap();
            assert_eq!(details.file.as_str(), file);
            assert!(ask_each(&engines, &doing, |engine| engine.cancel(job)).await.is_ok());
            assert!(matches!(resume(&engines, job, &doing).await, Ok(Submission::Waits(_))));
        }
        let problem = ask_each(&engines, &doing, |engine| engine.discard(id(3))).await.unwrap_err();
        assert_eq!(problem.kind, crate::domain::problem::ProblemKind::NotFound);
        assert!(ask_each(&[], &doing, |engine| engine.cancel(id(1))).await.is_err(), "there is no engine");
    }
}
