//! The line as text.

use super::{BatchField, BatchUse};
use crate::app::overlay::Plain;
use crate::app::overlay::plain_form::{PlainCx, PlainForm};

impl Plain for BatchField {
    fn plain(&self, _cx: PlainCx<'_>) -> PlainForm {
        let (title, does) = match self.does {
            BatchUse::Read => ("Read marks", "Marks what a file of `globus transfer --batch` names."),
            BatchUse::Write(_) => {
                ("Write marks", "Writes the marks to a file for `globus transfer --batch`.")
            }
        };
        let form = PlainForm::new(title).say(does).say(self.words.1.clone());
        PlainForm { close: "back".into(), ..form }.field("Path of the file", Some("Enter"))
    }
}
