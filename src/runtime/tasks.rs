//! Submits, cancels and reads the logs of tasks. A submission continues when its answer is not waited for any longer:
//! only its journal entry may end it.

use std::sync::Arc;

use super::context::ActorContext;
use super::problem::submission::{no_route, of_transfer, waits};
use super::problem::{self, Doing};
use super::recovery::Wakeup;
use super::session::Session;
use crate::app::requests::task::{CancelTask, ReadTaskLog, Submission, Submit, TaskRequest};
use crate::domain::ids::{RequestId, TaskId};
use crate::domain::plan::ConfirmedPlan;
use crate::domain::problem::Problem;
use crate::globus::transfer::events;
use crate::safe;
use crate::transfer::route::route;
use crate::transfer::{Engine, Reason, SubmitOutcome};

/// The newest events shown of a task.
const EVENTS: u32 = 200;

/// What is woken when something has changed.
#[derive(Clone, Default)]
pub struct Wakeups {
    /// The task list has changed.
    pub tasks: Wakeup,
    /// A submission waits in the journal.
    pub unsent: Wakeup,
}

/// What a request does, for a sentence.
pub fn doing(request: &TaskRequest) -> Doing {
    match request {
        TaskRequest::Submit(Submit { plan }) => {
            let plan = plan.plan();
            safe!("submit the transfer from {} to {}", plan.source().1, plan.destination().1)
        }
        TaskRequest::ReadTaskLog(ReadTaskLog { task }) => safe!("read what happened to task {}", task),
        TaskRequest::CancelTask(CancelTask { task }) => safe!("cancel task {}", task),
    }
}

/// Answers one request.
pub async fn answer(cx: Arc<ActorContext>, id: RequestId, request: &TaskRequest, wakeups: &Wakeups) {
    let doing = doing(request);
    let failed = |problem| request.failed(problem);
    let Some(session) = cx.session_or_fail(id, &doing, failed).await else { return };
    match request {
        TaskRequest::Submit(Submit { plan }) => {
            let end = submit(&session, plan, &doing).await;
            match &end {
                Ok(Submission::Accepted { .. }) => wakeups.tasks.notify(),
                Ok(Submission::Waits(problem)) => {
                    wakeups.unsent.notify();
                    cx.expire_session(&session, problem).await;
                }
                Err(_) => {}
            }
            cx.done_as::<Submit>(&session, id, end).await;
        }
        TaskRequest::ReadTaskLog(ReadTaskLog { task }) => {
            let globus = session.globus.with_retry_listener(cx.tell_retries(id));
            let events = events::event_list(&globus, *task, 0, EVENTS).await;
            let events = events.map(|page| page.items).map_err(|e| problem::of_api(&e, &doing));
            cx.done_as::<ReadTaskLog>(&session, id, events).await;
        }
        TaskRequest::CancelTask(CancelTask { task }) => {
            let end = cancel(&session, *task, &doing).await;
            if end.is_ok() {
                wakeups.tasks.notify();
            }
            cx.done_as::<CancelTask>(&session, id, end).await;
        }
    }
}

async fn submit(session: &Session, plan: &ConfirmedPlan, doing: &Doing) -> Result<Submission, Problem> {
    let (from, to) = (plan.plan().source().0, plan.plan().destination().0);
    let engine: Arc<dyn Engine> =
        route(&session.engines, &from.store, &to.store).map_err(|reason| no_route(reason, doing))?;
    match engine.submit(plan.clone()).await {
        SubmitOutcome::Accepted { task, again } => Ok(Submission::Accepted { task, again }),
        SubmitOutcome::Waits(e) => Ok(Submission::Waits(waits(&e, doing))),
        SubmitOutcome::Refused(e) => Err(of_transfer(&e, doing)),
    }
}

/// All tasks are Globus's so far, so that its engine is the one to ask.
async fn cancel(session: &Session, task: TaskId, doing: &Doing) -> Result<(), Problem> {
    let engine = session.engines.first().ok_or_else(|| no_route(Reason::NoEngine, doing))?;
    engine.cancel(task).await.map_err(|e| of_transfer(&e, doing))
}
