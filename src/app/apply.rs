//! Applies events. Start with [`App::take_event`]; replies to requests are in `replies`.

use std::collections::BTreeSet;

use super::App;
use super::event::{AuthEvent, Event, TasksEvent, TerminalReport};
use super::overlay_host::DeferredOverlay;
use super::requests::{Purpose, Slot};
use super::session::Phase;
use super::status::Notice;
use crate::domain::format;
use crate::domain::ids::CollectionId;
use crate::domain::job::{JobSnapshot, JobState};
use crate::domain::place::{PlaceSpec, Side, StoreId};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::task::{Task, TaskKind};
use crate::domain::text::SafeText;
use crate::safe;

impl App {
    pub(super) fn take_event(&mut self, event: Event) {
        match event {
            Event::Reply { id, reply } => self.reply(id, reply),
            Event::Retrying { id, next, because } => {
                let slot = self.cx.requests_mut().retry(id, next, because);
                self.cx.changed_if(slot.is_some_and(|slot| slot.shows_progress()));
            }
            Event::Auth(event) => self.auth_event(event),
            Event::Tasks(event) => self.tasks_event(event),
            Event::RateLimited(pauses) => {
                let before = self.pauses.is_empty();
                let other = self.pauses.set(pauses, self.cx.at);
                let gave_way = before && !self.pauses.is_empty() && self.notices.give_way();
                self.cx.changed_if(other || gave_way);
            }
            Event::Terminal(TerminalReport::Drawn { .. }) => self.host.drawn(self.screen(), self.cx.at),
            Event::Terminal(TerminalReport::Copied(clipboard)) => {
                if !self.told_copied(clipboard) {
                    self.overlay_copied(clipboard);
                }
            }
            Event::Terminal(TerminalReport::NotCopied(text)) => self.not_copied(text),
            Event::Terminal(TerminalReport::Answered(facts)) => {
                self.cx.changed_if(self.terminal.facts != facts);
                self.terminal.facts = facts;
                self.update_doctor(None);
            }
            Event::Terminal(TerminalReport::Tmux(settings)) => self.update_doctor(Some(settings)),
            Event::Terminal(TerminalReport::Failed(problem)) => {
                if !self.overlay_terminal_failed(&problem) {
                    self.cx.say(Notice::problem(&problem));
                }
            }
            Event::Terminal(TerminalReport::ProgramEnded(problem)) => self.program_ended(problem.as_ref()),
            Event::ActorDied { actor } => self.cx.say(Notice::problem(&Problem::new(
                ProblemKind::Local,
                safe!("A part of hemi ({}) stopped because of a bug.", actor),
                "Quit hemi and start it again. Tasks continue in the service.",
            ))),
        }
    }

    fn auth_event(&mut self, event: AuthEvent) {
        match event {
            AuthEvent::Connected { environment, places, method } => {
                self.session.method = method;
                self.connected(environment, places);
            }
            AuthEvent::ConnectFailed(problem) => {
                self.cx.say(Notice::problem(&problem));
                self.set_phase(Phase::Unreachable(problem));
            }
            AuthEvent::ClientIdNeeded => {
                self.set_phase(Phase::NoClientId);
                if self.needs_sign_in() {
                    self.defer(DeferredOverlay::RegisterClient);
                }
            }
            AuthEvent::SignInNeeded(because) => {
                self.set_phase(Phase::SignedOut);
                if because.is_some() || self.needs_sign_in() {
                    self.defer(DeferredOverlay::SignIn(because.map(Box::new), None));
                }
            }
            AuthEvent::SignedIn(account) => self.signed_in(account),
            AuthEvent::NotSaved(problem) => {
                let slot = Slot::background(Purpose::Login);
                match problem {
                    Some(problem) => self.cx.say(Notice::problem(&problem).about(slot)),
                    None => self.outdate_errors(slot),
                }
            }
            AuthEvent::SessionLimitsLoaded(limits) => self.session.observed_limits = limits,
        }
    }

    fn tasks_event(&mut self, event: TasksEvent) {
        match event {
            TasksEvent::Jobs(changes) => {
                let ended = self.monitor.apply(changes, &mut self.cx);
                self.update_task_page();
                self.ended(&ended);
                self.settle_question();
                self.update_plan();
                self.settle_quit();
            }
            TasksEvent::JobsFailed(problem) => self.monitor.apply_failed(problem, &mut self.cx),
            TasksEvent::Recovered { label } => {
                self.cx.say(Notice::info(safe!("Sent {}, which had waited.", label)));
            }
            TasksEvent::RecoveryFailed(problem) => {
                self.cx.say(Notice::problem(&problem));
                self.require_for_journal(&problem);
            }
        }
    }

    /// Whether a sign-in is needed for what the panes are to show, or for the search that they begin with.
    fn needs_sign_in(&self) -> bool {
        self.saver.picks() || self.panes.need_sign_in()
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

    /// Jobs ended: shows a notice, and lists the directories that they changed, once.
    fn ended(&mut self, jobs: &[JobSnapshot]) {
        let changed = jobs.iter().filter_map(|job| match job.kind {
            TaskKind::Transfer => job.destination.as_ref(),
            TaskKind::Delete => job.source.as_ref(),
        });
        let stores: BTreeSet<CollectionId> = changed.filter_map(|end| end.collection).collect();
        for store in stores.into_iter().map(StoreId::Collection) {
            self.cx.listings.forget_store(store);
            self.panes.refresh_if_on(store, &mut self.cx);
        }
        for job in jobs {
            self.say_ended(job);
        }
    }

    fn say_ended(&mut self, job: &JobSnapshot) {
        let notice = match (&job.state, job.kind) {
            (JobState::Succeeded, TaskKind::Transfer) => Notice::info(safe!(
                "Done: {} ({}, {}).",
                job.title(),
                format::count(job.progress.files, "file", "files"),
                format::bytes(job.progress.bytes)
            )),
            (JobState::Succeeded, TaskKind::Delete) => Notice::info(safe!("Done: {}.", job.title())),
            (JobState::Forgotten, _) => {
                Notice::warning(safe!("Globus no longer knows {}. Check the destination.", job.title()))
            }
            // That it was cancelled says all: its owner did it.
            (JobState::Cancelled, _) => Notice::warning(safe!("Cancelled: {}.", job.title())),
            _ => {
                let why = job.task.as_ref().and_then(Task::why_ended).unwrap_or_default();
                Notice::warning(safe!("{}: {}. {}", job.state.label(), job.title(), why))
            }
        };
        self.cx.say(notice);
    }
}
