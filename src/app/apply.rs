//! What becomes of news from outside. An event with an id goes to the slot that waits for it; one that no
//! slot waits for changes nothing. Start with [`App::take_event`].

use std::collections::BTreeSet;
use std::sync::Arc;

use super::App;
use super::dialog::Wanted;
use super::effect::Effect;
use super::event::Event;
use super::monitor::title;
use super::session::Phase;
use super::status::Notice;
use crate::domain::account::Account;
use crate::domain::collection::Collection;
use crate::domain::format;
use crate::domain::ids::{CollectionId, RequestId, TaskId};
use crate::domain::place::{PlaceSpec, Side, StoreId};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::task::{Task, TaskKind, TaskStatus};
use crate::domain::text::SafeText;
use crate::safe;

impl App {
    pub(super) fn take_event(&mut self, event: Event) {
        self.learn_titles(&event);
        match event {
            Event::Resolved { .. }
            | Event::ResolveFailed { .. }
            | Event::Rows { .. }
            | Event::Listed { .. }
            | Event::ListFailed { .. } => {
                let taken = Side::BOTH.into_iter().find(|side| {
                    let (pane, cx) = self.pane_and_cx(*side);
                    pane.apply(&event, cx)
                });
                if let (
                    Some(side),
                    Event::ListFailed { problem, .. } | Event::ResolveFailed { problem, .. },
                ) = (taken, &event)
                {
                    self.learn_term(side, problem);
                    self.meet(problem);
                }
            }
            Event::ClientIdFailed { .. }
            | Event::SignInReady { .. }
            | Event::DeviceReady { .. }
            | Event::Found { .. }
            | Event::SearchFailed { .. }
            | Event::TaskLog { .. }
            | Event::TaskLogFailed { .. } => {
                self.dialog_event(&event);
            }

            Event::SignInFailed { id, ref problem, .. } => {
                if !self.dialog_event(&event) {
                    self.met_in_vain(id, problem);
                }
            }

            Event::Connected { environment, places } => self.connected(environment, places),
            Event::ConnectFailed { problem } => {
                self.cx.say(Notice::problem(&problem));
                self.set_phase(Phase::Unreachable(problem));
            }
            Event::ClientIdNeeded => {
                self.set_phase(Phase::NoClientId);
                self.want(Wanted::RegisterClient);
            }
            Event::SignInNeeded { way, because } => {
                self.session.way = way;
                self.set_phase(Phase::SignedOut);
                self.want(Wanted::SignIn(because.map(Box::new), None));
            }
            Event::DeviceFlowSupport { device } => {
                self.session.device = Some(device);
                self.offer_device(device);
            }
            Event::SignedIn { ref account } => {
                self.close_sign_in(&event);
                self.signed_in(account.clone());
            }

            Event::SessionLimitsLoaded { refused } => self.session.refused = refused,
            Event::Account { .. } | Event::AccountFailed { .. } => self.account_read(&event),
            Event::SignedOut { id, problem } => self.signed_out(id, problem),

            Event::Submitted { id, task, again } => self.submitted(id, task, again),
            Event::SubmitWaits { id, problem } => self.submission_waits(id, &problem),
            Event::SubmitRefused { id, problem } => self.submission_refused(id, &problem),
            Event::Recovered { task, label } => {
                self.monitor.follow_task(task, &mut self.cx);
                let label = if label.is_empty() { safe!("{}", task) } else { label };
                self.cx.say(Notice::info(safe!("{}, which had to wait, was sent now.", label)));
            }
            Event::RecoveryFailed { problem } => {
                self.cx.say(Notice::problem(&problem));
                self.meet(&problem);
            }
            Event::TerminalFailed { problem } => {
                self.cx.say(Notice::problem(&problem));
                // A sign-in that waits for a browser says what to do without one.
                self.tell_dialog(&Event::TerminalFailed { problem });
            }

            Event::Tasks { tasks } => {
                let ended = self.monitor.look(tasks, &mut self.cx);
                self.ended(&ended);
            }
            Event::TasksFailed { problem } => self.monitor.look_failed(problem, &mut self.cx),
            Event::TaskCancelled { id, task } => self.cancelled(id, task),
            Event::CancelFailed { id, problem } => self.not_cancelled(id, &problem),

            Event::Retrying { .. } => {
                let pane = self.left.apply(&event, &mut self.cx) || self.right.apply(&event, &mut self.cx);
                if !pane {
                    self.dialog_event(&event);
                }
            }
            Event::Waiting { until, problem } => {
                let notice = Notice::warning(safe!("{} {}", problem.happened, problem.next));
                let other = self.notices.say_until(notice, self.cx.at, until);
                self.cx.changed_if(other);
            }
            Event::Drawn { .. } => self.dialog.drawn(self.screen(), self.cx.at),
            Event::ActorDied { actor } => self.cx.say(Notice::problem(&Problem::new(
                ProblemKind::Local,
                safe!("A part of hemi ({}) ended by a fault of its own.", actor),
                "Leave hemi and start it again; tasks go on in the service.",
            ))),
        }
    }

