//! What can be done with the entry at the cursor, with the marks and with the place: those rows of the commands that act on
//! them, with their keys, and why one would do nothing now. It ends with the command.

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
        let mut acting: Vec<_> =
            commands::all().filter_map(|command| Some((command.acts?, command))).collect();
        acting.sort_by_key(|(acts, _)| *acts);
        let entries = acting.into_iter().map(|(_, command)| entry(command)).collect();
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
    use crate::app::commands::{Acts, Context, marks, transfer};
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

    /// Commands of a pane that are not in the menu: they act on no entry and no marks, or are where they are looked for.
    const NOT_IN_THE_MENU: &[(&str, &[&str])] = &[
        (
            "it moves the cursor",
            &[
                "cursor_down",
                "cursor_up",
                "page_down",
                "page_up",
                "half_down",
                "half_up",
                "top",
                "bottom",
                "find_next",
                "find_previous",
            ],
        ),
        ("it opens a place that is not at the cursor", &["parent", "go_back", "go_forward", "go_home"]),
        ("it opens a place that is not at the cursor", &["go_to_root", "search", "edit_path", "open_place"]),
        ("it opens a place that is not at the cursor", &["bookmarks", "same_place", "known_names"]),
        ("it is about a side or a tab", &["switch_pane", "switch_back", "swap_panes", "synchronise"]),
        ("it is about a side or a tab", &["new_tab", "next_tab", "previous_tab", "close_tab"]),
        ("it changes what the pane shows", &["refresh", "toggle_hidden", "filter", "find", "find_below"]),
        ("it changes the order", &["sort_name", "sort_size", "sort_time", "sort_type", "sort_reverse"]),
        ("it changes the order", &["sort_dirs"]),
        ("it is about a panel, which follows the cursor", &["preview", "preview_down", "preview_up"]),
        ("the same as another one, in the other direction", &["mark_up"]),
        ("it keeps the place and changes nothing in it", &["add_bookmark"]),
        ("it has a program of its own, which has the terminal", &["shell"]),
        ("it is the menu", &["actions"]),
    ];

    #[test]
    fn what_acts_on_entries_and_marks_is_in_it_and_the_rest_has_a_reason() {
        let menu = open();
        let listed: Vec<&str> = menu.overlay.entries.iter().map(|entry| entry.command.name).collect();
        let excused = |name: &str| NOT_IN_THE_MENU.iter().any(|(_, names)| names.contains(&name));
        for command in commands::all().filter(|command| command.contexts.contains(&Context::List)) {
            let (is_listed, has_reason) = (listed.contains(&command.name), excused(command.name));
            assert!(
                is_listed != has_reason,
                "{}: in the menu {is_listed}, left out {has_reason}",
                command.name
            );
        }
        for name in NOT_IN_THE_MENU.iter().flat_map(|(_, names)| names.iter()) {
            assert!(commands::named(name).is_some(), "{name} is no command");
        }
        for name in ["delete", "undo", "view", "measure", "permissions", "details"] {
            assert!(listed.contains(&name), "{name} is not in the menu");
        }
    }

    #[test]
    fn what_acts_on_the_entry_comes_first_and_on_the_place_last() {
        let menu = open();
        let acts: Vec<_> = menu.overlay.entries.iter().map(|entry| entry.command.acts).collect();
        assert!(acts.is_sorted() && acts.iter().all(Option::is_some));
        assert_eq!((acts.first(), acts.last()), (Some(&Some(Acts::Entry)), Some(&Some(Acts::Place))));
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
