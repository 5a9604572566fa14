//! Rows that are there before the directory is listed: those that an earlier visit left, and those that were listed ahead.

use std::sync::Arc;
use std::time::Duration;

use super::pending::{Loading, Pending};
use super::{Goal, Pane};
use crate::app::listings::{Flight, KeptListing};
use crate::app::requests::Part;
use crate::app::update_cx::UpdateCx;

/// A directory that was listed ahead so lately is not listed again when it is opened.
const FRESH: Duration = Duration::from_secs(5);

impl Pane {
    /// Shows the rows that an earlier visit left, and lists the directory again behind them; or those that were listed ahead
    /// for this visit, which are as good as its own.
    pub(super) fn show_kept(&mut self, loading: Loading, kept: KeptListing, cx: &mut UpdateCx) {
        cx.cancel(self.slot());
        let Loading { stop, fresh: mut rows, .. } = loading;
        let old = kept.was_shown || cx.at.since(kept.as_of) > FRESH;
        rows.show_kept(kept, old);
        rows.arrange(self.sort, self.show_hidden);
        let before = self.here.replace(rows);
        self.problem = None;
        self.restore_marks();
        self.history.arrive(self.here.as_ref(), stop);
        if let Some(here) = &self.here {
            self.goal = Some(Goal::Place(Arc::clone(here.store()), here.path().cloned()));
        }
        self.leave(before, cx);
        cx.changed();
        if old {
            self.refresh(cx);
        } else if let Some(here) = &mut self.here {
            here.finish();
        }
    }

    /// Takes the rows that came so far of a directory that was listed ahead.
    pub(super) fn take_flight(&mut self, flight: Flight, cx: &mut UpdateCx) {
        if let Some(Pending::Rows(loading)) = &mut self.pending {
            loading.asked = flight.asked;
        }
        for chunk in flight.chunks {
            self.listed(Part::Partial(chunk), cx);
        }
    }
}
