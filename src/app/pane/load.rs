//! How a pane gets its rows: what its request is for, and what it does with the replies. The table of requests keeps
//! one request a pane, cancels it, and repeats it after a sign-in; this file knows only what the replies mean.
//!
//! Start with [`Pane::open`], then [`Pane::resolved`] and [`Pane::listed`].

use std::convert::Infallible;
use std::sync::Arc;

use super::dir_view::DirView;
use super::failure::leads_nowhere;
use super::pending::{CursorTarget, Loading, Pending, Target};
use super::{Goal, Pane};
use crate::app::requests::Part;
use crate::app::requests::fs::{List, Listed, Resolve, Resolved};
use crate::app::status::Notice;
use crate::app::update_cx::UpdateCx;
use crate::domain::format;
use crate::domain::listing::Chunk;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::place::{Place, PlaceSpec};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::service_filter::ServiceFilter;
use crate::domain::store::StoreInfo;
use crate::domain::text::{SafeText, Untrusted, UntrustedRef};
use crate::domain::time::Timestamp;
use crate::safe;

/// Rows that fill any screen.
const FIRST_ROWS: usize = 256;

impl Pane {
    /// Finds out which place is meant, then opens it. A place on this computer needs no finding out.
    pub fn resolve(&mut self, spec: PlaceSpec, cx: &mut UpdateCx) {
        if let PlaceSpec::Local(path) = spec {
            return self.open(Arc::new(StoreInfo::local()), Some(path), cx);
        }
        if let Some(place) = spec.place().filter(|place| !cx.listings.kept.has(place)) {
            cx.list_early(place);
        }
        self.goal = Some(Goal::Spec(spec.clone()));
        self.pending = Some(Pending::Place);
        cx.changed_if(self.here.is_none());
        cx.send(self.slot(), Resolve { spec });
    }

    /// The directory whose store is being looked up.
    pub fn looked_up(&self) -> Option<Place> {
        match (&self.pending, &self.goal) {
            (Some(Pending::Place), Some(Goal::Spec(spec))) => spec.place(),
            _ => None,
        }
    }

    /// Opens a place: where the store begins if no path is given.
    pub fn open(&mut self, store: Arc<StoreInfo>, path: Option<StorePath>, cx: &mut UpdateCx) {
        self.list(store, path, CursorTarget::Top, cx);
    }

    /// Opens a directory with the cursor on one of its entries.
    pub fn open_at(&mut self, store: Arc<StoreInfo>, path: StorePath, name: EntryName, cx: &mut UpdateCx) {
        let target = CursorTarget::On(Untrusted::new(name.raw()));
        self.list(store, Some(path), target, cx);
    }

    /// Opens a directory whose store is to be looked up, with the cursor on one of its entries.
    pub fn resolve_at(&mut self, spec: PlaceSpec, name: EntryName, cx: &mut UpdateCx) {
        self.new_entry = spec.place().map(|place| (place, name));
        self.resolve(spec, cx);
    }

    pub(super) fn list(
        &mut self,
        store: Arc<StoreInfo>,
        path: Option<StorePath>,
        cursor_target: CursorTarget,
        cx: &mut UpdateCx,
    ) {
        self.list_stop(None, store, path, cursor_target, cx);
    }

    /// The same for a place of the history, of that index.
    pub(super) fn list_stop(
        &mut self,
        stop: Option<usize>,
        store: Arc<StoreInfo>,
        path: Option<StorePath>,
        cursor_target: CursorTarget,
        cx: &mut UpdateCx,
    ) {
        self.list_matching(stop, (store, path), None, cursor_target, cx);
    }

    /// The same, but only the names that the service finds to match.
    pub(super) fn list_matching(
        &mut self,
        stop: Option<usize>,
        (store, path): Target,
        filter: Option<ServiceFilter>,
        cursor_target: CursorTarget,
        cx: &mut UpdateCx,
    ) {
        self.arrive();
        (self.again, self.failed_above) = (false, None);
        if cursor_target != CursorTarget::Keep {
            (self.matching, self.compares) = (None, false);
        }
        // What was shown before rows that are not whole is left for good.
        if let Some(Pending::Rows(loading)) = self.pending.take() {
            self.leave(loading.before, cx);
        }
        self.goal = Some(Goal::Place(Arc::clone(&store), path.clone()));
        let target = (Arc::clone(&store), path.clone());
        let mut loading = self.loading(target, stop, cursor_target, filter.clone());
        loading.asked = cx.at;
        let place = path.clone().map(|path| Place { store: store.id, path });
        let full = store.capabilities.details && self.needs_full_rows();
        let request = List { store: store.id, path, ahead: false, full, filter };
        // The screen says at once that it loads only where it showed that rows are missing.
        cx.changed_if(self.here.as_ref().is_none_or(|here| !here.is_whole() || here.is_working()));
        let Some(place) = place.filter(|_| loading.cursor_target != CursorTarget::Keep) else {
            self.pending = Some(Pending::Rows(Box::new(loading)));
            return cx.send(self.slot(), request);
        };
        if let Some(kept) = cx.listings.kept.take(&place) {
            return self.show_kept(loading, kept, cx);
        }
        let flight = cx.take_over(&place, self.slot(), request.clone());
        self.pending = Some(Pending::Rows(Box::new(loading)));
        match flight {
            Some(flight) => self.take_flight(flight, cx),
            None => cx.send(self.slot(), request),
        }
    }

