//! A guide as text.

use super::GuidePage;
use crate::app::overlay::plain_form::{PlainCx, PlainForm, UNBROKEN};
use crate::app::overlay::{Modal as _, Plain};

impl Plain for GuidePage {
    fn plain(&self, _cx: PlainCx<'_>) -> PlainForm {
        let cells = u16::try_from(UNBROKEN).unwrap_or(u16::MAX);
        PlainForm::new(self.guide.title).say_lines(self.lines(cells)).keys(&self.hints())
    }
}
