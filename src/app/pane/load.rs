//! How a pane gets its rows: what it waits for, what it does with answers. At most one request at a time;
//! a newer one cancels the older, and an answer with another id is not for this pane.
//!
//! Start with [`Pane::open`] and [`Pane::apply`].

use std::sync::Arc;

use super::here::Here;
use super::{Goal, Pane};
use crate::app::effect::Effect;
use crate::app::event::Event;
use crate::app::patience::Patience;
use crate::app::status::Notice;
use crate::app::turn::Turn;
use crate::domain::collection::Collection;
use crate::domain::ids::{CollectionId, RequestId};
use crate::domain::listing::Chunk;
use crate::domain::path::RemotePath;
use crate::domain::place::{PlaceSpec, StoreId};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::{Shown, Untrusted};
use crate::domain::time::Timestamp;
use crate::shown;

/// What a pane waits for.
#[derive(Debug)]
pub(super) struct Wait {
    id: RequestId,
    what: Awaited,
    patience: Patience,
}

#[derive(Debug)]
enum Awaited {
    /// Which place a spec means.
    Place,
    /// The rows of one.
    Rows(Box<Loading>),
}

/// A listing on its way.
#[derive(Debug)]
struct Loading {
    goal: (Arc<Collection>, Option<RemotePath>),
    landing: Landing,
    /// Rows so far, until they are shown.
    fresh: Here,
    /// What was shown before the first rows took its place: it comes back if the listing fails.
    before: Option<Here>,
    shown: bool,
    rows: usize,
}

/// Where the bar goes in a new listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Landing {
    /// The first row.
    Top,
    /// The entry of that name.
    On(Untrusted),
    /// Where it was: the same directory is listed again, and shown when it is whole.
    Keep,
}

/// A listing to be asked for once more when something is given first.
#[derive(Debug)]
pub(super) struct Unmet {
    goal: (Arc<Collection>, Option<RemotePath>),
    landing: Landing,
}

impl Wait {
    /// The request it waits for.
    pub(super) fn id(&self) -> RequestId {
        self.id
    }

    /// How it goes.
    pub(super) fn patience(&self) -> &Patience {
        &self.patience
    }

    /// Lets the silence grow; whether there is something new to say of it.
    pub(super) fn wake(&mut self, at: Timestamp) -> bool {
        self.patience.wake(at)
    }

    /// How many rows have come, once listing.
    pub(super) fn rows(&self) -> Option<usize> {
        match &self.what {
            Awaited::Place => None,
            Awaited::Rows(loading) => Some(loading.rows),
        }
    }

    /// The collection whose rows are awaited.
    pub(super) fn goal(&self) -> Option<&(Arc<Collection>, Option<RemotePath>)> {
        match &self.what {
            Awaited::Place => None,
            Awaited::Rows(loading) => Some(&loading.goal),
        }
    }

    /// Whether rows of the directory on the screen are being asked for again.
    pub(super) fn is_refresh(&self) -> bool {
        matches!(&self.what, Awaited::Rows(loading) if loading.landing == Landing::Keep)
    }
}

impl Pane {
    /// Finds out which place is meant, then opens it.
    pub fn resolve(&mut self, spec: PlaceSpec, turn: &mut Turn) {
        self.give_up(turn);
        self.unmet = None;
        self.goal = Some(Goal::Spec(spec.clone()));
        let id = turn.ask(|id| Effect::Resolve { id, spec });
        self.wait = Some(Wait { id, what: Awaited::Place, patience: Patience::new(turn.at) });
        turn.changed();
    }

    /// Opens a place: where the collection begins if no path is given.
    pub fn open(&mut self, collection: Arc<Collection>, path: Option<RemotePath>, turn: &mut Turn) {
        self.list(collection, path, Landing::Top, turn);
    }

    pub(super) fn list(
        &mut self,
        collection: Arc<Collection>,
        path: Option<RemotePath>,
        landing: Landing,
        turn: &mut Turn,
    ) {
        self.give_up(turn);
        (self.again, self.unmet) = (false, None);
        let store = StoreId::Collection(collection.id);
        // Whether the directory can be written to is known already when it is listed again.
        let ask_access = landing != Landing::Keep;
        let mut fresh = Here::new(Arc::clone(&collection), path.clone(), self.sort, self.show_hidden);
        if let Landing::On(name) = &landing {
            fresh.seek(name.as_ref());
        }
        let id = turn.ask(|id| Effect::Browse { id, store, path: path.clone(), ask_access });
        self.goal = Some(Goal::Place(Arc::clone(&collection), path.clone()));
        let loading =
            Loading { goal: (collection, path), landing, fresh, before: None, shown: false, rows: 0 };
        let what = Awaited::Rows(Box::new(loading));
        self.wait = Some(Wait { id, what, patience: Patience::new(turn.at) });
        turn.changed();
    }