    pub(super) fn loading(
        &self,
        target: Target,
        stop: Option<usize>,
        cursor_target: CursorTarget,
        filter: Option<ServiceFilter>,
    ) -> Loading {
        let (store, path) = target.clone();
        let mut fresh = DirView::new(store, path, self.sort, self.show_hidden);
        fresh.full = self.needs_full_rows();
        fresh.service_filter = filter.clone();
        if cursor_target == CursorTarget::Keep {
            let shown = self.here.as_ref().map(DirView::listing);
            fresh.set_filter(shown.and_then(|rows| rows.coming_filter().cloned()));
        }
        let visit = fresh.place().and_then(|place| self.visited.get(&place));
        let last = visit.and_then(|visit| Some((visit.cursor.as_ref()?, visit.line)));
        match (&cursor_target, last, self.here.as_ref().and_then(DirView::entry_at_cursor)) {
            (CursorTarget::On(name), Some((last, line)), _) if name == last => {
                fresh.seek(name.as_ref(), line)
            }
            // Below one more row: that of the parent, if it is the first entry.
            (CursorTarget::On(name), ..) => fresh.seek(name.as_ref(), 1),
            (CursorTarget::Top, Some((last, line)), _) => fresh.seek(last.as_ref(), line),
            (CursorTarget::Keep, _, Some(entry)) => fresh.seek(entry.name, 0),
            (CursorTarget::Top | CursorTarget::Keep, ..) => {}
        }
        Loading {
            target,
            stop,
            cursor_target,
            fresh,
            before: None,
            shown: false,
            rows: 0,
            asked: Timestamp::default(),
            filter,
        }
    }

    /// Stops loading and restores what was shown before; rows of a first place stay, as a listing that is not whole.
    /// Returns whether there was something to stop.
    pub fn stop(&mut self, cx: &mut UpdateCx) -> bool {
        if !cx.cancel(self.slot()) {
            return false;
        }
        cx.changed();
        if let Some(Pending::Rows(loading)) = self.pending.take() {
            let is_all_there_is = loading.shown && loading.before.is_none();
            if !is_all_there_is {
                self.bring_back(*loading);
            }
        }
        if self.here.is_none() {
            self.problem = Some(Problem::new(
                ProblemKind::Refused,
                "The listing was stopped before its first entry.",
                "List it again to see it.",
            ));
        }
        true
    }

    fn bring_back(&mut self, loading: Loading) {
        if loading.shown {
            let failed = std::mem::replace(&mut self.here, loading.before);
            self.forsake(failed);
            self.arrange();
        }
        if let Some(here) = &self.here {
            self.goal = Some(Goal::Place(Arc::clone(here.store()), here.path().cloned()));
        }
    }

    /// Which place was meant, or why it was not found.
    pub fn resolved(&mut self, part: Part<Infallible, Resolved>, cx: &mut UpdateCx) {
        match part {
            Part::Partial(never) => match never {},
            Part::Done(Ok(Resolved { store, path })) => self.open(store, path, cx),
            Part::Done(Err(problem)) => {
                if !problem.is_met_by_signing_in() {
                    self.pending = None;
                }
                self.failed(None, &problem, cx);
            }
        }
    }

    /// Some rows of the listing in progress, its end, or why it failed.
    pub fn listed(&mut self, part: Part<Arc<Chunk>, Listed>, cx: &mut UpdateCx) {
        let Some(Pending::Rows(mut loading)) = self.pending.take() else { return };
        match part {
            Part::Partial(chunk) => {
                self.rows(&mut loading, &chunk, cx);
                self.pending = Some(Pending::Rows(loading));
            }
            Part::Done(Ok(listed)) => {
                self.pending = Some(Pending::Sorting(loading, listed));
                cx.advanced(false);
                self.end_listing(cx);
            }
            Part::Done(Err(problem)) => {
                let target = loading.target.clone();
                if problem.is_met_by_signing_in() {
                    // The request is parked: the same directory arrives after a sign-in.
                    let cursor_target = loading.cursor_target.clone();
                    let mut again =
                        self.loading(target.clone(), loading.stop, cursor_target, loading.filter.clone());
                    again.asked = cx.at;
                    self.pending = Some(Pending::Rows(Box::new(again)));
                } else if let Some(stop) = loading.stop.filter(|_| leads_nowhere(&problem)) {
                    self.history.remove(stop);
                }
                self.bring_back(*loading);
                self.failed_at(&target, &problem);
                self.failed(Some(target.0.title()), &problem, cx);
            }
        }
    }

