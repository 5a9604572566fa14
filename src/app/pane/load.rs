//! How a pane gets its rows: what it waits for, what it does with answers. At most one request at a time;
//! a newer one cancels the older, and an answer with another id is not for this pane.
//!
//! Start with [`Pane::open`] and [`Pane::apply`].

use std::sync::Arc;

use super::dir_view::DirView;
use super::{Goal, Pane};
use crate::app::effect::Effect;
use crate::app::event::Event;
use crate::app::request_progress::RequestProgress;
use crate::app::status::Notice;
use crate::app::update_cx::UpdateCx;
use crate::domain::collection::Collection;
use crate::domain::ids::{CollectionId, RequestId};
use crate::domain::listing::Chunk;
use crate::domain::path::StorePath;
use crate::domain::place::{PlaceSpec, StoreId};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::{SafeText, Untrusted};
use crate::domain::time::Timestamp;
use crate::safe;

/// What a pane waits for.
#[derive(Debug)]
pub(super) struct Wait {
    id: RequestId,
    what: WaitKind,
    progress: RequestProgress,
}

#[derive(Debug)]
enum WaitKind {
    /// Which place a spec means.
    Place,
    /// The rows of one.
    Rows(Box<Loading>),
}

/// A listing on its way.
#[derive(Debug)]
struct Loading {
    goal: (Arc<Collection>, Option<StorePath>),
    cursor_target: CursorTarget,
    /// Rows so far, until they are shown.
    fresh: DirView,
    /// What was shown before the first rows took its place: it comes back if the listing fails.
    before: Option<DirView>,
    shown: bool,
    rows: usize,
}

/// Where the bar goes in a new listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CursorTarget {
    /// The first row.
    Top,
    /// The entry of that name.
    On(Untrusted),
    /// Where it was: the same directory is listed again, and shown when it is whole.
    Keep,
}

/// A listing to be asked for once more when something is given first.
#[derive(Debug)]
pub(super) struct Blocked {
    goal: (Arc<Collection>, Option<StorePath>),
    cursor_target: CursorTarget,
}

impl Wait {
    /// The request it waits for.
    pub(super) fn id(&self) -> RequestId {
        self.id
    }

    /// How it goes.
    pub(super) fn progress(&self) -> &RequestProgress {
        &self.progress
    }

    /// Lets the silence grow; whether there is something new to say of it.
    pub(super) fn wake(&mut self, at: Timestamp) -> bool {
        self.progress.wake(at)
    }

    /// How many rows have come, once listing.
    pub(super) fn rows(&self) -> Option<usize> {
        match &self.what {
            WaitKind::Place => None,
            WaitKind::Rows(loading) => Some(loading.rows),
        }
    }

    /// The collection whose rows are awaited.
    pub(super) fn goal(&self) -> Option<&(Arc<Collection>, Option<StorePath>)> {
        match &self.what {
            WaitKind::Place => None,
            WaitKind::Rows(loading) => Some(&loading.goal),
        }
    }

    /// Whether rows of the directory on the screen are being asked for again.
    pub(super) fn is_refresh(&self) -> bool {
        matches!(&self.what, WaitKind::Rows(loading) if loading.cursor_target == CursorTarget::Keep)
    }
}

impl Pane {
    /// Finds out which place is meant, then opens it.
    pub fn resolve(&mut self, spec: PlaceSpec, cx: &mut UpdateCx) {
        self.give_up(cx);
        self.unmet = None;
        self.goal = Some(Goal::Spec(spec.clone()));
        let id = cx.ask(|id| Effect::Resolve { id, spec });
        self.wait = Some(Wait { id, what: WaitKind::Place, progress: RequestProgress::new(cx.at) });
        cx.changed();
    }

    /// Opens a place: where the collection begins if no path is given.
    pub fn open(&mut self, collection: Arc<Collection>, path: Option<StorePath>, cx: &mut UpdateCx) {
        self.list(collection, path, CursorTarget::Top, cx);
    }

    pub(super) fn list(
        &mut self,
        collection: Arc<Collection>,
        path: Option<StorePath>,
        cursor_target: CursorTarget,
        cx: &mut UpdateCx,
    ) {
        self.give_up(cx);
        (self.again, self.unmet) = (false, None);
        let store = StoreId::Collection(collection.id);
        // Whether the directory can be written to is known already when it is listed again.
        let ask_access = cursor_target != CursorTarget::Keep;
        let mut fresh = DirView::new(Arc::clone(&collection), path.clone(), self.sort, self.show_hidden);
        if let CursorTarget::On(name) = &cursor_target {
            fresh.seek(name.as_ref());
        }
        let id = cx.ask(|id| Effect::Browse { id, store, path: path.clone(), ask_access });
        self.goal = Some(Goal::Place(Arc::clone(&collection), path.clone()));
        let loading =
            Loading { goal: (collection, path), cursor_target, fresh, before: None, shown: false, rows: 0 };
        let what = WaitKind::Rows(Box::new(loading));
        self.wait = Some(Wait { id, what, progress: RequestProgress::new(cx.at) });
        cx.changed();
    }

