//! Which keys of a sequence were pressed, and what the last key meant. Start with [`App::key`].

use super::commands::{Args, Context, global, pane, tasks};
use super::input::Input;
use super::keymap::{self, Found, KeyPress, Keymap};
use super::{App, Focus};
use crate::domain::text::SafeText;
use crate::safe;

/// The keymap, and where in it the user is.
#[derive(Debug)]
pub(super) struct KeyState {
    /// What keys mean.
    pub map: Keymap,
    /// The keys of a sequence pressed so far.
    pub pressed: Vec<KeyPress>,
    /// What to say of the last key, if it meant nothing.
    pub unbound: Option<SafeText>,
    /// Whether the key just before was a lone Esc: a digit after it is a function key.
    after_escape: bool,
}

impl KeyState {
    /// Before the first key.
    pub fn new(map: Keymap) -> Self {
        Self { map, pressed: Vec::new(), unbound: None, after_escape: false }
    }
}

impl App {
    /// Handles a key: the overlay first, else the keymap.
    pub(super) fn key(&mut self, press: KeyPress, input: &Input) {
        let read = self.notices.seen(self.cx.at);
        let said = self.keys.unbound.take().is_some();
        self.cx.changed_if(read || said);
        let after_escape = std::mem::take(&mut self.keys.after_escape);
        if self.host.is_open() {
            if self.host.asks_help(input) {
                return self.open_overlay_help();
            }
            // The terminal's own keys work everywhere; all else is the overlay's.
            match self.keys.map.find(&[Context::Global], &[press]) {
                Found::Command(command)
                    if command.contexts.contains(&Context::Overlay) && press.is_control() =>
                {
                    self.perform(command, &Args::default());
                }
                _ => self.overlay_input(input),
            }
            return;
        }
        // Esc and a digit is a function key, as in mc; Alt and a digit sends the same.
        let press = match press.digit() {
            Some((digit, alt)) if alt || after_escape => {
                KeyPress::function(if digit == 0 { 10 } else { digit })
            }
            _ => press,
        };
        self.keys.after_escape = press.is_escape() && self.keys.pressed.is_empty();
        let sequence = !self.keys.pressed.is_empty();
        self.keys.pressed.push(press);
        match self.keys.map.find(self.contexts(), &self.keys.pressed) {
            Found::Command(command) => {
                self.keys.pressed.clear();
                self.cx.changed_if(sequence);
                self.perform(command, &Args::default());
            }
            Found::Prefix => self.cx.changed(),
            Found::Nothing => {
                let pressed = std::mem::take(&mut self.keys.pressed);
                let stops = self.keys.map.find(self.contexts(), &[press]) == Found::Command(&global::STOP);
                if !(sequence && (stops || press.is_escape())) {
                    self.keys.unbound = Some(self.not_bound(&pressed));
                }
                self.cx.changed();
            }
        }
    }

    /// Drops the keys of a sequence that was begun, and what was said of the last one.
    pub(super) fn end_sequence(&mut self) {
        let begun = !std::mem::take(&mut self.keys.pressed).is_empty();
        let said = self.keys.unbound.take().is_some();
        self.cx.changed_if(begun || said);
    }

    /// What to say of keys that mean nothing where the keys are now: where they do mean something, if anywhere.
    fn not_bound(&self, pressed: &[KeyPress]) -> SafeText {
        let (other, its_name, way) = match self.focus {
            Focus::Pane => (Context::Tasks, "the task panel", &tasks::TOGGLE),
            Focus::Tasks => (Context::List, "a pane", &pane::SWITCH),
        };
        let keys = keymap::name(pressed);
        match (self.keys.map.find(&[other], pressed), self.keys.map.key(way)) {
            (Found::Command(command), Some(way)) => {
                safe!("{} ({}) works in {}; {} goes there.", keys, command.word, its_name, way)
            }
            _ => safe!("Nothing is bound to {}.", keys),
        }
    }
}
