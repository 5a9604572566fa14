//! Resumes unfinished submissions: all of them after a sign-in, and those that wait for the network at growing
//! intervals.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, mpsc};

use super::context::ActorContext;
use super::problem::submission::{foreign, of_transfer, too_old, waits};
use super::problem::{Doing, of_journal};
use super::session::{AuthState, Session};
use crate::app::event::{Event, TasksEvent};
use crate::domain::job::{JobSnapshot, JobState, WaitReason};
use crate::domain::problem::{Problem, ProblemKind};
use crate::safe;
use crate::transfer::{Recovery, SubmitOutcome};

const SOON: Duration = Duration::from_secs(5);
const LATE: Duration = Duration::from_secs(300);

/// Wakes another actor. Several wakeups before it listens count as one.
#[derive(Clone, Default)]
pub struct Wakeup(Arc<Notify>);

impl Wakeup {
    /// Wakes it now, or the next time it listens.
    pub fn notify(&self) {
        self.0.notify_one();
    }

    /// Waits for a wakeup.
    pub async fn notified(&self) {
        self.0.notified().await;
    }
}

/// Runs for as long as the program. `tasks` is notified when the task list has changed, `unsent` is notified when a
/// new submission waits.
pub async fn run(cx: Arc<ActorContext>, unsent: Wakeup) {
    let mut auth_state = cx.follow();
    loop {
        let now: AuthState = auth_state.borrow_and_update().clone();
        let Some(session) = now.session() else {
            if auth_state.changed().await.is_err() {
                return;
            }
            continue;
        };
        tokio::select! {
            ended = auth_state.changed() => if ended.is_err() { return },
            () = for_session(&cx, &session, &unsent) => {}
        }
    }
}

/// Never returns.
async fn for_session(cx: &ActorContext, session: &Arc<Session>, unsent: &Wakeup) {
    let mut left = sweep(cx, session, true).await;
    let mut wait = SOON;
    loop {
        tokio::select! {
            () = unsent.notified() => {
                (left, wait) = (true, SOON);
            }
            // A pause ends early when the user tries a request: it is looked at often, and nothing is done while it lasts.
            () = tokio::time::sleep(if is_held(session) { SOON } else { wait }), if left => {
                if is_held(session) {
                    wait = SOON;
                    continue;
                }
                left = sweep(cx, session, false).await;
                wait = (wait * 2).min(LATE);
            }
        }
    }
}

/// Whether the service asked hemi to wait.
fn is_held(session: &Session) -> bool {
    let globus = session.globus.stopping_at_pauses();
    globus.check_pause(globus.transfer()).is_err()
}

/// Tries every submission once; returns whether one is left that a later try may send. After the `first` time only
/// changes are reported.
async fn sweep(cx: &ActorContext, session: &Arc<Session>, first: bool) -> bool {
    let unless: &'static [WaitReason] = if first { &[] } else { &[WaitReason::SignIn, WaitReason::Consent] };
    let (report, mut reports) = mpsc::channel(8);
    let engines = futures_util::future::join_all(
        cx.engines.all().iter().map(|one| one.resume_all(unless, report.clone())),
    );
    drop(report);
    let read = async {
        let mut summary = Summary::default();
        while let Some(recovery) = reports.recv().await {
            if let Some(event) = summary.take(recovery, first) {
                if let TasksEvent::RecoveryFailed(problem) = &event {
                    cx.expire_session(session, problem).await;
                }
                cx.emit(Event::Tasks(event)).await;
            }
        }
        for (job, count) in summary.foreign.into_values().filter(|_| first) {
            cx.emit(Event::Tasks(TasksEvent::RecoveryFailed(foreign(&job, count)))).await;
        }
        summary.left
    };
    let (_, left) = tokio::join!(engines, read);
    left
}

/// The results of one pass.
#[derive(Default)]
struct Summary {
    left: bool,
    /// By owner, so that they are reported together.
    foreign: BTreeMap<String, (Box<JobSnapshot>, u64)>,
}

impl Summary {
    fn take(&mut self, recovery: Recovery, first: bool) -> Option<TasksEvent> {
        let failed = |problem: Problem| first.then_some(TasksEvent::RecoveryFailed(problem));
        match recovery {
            Recovery::Sent { title, outcome } => {
                let doing: Doing = safe!("submit {} of an earlier run", &title);
                match outcome {
                    SubmitOutcome::Accepted { .. } => Some(TasksEvent::Recovered { label: title }),
                    SubmitOutcome::Refused(e) => Some(TasksEvent::RecoveryFailed(of_transfer(&e, &doing))),
                    SubmitOutcome::Waits(e) => {
                        let problem = waits(&e, &doing);
                        let by_the_user =
                            matches!(problem.kind, ProblemKind::SignIn | ProblemKind::Requirement);
                        self.left |= !by_the_user;
                        // An ended sign-in is always reported.
                        if by_the_user { Some(TasksEvent::RecoveryFailed(problem)) } else { failed(problem) }
                    }
                }
            }
            Recovery::Busy => {
                self.left = true;
                None
            }
            Recovery::Left(job) if job.state == JobState::TooOld => failed(too_old(&job)),
            Recovery::Left(job) => {
                let owner = job.note.clone().unwrap_or_default();
                let key = owner.as_str().to_owned();
                self.foreign.entry(key).and_modify(|(_, count)| *count += 1).or_insert((job, 1));
                None
            }
            Recovery::Unusable(error) => failed(of_journal(&error)),
        }
    }
}
