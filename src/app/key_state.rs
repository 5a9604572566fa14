//! Which keys of a sequence were pressed, the number typed before them, and what the last key meant. Start with
//! [`App::key`].

use std::time::Duration;

use super::commands::{Args, Command, Context, global, pane, tasks};
use super::input::Input;
use super::keymap::{self, Found, KeyPress, Keymap};
use super::widgets::field::DialogKey;
use super::{App, Focus};
use crate::domain::doctor::bytes_named;
use crate::domain::text::{SafeText, Untrusted};
use crate::domain::time::Timestamp;
use crate::safe;

/// No larger number is typed: there are not so many rows.
const MOST_COUNTED: u32 = 99_999_999;
/// Of what a key sends, so many cells are shown.
const SENT_CELLS: usize = 20;
/// A digit that comes later after Esc is a number: who means a function key types it at once.
const DIGIT_AFTER_ESCAPE: Duration = Duration::from_secs(1);

/// The keymap, and where in it the user is.
#[derive(Debug)]
pub(super) struct KeyState {
    /// What keys mean.
    pub map: Keymap,
    /// The keys of a sequence pressed so far.
    pub pressed: Vec<KeyPress>,
    /// What to say of the last key, if it meant nothing.
    pub unbound: Option<SafeText>,
    /// The number typed before them.
    count: Option<u32>,
    /// When the key just before came, if it was a lone Esc: a digit soon after it is a function key.
    escaped: Option<Timestamp>,
    /// Whether the last key took a message away that had been read.
    pub closed_message: bool,
    /// What was given to the terminal to copy, until it says where it went.
    pub copying: Option<&'static str>,
}

impl KeyState {
    /// Before the first key.
    pub fn new(map: Keymap) -> Self {
        Self {
            map,
            pressed: Vec::new(),
            unbound: None,
            count: None,
            escaped: None,
            closed_message: false,
            copying: None,
        }
    }

    /// Whether the keys so far begin something.
    pub fn is_under_way(&self) -> bool {
        self.count.is_some() || !self.pressed.is_empty()
    }

    /// What was pressed so far, for a screen.
    pub fn shown(&self) -> SafeText {
        let count = self.count.map_or_else(SafeText::default, |count| safe!("{}", count));
        safe!("{}{}", count, keymap::name(&self.pressed))
    }

    /// Forgets what was pressed so far: it, and the number before it.
    fn take(&mut self) -> (Vec<KeyPress>, Args) {
        (std::mem::take(&mut self.pressed), Args { count: self.count.take(), text: None })
    }

    /// The key that a digit stands for: Esc and a digit is a function key, as in mc; Alt and a digit sends the same.
    fn press(&mut self, contexts: &[Context], press: KeyPress, at: Timestamp) -> KeyPress {
        let escaped = self.escaped.take();
        let after_escape = escaped.is_some_and(|then| at.since(then) <= DIGIT_AFTER_ESCAPE);
        let free = self.map.find(contexts, &[press]) == Found::Nothing;
        let all = free && self.pressed.is_empty() && self.map.digits_are_function_keys();
        match press.digit() {
            Some((digit, alt)) if alt || after_escape || all => {
                KeyPress::function(if digit == 0 { 10 } else { digit })
            }
            _ => press,
        }
    }

    /// Adds a digit to the number before a command, if the key is one that means nothing else here.
    fn counts(&mut self, contexts: &[Context], press: KeyPress) -> bool {
        let Some((digit, false)) = press.digit().filter(|_| self.pressed.is_empty()) else { return false };
        let begun = self.count.is_some();
        if !begun && (digit == 0 || self.map.find(contexts, &[press]) != Found::Nothing) {
            return false;
        }
        let more = self.count.unwrap_or(0).saturating_mul(10).saturating_add(u32::from(digit));
        self.count = Some(more.min(MOST_COUNTED));
        true
    }
}

