//! How the two panes are compared, and what was found: first a choice, then one line below the panes that says what the
//! signs before the names mean, whose keys mark what is missing or changed.

mod lines;
mod plain;
mod view;

use crate::app::input::Input;
use crate::app::widgets::field::DialogKey;
use crate::app::widgets::frame::Hint;
use crate::app::widgets::list::Selection;
use crate::domain::compare::{Basis, CompareBy, Differing, Relation, TOLERANCES};

use super::{CloseAction, Modal, ModalCx, PaneEdit, Response};

/// The comparison.
#[derive(Debug)]
pub struct Compare {
    by: CompareBy,
    selection: Selection,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Choosing,
    /// Rows are read and compared.
    Working,
    /// How many rows of the pane are of each relation, and whether that is not all there are.
    Found([u64; 6], bool),
    /// The last key had nothing to mark; the same again.
    None(Differing, [u64; 6], bool),
}

impl Default for Compare {
    fn default() -> Self {
        let mut selection = Selection::default();
        selection.choose(Basis::ALL.iter().position(|basis| *basis == Basis::default()).unwrap_or(0));
        Self { by: CompareBy::default(), selection, state: State::Choosing }
    }
}

impl Modal for Compare {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        let key = cx.key(input)?;
        match self.state {
            State::Choosing => self.choose_by(key, cx),
            State::Working => self.line_key(key, cx),
            State::Found(counts, partial) | State::None(_, counts, partial) => {
                self.state = State::Found(counts, partial);
                self.found_key(key, counts, cx)
            }
        }
    }

    fn hints(&self) -> Vec<Hint> {
        match self.state {
            State::Choosing => {
                vec![("Enter", "compare"), ("Esc", "cancel"), ("j k", "move"), ("t", "tolerance")]
            }
            State::Working => vec![("Esc", "close")],
            State::Found(..) | State::None(..) => vec![
                ("Esc", "close"),
                ("m", "mark missing"),
                ("d", "mark changed"),
                ("n", "mark newer"),
                ("o", "mark older"),
                ("Tab", "other pane"),
                ("C", "compare anew"),
                ("Up Down", "move"),
            ],
        }
    }

    fn is_line(&self) -> bool {
        self.state != State::Choosing
    }

    fn choose(&mut self, row: usize, _cx: &mut ModalCx<'_>) {
        self.selection.choose(row.min(Basis::ALL.len() - 1));
    }
}

impl Compare {
    /// The panes are compared: so many rows of the one with the keys are of each relation.
    pub fn found(&mut self, counts: [u64; 6], partial: bool) {
        self.state = State::Found(counts, partial);
    }

    fn choose_by(&mut self, key: DialogKey, cx: &mut ModalCx<'_>) -> Response {
        let key = match key {
            DialogKey::Char('j') => DialogKey::Down,
            DialogKey::Char('k') => DialogKey::Up,
            other => other,
        };
        if self.selection.press(key, Basis::ALL.len(), Basis::ALL.len()) {
            return None;
        }
        match key {
            DialogKey::Escape | DialogKey::Char('q') => Some(CloseAction::Closed),
            DialogKey::Enter | DialogKey::Submit => {
                self.by.basis = Basis::ALL.get(self.selection.at).copied().unwrap_or_default();
                self.state = State::Working;
                cx.edit(PaneEdit::Compare(self.by));
                None
            }
            DialogKey::Char('t' | ' ') | DialogKey::Right => {
                let at = TOLERANCES.iter().position(|seconds| *seconds == self.by.tolerance).unwrap_or(0);
                self.by.tolerance = TOLERANCES.into_iter().cycle().nth(at + 1).unwrap_or_default();
                None
            }
            _ => cx.unused(),
        }
    }

    fn found_key(&mut self, key: DialogKey, counts: [u64; 6], cx: &mut ModalCx<'_>) -> Response {
        let differing = match key {
            DialogKey::Char('m') => Differing::Missing,
            DialogKey::Char('n') => Differing::Newer,
            DialogKey::Char('o') => Differing::Older,
            DialogKey::Char('d') => Differing::Changed,
            DialogKey::Char('C') => {
                *self = Self { by: self.by, ..Self::default() };
                cx.edit(PaneEdit::EndComparison);
                return None;
            }
            DialogKey::Next => {
                cx.edit(PaneEdit::SwitchPane);
                return None;
            }
            _ => return self.line_key(key, cx),
        };
        let rows = Relation::ALL.into_iter().zip(counts);
        if rows.filter(|(relation, _)| differing.has(*relation)).all(|(_, count)| count == 0) {
            if let State::Found(counts, partial) = self.state {
                self.state = State::None(differing, counts, partial);
            }
            return None;
        }
        cx.edit(PaneEdit::MarkDiffering(differing));
        None
    }

    fn line_key(&mut self, key: DialogKey, cx: &mut ModalCx<'_>) -> Response {
        match key {
            DialogKey::Escape | DialogKey::Enter | DialogKey::Char('q') => return Some(CloseAction::Closed),
            DialogKey::Up | DialogKey::Char('k') => cx.edit(PaneEdit::Move(-1)),
            DialogKey::Down | DialogKey::Char('j') => cx.edit(PaneEdit::Move(1)),
            _ => return cx.unused(),
        }
        None
    }
}
