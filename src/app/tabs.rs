//! The tabs of one side: the one shown, and those before and after it. Knows panes, neither the services nor the other
//! side. Start with [`Tabs`].

use super::StartPane;
use super::pane::Pane;
use super::requests::TabId;
use super::update_cx::UpdateCx;
use crate::domain::place::PlaceSpec;
use crate::domain::saved_session::{SavedPane, SavedPlace};

/// The most tabs of a side.
pub(super) const MOST_TABS: usize = 9;

/// A pane, and where it is to begin.
#[derive(Debug)]
pub(super) struct Tab {
    pub(super) pane: Pane,
    /// Where it is to begin, until it did.
    pub(super) start: Option<PlaceSpec>,
    /// What the last run left of it, if it begins where that ended.
    restored: Option<SavedPane>,
}

/// The tabs of one side; one of them is shown.
#[derive(Debug)]
pub(super) struct Tabs {
    before: Vec<Tab>,
    shown: Tab,
    /// In their order, so that the next one is the first.
    after: Vec<Tab>,
}

impl Tab {
    /// A tab that begins at a place, or where the last run ended.
    pub(super) fn new(id: TabId, mut start: StartPane, restored: Option<&SavedPane>) -> Self {
        let restored = restored.filter(|_| start.spec.is_none());
        if let Some(place) = restored.and_then(|before| before.place.as_ref()) {
            let title = restored.map(|before| before.title.sanitized()).filter(|title| !title.is_empty());
            start = StartPane { title, spec: Some(place.spec()), ..start };
        }
        let mut pane = Pane::new(id, &start);
        restored.iter().for_each(|before| pane.restore(before));
        Self { pane, start: start.spec, restored: restored.cloned() }
    }

    /// What the next run restores.
    pub(super) fn saved(&self) -> SavedPane {
        let waits = self.start.as_ref().filter(|_| self.pane.is_unopened());
        match (waits, &self.restored) {
            (Some(_), Some(before)) => before.clone(),
            (Some(start), None) => SavedPane { place: SavedPlace::of_spec(start), ..SavedPane::default() },
            (None, _) => self.pane.saved(),
        }
    }

    /// Marks of the last run that were too many to be kept.
    pub(super) fn unsaved_marks(&self) -> usize {
        self.restored.as_ref().map_or(0, |before| before.unsaved_marks)
    }

    /// Another user is signed in than in the last run: a collection is not restored. Whether there was one.
    pub(super) fn forget_restored_collection(&mut self) -> bool {
        let waits = matches!(self.start, Some(PlaceSpec::Collection { .. }));
        let forgets = waits && self.restored.take().is_some();
        if forgets {
            self.start = None;
            self.pane.forget_restored();
        }
        forgets
    }

    /// Opens its place if that is on this computer: it waits for no service.
    pub(super) fn begin_locally(&mut self, cx: &mut UpdateCx) {
        if let Some(local) = self.start.take_if(|start| matches!(start, PlaceSpec::Local(_))) {
            self.pane.resolve(local, cx);
        }
    }

    /// Opens its place, unless another one was opened before.
    pub(super) fn begin(&mut self, cx: &mut UpdateCx) {
        if self.pane.is_unopened()
            && let Some(spec) = self.start.take()
        {
            self.pane.resolve(spec, cx);
        }
    }
}

impl Tabs {
    /// The tabs of a side as the last run left them.
    pub(super) fn new(before: Vec<Tab>, shown: Tab, after: Vec<Tab>) -> Self {
        Self { before, shown, after }
    }

    /// The tab shown.
    pub(super) fn shown(&self) -> &Tab {
        &self.shown
    }

    /// The same, to change it.
    pub(super) fn shown_mut(&mut self) -> &mut Tab {
        &mut self.shown
    }

    /// All of them, in their order.
    pub(super) fn all(&self) -> impl Iterator<Item = &Tab> {
        self.before.iter().chain([&self.shown]).chain(&self.after)
    }

    /// The same, to change them.
    pub(super) fn all_mut(&mut self) -> impl Iterator<Item = &mut Tab> {
        self.before.iter_mut().chain([&mut self.shown]).chain(&mut self.after)
    }

    /// Those that are not shown.
    pub(super) fn hidden_mut(&mut self) -> impl Iterator<Item = &mut Tab> {
        self.before.iter_mut().chain(&mut self.after)
    }

    /// Which one is shown, counted from 0, and how many there are.
    pub(super) fn position(&self) -> (usize, usize) {
        (self.before.len(), self.before.len() + 1 + self.after.len())
    }

    /// What the next run restores of those before and after the one that is shown.
    pub(super) fn saved_hidden(&self) -> (Vec<SavedPane>, Vec<SavedPane>) {
        let saved = |tabs: &[Tab]| tabs.iter().map(Tab::saved).collect();
        (saved(&self.before), saved(&self.after))
    }

    /// Adds a tab after the one that is shown, and shows it.
    pub(super) fn add(&mut self, pane: Pane) {
        let tab = Tab { pane, start: None, restored: None };
        self.before.push(std::mem::replace(&mut self.shown, tab));
    }

    /// Shows another tab, counted from 0.
    pub(super) fn show(&mut self, index: usize) {
        while index < self.before.len()
            && let Some(tab) = self.before.pop()
        {
            self.after.insert(0, std::mem::replace(&mut self.shown, tab));
        }
        while index > self.before.len() && !self.after.is_empty() {
            let tab = std::mem::replace(&mut self.shown, self.after.remove(0));
            self.before.push(tab);
        }
    }

    /// Closes the tab that is shown; the one after it, or else before it, is shown and gets the marks that are left in
    /// it. Returns the closed one, unless it is the only one.
    pub(super) fn close(&mut self) -> Option<Tab> {
        let next = if self.after.is_empty() { self.before.pop()? } else { self.after.remove(0) };
        let mut closed = std::mem::replace(&mut self.shown, next);
        self.shown.pane.take_visits(&mut closed.pane);
        Some(closed)
    }

    /// Removes the tabs that are not shown and have no place to show.
    pub(super) fn drop_empty(&mut self) {
        let has_place = |tab: &Tab| tab.start.is_some() || !tab.pane.is_unopened();
        self.before.retain(has_place);
        self.after.retain(has_place);
    }
}
