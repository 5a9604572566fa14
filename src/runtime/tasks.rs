//! Submits, cancels and reads the logs of tasks. A submission goes on even when nobody waits for its
//! answer any more: only its journal entry may end it.

use std::sync::Arc;

use super::context::ActorContext;
use super::problem::submission::{no_route, of_transfer, waits};
use super::problem::{self, Doing};
use super::recovery::Wakeup;
use super::session::Session;
use crate::app::event::Event;
use crate::domain::ids::{RequestId, TaskId};
use crate::domain::plan::ConfirmedPlan;
use crate::domain::problem::Problem;
use crate::globus::transfer::events;
use crate::safe;
use crate::transfer::route::route;
use crate::transfer::{Engine, Outcome};

/// What is wanted.
pub enum Want {
    /// Submit a plan.
    Submit(Box<ConfirmedPlan>),
    /// Read a task's event log.
    Log(TaskId),
    /// Cancel a task.
    Cancel(TaskId),
}

/// The newest events shown of a task.
const EVENTS: u32 = 200;

impl Want {
    /// What it does, for a sentence.
    pub fn doing(&self) -> Doing {
        match self {
            Self::Submit(plan) => {
                let plan = plan.plan();
                safe!("submit the transfer from {} to {}", plan.source().1, plan.destination().1)
            }
            Self::Log(task) => safe!("read what happened to task {}", task),
            Self::Cancel(task) => safe!("cancel task {}", task),
        }
    }

    /// The event that says it failed.
    pub fn failed(&self, id: RequestId, problem: Problem) -> Event {
        match self {
            Self::Submit(_) => Event::SubmitRefused { id, problem },
            Self::Log(_) => Event::TaskLogFailed { id, problem },
            Self::Cancel(_) => Event::CancelFailed { id, problem },
        }
    }

    /// Whether the work ends when nobody waits for it: only what changes nothing may.
    pub fn can_be_dropped(&self) -> bool {
        matches!(self, Self::Log(_))
    }
}

/// Answers one request. `tasks` is notified when the task list has changed, `unsent` when something waits.
pub async fn answer(cx: Arc<ActorContext>, id: RequestId, want: Want, tasks: Wakeup, unsent: Wakeup) {
    let doing = want.doing();
    let Some(session) = cx.session().await else {
        return cx.emit(want.failed(id, problem::nobody(&doing))).await;
    };
    let event = match &want {
        Want::Submit(plan) => submit(&session, id, plan, &doing).await,
        Want::Log(task) => {
            let globus = session.globus.with_retry_listener(cx.tell_retries(id));
            match events::event_list(&globus, *task, EVENTS).await {
                Ok(events) => Event::TaskLog { id, task: *task, events },
                Err(e) => want.failed(id, problem::of_api(&e, &doing)),
            }
        }
        Want::Cancel(task) => cancel(&session, id, *task, &want, &doing).await,
    };
    match &event {
        Event::Submitted { .. } | Event::TaskCancelled { .. } => tasks.notify(),
        Event::SubmitWaits { problem, .. } => {
            unsent.notify();
            cx.expire_session(&session, problem).await;
        }
        Event::SubmitRefused { problem, .. }
        | Event::TaskLogFailed { problem, .. }
        | Event::CancelFailed { problem, .. } => cx.expire_session(&session, problem).await,
        _ => {}
    }
    cx.emit(event).await;
}

async fn submit(session: &Session, id: RequestId, plan: &ConfirmedPlan, doing: &Doing) -> Event {
    let (from, to) = (plan.plan().source().0, plan.plan().destination().0);
    let engine: Arc<dyn Engine> = match route(&session.engines, &from.store, &to.store) {
        Ok(engine) => engine,
        Err(reason) => return Event::SubmitRefused { id, problem: no_route(reason, doing) },
    };
    match engine.submit(plan.clone()).await {
        Outcome::Accepted { task, again } => Event::Submitted { id, task, again },
        Outcome::Waits(e) => Event::SubmitWaits { id, problem: waits(&e, doing) },
        Outcome::Refused(e) => Event::SubmitRefused { id, problem: of_transfer(&e, doing) },
    }
}

/// All tasks are Globus's so far, so that its engine is the one to ask.
async fn cancel(session: &Session, id: RequestId, task: TaskId, want: &Want, doing: &Doing) -> Event {
    let Some(engine) = session.engines.first() else {
        return want.failed(id, no_route(crate::transfer::Reason::NoEngine, doing));
    };
    match engine.cancel(task).await {
        Ok(()) => Event::TaskCancelled { id, task },
        Err(e) => want.failed(id, of_transfer(&e, doing)),
    }
}
