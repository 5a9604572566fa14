//! What is on a server, as text.

use super::ServerCard;
use crate::app::overlay::plain_form::{PlainCx, PlainForm, UNBROKEN};
use crate::app::overlay::{Modal as _, Plain};
use crate::app::requests::Purpose;
use crate::app::requests::sharing::ReadServer;

impl Plain for ServerCard {
    fn plain(&self, cx: PlainCx<'_>) -> PlainForm {
        let read = Purpose::read::<ReadServer>();
        let lines = self.lines(UNBROKEN).into_iter().map(|(_, line)| line);
        let mut form = PlainForm::new(self.title()).say_lines(lines);
        if let Some(hint) = &self.hint {
            form = form.say(hint.clone());
        }
        if cx.waits_for(read) {
            form = form.say(cx.silence(read).unwrap_or_else(|| "Asking the server...".into()));
        }
        // A line is not chosen here: the id of the server is the first one.
        let form = form.choice("copy the id of the server", ["Home", "y"]);
        let hints: Vec<_> = self.hints().into_iter().filter(|(key, _)| *key != "y").collect();
        PlainForm { busy: cx.waits_for(read), ..form.keys(&hints) }
    }
}
