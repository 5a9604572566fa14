//! State and update, synchronous and deterministic: no clock, no I/O. Only view files know ratatui.
//!
//! [`App`] takes inputs ([`App::input`]), meanings of keys ([`App::act`]) and news ([`App::apply`]) and
//! answers with effects; [`view::view`] draws it. Start with `act`, then `apply`, then [`pane`].

mod act;
pub mod action;
mod apply;
mod dialog;
pub mod effect;
pub mod event;
pub mod input;
pub mod keymap;
pub mod layout;
mod meet;
pub mod monitor;
pub mod overlay;
pub mod pane;
pub mod request;
mod request_progress;
mod send;
pub mod session;
pub mod status;
pub mod theme;
mod update_cx;
pub mod view;
pub mod widgets;

use action::{Action, Context};
use effect::Effects;
use event::Event;
use input::Input;
use keymap::{Found, Keymap, Press};
use layout::{Layout, Mode};
use monitor::Monitor;
use overlay::Overlay;
use pane::Pane;
use session::Session;
use status::{Notice, Notices};
use update_cx::UpdateCx;

use crate::domain::identity::SiteRule;
use crate::domain::ids::{RequestId, TaskId};
use crate::domain::place::{PlaceSpec, Side};
use crate::domain::profile::ProfileName;
use crate::domain::requirement::Requirement;
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;

/// What an [`App`] starts with.
#[derive(Clone, Debug)]
pub struct Setup {
    /// What keys mean.
    pub keymap: Keymap,
    /// The zone times are shown in.
    pub zone: jiff::tz::TimeZone,
    /// Whether the services are the sandbox.
    pub demo: bool,
    /// What is known beforehand of sites.
    pub sites: Vec<SiteRule>,
    /// The profile in use.
    pub profile: SafeText,
    /// What the panes begin with, left and right.
    pub start: [StartPane; 2],
    /// Whether our own words keep to ASCII. The theme's signs are the view's business.
    pub ascii: bool,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
}

/// What a pane begins with.
#[derive(Clone, Debug, Default)]
pub struct StartPane {
    /// What the place is called, to be drawn before anything is known of it.
    pub title: Option<SafeText>,
    /// The place.
    pub spec: Option<PlaceSpec>,
}

/// Which part has the keys when no overlay is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Focus {
    Pane,
    Tasks,
}

/// All that is shown and meant.
#[derive(Debug)]
pub struct App {
    keymap: Keymap,
    zone: jiff::tz::TimeZone,
    demo: bool,
    ascii: bool,
    size: (u16, u16),
    session: Session,
    left: Pane,
    right: Pane,
    /// Where the panes are to begin, left and right, until they did.
    starts: [Option<PlaceSpec>; 2],
    active: Side,
    focus: Focus,
    monitor: Monitor,
    dialog: dialog::Dialog,
    sending: Vec<send::Sending>,
    profile: SafeText,
    /// The profile to go on with.
    next_profile: Option<ProfileName>,
    /// Tasks being cancelled.
    cancelling: Vec<(RequestId, TaskId)>,
    /// Tasks to be cancelled when somebody has signed in the way that is asked for.
    cancel_again: Vec<TaskId>,
    /// What was met by the last sign-in: wanted once more, it was met in vain.
    met: Option<Requirement>,
    /// A service user meets it without anybody's help.
    meeting: Option<RequestId>,
    /// Who is signed in is being found out.
    reading: Option<RequestId>,
    /// The sign-in is being ended.
    leaving: Option<RequestId>,
    notices: Notices,
    /// The keys of a sequence pressed so far.
    pressed: Vec<Press>,
    /// Whether the key just before was a lone Esc: a digit after it is a function key.
    after_escape: bool,
    /// What to say of the last key, if it meant nothing.
    unbound: Option<SafeText>,
    cx: UpdateCx,
}

impl App {
    /// An app that knows nothing of the services yet, with something to draw.
    pub fn new(setup: Setup) -> Self {
        let [left, right] = setup.start;
        let mut cx = UpdateCx::default();
        cx.changed();
        Self {
            keymap: setup.keymap,
            zone: setup.zone,
            demo: setup.demo,
            ascii: setup.ascii,
            size: setup.size,
            session: Session { sites: setup.sites, ..Session::default() },
            left: Pane::new(left.title),
            right: Pane::new(right.title),
            starts: [left.spec, right.spec],
            active: Side::Left,
            focus: Focus::Pane,
            monitor: Monitor::default(),
            dialog: dialog::Dialog::default(),
            sending: Vec::new(),
            profile: setup.profile,
            next_profile: None,
            cancelling: Vec::new(),
            cancel_again: Vec::new(),
            met: None,
            meeting: None,
            reading: None,
            leaving: None,
            notices: Notices::default(),
            pressed: Vec::new(),
            after_escape: false,
            unbound: None,
            cx,
        }
    }

    /// What the user did: the overlay has it first, else the keymap tells what it means.
    pub fn input(&mut self, input: Input, at: Timestamp) -> Effects {
        self.cx.at = at;
        match input {
            Input::Resize { columns, rows } => {
                let size = (columns, rows);
                self.cx.changed_if(std::mem::replace(&mut self.size, size) != size);
            }
            // A paste goes to a text field or nowhere.
            Input::Paste(_) => self.dialog_input(&input),
            Input::Key(key) => self.key(Press::of(key), &input),
        }
        self.finish()
    }

