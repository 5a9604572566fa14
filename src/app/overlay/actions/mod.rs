//! What can be done with the entry at the cursor or with the marks: those rows of the commands that act on them, with their
//! keys, and why one would do nothing now. It ends with the command.

mod lines;
mod plain;
mod view;

use crate::app::commands::{self, Args, Command};
use crate::app::input::Input;
use crate::app::widgets::field::DialogKey;
use crate::app::widgets::frame::Hint;
use crate::app::widgets::list::Selection;
use crate::domain::text::SafeText;

use super::{CloseAction, Modal, ModalCx, Response};

/// The menu.
#[derive(Debug)]
pub struct Actions {
    /// What they are done with.
    subject: SafeText,
    entries: Vec<Entry>,
    selection: Selection,
}

#[derive(Debug)]
struct Entry {
    command: &'static Command,
    /// Its keys, with blanks between.
    keys: SafeText,
    /// Why it would do nothing now, if so.
    reason: Option<SafeText>,
}

impl Modal for Actions {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        let key = cx.key(input)?;
        if let DialogKey::Char(letter) = key
            && let Some(at) = self.entry_of(letter)
        {
            self.selection.choose(at);
            return self.chosen();
        }
        let key = match key {
            DialogKey::Char('j') => DialogKey::Down,
            DialogKey::Char('k') => DialogKey::Up,
            DialogKey::Char('g') => DialogKey::Home,
            DialogKey::Char('G') => DialogKey::End,
            other => other,
        };
        if self.selection.press(key, self.entries.len(), Self::list_height(cx.screen)) {
            return None;
        }
        match key {
            DialogKey::Escape | DialogKey::Char('q' | 'h' | ';') | DialogKey::Left => {
                Some(CloseAction::Closed)
            }
            DialogKey::Enter | DialogKey::Submit => self.chosen(),
            _ => cx.unused(),
        }
    }

    fn hints(&self) -> Vec<Hint> {
        vec![("Enter", "do it"), ("Esc", "close"), ("j k", "move")]
    }

    fn choose(&mut self, row: usize, _cx: &mut ModalCx<'_>) {
        self.selection.choose(row.min(self.entries.len().saturating_sub(1)));
    }
}

impl Actions {
    /// The commands that act, with their keys and why they would do nothing now.
    pub fn new(
        subject: SafeText,
        keys: impl Fn(&Command) -> SafeText,
        reason: impl Fn(&Command) -> Option<SafeText>,
    ) -> Self {
        let entry = |command| Entry { command, keys: keys(command), reason: reason(command) };
        let entries = commands::all().filter(|command| command.acts).map(entry).collect();
        Self { subject, entries, selection: Selection::default() }
    }

    /// The command whose key is that letter alone.
    fn entry_of(&self, letter: char) -> Option<usize> {
        let mut name = [0; 4];
        let name: &str = letter.encode_utf8(&mut name);
        let name = if name == " " { "Space" } else { name };
        self.entries.iter().position(|entry| entry.keys.as_str().split("  ").any(|key| key == name))
    }

    /// Does the one at the cursor, or says why not as its key does.
    fn chosen(&self) -> Response {
        let command = self.entries.get(self.selection.at)?.command;
        Some(CloseAction::Run(command, Args::default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::commands::{marks, transfer};
    use crate::app::keymap::KeyPress;
    use crate::app::overlay::sample::Sample;
    use crate::domain::time::Timestamp;

    fn open() -> Sample<Actions> {
        let keys = |command: &Command| match command.name {
            "transfer" => "c  F5".into(),
            "mark" => "Space".into(),
            _ => SafeText::default(),
        };
        Sample::open(Timestamp::default(), |_| Actions::new("x".into(), keys, |_| None))
    }

    fn key(menu: &mut Sample<Actions>, name: &str) -> Response {
        menu.input(&Input::Key(KeyPress::parse(name).unwrap().event()))
    }

    #[test]
    fn it_is_made_of_the_rows_that_act_and_nothing_else() {
        let menu = open();
        assert!(menu.overlay.entries.iter().all(|entry| entry.command.acts));
        assert_eq!(menu.overlay.entries.len(), commands::all().filter(|command| command.acts).count());
    }

    #[test]
    fn a_command_is_done_by_its_key_and_by_enter() {
        let is = |response, wanted: &Command| matches!(response, Some(CloseAction::Run(command, _)) if command == wanted);
        assert!(is(key(&mut open(), "c"), &transfer::TRANSFER));
        assert!(is(key(&mut open(), "Space"), &marks::MARK));
        let mut menu = open();
        let second = menu.overlay.entries[1].command;
        key(&mut menu, "j");
        assert!(is(key(&mut menu, "Enter"), second));
        assert!(matches!(key(&mut open(), "Esc"), Some(CloseAction::Closed)));
    }
}
