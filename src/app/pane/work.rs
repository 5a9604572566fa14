//! What takes long on a large listing, a bit a turn.

use super::pending::Pending;
use super::{DirView, Pane};
use crate::app::status::Notice;
use crate::app::update_cx::UpdateCx;
use crate::domain::format;
use crate::safe;

impl Pane {
    /// Whether a large listing is being sorted, or its rows are being marked.
    pub fn is_working(&self) -> bool {
        self.here.as_ref().is_some_and(DirView::is_working)
            || self.is_matching()
            || self.pending.as_ref().is_some_and(Pending::is_unsorted)
    }

    /// Does a bit of that work. The loop comes back for the rest, so that keys never wait for it.
    pub fn work(&mut self, cx: &mut UpdateCx) {
        if let Some(pending) = self.pending.as_mut().filter(|pending| pending.is_unsorted()) {
            pending.work();
            self.end_listing(cx);
        }
        self.match_more(cx);
        let Some(here) = self.here.as_mut().filter(|here| here.is_working()) else { return };
        let gone = here.work();
        cx.advanced(!here.is_working() && self.pending.is_none());
        if gone > 0 {
            let (verb, them) =
                if gone == 1 { ("was", "its entry is") } else { ("were", "their entries are") };
            cx.say(Notice::warning(safe!(
                "{} {} taken off: {} no longer here.",
                format::count(gone as u64, "mark", "marks"),
                verb,
                them
            )));
        }
    }
}
