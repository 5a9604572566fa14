//! The dialog as text.

use super::NameDialog;
use crate::app::overlay::Plain;
use crate::app::overlay::plain_form::{PlainCx, PlainForm, UNBROKEN};
use crate::app::requests::Purpose;

impl Plain for NameDialog {
    fn plain(&self, cx: PlainCx<'_>) -> PlainForm {
        let waits = cx.waits_for(Purpose::Change);
        let form = PlainForm::new(self.task.title())
            .say_lines(self.above(UNBROKEN))
            .say_lines(self.below(UNBROKEN, waits))
            .field("Name", Some("Enter"));
        PlainForm { close: "cancel".into(), busy: waits, ..form }
    }
}
