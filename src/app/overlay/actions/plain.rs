//! The menu as text: a number does one.

use super::Actions;
use crate::app::overlay::Plain;
use crate::app::overlay::plain_form::{PlainCx, PlainForm};
use crate::safe;

impl Plain for Actions {
    fn plain(&self, _cx: PlainCx<'_>) -> PlainForm {
        let mut form = PlainForm::new(self.title());
        for (at, entry) in self.entries.iter().enumerate() {
            let reason = entry.reason.as_ref().map(|why| safe!(" Not now: {}", why)).unwrap_or_default();
            let moves = if at < self.selection.at { "Up" } else { "Down" };
            let keys = std::iter::repeat_n(moves, at.abs_diff(self.selection.at)).chain(["Enter"]);
            form = form.choice(safe!("{}{}", entry.command.sentence, reason), keys);
        }
        form
    }
}
