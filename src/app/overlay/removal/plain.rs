//! A deletion under way as text.

use super::RemovalProgress;
use crate::app::overlay::plain_form::{PlainCx, PlainForm, UNBROKEN};
use crate::app::overlay::{Modal as _, Plain};

impl Plain for RemovalProgress {
    fn plain(&self, _cx: PlainCx<'_>) -> PlainForm {
        let form = PlainForm::new(self.title()).say_lines(self.lines(UNBROKEN)).keys(&self.hints());
        PlainForm { busy: self.is_under_way(), ..form }
    }
}
