//! What becomes of news from outside. An event with an id goes to the slot that waits for it; one that no
//! slot waits for changes nothing. Start with [`App::take_event`].

use std::collections::BTreeSet;

use super::App;
use super::dialog::Wanted;
use super::event::Event;
use super::monitor::title;
use super::session::Phase;
use super::status::Notice;
use crate::domain::account::Account;
use crate::domain::human;
use crate::domain::ids::{CollectionId, RequestId, TaskId};
use crate::domain::job::{Task, TaskKind, TaskStatus};
use crate::domain::place::{PlaceSpec, Side, StoreId};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::Shown;
use crate::shown;

impl App {
    pub(super) fn take_event(&mut self, event: Event) {
        match event {
            Event::Resolved { .. }
            | Event::ResolveFailed { .. }
            | Event::Rows { .. }
            | Event::Listed { .. }
            | Event::ListFailed { .. } => {
                let _ = self.left.apply(&event, &mut self.turn) || self.right.apply(&event, &mut self.turn);
            }
            Event::ClientIdFailed { .. }
            | Event::SignInReady { .. }
            | Event::SignInFailed { .. }
            | Event::Found { .. }
            | Event::SearchFailed { .. }
            | Event::TaskLog { .. }
            | Event::TaskLogFailed { .. } => {
                self.dialog_event(&event);
            }

            Event::Connected { environment, places } => self.connected(environment, places),
            Event::ConnectFailed { problem } => {
                self.turn.say(Notice::problem(&problem));
                self.set_phase(Phase::Unreachable(problem));
            }
            Event::ClientIdNeeded => {
                self.set_phase(Phase::NoClientId);
                self.want(Wanted::Setup);
            }
            Event::SignInNeeded { way, because } => {
                self.session.way = way;
                self.set_phase(Phase::SignedOut);
                self.want(Wanted::SignIn(because));
            }
            Event::SignedIn { ref account } => {
                self.close_sign_in(&event);
                self.signed_in(account.clone());
            }

            Event::Submitted { id, task, again } => self.submitted(id, task, again),
            Event::SubmitWaits { id, problem } => self.submission_waits(id, &problem),
            Event::SubmitRefused { id, problem } => self.submission_refused(id, &problem),
            Event::Recovered { task, label } => {
                self.monitor.follow_task(task, &mut self.turn);
                let label = if label.is_empty() { shown!("{}", task) } else { label };
                self.turn.say(Notice::news(shown!("{}, left over from the last run, was sent now.", label)));
            }
            Event::RecoveryFailed { problem } => self.turn.say(Notice::problem(&problem)),
            Event::TerminalFailed { problem } => {
                self.turn.say(Notice::problem(&problem));
                // A sign-in that waits for a browser says what to do without one.
                self.tell_dialog(&Event::TerminalFailed { problem });
            }

            Event::Tasks { tasks } => {
                let ended = self.monitor.look(tasks, &mut self.turn);
                self.ended(&ended);
            }
            Event::TasksFailed { problem } => self.monitor.look_failed(problem, &mut self.turn),
            Event::TaskCancelled { id, task } => self.cancelled(id, task),
            Event::CancelFailed { id, problem } => {
                if self.was_cancelling(id) {
                    self.turn.say(Notice::problem(&problem));
                }
            }

            Event::Waiting { until, problem } => {
                let notice = Notice::warning(shown!("{} {}", problem.happened, problem.next));
                let other = self.notices.say_until(notice, self.turn.at, until);
                self.turn.changed_if(other);
            }
            Event::Drawn { .. } => self.dialog.drawn(self.turn.at),
            Event::ActorDied { actor } => self.turn.say(Notice::problem(&Problem::new(
                ProblemKind::Local,
                shown!("A part of hemi ({}) ended by a fault of its own.", actor),
                "Leave hemi and start it again; tasks go on in the service.",
            ))),
        }
    }

    fn set_phase(&mut self, phase: Phase) {
        let different = self.session.phase != phase;
        self.session.phase = phase;
        self.turn.changed_if(different);
    }

    fn connected(&mut self, environment: Shown, places: Vec<(Side, PlaceSpec)>) {
        self.turn.changed_if(self.session.environment != environment);
        self.session.environment = environment;
        let [left, right] = &mut self.starts;
        for (side, place) in places {
            let start = match side {
                Side::Left => &mut *left,
                Side::Right => &mut *right,
            };
            start.get_or_insert(place);
        }
        if self.session.is_signed_in() {
            self.begin();
        }
    }

    fn signed_in(&mut self, account: Account) {
        let other_person = match &self.session.phase {
            Phase::SignedIn(before) => before.identity != account.identity,
            _ => false,
        };
        self.set_phase(Phase::SignedIn(account));
        for side in Side::BOTH {
            let (pane, turn) = self.pane_and_turn(side);
            let for_lack_of_it = pane.problem().is_some_and(|problem| problem.kind == ProblemKind::SignIn);
            if !pane.is_untouched() && (other_person || for_lack_of_it) {
                pane.refresh(turn);
            }
        }
        self.begin();
    }

    /// Opens the places the panes are to begin with.
    fn begin(&mut self) {
        let [left, right] = &mut self.starts;
        for (pane, start) in [(&mut self.left, left), (&mut self.right, right)] {
            if pane.is_untouched()
                && let Some(spec) = start.take()
            {
                pane.resolve(spec, &mut self.turn);
            }
        }
    }

    /// Tasks ended: says so, and lists again, once, where they changed something.
    fn ended(&mut self, tasks: &[Task]) {
        let changed = tasks.iter().filter_map(|task| match task.kind {
            TaskKind::Transfer => task.destination.as_ref(),
            TaskKind::Delete => task.source.as_ref(),
        });
        let stores: BTreeSet<CollectionId> = changed.map(|end| end.id).collect();
        for store in stores.into_iter().map(StoreId::Collection) {
            self.left.refresh_if_on(store, &mut self.turn);
            self.right.refresh_if_on(store, &mut self.turn);
        }
        for task in tasks {
            self.say_ended(task);
        }
    }

    fn say_ended(&mut self, task: &Task) {
        let notice = match (&task.status, task.kind) {
            (TaskStatus::Succeeded, TaskKind::Transfer) => Notice::news(shown!(
                "Done: {} ({}, {}).",
                title(task),
                human::count(task.files_transferred, "file", "files"),
                human::bytes(task.bytes)
            )),
            (TaskStatus::Succeeded, TaskKind::Delete) => Notice::news(shown!("Done: {}.", title(task))),
            _ => {
                let why = task.fatal.as_ref().map_or_else(Shown::default, |(_, words)| words.shown());
                Notice::warning(shown!("{}: {}. {}", task.state_word(), title(task), why))
            }
        };
        self.turn.say(notice);
    }

    fn cancelled(&mut self, id: RequestId, task: TaskId) {
        if self.was_cancelling(id) {
            self.monitor.follow_task(task, &mut self.turn);
            self.turn.say(Notice::news("The service was told to cancel; the list shows when it has."));
        }
    }

    fn was_cancelling(&mut self, id: RequestId) -> bool {
        let before = self.cancelling.len();
        self.cancelling.retain(|waiting| *waiting != id);
        self.cancelling.len() != before
    }
}
