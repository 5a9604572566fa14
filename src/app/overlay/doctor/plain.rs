//! The examination of the terminal as text.

use super::Doctor;
use crate::app::overlay::Plain;
use crate::app::overlay::plain_form::{PlainCx, PlainForm, UNBROKEN};

impl Plain for Doctor {
    fn plain(&self, _cx: PlainCx<'_>) -> PlainForm {
        // A line is read when it ends: single keys are not seen, so the first line, which asks for one, is left out.
        PlainForm::new("Terminal").say_lines(self.lines(UNBROKEN).into_iter().skip(1))
    }
}
