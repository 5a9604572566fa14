//! Changing permissions: a box for each bit, or octal digits. It says before what changes of which entry; where entries
//! differ, a bit stays as it is in each until it is chosen. Links are left out. Nothing below a directory changes.

mod lines;
mod plain;
#[cfg(test)]
mod tests;
mod view;

use crate::app::input::Input;
use crate::app::requests::attributes::{AttributesReply, ReadModes, SetModes};
use crate::app::requests::{Part, Purpose, Reply};
use crate::app::widgets::field::DialogKey;
use crate::app::widgets::frame::Hint;
use crate::domain::path::EntryName;
use crate::domain::permissions::{EntryMode, ModeChange, ModeStep};
use crate::domain::place::Place;
use crate::domain::problem::Problem;
use crate::domain::text::SafeText;

use super::{CloseAction, Modal, ModalCx, Response};

/// The boxes of a row: read, write, execute, and the special bit.
const BOXES: usize = 4;

/// The rows, each of three bits and a special one.
const ROWS: [(&str, u16, u16, &str); 3] =
    [("owner", 6, 0o4000, "setuid"), ("group", 3, 0o2000, "setgid"), ("others", 0, 0o1000, "sticky")];

/// How a bit is in all entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ticked {
    On,
    Off,
    /// Entries differ, and each stays as it is.
    Mixed,
}

/// The dialog.
#[derive(Debug)]
pub struct Chmod {
    at: Place,
    /// What the place and the entries are called.
    title: SafeText,
    /// The permissions, once they were read.
    entries: Option<Vec<EntryMode>>,
    change: ModeChange,
    /// The box at the cursor.
    cursor: usize,
    /// Octal digits that were typed.
    digits: String,
    wrong: Option<&'static str>,
    problem: Option<Problem>,
}

impl Modal for Chmod {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        let key = cx.key(input)?;
        if matches!(key, DialogKey::Escape | DialogKey::Char('q')) {
            return Some(CloseAction::Closed);
        }
        if self.entries.is_none() {
            return cx.unused();
        }
        self.wrong = None;
        match key {
            DialogKey::Left | DialogKey::Char('h') => self.step(-1),
            DialogKey::Right | DialogKey::Char('l') | DialogKey::Next => self.step(1),
            DialogKey::Previous => self.step(-1),
            DialogKey::Up | DialogKey::Char('k') => self.step(-(BOXES as isize)),
            DialogKey::Down | DialogKey::Char('j') => self.step(BOXES as isize),
            DialogKey::Char(' ' | 'x') => self.turn_at(self.cursor),
            DialogKey::Char(digit @ '0'..='7') => self.type_digit(digit),
            DialogKey::Char('u') => {
                (self.change, self.digits) = (ModeChange::default(), String::new());
            }
            DialogKey::Enter | DialogKey::Submit if !DialogKey::is_held(input) => {
                if !cx.waits_for(Purpose::Change) {
                    self.submit(cx);
                }
            }
            _ => return cx.unused(),
        }
        None
    }

    fn hints(&self) -> Vec<Hint> {
        match self.entries {
            None => vec![("Esc q", "cancel")],
            Some(_) => vec![
                ("Enter", "change"),
                ("Esc q", "cancel"),
                ("Space x", "tick"),
                ("0 7", "digits of octal"),
                ("h j k l", "move"),
                ("u", "as it was"),
            ],
        }
    }

    fn turn(&mut self, choice: usize, _cx: &mut ModalCx<'_>) {
        if self.entries.is_some() && choice < ROWS.len() * BOXES {
            self.cursor = choice;
            self.turn_at(choice);
        }
    }

    fn choose(&mut self, row: usize, cx: &mut ModalCx<'_>) {
        self.turn(row, cx);
    }

    fn reply(&mut self, reply: &Reply, _cx: &mut ModalCx<'_>) -> Response {
        match reply {
            Reply::Attributes(AttributesReply::ReadModes(Part::Done(Ok(modes)))) => {
                self.entries = Some(modes.clone());
            }
            Reply::Attributes(AttributesReply::SetModes(Part::Done(Ok(_)))) => {
                return Some(CloseAction::Closed);
            }
            Reply::Attributes(
                AttributesReply::ReadModes(Part::Done(Err(problem)))
                | AttributesReply::SetModes(Part::Done(Err(problem))),
            ) => self.problem = Some(problem.clone()),
            _ => {}
        }
        None
    }
}

