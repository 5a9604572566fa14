//! The places that a pane showed, in their order: back and forward among them, and to the two that every store has. A
//! place comes into the history when its rows are shown. Start with [`Pane::travel`].

use std::sync::Arc;

use super::pending::{CursorTarget, Pending};
use super::{DirView, Pane};
use crate::app::requests::Requests;
use crate::app::update_cx::UpdateCx;
use crate::domain::path::StorePath;
use crate::domain::store::StoreInfo;
use crate::domain::text::SafeText;

/// Places that are remembered.
const MOST: usize = 200;

/// The places, the earliest first, and which of them is shown.
#[derive(Debug, Default)]
pub(super) struct History {
    stops: Vec<Stop>,
    at: usize,
}

/// One of the places.
#[derive(Clone, Debug)]
struct Stop {
    store: Arc<StoreInfo>,
    path: StorePath,
}

impl History {
    /// The pane shows this place: the one at that index, else a new one, which those that were left by going back give way
    /// to.
    pub(super) fn arrive(&mut self, here: Option<&DirView>, index: Option<usize>) {
        let Some((store, Some(path))) = here.map(|here| (here.store(), here.path())) else { return };
        let stop = Stop { store: Arc::clone(store), path: path.clone() };
        let is_same = |known: &Stop| known.store.id == store.id && known.path == *path;
        self.at = index.unwrap_or(self.at);
        match self.stops.get_mut(self.at) {
            Some(known) if index.is_some() || is_same(known) => *known = stop,
            _ => {
                self.stops.truncate(self.at.saturating_add(1));
                self.stops.push(stop);
                if self.stops.len() > MOST {
                    self.stops.remove(0);
                }
                self.at = self.stops.len() - 1;
            }
        }
    }

    /// The place at that index cannot be shown any longer.
    pub(super) fn remove(&mut self, index: usize) {
        if index < self.stops.len() && index != self.at {
            self.stops.remove(index);
            self.at -= usize::from(index < self.at);
        }
    }

    /// The index so many places from another, or of the last one that way; `None` where there is none.
    fn index(&self, from: usize, steps: isize) -> Option<usize> {
        let last = self.stops.len().checked_sub(1)?;
        Some(from.saturating_add_signed(steps).min(last)).filter(|index| *index != from)
    }
}

impl Pane {
    /// The rows on the screen count as a place of the history, whole or not.
    pub(super) fn arrive(&mut self) {
        let pending = self.pending.as_ref().filter(|pending| !pending.shows_other_rows());
        self.history.arrive(self.here.as_ref(), pending.and_then(Pending::stop));
    }

    /// What is on its way while rows of another place are on the screen: the place of the history, or a new one.
    fn coming(&self, requests: &Requests) -> Option<Option<usize>> {
        let pending =
            self.pending.as_ref().filter(|_| self.here.is_some() && requests.is_open(self.slot()))?;
        pending.shows_other_rows().then(|| pending.stop())
    }

    /// The index of the place that so many steps lead to.
    fn destination(&self, steps: isize, requests: &Requests) -> Option<usize> {
        let from = self.coming(requests).flatten().unwrap_or(self.history.at);
        self.history.index(from, steps)
    }

    /// Why there is no place so many steps back, where negative, or forward.
    pub fn why_not_travel(&self, steps: isize, requests: &Requests) -> Option<SafeText> {
        let returns = steps < 0 && self.coming(requests) == Some(None);
        match self.destination(steps, requests) {
            None if !returns && steps < 0 => Some("There is no earlier place to go back to.".into()),
            None if !returns => Some("There is no later place to go forward to.".into()),
            _ => None,
        }
    }

    /// Goes so many places back, where negative, or forward. From a new place that is not shown yet, back is the one shown.
    pub fn travel(&mut self, mut steps: isize, cx: &mut UpdateCx) {
        if steps < 0 && self.coming(cx.requests()) == Some(None) {
            self.stop(cx);
            steps += 1;
        }
        self.arrive();
        let Some(index) = self.destination(steps, cx.requests()) else { return };
        if index == self.history.at {
            self.stop(cx);
        } else if let Some(Stop { store, path }) = self.history.stops.get(index).cloned() {
            self.list_stop(Some(index), store, Some(path), CursorTarget::Top, cx);
        }
    }

    /// Why there is no store whose home or top could be opened, if so.
    pub fn why_no_store(&self) -> Option<SafeText> {
        self.goal_place().is_none().then(|| "Nothing is open here yet.".into())
    }

    /// Goes to where the store begins: the user's own directory there, as a rule.
    pub fn go_home(&mut self, cx: &mut UpdateCx) {
        if let Some(store) = self.goal().cloned() {
            self.open(store, None, cx);
        }
    }

    /// Goes to the top directory of the store.
    pub fn go_to_root(&mut self, cx: &mut UpdateCx) {
        if let Some(store) = self.goal().cloned() {
            self.open(store, Some(StorePath::root()), cx);
        }
    }
}
