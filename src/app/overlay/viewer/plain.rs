//! An entry in full as text.

use super::Viewer;
use crate::app::overlay::plain_form::{PlainCx, PlainForm};
use crate::app::overlay::{Modal as _, Plain};
use crate::app::theme::Glyphs;
use crate::domain::text::SafeText;

/// Cells of a line, where nothing is drawn.
const CELLS: usize = 78;

impl Plain for Viewer {
    fn plain(&self, _cx: PlainCx<'_>) -> PlainForm {
        let lines = self.rows(CELLS, &Glyphs::SAID).into_iter().map(|row| row.line);
        let form = PlainForm::new(self.title.clone()).say_lines(lines);
        let form = form.say(if self.nothing_found { self.page.nothing_found() } else { SafeText::default() });
        match &self.typing {
            Some(_) => form.field("Search", Some("Enter")),
            None => form.keys(&self.hints()),
        }
    }
}
