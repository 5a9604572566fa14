//! The dialog as text: a number turns a box.

use super::{BOXES, Chmod, ROWS, Ticked};
use crate::app::overlay::Plain;
use crate::app::overlay::plain_form::{PlainCx, PlainForm, UNBROKEN};
use crate::app::requests::Purpose;
use crate::app::theme::Glyphs;
use crate::safe;

impl Plain for Chmod {
    fn plain(&self, cx: PlainCx<'_>) -> PlainForm {
        let waits = cx.waits_for(Purpose::Change);
        let mut form = PlainForm::new(self.heading());
        if self.entries.is_some() {
            form = form.say(safe!("Octal {}.", self.octal()));
        }
        form = form.say_lines(self.below(UNBROKEN, waits, &Glyphs::ASCII));
        if self.entries.is_some() {
            form = form.choice("change", ["Enter"]);
            for at in 0..ROWS.len() * BOXES {
                let who = ROWS.get(at / BOXES).map(|(who, ..)| *who).unwrap_or_default();
                let what = match (at % BOXES, ROWS.get(at / BOXES)) {
                    (0, _) => "read",
                    (1, _) => "write",
                    (2, _) => "execute",
                    (_, row) => row.map(|(.., special)| *special).unwrap_or_default(),
                };
                let is = match self.ticked(Self::bit(at)) {
                    Ticked::On => "on",
                    Ticked::Off => "off",
                    Ticked::Mixed => "mixed",
                };
                let moves = if at < self.cursor { "Left" } else { "Right" };
                let keys = std::iter::repeat_n(moves, at.abs_diff(self.cursor)).chain(["Space"]);
                form = form.choice(safe!("{} {}: {}", who, what, is), keys);
            }
        }
        PlainForm { close: "cancel".into(), busy: waits, ..form }
    }
}