impl App {
    /// Handles a key: the overlay first, else the keymap.
    pub(super) fn key(&mut self, press: KeyPress, input: &Input) {
        self.keys.closed_message = self.notices.seen(self.cx.at);
        let said = self.keys.unbound.take().is_some();
        self.cx.changed_if(self.keys.closed_message || said);
        if self.host.is_open() {
            self.keys.take();
            return self.overlay_key(press, input);
        }
        let contexts = self.contexts();
        let press = self.keys.press(contexts, press, self.cx.at);
        if self.keys.counts(contexts, press) {
            return self.cx.changed();
        }
        let begun = self.keys.is_under_way();
        self.keys.escaped = (press.is_escape() && !begun).then_some(self.cx.at);
        self.keys.pressed.push(press);
        match self.keys.map.find(contexts, &self.keys.pressed) {
            Found::Command(command) if begun && self.gives_up(command, press) => self.give_up(),
            Found::Command(command) => {
                let (_, args) = self.keys.take();
                self.cx.changed_if(begun);
                self.perform(command, &args);
            }
            Found::Prefix => self.cx.changed(),
            Found::Nothing => {
                let stops = self.keys.map.find(contexts, &[press]) == Found::Command(&global::STOP);
                if begun && (stops || press.is_escape()) {
                    return self.give_up();
                }
                let (pressed, _) = self.keys.take();
                self.keys.unbound = Some(self.not_bound(&pressed));
                self.cx.changed();
            }
        }
    }

    /// Says of a key that is none hemi knows what it sends.
    pub(super) fn unknown_key(&mut self, bytes: &Untrusted) {
        self.keys.take();
        let raw = bytes.raw();
        let parts =
            (1..=raw.len().min(SENT_CELLS)).rev().filter_map(|end| Some((end, bytes_named(raw.get(..end)?))));
        let mut fitting = parts.filter(|(_, sent)| sent.width() <= SENT_CELLS);
        let (end, sent) = fitting.next().unwrap_or_default();
        let more = if raw.len() > end { " ..." } else { "" };
        let doctor = self.keys.map.key(&global::DOCTOR);
        let doctor = doctor.map(|key| safe!(" {} shows what keys send.", key)).unwrap_or_default();
        self.keys.unbound = Some(safe!("No key that hemi knows sends {}{}.{}", sent, more, doctor));
        self.cx.changed();
    }

    /// Drops what was pressed so far, and what was said of the last key.
    pub(super) fn end_sequence(&mut self) {
        let begun = self.keys.is_under_way();
        let said = self.keys.unbound.take().is_some();
        self.keys.take();
        self.cx.changed_if(begun || said);
    }

    /// Whether a key that is a command by itself only ends the number before it.
    fn gives_up(&self, command: &Command, press: KeyPress) -> bool {
        self.keys.pressed.len() == 1 && (*command == global::STOP || press.is_escape())
    }

    /// Forgets what was pressed so far.
    fn give_up(&mut self) {
        self.keys.take();
        self.cx.changed();
    }

    /// A key for the overlay. The terminal's own keys work everywhere; all else is the overlay's.
    fn overlay_key(&mut self, press: KeyPress, input: &Input) {
        self.keys.escaped = None;
        if self.host.asks_help(input) {
            return self.open_overlay_help();
        }
        match self.keys.map.find(&[Context::Global], &[press]) {
            Found::Command(command) if command.contexts.contains(&Context::Overlay) && press.is_control() => {
                self.perform(command, &Args::default());
            }
            _ => {
                let used = self.overlay_input(input) || DialogKey::is_held(input);
                if !used {
                    self.keys.unbound = Some(safe!("{} does nothing here.", press.sanitized()));
                }
            }
        }
    }

    /// What to say of keys that mean nothing where the keys are now: where they do mean something, if anywhere.
    fn not_bound(&self, pressed: &[KeyPress]) -> SafeText {
        let (other, its_name, way) = match self.focus {
            Focus::Pane => (Context::Tasks, "the task panel", &tasks::TOGGLE),
            Focus::Tasks => (Context::List, "a pane", &pane::SWITCH),
        };
        let keys = keymap::apart(pressed);
        match (self.keys.map.find(&[other], pressed), self.keys.map.key(way)) {
            (Found::Command(command), Some(way)) => {
                safe!("{} ({}) works in {}; {} goes there.", keys, command.word, its_name, way)
            }
            _ => match self.keys.map.key(&global::DOCTOR) {
                Some(doctor) => safe!("Nothing is bound to {}. {} shows what keys send.", keys, doctor),
                None => safe!("Nothing is bound to {}.", keys),
            },
        }
    }
}
