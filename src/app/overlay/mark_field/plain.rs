//! The line as text.

use super::MarkField;
use crate::app::overlay::Plain;
use crate::app::overlay::plain_form::{PlainCx, PlainForm};

impl Plain for MarkField {
    fn plain(&self, _cx: PlainCx<'_>) -> PlainForm {
        let (title, does) = match self.mark {
            true => ("Mark", "Marks the entries that match what you type."),
            false => ("Unmark", "Unmarks the entries that match what you type."),
        };
        let form = PlainForm::new(title)
            .say(does)
            .say("A part of a name; or patterns (*.nc, ?, [a-z], with commas between); or tests: newer:2d older:1w >1G <10M type:file, dir or link.")
            .say(self.words.1.clone());
        PlainForm { close: "cancel".into(), ..form }.field("What to match", Some("Enter"))
    }
}