impl Chmod {
    /// The permissions of these entries of a directory, which it reads first.
    pub fn open(at: Place, names: Vec<EntryName>, title: SafeText, cx: &mut ModalCx<'_>) -> Self {
        cx.read(ReadModes { at: at.clone(), names });
        Self {
            at,
            title,
            entries: None,
            change: ModeChange::default(),
            cursor: 0,
            digits: String::new(),
            wrong: None,
            problem: None,
        }
    }

    fn step(&mut self, boxes: isize) {
        let last = ROWS.len() * BOXES;
        let to = self.cursor.checked_add_signed(boxes).filter(|to| *to < last);
        self.cursor = to.unwrap_or(self.cursor);
    }

    /// The bit of a box.
    fn bit(at: usize) -> u16 {
        match ROWS.get(at / BOXES) {
            Some((_, shift, special, _)) => match at % BOXES {
                column @ 0..3 => (4 >> column) << shift,
                _ => *special,
            },
            None => 0,
        }
    }

    /// The bits that are known.
    fn known(&self) -> impl Iterator<Item = u16> {
        self.entries.iter().flatten().filter_map(|entry| entry.bits)
    }

    /// How a bit is in all entries without a change.
    fn before(&self, bit: u16) -> Ticked {
        let (mut with, mut without) = (false, false);
        for bits in self.known() {
            with |= bits & bit != 0;
            without |= bits & bit == 0;
        }
        match (with, without) {
            (true, true) => Ticked::Mixed,
            (true, false) => Ticked::On,
            (false, _) => Ticked::Off,
        }
    }

    fn ticked(&self, bit: u16) -> Ticked {
        if self.change.set & bit != 0 {
            Ticked::On
        } else if self.change.clear & bit != 0 {
            Ticked::Off
        } else {
            self.before(bit)
        }
    }

    /// Ticks a box, or takes its tick away; one of entries that differ can stay as it is too.
    fn turn_at(&mut self, at: usize) {
        let bit = Self::bit(at);
        self.digits.clear();
        self.problem = None;
        let next = match (self.ticked(bit), self.before(bit)) {
            (Ticked::Mixed, _) => Ticked::On,
            (Ticked::On, _) => Ticked::Off,
            (Ticked::Off, Ticked::Mixed) => Ticked::Mixed,
            (Ticked::Off, _) => Ticked::On,
        };
        self.change.set &= !bit;
        self.change.clear &= !bit;
        match next {
            _ if next == self.before(bit) => {}
            Ticked::On => self.change.set |= bit,
            Ticked::Off => self.change.clear |= bit,
            Ticked::Mixed => {}
        }
    }

    /// Three digits are read, write and execute; a fourth before them are the special bits, which stay otherwise.
    fn type_digit(&mut self, digit: char) {
        if self.digits.len() >= 4 {
            self.digits.clear();
        }
        self.digits.push(digit);
        self.problem = None;
        let bits = u16::from_str_radix(&self.digits, 8).unwrap_or_default();
        match self.digits.len() {
            3 => self.change = ModeChange { set: bits, clear: !bits & 0o777 },
            4 => self.change = ModeChange::to(bits),
            _ => {}
        }
    }

    /// What becomes of the entries that change.
    fn steps(&self) -> Vec<ModeStep> {
        let step = |entry: &EntryMode| {
            let from = entry.bits?;
            let to = self.change.of(from);
            (to != from).then(|| ModeStep { name: entry.name.clone(), from, to })
        };
        self.entries.iter().flatten().filter_map(step).collect()
    }

    fn submit(&mut self, cx: &mut ModalCx<'_>) {
        let steps = self.steps();
        self.problem = None;
        self.wrong = match self.digits.len() {
            1 | 2 => Some("Type three or four octal digits."),
            _ if steps.is_empty() => Some("Nothing changes: tick a box, or type octal digits."),
            _ => None,
        };
        if self.wrong.is_none() {
            cx.send(Purpose::Change, SetModes { at: self.at.clone(), steps });
        }
    }
}
