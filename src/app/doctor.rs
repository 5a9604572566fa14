//! Opens the examination of the terminal, and hands on what becomes known of it.

use super::App;
use super::overlay::{Doctor, Overlay};
use crate::domain::doctor::TmuxSettings;

impl App {
    /// Examines the terminal.
    pub(super) fn open_doctor(&mut self) {
        let terminal = self.terminal.clone();
        self.open_with(|cx| Doctor::open(terminal, cx));
    }

    /// More is known of the terminal.
    pub(super) fn update_doctor(&mut self, tmux: Option<TmuxSettings>) {
        let facts = self.terminal.facts.clone();
        if matches!(self.overlay(), Some(Overlay::Doctor(_))) {
            self.with_overlay(|overlay, _| {
                if let Overlay::Doctor(doctor) = overlay {
                    doctor.learn(facts, tmux);
                }
                None
            });
        }
    }
}
