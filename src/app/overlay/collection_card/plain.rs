//! What is known of a collection, as text.

use super::CollectionCard;
use crate::app::overlay::plain_form::{PlainCx, PlainForm, UNBROKEN};
use crate::app::overlay::{Modal as _, Plain};
use crate::app::requests::Purpose;
use crate::app::requests::sharing::ReadCollection;

impl Plain for CollectionCard {
    fn plain(&self, cx: PlainCx<'_>) -> PlainForm {
        let read = Purpose::read::<ReadCollection>();
        let lines = self.lines(UNBROKEN).into_iter().map(|(_, line)| line);
        let mut form = PlainForm::new(self.store.title()).say_lines(lines);
        if let Some(hint) = &self.hint {
            form = form.say(hint.clone());
        }
        if cx.waits_for(read) {
            form = form.say(cx.silence(read).unwrap_or_else(|| "Asking Globus...".into()));
        }
        // A line is not chosen here: the id is the first one.
        let form = form.choice("copy the id", ["Home", "y"]);
        let hints: Vec<_> = self.hints().into_iter().filter(|(key, _)| !matches!(*key, "y" | "o")).collect();
        PlainForm { busy: cx.waits_for(read), ..form.keys(&hints) }
    }
}
