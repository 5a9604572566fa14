//! One of the two panes: which place it shows, and which it is opening. It knows places and entries, never the
//! services, nor the other pane.
//!
//! Start with [`Pane`], then `load` (how rows arrive) and `dir_view` (what is shown).

mod access;
mod basket;
mod changed;
pub mod columns;
mod compared;
mod cursor;
mod details;
mod dir_view;
pub mod facts;
mod failure;
mod history;
mod known_rows;
mod load;
mod mark;
mod mark_matching;
mod marking;
pub mod marks;
mod measure;
mod names;
mod order;
pub mod pane_cx;
mod pending;
mod saved;
mod tab;
pub mod title_footer;
pub mod view;
mod visited;
mod walk;
mod work;

use std::sync::Arc;

use super::StartPane;
use super::requests::{Requests, Slot, TabId};
use super::status::PaneState;
use super::update_cx::UpdateCx;
use crate::domain::ids::CollectionId;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::place::{Place, PlaceSpec, StoreId};
use crate::domain::problem::Problem;
use crate::domain::sort::Sort;
use crate::domain::store::StoreInfo;
use crate::domain::text::SafeText;

pub use basket::MarkedDirectory;
pub use cursor::CursorMove;
pub use dir_view::{DirView, Row};
use history::History;
pub use mark_matching::Matched;
use mark_matching::Matching;
pub use measure::Sizes;
use names::NameSearch;
use pending::{CursorTarget, Pending};
use visited::Visited;
pub(super) use walk::why_not_name;

/// A pane.
#[derive(Debug, Default)]
pub struct Pane {
    tab: TabId,
    here: Option<DirView>,
    /// What the request in this pane's slot is for, while it is open or parked until a sign-in.
    pending: Option<Pending>,
    /// Why nothing is shown.
    problem: Option<Problem>,
    /// The last request, to repeat it.
    goal: Option<Goal>,
    visited: Visited,
    history: History,
    search: NameSearch,
    /// Which entries are about to be marked or unmarked by what they are.
    matching: Option<Matching>,
    sizes: Sizes,
    /// Whether sizes and times of all rows are needed to compare them.
    compares: bool,
    /// The title before the place is known.
    placeholder: Option<SafeText>,
    sort: Sort,
    show_hidden: bool,
    /// List again when the present listing is complete: something changed while it arrived.
    again: bool,
    /// The directory above the one shown that could not be listed: the next way up begins at it.
    failed_above: Option<StorePath>,
    /// Where the cursor goes when this directory was listed again: an entry of it is new.
    new_entry: Option<(Place, EntryName)>,
}

#[derive(Clone, Debug)]
enum Goal {
    Spec(PlaceSpec),
    Place(Arc<StoreInfo>, Option<StorePath>),
}

impl Pane {
    /// A pane that shows nothing yet.
    pub fn new(tab: TabId, start: &StartPane) -> Self {
        Self {
            tab,
            placeholder: start.title.clone(),
            sort: start.sort,
            show_hidden: start.show_hidden,
            ..Self::default()
        }
    }

    /// The tab it is.
    pub fn tab(&self) -> TabId {
        self.tab
    }

    /// The slot of its requests.
    pub fn slot(&self) -> Slot {
        Slot::directory(self.tab)
    }

    /// What is shown.
    pub fn here(&self) -> Option<&DirView> {
        self.here.as_ref()
    }

    /// Why nothing is shown, if it should be.
    pub fn problem(&self) -> Option<&Problem> {
        self.problem.as_ref()
    }

    /// What the place to come is called, before it is known.
    pub fn placeholder(&self) -> Option<&SafeText> {
        self.placeholder.as_ref()
    }

    /// The last requested collection.
    pub fn goal(&self) -> Option<&Arc<StoreInfo>> {
        self.goal_place().map(|(store, _)| store)
    }

    /// Whether all rows of a directory that is listed again are here, and are sorted before they are shown.
    pub fn sorts_before_showing(&self) -> bool {
        matches!(self.pending, Some(Pending::Sorting(..)))
    }

    /// Rows that have arrived of the listing in progress.
    pub fn rows_so_far(&self) -> Option<usize> {
        self.pending.as_ref().and_then(Pending::rows)
    }

    /// The collection and path on their way, if they are not the ones shown.
    pub fn on_its_way(&self, requests: &Requests) -> Option<(&StoreInfo, Option<&StorePath>)> {
        let pending = self.pending.as_ref().filter(|_| requests.is_open(self.slot()))?;
        let (store, path) = pending.target().filter(|_| !pending.is_refresh())?;
        Some((store, path.as_ref()))
    }

    /// Whether the screen says that it loads: where rows are shown, only when it takes long.
    pub fn shows_loading(&self, requests: &Requests) -> bool {
        let progress = requests.progress(self.slot());
        progress.is_some_and(|progress| progress.is_late() || self.here.is_none())
    }

