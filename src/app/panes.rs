//! The two panes, each one of the tabs of its side, and which one has the cursor.

use std::collections::BTreeMap;

use super::StartPane;
use super::compare::Comparison;
use super::overlay::TypedPlace;
use super::pane::Pane;
use super::preview::Preview;
use super::requests::{Owner, TabId};
use super::synchronised::Synchronised;
use super::tabs::{MOST_TABS, Tab, Tabs};
use super::update_cx::UpdateCx;
use crate::domain::path::EntryName;
use crate::domain::place::{Place, PlaceSpec, Side, StoreId};
use crate::domain::saved_session::{SavedPane, SavedSession, SavedTabs};

/// The two panes.
#[derive(Debug)]
pub(super) struct Panes {
    left: Tabs,
    right: Tabs,
    active: Side,
    last_tab: TabId,
    /// The panes are browsed together.
    pub synchronised: Option<Synchronised>,
    /// A place that was typed and is being opened, and in which pane.
    pub typed: Option<(TabId, TypedPlace)>,
    /// The directories shown that are watched for changes.
    pub watched: BTreeMap<Side, Place>,
    /// The comparison of the two that is under way.
    pub comparison: Option<Comparison>,
    /// The preview panel, which takes the place of the other pane while it is open.
    pub preview: Option<Preview>,
}

impl Panes {
    /// Two panes that show nothing yet. Those that are given no place begin where the last run ended.
    pub fn new(starts: [StartPane; 2], saved: Option<&SavedSession>) -> Self {
        let given = starts.each_ref().map(|start| start.spec.is_some());
        // A place that was named at this start is where the user wants to be.
        let named =
            given.iter().position(|given| *given).map(|at| if at == 0 { Side::Left } else { Side::Right });
        let mut last_tab = TabId(1);
        let [left, right] = starts;
        let mut side = |id: TabId, side: Side, start: StartPane| {
            let mut hidden = |tabs: &[SavedPane]| {
                let tab = |before| {
                    last_tab = last_tab.next();
                    Tab::new(last_tab, StartPane { spec: None, title: None, ..start.clone() }, Some(before))
                };
                tabs.iter().take(MOST_TABS - 1).map(tab).collect::<Vec<_>>()
            };
            let tabs = saved.map(|saved| saved.tabs(side));
            let before = tabs.map(|tabs| hidden(&tabs.before)).unwrap_or_default();
            let after = tabs.map(|tabs| hidden(&tabs.after)).unwrap_or_default();
            Tabs::new(before, Tab::new(id, start, saved.map(|saved| saved.pane(side))), after)
        };
        let left = side(TabId(0), Side::Left, left);
        let right = side(TabId(1), Side::Right, right);
        let active = named.or(saved.map(|saved| saved.active)).unwrap_or_default();
        Self {
            left,
            right,
            active,
            last_tab,
            watched: BTreeMap::new(),
            synchronised: None,
            typed: None,
            comparison: None,
            preview: saved.is_some_and(|saved| saved.preview).then(Preview::default),
        }
    }

    /// What the next run restores of a pane.
    pub fn saved(&self, side: Side) -> SavedPane {
        self.tabs(side).shown().saved()
    }

    /// What the next run restores of the tabs of that side that are not shown.
    pub fn saved_tabs(&self, side: Side) -> SavedTabs {
        let (before, after) = self.tabs(side).saved_hidden();
        SavedTabs { before, after }
    }

    /// Marks of the last run that were too many to be kept.
    pub fn unsaved_marks(&self) -> usize {
        self.all().map(Tab::unsaved_marks).sum()
    }

    /// Another user is signed in than in the last run: the collections that were to be restored are not. Whether there
    /// are any.
    pub fn forget_restored_collections(&mut self) -> bool {
        let any = self.all_mut().fold(false, |any, tab| tab.forget_restored_collection() | any);
        self.left.drop_empty();
        self.right.drop_empty();
        any
    }

    /// The tabs of a side.
    pub fn tabs(&self, side: Side) -> &Tabs {
        match side {
            Side::Left => &self.left,
            Side::Right => &self.right,
        }
    }

    fn tabs_mut(&mut self, side: Side) -> &mut Tabs {
        match side {
            Side::Left => &mut self.left,
            Side::Right => &mut self.right,
        }
    }

    /// The directories whose stores are being looked up.
    pub fn looked_up(&self) -> Vec<Place> {
        self.all().filter_map(|tab| tab.pane.looked_up()).collect()
    }

    fn all(&self) -> impl Iterator<Item = &Tab> {
        self.left.all().chain(self.right.all())
    }

    fn all_mut(&mut self) -> impl Iterator<Item = &mut Tab> {
        self.left.all_mut().chain(self.right.all_mut())
    }

    /// A pane.
    pub fn get(&self, side: Side) -> &Pane {
        &self.tabs(side).shown().pane
    }