    fn learn_titles(&mut self, event: &Event) {
        let met: &[Arc<Collection>] = match event {
            Event::Resolved { collection, .. } => std::slice::from_ref(collection),
            Event::Found { collections, .. } => collections,
            _ => return,
        };
        self.session.titles.extend(met.iter().map(|one| (one.id, one.title())));
    }

    fn set_phase(&mut self, phase: Phase) {
        let different = self.session.phase != phase;
        self.session.phase = phase;
        self.cx.changed_if(different);
    }

    fn connected(&mut self, environment: SafeText, places: Vec<(Side, PlaceSpec)>) {
        self.cx.changed_if(self.session.environment != environment);
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
        self.meeting = None;
        self.read_account();
        for side in Side::BOTH {
            let (pane, cx) = self.pane_and_cx(side);
            if other_person && !pane.is_unopened() {
                pane.refresh(cx);
            } else {
                pane.repeat(cx);
            }
        }
        for task in std::mem::take(&mut self.cancel_again) {
            self.cancel_task(task);
        }
        self.begin();
    }

    /// Opens the places the panes are to begin with.
    fn begin(&mut self) {
        let [left, right] = &mut self.starts;
        for (pane, start) in [(&mut self.left, left), (&mut self.right, right)] {
            if pane.is_unopened()
                && let Some(spec) = start.take()
            {
                pane.resolve(spec, &mut self.cx);
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
            self.left.refresh_if_on(store, &mut self.cx);
            self.right.refresh_if_on(store, &mut self.cx);
        }
        for task in tasks {
            self.say_ended(task);
        }
    }

    fn say_ended(&mut self, task: &Task) {
        let notice = match (&task.status, task.kind) {
            (TaskStatus::Succeeded, TaskKind::Transfer) => Notice::info(safe!(
                "Done: {} ({}, {}).",
                title(task),
                format::count(task.files_transferred, "file", "files"),
                format::bytes(task.bytes)
            )),
            (TaskStatus::Succeeded, TaskKind::Delete) => Notice::info(safe!("Done: {}.", title(task))),
            _ => {
                let why = task.fatal.as_ref().map_or_else(SafeText::default, |(_, words)| words.sanitized());
                Notice::warning(safe!("{}: {}. {}", task.state_word(), title(task), why))
            }
        };
        self.cx.say(notice);
    }

    pub(super) fn cancel_task(&mut self, task: TaskId) {
        let id = self.cx.ask(|id| Effect::CancelTask { id, task });
        self.cancelling.push((id, task));
    }

    fn not_cancelled(&mut self, id: RequestId, problem: &Problem) {
        let Some(task) = self.was_cancelling(id) else { return };
        if problem.is_met_by_signing_in() {
            self.cancel_again.push(task);
        }
        self.cx.say(Notice::problem(problem));
        self.meet(problem);
    }

    fn cancelled(&mut self, id: RequestId, task: TaskId) {
        if self.was_cancelling(id).is_some() {
            self.monitor.follow_task(task, &mut self.cx);
            self.cx.say(Notice::info("The service was told to cancel; the list shows when it has."));
        }
    }

    fn was_cancelling(&mut self, id: RequestId) -> Option<TaskId> {
        let at = self.cancelling.iter().position(|(waiting, _)| *waiting == id)?;
        Some(self.cancelling.swap_remove(at).1)
    }
}