    /// Waits no longer, and says so. What is on the screen stays.
    fn give_up(&mut self, turn: &mut Turn) {
        if let Some(wait) = self.wait.take() {
            turn.cancel(wait.id);
        }
    }

    /// Stops loading: what was shown before comes back. Whether there was something to stop.
    pub fn stop(&mut self, turn: &mut Turn) -> bool {
        let Some(wait) = self.wait.take() else { return false };
        turn.cancel(wait.id);
        turn.changed();
        if let Awaited::Rows(loading) = wait.what {
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
    pub fn repeat(&mut self, turn: &mut Turn) {
        if let Some(Unmet { goal: (collection, path), landing }) = self.unmet.take() {
            self.list(collection, path, landing, turn);
        } else if self.problem.as_ref().is_some_and(Problem::is_met_by_signing_in) {
            self.refresh(turn);
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
    pub fn apply(&mut self, event: &Event, turn: &mut Turn) -> bool {
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
            wait.patience.take(event);
            self.wait = Some(wait);
            turn.changed();
            return true;
        }
        match (wait.what, event) {
            (Awaited::Place, Event::Resolved { collection, path, .. }) => {
                self.open(Arc::clone(collection), path.clone(), turn);
            }
            (Awaited::Place, Event::ResolveFailed { problem, .. }) => self.failed(None, problem, turn),
            (Awaited::Rows(mut loading), Event::Rows { chunk, .. }) => {
                self.rows(&mut loading, chunk, turn);
                wait.patience.heard(turn.at);
                self.wait = Some(Wait { id, what: Awaited::Rows(loading), patience: wait.patience });
            }
            (Awaited::Rows(mut loading), Event::Listed { path, writable, truncated, .. }) => {
                self.show(&mut loading);
                if let Some(here) = &mut self.here {
                    here.path = Some(path.clone());
                    here.writable = writable.or(here.writable);
                    here.truncated = *truncated;
                    here.finish();
                    self.goal = Some(Goal::Place(Arc::clone(here.collection()), here.path.clone()));
                }
                turn.changed();
                if std::mem::take(&mut self.again) {
                    self.refresh(turn);
                }
            }
            (Awaited::Rows(loading), Event::ListFailed { problem, .. }) => {
                if problem.is_met_by_signing_in() {
                    self.unmet = Some(Unmet { goal: loading.goal.clone(), landing: loading.landing.clone() });
                }
                let title = loading.goal.0.title();
                self.bring_back(*loading);
                self.failed(Some(title), problem, turn);
            }
            // An answer of the wrong kind under the right id: still waiting.
            (what, _) => self.wait = Some(Wait { id, what, patience: wait.patience }),
        }
        true
    }

    fn rows(&mut self, loading: &mut Loading, chunk: &Arc<Chunk>, turn: &mut Turn) {
        if chunk.is_empty() {
            return;
        }
        loading.rows += chunk.len();
        turn.changed();
        match &mut self.here {
            Some(here) if loading.shown => here.push(Arc::clone(chunk)),
            _ => {
                loading.fresh.push(Arc::clone(chunk));
                if loading.landing != Landing::Keep {
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
        let empty = Here::new(collection, path, self.sort, self.show_hidden);
        let mut fresh = std::mem::replace(&mut loading.fresh, empty);
        fresh.arrange(self.sort, self.show_hidden);
        if loading.landing == Landing::Keep
            && let Some(before) = &self.here
        {
            fresh.take_over(before);
        }
        loading.before = self.here.replace(fresh);
        self.problem = None;
    }

    /// Nothing came of it: the pane stays where it was, or says why it shows nothing.
    fn failed(&mut self, title: Option<Shown>, problem: &Problem, turn: &mut Turn) {
        turn.changed();
        self.again = false;
        if self.here.is_none() {
            self.problem = Some(problem.clone());
        } else if problem.requirement.is_none() {
            // What is wanted first is asked for in a dialog, in words of its own.
            let mut notice = Notice::problem(problem);
            // Its frame still names the place that is shown.
            if let Some(title) = title {
                notice.words = shown!("{}: {}", title, notice.words);
            }
            turn.say(notice);
        }
    }
}