    /// Does what the user means, or says why not.
    pub fn act(&mut self, action: Action, at: Timestamp) -> Effects {
        self.cx.at = at;
        self.perform(action);
        self.finish()
    }

    /// Takes news from outside. What no slot waits for changes nothing.
    pub fn apply(&mut self, event: Event, at: Timestamp) -> Effects {
        self.cx.at = at;
        self.take_event(event);
        self.finish()
    }

    /// When [`Self::wake`] wants to be called: only where something on the screen depends on time.
    pub fn next_wake(&self) -> Option<Timestamp> {
        let panes = [self.left.next_wake(), self.right.next_wake()];
        let others = [self.notices.next_wake(), self.monitor.next_wake(), self.dialog.next_wake()];
        panes.into_iter().chain(others).flatten().min()
    }

    /// The time asked for has come.
    pub fn wake(&mut self, at: Timestamp) -> Effects {
        self.cx.at = at;
        let passed = self.notices.wake(at);
        self.cx.changed_if(passed);
        self.monitor.wake(at, &mut self.cx);
        self.left.wake(at, &mut self.cx);
        self.right.wake(at, &mut self.cx);
        self.dialog_wake(at);
        self.finish()
    }

    /// Whether something that is drawn changed since the last [`Self::take_dirty`].
    pub fn is_dirty(&self) -> bool {
        self.cx.is_changed()
    }

    /// The same, and the change counts as drawn from now on.
    pub fn take_dirty(&mut self) -> bool {
        self.cx.take_changed()
    }

    /// Whether an answer is awaited. Looking at tasks again and again does not count, nor does a submission
    /// that waits for better times, nor a sign-in that waits for the user.
    pub fn is_busy(&self) -> bool {
        self.session.phase == session::Phase::Connecting
            || self.left.is_loading()
            || self.right.is_loading()
            || !self.sending.is_empty()
            || !self.cancelling.is_empty()
            || self.dialog.is_busy()
    }

    fn key(&mut self, press: Press, input: &Input) {
        let read = self.notices.seen(self.cx.at);
        let said = self.unbound.take().is_some();
        self.cx.changed_if(read || said);
        let after_escape = std::mem::take(&mut self.after_escape);
        if self.dialog.is_open() {
            // The terminal's own keys work everywhere; all else is the overlay's.
            match self.keymap.find(&[Context::Global], &[press]) {
                Found::Action(action @ (Action::Redraw | Action::Suspend)) if press.is_control() => {
                    self.perform(action);
                }
                _ => self.dialog_input(input),
            }
            return;
        }
        // Esc and a digit is a function key, as in mc; Alt and a digit sends the same.
        let press = match press.digit() {
            Some((digit, alt)) if alt || after_escape => Press::function(if digit == 0 { 10 } else { digit }),
            _ => press,
        };
        self.after_escape = press.is_escape() && self.pressed.is_empty();
        let sequence = !self.pressed.is_empty();
        self.pressed.push(press);
        match self.keymap.find(self.contexts(), &self.pressed) {
            Found::Action(action) => {
                self.pressed.clear();
                self.cx.changed_if(sequence);
                self.perform(action);
            }
            Found::Prefix => self.cx.changed(),
            Found::Nothing => {
                let pressed = std::mem::take(&mut self.pressed);
                let stops = self.keymap.find(self.contexts(), &[press]) == Found::Action(Action::Stop);
                if !(sequence && (stops || press.is_escape())) {
                    self.unbound = Some(status::hints::not_bound(&pressed));
                }
                self.cx.changed();
            }
        }
    }

    /// Ends an update: bars into sight, news into the notice line, a dialog that waited its turn.
    fn finish(&mut self) -> Effects {
        self.open_wanted();
        let layout = self.layout();
        self.left.follow(layout.page(Side::Left));
        self.right.follow(layout.page(Side::Right));
        self.monitor.follow(layout.tasks.page());
        for notice in self.cx.take_notices() {
            let other = self.notices.say(notice, self.cx.at);
            self.cx.changed_if(other);
        }
        self.cx.take_effects()
    }

    /// Where keys are looked up, first found first.
    pub fn contexts(&self) -> &'static [Context] {
        match self.focus {
            Focus::Pane => &[Context::List, Context::Global],
            Focus::Tasks => &[Context::Tasks, Context::Global],
        }
    }

    /// Where everything stands.
    pub fn layout(&self) -> Layout {
        Layout::of(self.size, Mode { active: self.active, tasks: self.monitor.is_open() })
    }

    /// A pane.
    pub fn pane(&self, side: Side) -> &Pane {
        match side {
            Side::Left => &self.left,
            Side::Right => &self.right,
        }
    }

    /// The pane that has the cursor.
    pub fn active(&self) -> Side {
        self.active
    }

    /// The overlay on top, if any.
    pub fn overlay(&self) -> Option<&Overlay> {
        self.dialog.overlay()
    }

    /// The task panel and what it knows.
    pub fn monitor(&self) -> &Monitor {
        &self.monitor
    }

    /// What the notice line says.
    pub fn notice(&self) -> Option<&Notice> {
        self.notices.sanitized()
    }

    /// How far things are with the services.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The profile to go on with, once [`effect::Effect::SwitchProfile`] was wished.
    pub fn next_profile(&self) -> Option<&ProfileName> {
        self.next_profile.as_ref()
    }

    /// What keys mean.
    pub fn keymap(&self) -> &Keymap {
        &self.keymap
    }
}

#[cfg(test)]
mod tests;
