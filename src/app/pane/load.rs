//! How a pane gets its rows: what its request is for, and what it does with the replies. The table of requests keeps
//! one request a pane, cancels it, and repeats it after a sign-in; this file knows only what the replies mean.
//!
//! Start with [`Pane::open`], then [`Pane::resolved`] and [`Pane::listed`].

use std::convert::Infallible;
use std::sync::Arc;

use super::dir_view::DirView;
use super::{Goal, Pane};
use crate::app::requests::Part;
use crate::app::requests::fs::{List, Listed, Resolve, Resolved};
use crate::app::status::Notice;
use crate::app::update_cx::UpdateCx;
use crate::domain::listing::Chunk;
use crate::domain::path::StorePath;
use crate::domain::place::PlaceSpec;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::store::StoreInfo;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// What the request of a pane is for.
#[derive(Debug)]
pub(super) enum Pending {
    /// Finding out which place is meant.
    Place,
    /// The rows of one.
    Rows(Box<Loading>),
}

/// A directory to be listed.
type Target = (Arc<StoreInfo>, Option<StorePath>);

/// A listing on its way.
#[derive(Debug)]
pub(super) struct Loading {
    target: Target,
    cursor_target: CursorTarget,
    /// Rows so far, until they are shown.
    fresh: DirView,
    /// What was shown before the first rows took its place: it comes back if the listing fails.
    before: Option<DirView>,
    shown: bool,
    rows: usize,
}

/// Where the cursor goes in a new listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CursorTarget {
    /// The first row.
    Top,
    /// The entry of that name.
    On(Untrusted),
    /// Where it was: the same directory is listed again, and shown when it is complete.
    Keep,
}

impl Pending {
    /// How many rows have arrived, once listing.
    pub(super) fn rows(&self) -> Option<usize> {
        match self {
            Self::Place => None,
            Self::Rows(loading) => Some(loading.rows),
        }
    }

    /// The directory whose rows are awaited.
    pub(super) fn target(&self) -> Option<&Target> {
        match self {
            Self::Place => None,
            Self::Rows(loading) => Some(&loading.target),
        }
    }

    /// Whether the directory on the screen is listed again.
    pub(super) fn is_refresh(&self) -> bool {
        matches!(self, Self::Rows(loading) if loading.cursor_target == CursorTarget::Keep)
    }
}

impl Pane {
    /// Finds out which place is meant, then opens it. A place on this computer needs no finding out.
    pub fn resolve(&mut self, spec: PlaceSpec, cx: &mut UpdateCx) {
        if let PlaceSpec::Local(path) = spec {
            return self.open(Arc::new(StoreInfo::local()), Some(path), cx);
        }
        self.goal = Some(Goal::Spec(spec.clone()));
        self.pending = Some(Pending::Place);
        cx.send(self.slot(), Resolve { spec });
    }

    /// Opens a place: where the store begins if no path is given.
    pub fn open(&mut self, store: Arc<StoreInfo>, path: Option<StorePath>, cx: &mut UpdateCx) {
        self.list(store, path, CursorTarget::Top, cx);
    }

    pub(super) fn list(
        &mut self,
        store: Arc<StoreInfo>,
        path: Option<StorePath>,
        cursor_target: CursorTarget,
        cx: &mut UpdateCx,
    ) {
        self.again = false;
        self.goal = Some(Goal::Place(Arc::clone(&store), path.clone()));
        // Whether the directory can be written to is known already when it is listed again.
        let ask_access = cursor_target != CursorTarget::Keep;
        let target = (Arc::clone(&store), path.clone());
        self.pending = Some(Pending::Rows(Box::new(self.loading(target, cursor_target))));
        let full = store.capabilities.details && self.needs_full_rows();
        cx.send(self.slot(), List { store: store.id, path, ask_access, full });
    }

    fn loading(&self, target: Target, cursor_target: CursorTarget) -> Loading {
        let (store, path) = target.clone();
        let mut fresh = DirView::new(store, path, self.sort, self.show_hidden);
        fresh.full = self.needs_full_rows();
        if let CursorTarget::On(name) = &cursor_target {
            fresh.seek(name.as_ref());
        }
        Loading { target, cursor_target, fresh, before: None, shown: false, rows: 0 }
    }

    /// Stops loading: what was shown before comes back. Whether there was something to stop.
    pub fn stop(&mut self, cx: &mut UpdateCx) -> bool {
        if !cx.cancel(self.slot()) {
            return false;
        }
        cx.changed();
        if let Some(Pending::Rows(loading)) = self.pending.take() {
            self.bring_back(*loading);
        }
        if self.here.is_none() {
            self.problem = Some(Problem::new(
                ProblemKind::Refused,
                "Stopped before it was listed.",
                "List it again to see it.",
            ));
        }
        true
    }

    fn bring_back(&mut self, loading: Loading) {
        if loading.shown {
            self.here = loading.before;
            self.arrange();
        }
        if let Some(here) = &self.here {
            self.goal = Some(Goal::Place(Arc::clone(here.store()), here.path.clone()));
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

    /// Some rows of the listing on its way, its end, or why it failed.
    pub fn listed(&mut self, part: Part<Arc<Chunk>, Listed>, cx: &mut UpdateCx) {
        let Some(Pending::Rows(mut loading)) = self.pending.take() else { return };
        match part {
            Part::Partial(chunk) => {
                self.rows(&mut loading, &chunk, cx);
                self.pending = Some(Pending::Rows(loading));
            }
            Part::Done(Ok(Listed { path, writable, truncated, unreadable })) => {
                self.show(&mut loading);
                if let Some(here) = &mut self.here {
                    here.path = Some(path);
                    here.writable = writable.or(here.writable);
                    here.truncated = truncated;
                    here.unreadable = unreadable;
                    here.finish();
                    self.goal = Some(Goal::Place(Arc::clone(here.store()), here.path.clone()));
                }
                cx.changed();
                if std::mem::take(&mut self.again) {
                    self.refresh(cx);
                }
            }
            Part::Done(Err(problem)) => {
                let title = loading.target.0.title();
                if problem.is_met_by_signing_in() {
                    // The request is parked: the same directory arrives after a sign-in.
                    let (target, cursor_target) = (loading.target.clone(), loading.cursor_target.clone());
                    self.pending = Some(Pending::Rows(Box::new(self.loading(target, cursor_target))));
                }
                self.bring_back(*loading);
                self.failed(Some(title), &problem, cx);
            }
        }
    }

    fn rows(&mut self, loading: &mut Loading, chunk: &Arc<Chunk>, cx: &mut UpdateCx) {
        if chunk.is_empty() {
            return;
        }
        loading.rows += chunk.len();
        cx.changed();
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
            && let Some(before) = &self.here
        {
            fresh.take_over(before);
        }
        loading.before = self.here.replace(fresh);
        self.problem = None;
    }

    /// It failed: the pane stays where it was, or says why it shows nothing.
    fn failed(&mut self, title: Option<SafeText>, problem: &Problem, cx: &mut UpdateCx) {
        cx.changed();
        self.again = false;
        if self.here.is_none() {
            self.problem = Some(problem.clone());
        } else if problem.requirement.is_none() {
            // What is required first is asked for in a dialog, in words of its own.
            let mut notice = Notice::problem(problem);
            // The frame still names the place that is shown.
            if let Some(title) = title {
                notice.words = safe!("{}: {}", title, notice.words);
            }
            cx.say(notice);
        }
    }
}
