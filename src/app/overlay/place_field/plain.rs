//! The line as text.

use super::PlaceField;
use crate::app::overlay::Plain;
use crate::app::overlay::plain_form::{PlainCx, PlainForm};

impl Plain for PlaceField {
    fn plain(&self, _cx: PlainCx<'_>) -> PlainForm {
        let form = PlainForm::new("Go to a place")
            .say("A path, a collection id, ID:/path, or a link of the web app.")
            .say(self.words.1.clone());
        PlainForm { close: "cancel".into(), ..form }.field("Place", Some("Enter"))
    }
}
