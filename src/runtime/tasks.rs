//! Submits, resends, drops and cancels jobs, and reads their details. A submission continues when its reply is no
//! longer needed: only its journal entry may end it.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::context::ActorContext;
use super::problem::submission::{no_route, of_transfer, waits};
use super::problem::{self, Doing};
use super::recovery::Wakeup;
use crate::app::requests::task::{
    CancelJob, DropJob, ReadJobDetails, ReadTaskLog, SendJob, Submission, Submit, TaskRequest,
};
use crate::domain::ids::{JobId, RequestId};
use crate::domain::plan::ConfirmedPlan;
use crate::domain::problem::Problem;
use crate::domain::route::EndInfo;
use crate::globus::transfer::events;
use crate::safe;
use crate::transfer::route::{no_engine, route};
use crate::transfer::{Engine, SubmitOutcome};

/// The newest events shown of a task.
const EVENTS: u32 = 200;

/// What a request does, as the rest of "Could not ...".
pub fn doing(request: &TaskRequest) -> Doing {
    match request {
        TaskRequest::Submit(Submit { plan }) => {
            let plan = plan.plan();
            safe!("submit the transfer from {} to {}", plan.source().1, plan.destination().1)
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
            let (saved, job) = oneshot::channel();
            let tell_saved = async {
                if let Ok(job) = job.await {
                    cx.partial::<Submit>(id, job).await;
                }
            };
            let (end, ()) = tokio::join!(submit(&cx, plan, saved, &doing), tell_saved);
            if let Ok(Submission::Waits(problem)) = &end {
                unsent.notify();
                cx.expire_session(&session, problem).await;
            }
            cx.done_as::<Submit>(&session, id, end).await;
        }
        TaskRequest::SendJob(SendJob { job, .. }) => {
            let Some(session) = cx.session_or_fail(id, &doing, failed).await else { return };
            let end = match engine(&cx, &doing) {
                Ok(engine) => submission(engine.resume(*job).await, &doing),
                Err(problem) => Err(problem),
            };
            if let Ok(Submission::Waits(problem)) = &end {
                unsent.notify();
                cx.expire_session(&session, problem).await;
            }
            cx.done_as::<SendJob>(&session, id, end).await;
        }
        TaskRequest::DropJob(DropJob { job, .. }) => {
            let end = match engine(&cx, &doing) {
                Ok(engine) => engine.discard(*job).await.map_err(|e| of_transfer(&e, &doing)),
                Err(problem) => Err(problem),
            };
            cx.done::<DropJob>(id, end).await;
        }
        TaskRequest::CancelJob(CancelJob { job, .. }) => {
            let Some(session) = cx.session_or_fail(id, &doing, failed).await else { return };
            let end = match engine(&cx, &doing) {
                Ok(engine) => engine.cancel(*job).await.map_err(|e| of_transfer(&e, &doing)),
                Err(problem) => Err(problem),
            };
            cx.done_as::<CancelJob>(&session, id, end).await;
        }
        TaskRequest::ReadJobDetails(ReadJobDetails { job }) => {
            let end = match engine(&cx, &doing) {
                Ok(engine) => engine.details(*job).await.map_err(|e| of_transfer(&e, &doing)),
                Err(problem) => Err(problem),
            };
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

async fn submit(
    cx: &ActorContext,
    plan: &ConfirmedPlan,
    saved: oneshot::Sender<JobId>,
    doing: &Doing,
) -> Result<Submission, Problem> {
    let (from, to) = (EndInfo::of(plan.plan().source()), EndInfo::of(plan.plan().destination()));
    let (engine, _) = route(&cx.engines.all(), &from, &to).map_err(|why| no_route(&why, doing))?;
    submission(engine.submit(plan.clone(), saved).await, doing)
}

fn submission(outcome: SubmitOutcome, doing: &Doing) -> Result<Submission, Problem> {
    match outcome {
        SubmitOutcome::Accepted { again, .. } => Ok(Submission::Accepted { again }),
        SubmitOutcome::Waits(e) => Ok(Submission::Waits(waits(&e, doing))),
        SubmitOutcome::Refused(e) => Err(of_transfer(&e, doing)),
    }
}

/// There is only one engine so far.
fn engine(cx: &ActorContext, doing: &Doing) -> Result<Arc<dyn Engine>, Problem> {
    cx.engines.all().into_iter().next().ok_or_else(|| no_route(&no_engine(), doing))
}