    /// Waits no longer, and says so. What is on the screen stays.
    fn give_up(&mut self, cx: &mut UpdateCx) {
        if let Some(wait) = self.wait.take() {
            cx.cancel(wait.id);
        }
    }

    /// Stops loading: what was shown before comes back. Whether there was something to stop.
    pub fn stop(&mut self, cx: &mut UpdateCx) -> bool {
        let Some(wait) = self.wait.take() else { return false };
        cx.cancel(wait.id);
        cx.changed();
        if let WaitKind::Rows(loading) = wait.what {
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

    /// Asks again for what failed for want of a sign-in or a consent.
    pub fn repeat(&mut self, cx: &mut UpdateCx) {
        if let Some(Blocked { goal: (collection, path), cursor_target }) = self.unmet.take() {
            self.list(collection, path, cursor_target, cx);
        } else if self.problem.as_ref().is_some_and(Problem::is_met_by_signing_in) {
            self.refresh(cx);
        }
    }

    /// The collection of which something failed so.
    pub fn unmet(&self) -> Option<CollectionId> {
        self.unmet.as_ref().map(|unmet| unmet.goal.0.id)
    }

    fn bring_back(&mut self, loading: Loading) {
        if loading.shown {
            self.here = loading.before;
            self.arrange();
        }
        if let Some(here) = &self.here {
            self.goal = Some(Goal::Place(Arc::clone(here.collection()), here.path.clone()));
        }
    }

    /// Takes an answer it waits for; whether it was one.
    pub fn apply(&mut self, event: &Event, cx: &mut UpdateCx) -> bool {
        let id = match event {
            Event::Resolved { id, .. }
            | Event::ResolveFailed { id, .. }
            | Event::Rows { id, .. }
            | Event::Listed { id, .. }
            | Event::ListFailed { id, .. }
            | Event::Retrying { id, .. } => *id,
            _ => return false,
        };
        // The whole staleness rule of a pane.
        let Some(mut wait) = self.wait.take_if(|wait| wait.id == id) else { return false };
        if matches!(event, Event::Retrying { .. }) {
            wait.progress.take(event);
            self.wait = Some(wait);
            cx.changed();
            return true;
        }
        match (wait.what, event) {
            (WaitKind::Place, Event::Resolved { collection, path, .. }) => {
                self.open(Arc::clone(collection), path.clone(), cx);
            }
            (WaitKind::Place, Event::ResolveFailed { problem, .. }) => self.failed(None, problem, cx),
            (WaitKind::Rows(mut loading), Event::Rows { chunk, .. }) => {
                self.rows(&mut loading, chunk, cx);
                wait.progress.heard(cx.at);
                self.wait = Some(Wait { id, what: WaitKind::Rows(loading), progress: wait.progress });
            }
            (WaitKind::Rows(mut loading), Event::Listed { path, writable, truncated, .. }) => {
                self.show(&mut loading);
                if let Some(here) = &mut self.here {
                    here.path = Some(path.clone());
                    here.writable = writable.or(here.writable);
                    here.truncated = *truncated;
                    here.finish();
                    self.goal = Some(Goal::Place(Arc::clone(here.collection()), here.path.clone()));
                }
                cx.changed();
                if std::mem::take(&mut self.again) {
                    self.refresh(cx);
                }
            }
            (WaitKind::Rows(loading), Event::ListFailed { problem, .. }) => {
                if problem.is_met_by_signing_in() {
                    self.unmet = Some(Blocked {
                        goal: loading.goal.clone(),
                        cursor_target: loading.cursor_target.clone(),
                    });
                }
                let title = loading.goal.0.title();
                self.bring_back(*loading);
                self.failed(Some(title), problem, cx);
            }
            // An answer of the wrong kind under the right id: still waiting.
            (what, _) => self.wait = Some(Wait { id, what, progress: wait.progress }),
        }
        true
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
        let (collection, path) = loading.goal.clone();
        let empty = DirView::new(collection, path, self.sort, self.show_hidden);
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

    /// Nothing came of it: the pane stays where it was, or says why it shows nothing.
    fn failed(&mut self, title: Option<SafeText>, problem: &Problem, cx: &mut UpdateCx) {
        cx.changed();
        self.again = false;
        if self.here.is_none() {
            self.problem = Some(problem.clone());
        } else if problem.requirement.is_none() {
            // What is wanted first is asked for in a dialog, in words of its own.
            let mut notice = Notice::problem(problem);
            // Its frame still names the place that is shown.
            if let Some(title) = title {
                notice.words = safe!("{}: {}", title, notice.words);
            }
            cx.say(notice);
        }
    }
}
