//! A text pasted where no dialog takes it: a place is offered to be opened, after a question; nothing is ever run.

use super::App;
use super::overlay::Confirm;
use super::status::Notice;
use crate::domain::place::{PlaceSpec, globus_path};

impl App {
    /// Asks whether to open the place that a pasted text names, or says that it names none.
    pub(super) fn paste(&mut self, text: &str) {
        let text = text.trim();
        let spec = self.path_of_pane(text).unwrap_or_else(|| PlaceSpec::parse(text));
        let named = !text.contains(char::is_control) && !matches!(spec, PlaceSpec::Bookmark(_));
        if text.is_empty() {
            return;
        }
        if !named {
            self.cx.say(Notice::warning(
                "Pasted text is not a place. hemi opens a collection id, an id with a path (ID:/path), a link of the \
                 web app, and an absolute path of what the pane shows.",
            ));
        } else if let (PlaceSpec::Collection { .. }, Some(reason)) = (&spec, self.why_not_connected()) {
            self.cx.say(Notice::refusal(reason));
        } else {
            let title = self.pane(self.active()).goal().filter(|store| spec.is_in(store.id));
            self.open(Confirm::open_place(spec, title.map(|store| store.title())));
        }
    }

    /// A path is one of the collection that the active pane shows, if it shows one.
    fn path_of_pane(&self, text: &str) -> Option<PlaceSpec> {
        let id = self.pane(self.active()).goal()?.id.collection()?;
        let path = text.starts_with(['/', '~']).then(|| globus_path(text))?.ok()?;
        Some(PlaceSpec::Collection { id, path: Some(path) })
    }
}
