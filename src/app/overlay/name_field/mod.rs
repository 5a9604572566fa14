//! A line to type a part of a name into. With every letter the pane behind shows the rows that match only, or puts its
//! cursor on the next one. What the pane does is asked of it by [`PaneEdit`]s.

mod plain;
mod view;

use crate::app::input::Input;
use crate::app::widgets::field::{DialogKey, Field, Typed};
use crate::app::widgets::frame::Hint;

use super::{CloseAction, Modal, ModalCx, PaneEdit, Response};

/// What the pane does with what is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameUse {
    /// It shows the rows that match only.
    Filter,
    /// It moves its cursor to the next row that matches.
    Find,
}

/// The line.
#[derive(Debug)]
pub struct NameField {
    names: NameUse,
    field: Field,
    /// Whether nothing matches.
    nothing: bool,
}

impl NameField {
    /// A line with some text in it.
    pub fn new(names: NameUse, text: &str) -> Self {
        Self { names, field: Field::with(text), nothing: false }
    }

    /// Whether a row matches what was typed.
    pub fn found(&mut self, any: bool) {
        self.nothing = !any;
    }

    fn typed(&self) -> PaneEdit {
        let text = self.field.raw().to_owned();
        match self.names {
            NameUse::Filter => PaneEdit::Filter(text),
            NameUse::Find => PaneEdit::Find(text),
        }
    }
}

impl Modal for NameField {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        match self.field.input(input) {
            Typed::Changed => {
                self.nothing = false;
                cx.edit(self.typed());
                return None;
            }
            Typed::Moved => return None,
            Typed::Ignored => {}
        }
        let rows = match cx.key(input)? {
            DialogKey::Enter | DialogKey::Submit => return Some(CloseAction::Closed),
            DialogKey::Escape => {
                cx.edit(match self.names {
                    NameUse::Filter => PaneEdit::Filter(String::new()),
                    NameUse::Find => PaneEdit::Find(String::new()),
                });
                return Some(CloseAction::Closed);
            }
            DialogKey::Down => 1,
            DialogKey::Up => -1,
            _ => return cx.unused(),
        };
        cx.edit(match self.names {
            NameUse::Filter => PaneEdit::Move(rows),
            NameUse::Find => PaneEdit::FindAgain(rows),
        });
        None
    }

    fn hints(&self) -> Vec<Hint> {
        let [enter, escape, arrows] = match self.names {
            NameUse::Filter => ["keep", "show all", "move"],
            NameUse::Find => ["stay there", "go back", "next match"],
        };
        vec![("Enter", enter), ("Esc", escape), ("Up Down", arrows)]
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn put_cursor(&mut self, chars: usize) {
        self.field.put_cursor(chars);
    }

    fn is_line(&self) -> bool {
        true
    }
}
