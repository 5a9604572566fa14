//! The comparison as text.

use super::{Compare, State};
use crate::app::overlay::plain_form::{PlainCx, PlainForm, UNBROKEN};
use crate::app::overlay::{Modal as _, Plain};
use crate::app::theme::Glyphs;
use crate::domain::compare::Basis;

impl Plain for Compare {
    fn plain(&self, _cx: PlainCx<'_>) -> PlainForm {
        if self.state != State::Choosing {
            let form = PlainForm::new("Comparison").say_lines([self.legend(&Glyphs::SAID, UNBROKEN)]);
            return form.keys(&self.hints());
        }
        let mut form = PlainForm::new("Compare the panes by").say_lines(self.below(UNBROKEN));
        for at in 0..Basis::ALL.len() {
            let moves = if at < self.selection.at { "Up" } else { "Down" };
            let keys = std::iter::repeat_n(moves, at.abs_diff(self.selection.at)).chain(["Enter"]);
            form = form.choice(Self::basis(at), keys);
        }
        PlainForm { close: "cancel".into(), ..form.choice("another tolerance", ["t"]) }
    }
}
