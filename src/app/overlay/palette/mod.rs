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
use crate::domain::guides::{self, Guide};
use crate::domain::text::SafeText;

use super::{CloseAction, Modal, ModalCx, Response};
use rank::Row;

/// What can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    Command(&'static Command),
    Guide(&'static Guide),
}

impl Item {
    /// Its name, a word for it, and what it does or is about.
    fn words(self) -> [&'static str; 3] {
        match self {
            Self::Command(command) => [command.name, command.word, command.sentence],
            Self::Guide(guide) => [guide.name, GUIDE, guide.title],
        }
    }

    /// What else it is called.
    fn also(self) -> &'static str {
        match self {
            Self::Command(command) => command.also,
            Self::Guide(_) => "",
        }
    }
}

/// The word that finds all guides.
const GUIDE: &str = "guide";

/// Something that can be found, and what is said of it.
#[derive(Debug)]
struct Entry {
    item: Item,
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
    /// Whether it lists the guides alone, which are so few that letters move instead of narrowing.
    of_guides: bool,
}

impl Modal for Palette {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        if self.of_guides {
            return self.guides_input(input, cx);
        }
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
            DialogKey::Enter | DialogKey::Submit => self.chosen(),
            other => {
                let height = Self::list_height(cx.screen);
                if self.selection.press(other, self.rows.len(), height) { None } else { cx.unused() }
            }
        }
    }

    fn hints(&self) -> Vec<Hint> {
        if self.of_guides {
            return vec![("Enter", "read it"), ("Esc", "close"), ("j k", "move")];
        }
        let mut hints = vec![("Esc", "cancel")];
        match self.entry().map(|entry| entry.item) {
            Some(Item::Guide(_)) => hints.insert(0, ("Enter", "read it")),
            Some(Item::Command(_)) => hints.insert(0, ("Enter", "do it")),
            None if self.number().is_some() => hints.insert(0, ("Enter", "go there")),
            None => {}
        }
        if self.rows.len() > 1 {
            hints.push(("Up Down", "move"));
        }
        hints
    }

    fn put_cursor(&mut self, chars: usize) {
        self.field.put_cursor(chars);
    }

    fn takes_text(&self) -> bool {
        !self.of_guides
    }

    fn choose(&mut self, row: usize, _cx: &mut ModalCx<'_>) {
        self.selection.at = row.min(self.rows.len().saturating_sub(1));
    }
}

impl Palette {
    /// Every command, with its keys and why it would do nothing now, and every guide.
    pub fn new(keys: impl Fn(&Command) -> SafeText, reason: impl Fn(&Command) -> Option<SafeText>) -> Self {
        let entry =
            |command| Entry { item: Item::Command(command), keys: keys(command), reason: reason(command) };
        let guide = |guide| Entry { item: Item::Guide(guide), keys: GUIDE.into(), reason: None };
        let entries = commands::all().map(entry).chain(guides::GUIDES.iter().map(guide)).collect();
        let mut palette = Self {
            entries,
            field: Field::default(),
            rows: Vec::new(),
            selection: Selection::default(),
            of_guides: false,
        };
        palette.rank();
        palette
    }

    /// The same with the guides alone.
    #[must_use]
    pub fn at_guides(mut self) -> Self {
        self.of_guides = true;
        self.entries.retain(|entry| matches!(entry.item, Item::Guide(_)));
        // Among commands the word tells a guide from them.
        self.entries.iter_mut().for_each(|entry| entry.keys = SafeText::default());
        self.rank();
        self
    }

    /// A key in the list of guides.
    fn guides_input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        let press = match cx.key(input)? {
            DialogKey::Escape | DialogKey::Left | DialogKey::Char('q' | 'h') => {
                return Some(CloseAction::Closed);
            }
            DialogKey::Enter | DialogKey::Submit | DialogKey::Right | DialogKey::Char('l') => {
                return self.chosen();
            }
            DialogKey::Char('j') => DialogKey::Down,
            DialogKey::Char('k') => DialogKey::Up,
            DialogKey::Char('g') => DialogKey::Home,
            DialogKey::Char('G') => DialogKey::End,
            other => other,
        };
        let height = Self::list_height(cx.screen);
        if self.selection.press(press, self.rows.len(), height) { None } else { cx.unused() }
    }

    fn rank(&mut self) {
        let named = self.with_argument().map(|(command, _)| command);
        let is_named = |entry: &Entry| named.is_some_and(|command| entry.item == Item::Command(command));
        self.rows = if self.number().is_some() {
            Vec::new()
        } else if let Some(entry) = self.entries.iter().position(is_named) {
            vec![Row { entry, ..Row::default() }]
        } else {
            let all = self.entries.iter().map(|entry| (entry.item.words(), entry.item.also()));
            rank::rows(all, self.field.raw())
        };
    }

    /// The row of the list to go to, if a number was typed.
    fn number(&self) -> Option<u32> {
        self.field.raw().trim().parse().ok().filter(|number| *number > 0)
    }

    /// A command with the text it is to be done with, if that was typed.
    fn with_argument(&self) -> Option<(&'static Command, &str)> {
        commands::with_argument(self.field.raw()).filter(|_| !self.of_guides)
    }

    /// The entry at the cursor.
    fn entry(&self) -> Option<&Entry> {
        self.entries.get(self.rows.get(self.selection.at)?.entry)
    }

    /// What Enter does.
    fn chosen(&self) -> Response {
        if let Some(number) = self.number() {
            return Some(CloseAction::Run(&cursor::LAST, Args { count: Some(number), text: None }));
        }
        if let Some((command, text)) = self.with_argument() {
            return Some(CloseAction::Run(command, Args { count: None, text: Some(text.to_owned()) }));
        }
        Some(match self.entry()?.item {
            Item::Command(command) => CloseAction::Run(command, Args::default()),
            Item::Guide(guide) => CloseAction::ReadGuide(guide),
        })
    }
}

#[cfg(test)]
mod tests;