    /// Ends a listing whose rows are all here, unless they are to be sorted first.
    pub(super) fn end_listing(&mut self, cx: &mut UpdateCx) {
        let is_sorted =
            |pending: &mut Pending| matches!(pending, Pending::Sorting(..)) && !pending.is_unsorted();
        let Some(Pending::Sorting(mut loading, listed)) = self.pending.take_if(is_sorted) else { return };
        let Listed { path, writable, free, truncated, unreadable } = listed;
        self.show(&mut loading);
        if let Some(here) = &mut self.here {
            let place_known = here.path().is_some();
            here.set_path(path);
            here.writable = writable.or(here.writable);
            here.free = free;
            here.truncated = truncated;
            here.unreadable = unreadable;
            here.as_of = loading.asked;
            if !place_known {
                self.restore_marks();
            }
        }
        self.history.arrive(self.here.as_ref(), loading.stop);
        if let Some(here) = &mut self.here {
            here.finish();
            let place = here.place();
            if let Some((_, name)) = self.new_entry.take_if(|(at, _)| Some(&*at) == place.as_ref()) {
                here.put_on_name(UntrustedRef(name.raw()));
            }
            self.goal = Some(Goal::Place(Arc::clone(here.store()), here.path().cloned()));
        }
        self.leave(loading.before.take(), cx);
        // Rows that are still being sorted are shown, with all that is known of them, in a moment.
        cx.advanced(!self.is_working());
        if std::mem::take(&mut self.again) {
            self.refresh(cx);
        }
    }

    fn rows(&mut self, loading: &mut Loading, chunk: &Arc<Chunk>, cx: &mut UpdateCx) {
        if chunk.is_empty() {
            return;
        }
        // The rows that fill the screen are drawn as they come.
        cx.advanced(loading.rows < FIRST_ROWS);
        loading.rows += chunk.len();
        match &mut self.here {
            Some(here) if loading.shown => here.push(Arc::clone(chunk)),
            _ => {
                loading.fresh.push(Arc::clone(chunk));
                if loading.cursor_target != CursorTarget::Keep {
                    self.show(loading);
                }
            }
        }
    }

    /// Puts the new rows in the place of the old.
    fn show(&mut self, loading: &mut Loading) {
        if std::mem::replace(&mut loading.shown, true) {
            return;
        }
        let (store, path) = loading.target.clone();
        let empty = DirView::new(store, path, self.sort, self.show_hidden);
        let mut fresh = std::mem::replace(&mut loading.fresh, empty);
        fresh.arrange(self.sort, self.show_hidden);
        if loading.cursor_target == CursorTarget::Keep
            && let Some(before) = &mut self.here
        {
            fresh.take_over(before);
        }
        loading.before = self.here.replace(fresh);
        self.match_anew();
        self.restore_marks();
        self.problem = None;
    }

    /// Gives the rows shown the marks that an earlier visit left, or that the rows before have, which are of the same place.
    pub(super) fn restore_marks(&mut self) {
        if let Some(here) = &mut self.here
            && let Some(place) = here.place()
        {
            here.restore_marks(self.visited.take_marks(&place));
        }
    }

    /// The pane leaves these rows: where the cursor was and the marks are remembered, and marks that stay are reported.
    pub(super) fn leave(&mut self, rows: Option<DirView>, cx: &mut UpdateCx) {
        let Some(mut rows) = rows else { return };
        let Some((place, title, marks)) = self.remember(&mut rows) else { return };
        if self.here.as_ref().and_then(DirView::place).as_ref() != Some(&place)
            && let Some(kept) = rows.into_kept()
        {
            cx.listings.kept.keep(place.clone(), kept);
        }
        if marks == 0 || self.here.as_ref().and_then(DirView::place).as_ref() == Some(&place) {
            return self.restore_marks();
        }
        let verb = if marks == 1 { "stays" } else { "stay" };
        let sign = if place.path.is_root() { "" } else { "/" };
        let words = safe!(
            "{} {} in {} {}{}.",
            format::count(marks as u64, "mark", "marks"),
            verb,
            title,
            place.path.sanitized(),
            sign
        );
        cx.say(Notice::info(words).until_shown(self.tab, place));
    }

    /// Rows of a listing that failed go; their marks, if any, are remembered.
    fn forsake(&mut self, rows: Option<DirView>) {
        if let Some(mut rows) = rows {
            self.remember(&mut rows);
        }
        self.restore_marks();
    }

    /// Remembers of these rows what a visit leaves: their place, the title of its store, how many marks.
    pub(super) fn remember(&mut self, rows: &mut DirView) -> Option<(Place, SafeText, usize)> {
        let place = rows.place()?;
        let title = rows.store().title();
        let visit = rows.end_visit();
        let marks = visit.marks.len();
        self.visited.remember(place.clone(), visit);
        Some((place, title, marks))
    }
}
