//! The search below a directory as text.

use super::{FindBelowDialog, Focus, Search};
use crate::app::overlay::plain_form::{PlainCx, PlainForm};
use crate::app::overlay::{Modal as _, Plain};
use crate::app::theme::{Glyphs, Role};
use crate::app::widgets::text::Line;
use crate::safe;

/// More are not read out; they are in the list.
const READ_OUT: usize = 100;

impl Plain for FindBelowDialog {
    fn plain(&self, _cx: PlainCx<'_>) -> PlainForm {
        let busy = matches!(self.search, Search::Running { .. });
        let form = PlainForm::new(self.title()).say_lines([self.meaning()]);
        if self.focus == Focus::Field {
            return form.field("Part of a name, or tests", Some("Enter"));
        }
        let rows = self.found.iter().take(READ_OUT).map(|found| Line::new(Role::Text, self.below(found)));
        let more = self.found.len().saturating_sub(READ_OUT);
        let more = if more > 0 { safe!("and {} more", more) } else { "".into() };
        let form =
            if busy { form } else { form.say_lines(rows).say(more).say_lines([self.state(&Glyphs::ASCII)]) };
        PlainForm { busy, ..form.keys(&self.hints()) }
    }
}
