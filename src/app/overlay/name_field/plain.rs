//! The line as text.

use super::{NameField, NameUse};
use crate::app::overlay::Plain;
use crate::app::overlay::plain_form::{PlainCx, PlainForm};

impl Plain for NameField {
    fn plain(&self, _cx: PlainCx<'_>) -> PlainForm {
        let (title, does, label, close) = match self.names {
            NameUse::Filter => {
                ("Filter", "Shows only names that contain what you type.", "Part of a name", "show all")
            }
            NameUse::FilterAtService => (
                "Filter at the service",
                "The service lists only the names that match what you type; an empty line lists all.",
                "Name patterns with commas between, such as *.nc",
                "cancel",
            ),
            NameUse::Find => {
                ("Find", "Goes to the next name that contains what you type.", "Part of a name", "cancel")
            }
        };
        let (_, words) = self.words();
        let form = PlainForm::new(title).say(does).say(words);
        let form = PlainForm { close: close.into(), ..form };
        let form = match (self.service, self.names) {
            (true, NameUse::Filter) => form.choice("filter at the service", ["Tab"]),
            (true, _) => form.choice("filter what is listed", ["Tab"]),
            (false, _) => form,
        };
        form.field(label, Some("Enter"))
    }
}
