//! What becomes of events. Start with [`App::take_event`]; replies to requests are in `replies`.

use std::collections::BTreeSet;

use super::App;
use super::event::{AuthEvent, Event, TasksEvent, TerminalReport};
use super::monitor::title;
use super::overlay_host::DeferredOverlay;
use super::requests::task::CancelTask;
use super::requests::{Purpose, Slot};
use super::session::Phase;
use super::status::Notice;
use crate::domain::format;
use crate::domain::ids::{CollectionId, TaskId};
use crate::domain::place::{PlaceSpec, Side, StoreId};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::task::{Task, TaskKind, TaskStatus};
use crate::domain::text::SafeText;
use crate::safe;

impl App {
    pub(super) fn take_event(&mut self, event: Event) {
        match event {
            Event::Reply { id, reply } => self.reply(id, reply),
            Event::Retrying { id, next, because } => {
                let slot = self.cx.requests_mut().retry(id, next, because);
                self.cx.changed_if(slot.is_some_and(|slot| slot.purpose.shows_progress()));
            }
            Event::Auth(event) => self.auth_event(event),
            Event::Tasks(event) => self.tasks_event(event),
            Event::RateLimited { until, problem } => {
                let notice = Notice::warning(safe!("{} {}", problem.happened, problem.next));
                let other = self.notices.say_until(notice, self.cx.at, until);
                self.cx.changed_if(other);
            }
            Event::Terminal(TerminalReport::Drawn { .. }) => self.host.drawn(self.screen(), self.cx.at),
            Event::Terminal(TerminalReport::Copied(clipboard)) => self.overlay_copied(clipboard),
            Event::Terminal(TerminalReport::Failed(problem)) => {
                self.cx.say(Notice::problem(&problem));
                self.overlay_terminal_failed(&problem);
            }
            Event::ActorDied { actor } => self.cx.say(Notice::problem(&Problem::new(
                ProblemKind::Local,
                safe!("A part of hemi ({}) ended by a fault of its own.", actor),
                "Leave hemi and start it again; tasks go on in the service.",
            ))),
        }
    }

    fn auth_event(&mut self, event: AuthEvent) {
        match event {
            AuthEvent::Connected { environment, places } => self.connected(environment, places),
            AuthEvent::ConnectFailed(problem) => {
                self.cx.say(Notice::problem(&problem));
                self.set_phase(Phase::Unreachable(problem));
            }
            AuthEvent::ClientIdNeeded => {
                self.set_phase(Phase::NoClientId);
                if self.panes.need_sign_in() {
                    self.defer(DeferredOverlay::RegisterClient);
                }
            }
            AuthEvent::SignInNeeded { method, because } => {
                self.session.method = method;
                self.set_phase(Phase::SignedOut);
                if because.is_some() || self.panes.need_sign_in() {
                    self.defer(DeferredOverlay::SignIn(because.map(Box::new), None));
                }
            }
            AuthEvent::SignedIn(account) => self.signed_in(account),
            AuthEvent::SessionLimitsLoaded(limits) => self.session.observed_limits = limits,
        }
    }

    fn tasks_event(&mut self, event: TasksEvent) {
        match event {
            TasksEvent::Listed(tasks) => {
                let ended = self.monitor.apply_snapshot(tasks, &mut self.cx);
                self.ended(&ended);
            }
            TasksEvent::ListFailed(problem) => self.monitor.snapshot_failed(problem, &mut self.cx),
            TasksEvent::Recovered { task, label } => {
                self.monitor.follow_task(task, &mut self.cx);
                let label = if label.is_empty() { safe!("{}", task) } else { label };
                self.cx.say(Notice::info(safe!("{}, which had to wait, was sent now.", label)));
            }
            TasksEvent::RecoveryFailed(problem) => {
                self.cx.say(Notice::problem(&problem));
                self.require_for_journal(&problem);
            }
        }
    }

    pub(super) fn set_phase(&mut self, phase: Phase) {
        let different = self.session.phase != phase;
        self.session.phase = phase;
        self.cx.changed_if(different);
    }

    fn connected(&mut self, environment: SafeText, places: Vec<(Side, PlaceSpec)>) {
        self.cx.changed_if(self.session.environment != environment);
        self.session.environment = environment;
        for (side, place) in places {
            self.panes.begin_at(side, place);
        }
        if self.session.is_signed_in() {
            self.panes.begin(&mut self.cx);
        }
    }

    pub(super) fn cancel_task(&mut self, task: TaskId) {
        self.cx.send(Slot::background(Purpose::CancelTask(task)), CancelTask { task });
    }

    /// Tasks ended: says so, and lists again, once, where they changed something.
    fn ended(&mut self, tasks: &[Task]) {
        let changed = tasks.iter().filter_map(|task| match task.kind {
            TaskKind::Transfer => task.destination.as_ref(),
            TaskKind::Delete => task.source.as_ref(),
        });
        let stores: BTreeSet<CollectionId> = changed.map(|end| end.id).collect();
        for store in stores.into_iter().map(StoreId::Collection) {
            for side in Side::BOTH {
                self.panes.get_mut(side).refresh_if_on(store, &mut self.cx);
            }
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
}
