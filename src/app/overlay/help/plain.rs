//! The keys as text.

use super::{Help, lines_of};
use crate::app::overlay::plain_form::{PlainCx, PlainForm, UNBROKEN};
use crate::app::overlay::{Modal as _, Plain};

impl Plain for Help {
    fn plain(&self, _cx: PlainCx<'_>) -> PlainForm {
        PlainForm::new("Keys").say_lines(lines_of(&self.sections, UNBROKEN)).keys(&self.hints())
    }
}
