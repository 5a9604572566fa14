//! The command palette as text: a line narrows the commands, a number does one.

use super::Palette;
use crate::app::overlay::Plain;
use crate::app::overlay::plain_form::{PlainCx, PlainForm};
use crate::safe;

/// The most commands that are read out: more letters find fewer.
const MOST: usize = 20;

impl Plain for Palette {
    fn plain(&self, _cx: PlainCx<'_>) -> PlainForm {
        let mut form = PlainForm::new(self.title());
        if !self.field.is_blank() {
            form = form.say(safe!("Searched for: {}", self.field.sanitized()));
        }
        for (at, row) in self.rows.iter().enumerate().take(MOST) {
            let Some(entry) = self.entries.get(row.entry) else { continue };
            let reason = entry.reason.as_ref().map(|why| safe!(" Not now: {}", why)).unwrap_or_default();
            let moves = if at < self.selection.at { "Up" } else { "Down" };
            let keys = std::iter::repeat_n(moves, at.abs_diff(self.selection.at)).chain(["Enter"]);
            let [name, _, words] = entry.item.words();
            form = form.choice(safe!("{}: {}{}", name, words, reason), keys);
        }
        if self.rows.len() > MOST {
            form = form.say("There are more: type a part of what is meant.");
        }
        if self.of_guides {
            return form;
        }
        PlainForm { close: "cancel".into(), ..form }.field("Command, or a number", None)
    }
}
