//! State and update, synchronous and deterministic: no clock, no I/O. Only view files name ratatui.
//!
//! [`App`] takes inputs ([`App::input`]), commands ([`App::act`]) and events ([`App::apply`]) and answers with
//! effects; [`view::view`] draws it. Start with `act`, then `apply`, then [`requests`], then [`pane`].

mod act;
mod apply;
mod attributes;
mod auth_requirement;
mod basket;
mod changes;
mod cli_command;
mod close_actions;
pub mod commands;
mod compare;
mod copying;
mod deletion;
mod doctor;
pub mod effect;
pub mod entry_page;
pub mod event;
pub mod input;
mod jobs;
mod key_lists;
mod key_state;
pub mod keymap;
pub mod layout;
mod listings;
mod look_ahead;
mod marks;
pub mod monitor;
mod mouse;
mod names;
mod open_overlays;
mod options;
pub mod overlay;
mod overlay_host;
pub mod pane;
mod panes;
mod paste;
mod pauses;
pub mod plain;
pub mod pointer;
pub mod popup;
pub mod preview;
mod preview_panel;
mod replies;
pub mod requests;
pub mod session;
mod session_saver;
mod sharing;
mod start_pane;
pub mod status;
mod submission;
mod synchronised;
mod tab_actions;
mod tabs;
pub mod terminal;
pub mod theme;
mod typed_places;
mod undo;
mod update_cx;
mod user_programs;
pub mod view;
mod viewing;
mod watching;
pub mod widgets;

use changes::Changes;
use commands::{Args, Command, Context};
use effect::Effects;
use event::Event;
use input::{Input, RawKey};
use key_state::KeyState;
use keymap::{KeyPress, Keymap};
use layout::{Layout, Mode};
use monitor::Monitor;
pub use options::AppOptions;
use options::Settings;
use overlay::{Overlay, Screen};
use overlay_host::OverlayHost;
use pane::Pane;
use panes::Panes;
use pauses::Pauses;
use pointer::Pointer;
use preview::Preview;
use requests::{Owner, Purpose, Requests};
use session::Session;
pub use session_saver::SessionOptions;
use session_saver::SessionSaver;
pub use start_pane::StartPane;
use status::{Notice, Notices, Severity};
use submission::Submissions;
use terminal::Terminal;
pub use update_cx::Redraw;
use update_cx::UpdateCx;

use crate::domain::place::Side;
use crate::domain::time::Timestamp;

/// Which part has the keys when no overlay is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Focus {
    Pane,
    Tasks,
}

/// The whole state.
#[derive(Debug)]
pub struct App {
    settings: Settings,
    terminal: Terminal,
    keys: KeyState,
    session: Session,
    panes: Panes,
    focus: Focus,
    monitor: Monitor,
    host: OverlayHost,
    submissions: Submissions,
    changes: Changes,
    notices: Notices,
    pauses: Pauses,
    pointer: Pointer,
    saver: SessionSaver,
    cx: UpdateCx,
}

impl App {
    /// An app that knows nothing of the services yet, with something to draw.
    pub fn new(setup: AppOptions) -> Self {
        let AppOptions {
            keymap,
            zone,
            demo,
            discards,
            sites,
            presets,
            profile,
            start,
            session,
            engines,
            prefetch,
            ascii,
            size,
            terminal: env,
        } = setup;
        let mut cx = UpdateCx::default();
        cx.changed();
        let mut panes = Panes::new(start, session.restored.as_ref());
        panes.begin_locally(&mut cx);
        let mut app = Self {
            settings: Settings { zone, demo, discards, ascii, profile, engines, prefetch },
            terminal: Terminal { size, env, ..Terminal::default() },
            keys: KeyState::new(keymap),
            session: Session { sites, presets, ..Session::default() },
            panes,
            focus: Focus::Pane,
            monitor: Monitor::default(),
            host: OverlayHost::default(),
            submissions: Submissions::default(),
            changes: Changes::default(),
            notices: Notices::default(),
            pauses: Pauses::default(),
            pointer: Pointer::default(),
            saver: SessionSaver::new(&session),
            cx,
        };
        app.say_unsaved_marks();
        app
    }

