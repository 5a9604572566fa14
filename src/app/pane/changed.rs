//! A place that something changed in: it is listed again where it is shown.

use super::Pane;
use crate::app::update_cx::UpdateCx;
use crate::domain::path::EntryName;
use crate::domain::place::Place;

impl Pane {
    /// The directory `at` has other entries: if it is shown, it is listed again.
    pub fn refresh_if_shows(&mut self, at: &Place, cx: &mut UpdateCx) {
        if self.here.as_ref().is_some_and(|here| here.place().as_ref() == Some(at)) {
            self.refresh_if_on(at.store, cx);
        }
    }

    /// The directory `at` has an entry more, or one of another name: if that is shown, it is listed again. With `go` the
    /// cursor goes to the entry when it is there.
    pub fn entry_is_new(&mut self, at: &Place, name: &EntryName, go: bool, cx: &mut UpdateCx) {
        let shown = self.here.as_ref().is_some_and(|here| here.place().as_ref() == Some(at));
        if shown && self.on_its_way(cx.requests()).is_none() {
            self.new_entry = go.then(|| (at.clone(), name.clone()));
            self.refresh(cx);
        }
    }
}
