//! The lists of commands and their keys: help and the palette.

use super::App;
use super::commands::Command;
use super::overlay::{Actions, Help, Palette};
use crate::domain::format;
use crate::domain::text::SafeText;
use crate::safe;

impl App {
    pub(super) fn open_help(&mut self) {
        let help = Help::new(|command| self.keys_here(command), self.keys.map.digits_are_function_keys());
        self.open(help);
    }

    pub(super) fn open_palette(&mut self) {
        let palette = self.palette();
        self.open(palette);
    }

    /// The palette with the guides found.
    pub(super) fn open_guides(&mut self) {
        let palette = self.palette().at_guides();
        self.open(palette);
    }

    /// The menu of what can be done with the marks, or with the entry at the cursor.
    pub(super) fn open_actions(&mut self) {
        let here = self.pane(self.active()).here();
        let marks = here.map_or(0, |here| here.marks().len());
        let entry = here.and_then(|here| here.entry_at_cursor()).map(|entry| entry.shown_name());
        let subject = match marks {
            0 => entry.unwrap_or_else(|| "this directory".into()),
            marks => format::count(marks as u64, "marked entry", "marked entries"),
        };
        let keys = |command: &Command| {
            let keys = self.keys.map.keys_in(&[command.home()], command).into_iter();
            keys.reduce(|so_far, key| safe!("{}  {}", so_far, key)).unwrap_or_default()
        };
        let menu = Actions::new(subject, keys, |command| self.why_not(command));
        self.open(menu);
    }

    fn palette(&self) -> Palette {
        Palette::new(|command| self.keys_of(command), |command| self.why_not(command))
    }

    /// The keys that do a command where the keys are now, with blanks between.
    fn keys_here(&self, command: &Command) -> SafeText {
        let keys = self.keys.map.keys_in(self.contexts(), command).into_iter();
        keys.reduce(|so_far, key| safe!("{} {}", so_far, key)).unwrap_or_default()
    }

    /// The keys of a command where it is at home, with blanks between: elsewhere they may mean something else.
    fn keys_of(&self, command: &Command) -> SafeText {
        let keys = self.keys.map.keys_in(&[command.home()], command).into_iter();
        keys.reduce(|so_far, key| safe!("{} {}", so_far, key)).unwrap_or_default()
    }
}
