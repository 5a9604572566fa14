//! A question as text.

use super::Confirm;
use crate::app::overlay::Plain;
use crate::app::overlay::plain_form::{PlainCx, PlainForm};

impl Plain for Confirm {
    fn plain(&self, _cx: PlainCx<'_>) -> PlainForm {
        let labels = self.labels();
        let early = "The answer came before the question could be read: give it again.";
        let mut form =
            self.words.iter().fold(PlainForm::new(labels.title), |form, words| form.say(words.clone()));
        form = form.say(if self.too_early { early } else { "" }).choice(labels.yes, ["y"]);
        PlainForm { close: labels.no.into(), asks: true, ..form }
    }
}
