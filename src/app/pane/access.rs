//! Whether the directory shown can be written to: asked of a service only where something may be sent to it.

use std::convert::Infallible;

use super::{DirView, Pane};
use crate::app::requests::fs::{Access, ReadAccess};
use crate::app::requests::{Owner, Part, Purpose, Slot};
use crate::app::update_cx::UpdateCx;
use crate::domain::capability::Capabilities;

impl Pane {
    /// Asks once for each place that is a destination, unless its listing has told it.
    pub fn ask_access(&mut self, cx: &mut UpdateCx) {
        let slot = Slot { owner: Owner::Pane(self.tab), purpose: Purpose::Access };
        let Some(here) = &mut self.here else { return };
        let Capabilities { stat, remote, .. } = here.store().capabilities;
        let is_due = here.is_whole() && !here.access_asked && here.writable.is_none();
        if !is_due || !stat || !remote {
            return;
        }
        let Some(at) = here.place() else { return };
        here.access_asked = true;
        cx.send(slot, ReadAccess { at });
    }

    /// The answer.
    pub fn learn_access(&mut self, part: Part<Infallible, Access>, cx: &mut UpdateCx) {
        let Part::Done(Ok(Access { at, writable })) = part else { return };
        let here = self.here.as_mut().filter(|here| here.place().as_ref() == Some(&at));
        if let Some(DirView { writable: known, .. }) = here {
            cx.changed_if(*known != writable);
            *known = writable;
        }
    }
}
