//! The lists of commands and their keys: help and the palette.

use super::App;
use super::commands::Command;
use super::overlay::{Help, Palette};
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
