//! What a pane does as one of several tabs: it begins where another is, is out of date while it is hidden, and leaves
//! its marks to the next one when it is closed.

use std::sync::Arc;

use super::history::History;
use super::visited::{Visit, Visited};
use super::{DirView, Goal, Pane};
use crate::app::requests::TabId;
use crate::app::update_cx::UpdateCx;
use crate::domain::place::StoreId;

impl Pane {
    /// A new tab for the same place, in the same order, with the cursor on the same entry and no marks.
    pub fn duplicate(&self, tab: TabId) -> Self {
        let mut visited = Visited::default();
        let shown = self.here.as_ref();
        if let Some((here, place)) = shown.and_then(|here| Some((here, here.place()?))) {
            let (name, line) = here.cursor_name().map_or((None, 0), |(name, line)| (Some(name), line));
            visited.remember(place, Visit { cursor: name, line, ..Visit::default() });
        }
        let place = |here: &DirView| Goal::Place(Arc::clone(here.store()), here.path().cloned());
        Self {
            tab,
            goal: shown.map(place).or_else(|| self.goal.clone()),
            visited,
            placeholder: self.placeholder.clone(),
            sort: self.sort,
            show_hidden: self.show_hidden,
            ..Self::default()
        }
    }

    /// Something in `store` changed while the tab was not shown: it is listed again when it is.
    pub fn outdate_if_on(&mut self, store: StoreId) {
        self.again |= self.here.as_ref().is_some_and(|here| here.store().id == store);
    }

    /// The tab is shown again: lists what has changed meanwhile.
    pub fn refresh_if_outdated(&mut self, cx: &mut UpdateCx) {
        let waits = self.here.is_none() && self.problem.is_none() && self.goal.is_some();
        if (self.again || waits) && self.pending.is_none() {
            self.again = false;
            self.refresh(cx);
        }
    }

    /// Another user is signed in: what the one before could see goes. It is listed for the new one when it is shown.
    pub fn forget_rows(&mut self, cx: &mut UpdateCx) {
        if self.needs_no_service() {
            return;
        }
        cx.cancel(self.slot());
        (self.here, self.pending, self.problem) = (None, None, None);
        (self.visited, self.history) = (Visited::default(), History::default());
    }

    /// Takes over what the other tab, which is closed, remembers: above all the marks of the directories it was in.
    pub fn take_visits(&mut self, closed: &mut Self) {
        if let Some(mut shown) = closed.here.take() {
            closed.remember(&mut shown);
        }
        self.visited.take_over(std::mem::take(&mut closed.visited));
        self.restore_marks();
    }
}
