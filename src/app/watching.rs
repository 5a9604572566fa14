//! The directories shown are watched where their store tells of changes: one request a side, which lasts until another
//! place is shown there. Nothing is asked of tabs that are not shown.

use super::App;
use super::pane::DirView;
use super::requests::fs::WatchDirectory;
use super::requests::{Purpose, Slot};
use crate::domain::place::Side;

impl App {
    /// Watches what is shown now.
    pub(super) fn watch(&mut self) {
        for side in Side::BOTH {
            let here = self.pane(side).here().filter(|here| here.store().capabilities.watch);
            let place = here.and_then(DirView::place);
            if self.panes.watched.get(&side) == place.as_ref() {
                continue;
            }
            let slot = Slot::background(Purpose::Watch(side));
            match place {
                Some(at) => {
                    self.panes.watched.insert(side, at.clone());
                    self.cx.send(slot, WatchDirectory { at });
                }
                None => {
                    self.panes.watched.remove(&side);
                    self.cx.cancel(slot);
                }
            }
        }
    }

    /// What is shown there has changed: it is listed again; cursor and marks stay.
    pub(super) fn directory_changed(&mut self, side: Side) {
        if let Some(at) = self.panes.watched.get(&side).cloned() {
            self.panes.get_mut(side).refresh_if_shows(&at, &mut self.cx);
        }
    }
}
