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
            NameUse::Find => {
                ("Find", "Goes to the next name that contains what you type.", "Part of a name", "cancel")
            }
        };
        let form = PlainForm::new(title).say(does).say(if self.nothing { "No name matches." } else { "" });
        PlainForm { close: close.into(), ..form }.field(label, Some("Enter"))
    }
}
