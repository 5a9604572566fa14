//! The registration as text.

use super::RegisterClient;
use crate::app::overlay::Plain;
use crate::app::overlay::plain_form::{PlainCx, PlainForm, UNBROKEN};
use crate::app::requests::Purpose;

impl Plain for RegisterClient {
    fn plain(&self, cx: PlainCx<'_>) -> PlainForm {
        let form = PlainForm::new("Register hemi with Globus")
            .say_lines(Self::above(UNBROKEN))
            .say_lines(self.below(UNBROKEN, cx.waits_for(Purpose::ClientId)))
            .field("Client UUID", Some("Enter"));
        PlainForm { close: "later".into(), ..form }
    }
}
