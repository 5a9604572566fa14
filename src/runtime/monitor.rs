//! Watches the tasks: one call for all of them, as often as [`super::poll_interval`] says. The app is told only
//! what has changed.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::context::ActorContext;
use super::poll_interval::{self, Seen};
use super::problem;
use super::recovery::Wakeup;
use super::session::Session;
use crate::app::effect::Pace;
use crate::app::event::{Event, TasksEvent};
use crate::domain::problem::Problem;
use crate::domain::task::{Task, TaskStatus};
use crate::globus::error::ApiError;
use crate::globus::transfer::tasks;

/// The newest tasks that are watched.
const WATCHED: u32 = 100;

/// Two looks are never closer than this, whatever rings.
const CLOSEST: Duration = Duration::from_millis(500);

/// What earlier looks have left behind.
#[derive(Default)]
struct PollState {
    told: Option<Vec<Task>>,
    trouble: Option<Problem>,
    quiet: u32,
    looked: Option<Instant>,
    changed: Option<Instant>,
    /// Login asked for a look now.
    hurry: bool,
}

impl PollState {
    /// When to look next; `None`: not by itself.
    fn due(&self, pace: Pace, now: Instant) -> Option<Instant> {
        let active = self.told.as_ref().is_some_and(|tasks| tasks.iter().any(is_running));
        let since_change = self.changed.map(|at| now.duration_since(at));
        let wait = poll_interval::wait(Seen { pace, active, quiet: self.quiet, since_change })?;
        let Some(looked) = self.looked else { return Some(now) };
        Some(looked + if self.hurry { CLOSEST } else { wait })
    }

    /// Takes in a look; the event to tell, if any.
    fn take(&mut self, answer: Result<Vec<Task>, ApiError>) -> Option<TasksEvent> {
        match answer {
            Ok(tasks) => {
                let running = tasks.iter().any(is_running);
                self.quiet = if running { 0 } else { self.quiet.saturating_add(1) };
                // After trouble the app must hear that it is over, even if nothing else has changed.
                let news = self.trouble.take().is_some() || self.told.as_ref() != Some(&tasks);
                self.told = Some(tasks.clone());
                news.then_some(TasksEvent::Listed(tasks))
            }
            Err(e) => {
                self.quiet = self.quiet.saturating_add(1);
                let problem = problem::of_api(&e, &"look at the tasks".into());
                let news = self.trouble.as_ref() != Some(&problem);
                self.trouble = Some(problem.clone());
                news.then_some(TasksEvent::ListFailed(problem))
            }
        }
    }
}

/// Whether its numbers may change soon.
fn is_running(task: &Task) -> bool {
    task.status == TaskStatus::Active && !task.paused
}

/// Runs for as long as the program. `changed` rings when a task was submitted or cancelled.
pub async fn run(cx: Arc<ActorContext>, mut pace: watch::Receiver<Pace>, changed: Wakeup) {
    let mut auth_state = cx.follow();
    let mut poll = PollState::default();
    loop {
        let session = auth_state.borrow_and_update().session();
        let due = poll.due(*pace.borrow_and_update(), Instant::now()).filter(|_| session.is_some());
        let due = async {
            match due {
                Some(at) => sleep_until(at).await,
                None => pending().await,
            }
        };
        tokio::select! {
            ended = auth_state.changed() => {
                if ended.is_err() {
                    return;
                }
                poll = PollState::default();
            }
            ended = pace.changed() => {
                if ended.is_err() {
                    return;
                }
                (poll.hurry, poll.quiet) = (true, 0);
            }
            () = changed.notified() => {
                (poll.hurry, poll.quiet, poll.changed) = (true, 0, Some(Instant::now()));
            }
            () = due => if let Some(session) = session {
                look(&cx, &session, &mut poll).await;
            }
        }
    }
}

async fn look(cx: &ActorContext, session: &Arc<Session>, poll: &mut PollState) {
    let query = tasks::TaskQuery { filter: None, offset: 0, limit: WATCHED };
    let answer = tasks::task_list(&session.globus, query).await.map(|page| page.items);
    (poll.looked, poll.hurry) = (Some(Instant::now()), false);
    if let Some(event) = poll.take(answer) {
        if let TasksEvent::ListFailed(problem) = &event {
            cx.expire_session(session, problem).await;
        }
        cx.emit(Event::Tasks(event)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::globus::error::ErrorKind;

    #[test]
    fn only_news_is_told_and_the_end_of_trouble_is_news() {
        let mut poll = PollState::default();
        let fail = || Err(ApiError::new(ErrorKind::Unreachable, "no connection"));
        assert!(matches!(poll.take(Ok(Vec::new())), Some(TasksEvent::Listed(_))));
        assert!(poll.take(Ok(Vec::new())).is_none());
        assert!(matches!(poll.take(fail()), Some(TasksEvent::ListFailed(_))));
        assert!(poll.take(fail()).is_none());
        assert!(matches!(poll.take(Ok(Vec::new())), Some(TasksEvent::Listed(_))));
        assert_eq!(poll.quiet, 5);
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_look_is_at_once_and_hurry_keeps_a_distance() {
        let now = Instant::now();
        let mut poll = PollState::default();
        assert_eq!(poll.due(Pace::Background, now), Some(now));
        assert_eq!(poll.due(Pace::Off, now), None);
        poll.looked = Some(now);
        poll.quiet = 1;
        assert_eq!(poll.due(Pace::Background, now), Some(now + Duration::from_secs(10)));
        poll.hurry = true;
        assert_eq!(poll.due(Pace::Background, now), Some(now + CLOSEST));
        assert_eq!(poll.due(Pace::Off, now), None);
    }
}
