//! A saved submission as text.

use super::JobCard;
use crate::app::overlay::plain_form::{PlainCx, PlainForm, UNBROKEN};
use crate::app::overlay::{Modal as _, Plain};
use crate::app::requests::Purpose;
use crate::app::requests::task::ReadJobDetails;

impl Plain for JobCard {
    fn plain(&self, cx: PlainCx<'_>) -> PlainForm {
        let form = PlainForm::new(self.title.clone()).say_lines(self.lines(UNBROKEN)).keys(&self.hints());
        PlainForm { busy: cx.waits_for(Purpose::read::<ReadJobDetails>()), ..form }
    }
}