    /// The same, to change it.
    pub fn get_mut(&mut self, side: Side) -> &mut Pane {
        &mut self.tabs_mut(side).shown_mut().pane
    }

    /// The pane with this tab, shown or not.
    pub fn with_tab_mut(&mut self, tab: TabId) -> Option<&mut Pane> {
        self.all_mut().map(|tab| &mut tab.pane).find(|pane| pane.tab() == tab)
    }

    /// The same, to look at it.
    pub fn with_tab(&self, tab: TabId) -> Option<&Pane> {
        self.all().map(|tab| &tab.pane).find(|pane| pane.tab() == tab)
    }

    /// The pane that has the cursor.
    pub fn active(&self) -> Side {
        self.active
    }

    /// Gives the other pane the cursor.
    pub fn switch(&mut self) {
        self.active = self.active.other();
    }

    /// Shows on the left what was on the right, and the other way round. The cursor stays on its side.
    pub fn swap(&mut self) {
        std::mem::swap(&mut self.left, &mut self.right);
        self.synchronised.iter_mut().for_each(Synchronised::swap);
    }

    /// Adds a tab that shows the place of the active pane, and shows it.
    pub fn add_tab(&mut self, cx: &mut UpdateCx) {
        self.last_tab = self.last_tab.next();
        let pane = self.get(self.active).duplicate(self.last_tab);
        let tabs = self.tabs_mut(self.active);
        tabs.add(pane);
        tabs.shown_mut().pane.refresh(cx);
        cx.changed();
    }

    /// Shows another tab of a side, counted from 0. Its place is opened now if it was not yet: `connected` says whether
    /// that can be done for one that needs a service.
    pub fn show_tab(&mut self, side: Side, index: usize, connected: bool, cx: &mut UpdateCx) {
        let tabs = self.tabs_mut(side);
        tabs.show(index);
        Self::begin_shown(tabs.shown_mut(), connected, cx);
    }

    /// Closes the tab of the active pane: its requests end, its marks are the next one's.
    pub fn close_tab(&mut self, connected: bool, cx: &mut UpdateCx) {
        let tabs = self.tabs_mut(self.active);
        if let Some(closed) = tabs.close() {
            cx.close(Owner::Pane(closed.pane.tab()));
            Self::begin_shown(tabs.shown_mut(), connected, cx);
        }
    }

    fn begin_shown(tab: &mut Tab, connected: bool, cx: &mut UpdateCx) {
        tab.begin_locally(cx);
        if connected {
            tab.begin(cx);
        }
        tab.pane.refresh_if_outdated(cx);
        cx.changed();
    }

    /// Something in `store` changed: what is shown is listed again, the other tabs when they are shown.
    pub fn refresh_if_on(&mut self, store: StoreId, cx: &mut UpdateCx) {
        for side in Side::BOTH {
            let tabs = self.tabs_mut(side);
            tabs.shown_mut().pane.refresh_if_on(store, cx);
            tabs.hidden_mut().for_each(|tab| tab.pane.outdate_if_on(store));
        }
    }

    /// Takes marks off in every tab of a side: it may be another one that is shown by now.
    pub fn unmark<'a>(
        &mut self,
        side: Side,
        place: &Place,
        names: impl Iterator<Item = &'a EntryName> + Clone,
        cx: &mut UpdateCx,
    ) {
        self.tabs_mut(side).all_mut().for_each(|tab| tab.pane.unmark(place, names.clone(), cx));
    }

    /// Another user is signed in: what the one before could see goes.
    pub fn start_over(&mut self, cx: &mut UpdateCx) {
        for side in Side::BOTH {
            let tabs = self.tabs_mut(side);
            tabs.shown_mut().pane.start_over(cx);
            tabs.hidden_mut().for_each(|tab| tab.pane.forget_rows(cx));
        }
    }

    /// Where a pane is to begin, unless that is known already.
    pub fn begin_at(&mut self, side: Side, place: PlaceSpec) {
        self.tabs_mut(side).shown_mut().start.get_or_insert(place);
    }

    /// Opens the places on this computer: they wait for no service.
    pub fn begin_locally(&mut self, cx: &mut UpdateCx) {
        Side::BOTH.into_iter().for_each(|side| self.tabs_mut(side).shown_mut().begin_locally(cx));
    }

    /// Whether a sign-in is needed for what the panes are to show: not where all of it needs none.
    pub fn need_sign_in(&self) -> bool {
        let [left, right] = Side::BOTH.map(|side| self.tabs(side).shown());
        let waits = left.start.is_some() || right.start.is_some();
        waits || [left, right].iter().all(|tab| !tab.pane.needs_no_service())
    }

    /// Opens the places the panes are to begin with.
    pub fn begin(&mut self, cx: &mut UpdateCx) {
        Side::BOTH.into_iter().for_each(|side| self.tabs_mut(side).shown_mut().begin(cx));
    }
}