    /// Handles an input of the user: the overlay first, else the keymap.
    pub fn input(&mut self, input: Input, at: Timestamp) -> Effects {
        self.cx.at = at;
        match input {
            Input::Resize { columns, rows } => {
                let size = (columns, rows);
                self.cx.changed_if(std::mem::replace(&mut self.terminal.size, size) != size);
            }
            // A paste is a place or text for a field, never keys.
            Input::Paste(ref text) if !self.host.is_open() => self.paste(text),
            Input::Raw(RawKey { bytes, key: None }) if !self.host.shows_keys() => self.unknown_key(&bytes),
            Input::Paste(_) | Input::Raw(_) => _ = self.overlay_input(&input),
            Input::Mouse(mouse) => self.mouse(mouse),
            Input::Key(key) => {
                if !self.host.is_open() {
                    self.saver.begin_elsewhere();
                }
                self.key(KeyPress::of(key), &input);
            }
        }
        self.finish()
    }

    /// Runs a command, or reports why not.
    pub fn act(&mut self, command: &Command, args: &Args, at: Timestamp) -> Effects {
        self.cx.at = at;
        self.perform(command, args);
        self.finish()
    }

    /// Applies an event. A reply that no slot waits for changes nothing.
    pub fn apply(&mut self, event: Event, at: Timestamp) -> Effects {
        self.cx.at = at;
        self.take_event(event);
        self.finish()
    }

