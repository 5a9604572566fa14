//! All commands, to be found by what they are called or do, and done. What can be found it is told when it opens; it
//! ends with the command, which runs where it applies. Ranking is in [`rank`].

mod lines;
mod plain;
mod rank;
mod view;

use crate::app::commands::{self, Args, Command, cursor};
use crate::app::input::Input;
use crate::app::widgets::field::{DialogKey, Field, Typed};
use crate::app::widgets::frame::Hint;
use crate::app::widgets::list::Selection;
use crate::domain::text::SafeText;

use super::{CloseAction, Modal, ModalCx, Response};
use rank::Row;

/// A command that can be found.
#[derive(Debug)]
struct Entry {
    command: &'static Command,
    /// Its keys.
    keys: SafeText,
    /// Why it would do nothing now, if so.
    reason: Option<SafeText>,
}

/// The command palette.
#[derive(Debug)]
pub struct Palette {
    entries: Vec<Entry>,
    field: Field,
    rows: Vec<Row>,
    selection: Selection,
}

impl Modal for Palette {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        match self.field.input(input) {
            Typed::Changed => {
                self.selection = Selection::default();
                self.rank();
                return None;
            }
            Typed::Moved => return None,
            Typed::Ignored => {}
        }
        match cx.key(input)? {
            DialogKey::Escape => Some(CloseAction::Closed),
            DialogKey::Enter | DialogKey::Submit => {
                self.chosen().map(|(command, args)| CloseAction::Run(command, args))
            }
            other => {
                let height = Self::list_height(cx.screen);
                if self.selection.press(other, self.rows.len(), height) { None } else { cx.unused() }
            }
        }
    }

    fn hints(&self) -> Vec<Hint> {
        let mut hints = vec![("Esc", "cancel")];
        if self.chosen().is_some() {
            hints.insert(0, ("Enter", "do it"));
        }
        if self.rows.len() > 1 {
            hints.push(("Up Down", "move"));
        }
        hints
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn choose(&mut self, row: usize, _cx: &mut ModalCx<'_>) {
        self.selection.at = row.min(self.rows.len().saturating_sub(1));
    }

    fn scroll(&mut self, rows: isize, cx: &mut ModalCx<'_>) {
        let key = if rows > 0 { DialogKey::Down } else { DialogKey::Up };
        for _ in 0..rows.unsigned_abs() {
            self.selection.press(key, self.rows.len(), Self::list_height(cx.screen));
        }
    }
}

impl Palette {
    /// Every command, with its keys and why it would do nothing now.
    pub fn new(keys: impl Fn(&Command) -> SafeText, reason: impl Fn(&Command) -> Option<SafeText>) -> Self {
        let entry = |command| Entry { command, keys: keys(command), reason: reason(command) };
        let entries = commands::all().map(entry).collect();
        let mut palette =
            Self { entries, field: Field::default(), rows: Vec::new(), selection: Selection::default() };
        palette.rank();
        palette
    }

    fn rank(&mut self) {
        self.rows = if self.number().is_some() {
            Vec::new()
        } else {
            rank::rows(self.entries.iter().map(|entry| entry.command), self.field.raw())
        };
    }

    /// The row of the list to go to, if a number was typed.
    fn number(&self) -> Option<u32> {
        self.field.raw().trim().parse().ok().filter(|number| *number > 0)
    }

    /// The entry at the cursor.
    fn entry(&self) -> Option<&Entry> {
        self.entries.get(self.rows.get(self.selection.at)?.entry)
    }

    /// What Enter does.
    fn chosen(&self) -> Option<(&'static Command, Args)> {
        match self.number() {
            Some(number) => Some((&cursor::LAST, Args { count: Some(number) })),
            None => self.entry().map(|entry| (entry.command, Args::default())),
        }
    }
}

#[cfg(test)]
mod tests;
