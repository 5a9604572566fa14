//! A guide as text.

use super::GuidePage;
use crate::app::overlay::plain_form::{PlainCx, PlainForm};
use crate::app::overlay::{Modal as _, Plain};
use crate::app::theme::Role;
use crate::app::widgets::text::Line;

impl Plain for GuidePage {
    fn plain(&self, _cx: PlainCx<'_>) -> PlainForm {
        // The backquotes stay: a lone letter would read as a word.
        let lines = self.guide.text.lines().map(|line| Line::new(Role::Text, line));
        PlainForm::new(self.guide.title).say_lines(lines).keys(&self.hints())
    }
}