    /// When [`Self::wake`] is to be called: only where something on the screen depends on time.
    pub fn next_wake(&self) -> Option<Timestamp> {
        let requests = self.cx.requests().next_wake();
        let [notices, pauses] = [self.notices.next_wake(), self.pauses.next_wake()];
        let [saver, ahead] = [self.saver.next_wake(), self.cx.listings.ahead.next_wake()];
        let preview = self.panes.preview.as_ref().and_then(Preview::next_wake);
        [requests, notices, pauses, saver, ahead, preview, self.monitor.next_wake(), self.host.next_wake()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Called at the requested time.
    pub fn wake(&mut self, at: Timestamp) -> Effects {
        self.cx.at = at;
        let passed = self.notices.wake(at) | self.pauses.wake(at);
        let told = self.cx.requests_mut().wake(at);
        self.cx.changed_if(passed || told);
        self.monitor.wake(at, &mut self.cx);
        self.overlay_wake(at);
        self.save_session_if_due(at);
        self.finish()
    }

    /// Whether [`Self::work`] is to be called: a large listing is being sorted, or its rows are being marked.
    pub fn is_working(&self) -> bool {
        self.is_comparing() || Side::BOTH.into_iter().any(|side| self.pane(side).is_working())
    }

    /// Does a bit of that work, as every other call does, so that what takes no longer is done at once.
    pub fn work(&mut self, at: Timestamp) -> Effects {
        self.cx.at = at;
        self.finish()
    }

    /// Whether something that is drawn changed since the last [`Self::take_redraw`].
    pub fn is_dirty(&self) -> bool {
        self.cx.redraw() != Redraw::Never
    }

    /// How soon that is to be drawn. It counts as drawn from now on.
    pub fn take_redraw(&mut self) -> Redraw {
        self.cx.take_redraw()
    }

    /// Whether an answer is awaited. Reading the tasks again and again does not count, nor does a submission that waits
    /// in the journal, nor a sign-in that waits for the user.
    pub fn is_busy(&self) -> bool {
        let awaited = |slot: requests::Slot| match slot.purpose {
            Purpose::Directory | Purpose::Details | Purpose::Access => true,
            Purpose::LoginCode | Purpose::SignOut | Purpose::ClientId => true,
            Purpose::Submission(_) | Purpose::ChangeJob(_) | Purpose::TryNow | Purpose::Change => true,
            Purpose::Undo | Purpose::Deletion(_) | Purpose::Removal(_) | Purpose::StopRemoval => true,
            Purpose::Read(_) => slot.owner == Owner::Overlay,
            Purpose::Login | Purpose::DeviceFlow | Purpose::SessionLimits | Purpose::Journal => false,
            Purpose::SavedSession | Purpose::Ahead(_) | Purpose::Watch(_) => false,
            Purpose::Preview | Purpose::PreviewDocument => false,
        };
        self.session.phase == session::Phase::Connecting
            || self.cx.requests().slots().any(awaited)
            || matches!(self.host.overlay(), Some(Overlay::SignIn(sign_in)) if sign_in.is_busy())
    }

    /// Ends an update: scrolls to the cursors, updates the notice line, opens a deferred dialog.
    fn finish(&mut self) -> Effects {
        self.open_deferred();
        let (layout, active) = (self.layout(), self.active());
        self.follow();
        let mut listed = false;
        for side in Side::BOTH {
            let pane = self.panes.get_mut(side);
            let sorted = pane.sorts_before_showing();
            pane.work(&mut self.cx);
            listed |= sorted && !pane.sorts_before_showing();
            pane.follow(layout.page(side));
            pane.ask_details(layout.page(side), &mut self.cx);
            if side != active {
                pane.ask_access(&mut self.cx);
            }
        }
        self.say_limit();
        if listed {
            self.update_plan();
        }
        self.look_ahead();
        self.update_preview();
        self.watch();
        self.compare_more();
        self.update_mark_field();
        self.monitor.follow(layout.tasks.page());
        for notice in self.cx.take_notices() {
            let other = self.notices.say(notice, self.cx.at);
            self.cx.changed_if(other);
        }
        // "Stopped." is not said beside what is loading again.
        let requests = self.cx.requests();
        let begun = |slot, weight| weight != Severity::Error && requests.is_open(slot);
        let other = self.notices.outdate(begun, self.cx.at);
        let panes = || Side::BOTH.map(|side| self.panes.get(side).state(requests));
        let followed = self.notices.follow(panes, self.cx.at);
        self.cx.changed_if(other || followed);
        self.saver.note(self.cx.redraw(), self.cx.at);
        self.cx.take_effects()
    }

    /// Where keys are looked up, first found first.
    pub fn contexts(&self) -> &'static [Context] {
        match self.focus {
            Focus::Pane => &[Context::List, Context::Global],
            Focus::Tasks => &[Context::Tasks, Context::Global],
        }
    }

    /// What decides where that is.
    pub(crate) fn mode(&self) -> Mode {
        Mode {
            active: self.active(),
            preview: self.panes.preview.is_some(),
            tasks: self.monitor.is_open().then(|| self.monitor.jobs().len()),
        }
    }

    /// Where everything is drawn.
    pub fn layout(&self) -> Layout {
        Layout::of(self.terminal.size, self.mode())
    }

    /// What overlays are laid out in.
    fn screen(&self) -> Screen {
        let (columns, rows) = self.terminal.size;
        Screen { columns, rows }
    }

    /// A pane.
    pub fn pane(&self, side: Side) -> &Pane {
        self.panes.get(side)
    }

    /// The pane that has the cursor.
    pub fn active(&self) -> Side {
        self.panes.active()
    }

    /// Whether a pane waits for a place or its rows.
    pub fn is_loading(&self, side: Side) -> bool {
        self.cx.requests().is_open(self.pane(side).slot())
    }

    /// The requests that are open.
    pub fn requests(&self) -> &Requests {
        self.cx.requests()
    }

    /// The overlay on top, if any.
    pub fn overlay(&self) -> Option<&Overlay> {
        self.host.overlay()
    }

    /// The task panel and what it knows.
    pub fn monitor(&self) -> &Monitor {
        &self.monitor
    }

    /// What the notice line says.
    pub fn notice(&self) -> Option<&Notice> {
        self.notices.current()
    }

    /// The state of the connection to the services.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// What is known of the terminal.
    pub fn terminal(&self) -> &Terminal {
        &self.terminal
    }

    /// What keys mean.
    pub fn keymap(&self) -> &Keymap {
        &self.keys.map
    }
}

#[cfg(test)]
mod tests;