    /// What the answer to a key depends on.
    pub fn state(&self, requests: &Requests) -> PaneState {
        let open = self.pending.as_ref().filter(|_| requests.is_open(self.slot()));
        let awaited = open.filter(|pending| pending.shows_other_rows()).and_then(Pending::target);
        PaneState {
            tab: self.tab,
            shown: self.here.as_ref().and_then(DirView::place),
            awaited: awaited.map(|(store, path)| (store.id, path.clone())),
        }
    }

    /// Whether no place was ever opened in it.
    pub fn is_unopened(&self) -> bool {
        self.here.is_none() && self.pending.is_none() && self.goal.is_none()
    }

    /// Which store its words are about, and where in it.
    pub fn shown_place(&self, requests: &Requests) -> (SafeText, Option<&StorePath>) {
        match (self.on_its_way(requests), self.here()) {
            // Until its rows come the old place is shown: its title stays true.
            (_, Some(here)) => (here.store().title(), here.path()),
            (Some((store, path)), None) => (store.title(), path),
            (None, None) => match self.goal_place() {
                Some((store, path)) => (store.title(), path),
                None => (self.placeholder.clone().unwrap_or_default(), None),
            },
        }
    }

    /// The last request, as text.
    pub fn goal_title(&self) -> Option<SafeText> {
        let asked = self.pending.as_ref().and_then(Pending::target).map(|(store, _)| store);
        asked.or_else(|| self.goal()).map(|store| store.title()).or_else(|| self.placeholder.clone())
    }

    /// The collection whose rows are awaited, or parked until a sign-in.
    pub fn pending_collection(&self) -> Option<CollectionId> {
        self.pending.as_ref().and_then(Pending::target).and_then(|(store, _)| store.collection())
    }

    /// Whether the rows of this directory are awaited; `None`: whether it is found out which place is meant.
    pub fn awaits(&self, target: Option<(StoreId, Option<&StorePath>)>) -> bool {
        let awaited = self.pending.as_ref();
        match target {
            None => matches!(awaited, Some(Pending::Place)),
            Some(target) => awaited
                .and_then(Pending::target)
                .is_some_and(|(store, path)| (store.id, path.as_ref()) == target),
        }
    }

    /// Whether it shows, or is opening, a store that needs no sign-in and no service.
    pub fn needs_no_service(&self) -> bool {
        self.goal().is_some_and(|store| store.session_policy.is_none())
    }

    /// The order its rows are shown in.
    pub fn sort(&self) -> Sort {
        self.sort
    }

    /// Whether names that begin with a dot are shown.
    pub fn shows_hidden(&self) -> bool {
        self.show_hidden
    }

    /// The last requested place, once it is known.
    fn goal_place(&self) -> Option<(&Arc<StoreInfo>, Option<&StorePath>)> {
        match self.goal.as_ref()? {
            Goal::Place(store, path) => Some((store, path.as_ref())),
            Goal::Spec(_) => None,
        }
    }

    /// Lists again what is shown, keeping bar and marks; or asks again for what could not be shown.
    pub fn refresh(&mut self, cx: &mut UpdateCx) {
        match (&self.here, self.goal.clone()) {
            (Some(here), _) => {
                let target = (Arc::clone(here.store()), here.path().cloned());
                let coming = self.pending.as_ref().and_then(Pending::refresh_filter);
                let filter = coming.unwrap_or(here.service_filter()).cloned();
                self.list_matching(None, target, filter, CursorTarget::Keep, cx);
            }
            (None, Some(Goal::Place(store, path))) => self.list(store, path, CursorTarget::Top, cx),
            (None, Some(Goal::Spec(spec))) => self.resolve(spec, cx),
            (None, None) => {}
        }
    }

    /// Another user is signed in: what the one before could see goes, with its marks, and is listed for the new one.
    pub fn start_over(&mut self, cx: &mut UpdateCx) {
        if self.needs_no_service() {
            return;
        }
        self.here = None;
        (self.visited, self.history) = (Visited::default(), History::default());
        cx.changed();
        self.refresh(cx);
    }

    /// Something in `store` changed: lists again now, or as soon as the listing in progress is complete.
    pub fn refresh_if_on(&mut self, store: StoreId, cx: &mut UpdateCx) {
        let pending = self.pending.as_ref().filter(|_| cx.requests().is_open(self.slot()));
        let coming = pending.and_then(Pending::target).map(|(store, _)| store.id);
        let refreshing = pending.is_some_and(Pending::is_refresh);
        if coming == Some(store) && !refreshing {
            self.again = true;
        } else if self.here.as_ref().is_some_and(|here| here.store().id == store)
            && (refreshing || pending.is_none())
        {
            self.refresh(cx);
        }
    }
}

#[cfg(test)]
mod tests;
