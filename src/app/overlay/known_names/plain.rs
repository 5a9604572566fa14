//! The list of names as text: a line is what to find, a number goes there.

use super::KnownNames;
use super::lines::title;
use crate::app::overlay::Plain;
use crate::app::overlay::plain_form::{PlainCx, PlainForm, UNBROKEN};
use crate::app::theme::Glyphs;
use crate::domain::format;
use crate::safe;

/// The most names that are read out: more letters find fewer.
const MOST: usize = 20;

impl Plain for KnownNames {
    fn plain(&self, cx: PlainCx<'_>) -> PlainForm {
        let busy = self.due.is_some() || cx.waits_for(Self::purpose());
        let mut form = PlainForm::new("Names seen before");
        if !self.field.is_blank() {
            form = form.say(safe!("Searched for: {}", self.field.sanitized()));
        }
        form = form.say_lines(self.below(busy, UNBROKEN, &Glyphs::ASCII));
        let hits = if busy { &[] } else { self.found.hits.as_slice() };
        for (at, hit) in hits.iter().enumerate().take(MOST) {
            let path = hit.directory.join(&hit.name);
            let day = format::day(hit.at / 1000, &self.zone);
            let moves = if at < self.selection.at { "Up" } else { "Down" };
            let keys = std::iter::repeat_n(moves, at.abs_diff(self.selection.at)).chain(["Enter"]);
            form = form.choice(safe!("{} {}, seen {}", title(hit), path.sanitized(), day), keys);
        }
        if hits.len() > MOST {
            form = form.say("There are more: type a longer part of the name.");
        }
        PlainForm { close: "cancel".into(), busy, ..form }.field("Part of a name, or a number", None)
    }
}
