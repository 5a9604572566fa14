//! Synchronised browsing: while it is on, a directory that is entered or left in one pane is entered or left in the other
//! too. Two directories are the bases; what lies below one is looked for below the other. Start with [`App::follow`].

use std::sync::Arc;

use super::App;
use super::overlay::Confirm;
use super::requests::fs::{Changed, FsReply, MakeDirectories};
use super::requests::{Part, Purpose, Slot, TabId};
use super::status::Notice;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::place::{Place, Side};
use crate::domain::problem::ProblemKind;
use crate::domain::text::SafeText;
use crate::safe;

/// What the panes show, left and right, each with its tab.
type Shown = [Option<(TabId, Place)>; 2];

/// Two directories whose contents are browsed together.
#[derive(Clone, Debug)]
pub(super) struct Synchronised {
    /// Left and right.
    bases: [Place; 2],
    /// What the panes showed when this was looked at last.
    shown: Shown,
    /// What the pane of that tab is opening because of the other one.
    awaited: Option<(TabId, Place)>,
    /// What is created because of the other pane, and is opened when it is there.
    created: Option<(TabId, Place)>,
}

impl Synchronised {
    /// The same when the panes are swapped.
    pub(super) fn swap(&mut self) {
        self.bases.reverse();
        self.shown.reverse();
    }

    fn base(&self, side: Side) -> &Place {
        let [left, right] = &self.bases;
        if side == Side::Left { left } else { right }
    }

    /// Where the other pane has to be when the one of that side is at `lead`: below its base, or as far above it.
    fn counterpart(&mut self, side: Side, lead: &Place) -> Option<Place> {
        let (base, other) = (self.base(side), self.base(side.other()));
        if lead.store != base.store {
            return None;
        }
        if let Some(names) = lead.path.names_below(&base.path) {
            let path = names.iter().fold(other.path.clone(), |path, name| path.join(name));
            return Some(Place { store: other.store, path });
        }
        let levels = base.path.names_below(&lead.path)?.len();
        let path = (0..levels).try_fold(other.path.clone(), |path, _| path.parent())?;
        let counterpart = Place { store: other.store, path };
        self.bases = match side {
            Side::Left => [lead.clone(), counterpart.clone()],
            Side::Right => [counterpart.clone(), lead.clone()],
        };
        Some(counterpart)
    }
}

impl App {
    /// Why the panes cannot be browsed together, if so.
    pub(super) fn why_not_synchronise(&self) -> Option<SafeText> {
        let shown = self.shown_places();
        match (&self.panes.synchronised, shown) {
            (Some(_), _) | (None, [Some((_, _)), Some((_, _))]) => None,
            (None, _) => Some("Both panes have to show a directory first.".into()),
        }
    }

    /// Begins or ends to browse both panes together.
    pub(super) fn toggle_synchronised(&mut self) {
        if self.panes.synchronised.take().is_some() {
            return self.cx.say(Notice::info("The panes are browsed separately again."));
        }
        if let [Some(left), Some(right)] = self.shown_places() {
            self.panes.synchronised = Some(Synchronised {
                bases: [left.1.clone(), right.1.clone()],
                shown: [Some(left), Some(right)],
                awaited: None,
                created: None,
            });
            self.cx.say(Notice::info(
                "Synchronised: a directory that is opened or left in one pane is so in the other too.",
            ));
        }
    }

    fn shown_places(&self) -> Shown {
        Side::BOTH.map(|side| {
            let pane = self.pane(side);
            Some((pane.tab(), pane.here()?.place()?))
        })
    }

    /// Brings the other pane to where the active one has gone.
    pub(super) fn follow(&mut self) {
        let shown = self.shown_places();
        let side = self.active();
        let Some(link) = self.panes.synchronised.as_mut().filter(|link| link.shown != shown) else { return };
        let before = std::mem::replace(&mut link.shown, shown.clone());
        let [lead, other] = Self::by_side(shown, side);
        let [lead_before, other_before] = Self::by_side(before, side);
        let same_tab = |now: &Option<(TabId, Place)>, before: &Option<(TabId, Place)>| match (now, before) {
            (Some((now, _)), Some((before, _))) => now == before,
            _ => false,
        };
        if !same_tab(&lead, &lead_before) || !same_tab(&other, &other_before) {
            return self.separate("another tab is shown");
        }
        let is_expected = |place: &Option<(TabId, Place)>| *place == link.awaited || *place == link.created;
        if other != other_before && !is_expected(&other) {
            return self.separate("the other pane was opened elsewhere");
        }
        let moved = lead != lead_before;
        let (Some((_, lead)), Some((tab, there))) = (lead.filter(|_| moved), other) else { return };
        match link.counterpart(side, &lead) {
            None => self.separate("the place opened has no counterpart in the other pane"),
            Some(counterpart) if counterpart == there => link.awaited = None,
            Some(counterpart) => {
                link.awaited = Some((tab, counterpart.clone()));
                self.open_counterpart(tab, counterpart.path);
            }
        }
    }

    fn by_side([left, right]: Shown, side: Side) -> Shown {
        if side == Side::Left { [left, right] } else { [right, left] }
    }

    fn separate(&mut self, because: &'static str) {
        self.panes.synchronised = None;
        self.cx.say(Notice::warning(safe!("The panes are browsed separately again: {}.", because)));
    }

    fn open_counterpart(&mut self, tab: TabId, path: StorePath) {
        if let Some(pane) = self.panes.with_tab_mut(tab)
            && let Some(store) = pane.here().map(|here| Arc::clone(here.store()))
        {
            pane.open(store, Some(path), &mut self.cx);
        }
    }

    /// A listing for the other pane failed: one that is not there can be created. Returns whether this asks so.
    pub(super) fn ask_to_create_counterpart(&mut self, tab: TabId, reply: &FsReply) -> bool {
        let FsReply::List(Part::Done(Err(problem))) = reply else { return false };
        let missing = |link: &mut Synchronised| link.awaited.take_if(|(awaited, _)| *awaited == tab);
        let Some((_, place)) = self.panes.synchronised.as_mut().and_then(missing) else { return false };
        if problem.kind != ProblemKind::NotFound || self.host.is_open() {
            return false;
        }
        let here = self.panes.with_tab(tab).and_then(|pane| pane.here());
        let Some(store) = here.map(|here| Arc::clone(here.store())) else { return false };
        if !store.capabilities.mkdir {
            self.separate("the other place has no such directory");
            return true;
        }
        self.open(Confirm::create_counterpart(place, &store.title()));
        true
    }

    /// The question was answered: creates the directory, or no longer browses together.
    pub(super) fn create_counterpart(&mut self, place: Option<Place>) {
        let Some(place) = place else { return self.separate("the directory is not in both places") };
        let Some(link) = &mut self.panes.synchronised else { return };
        let Some((base, side)) = Side::BOTH
            .into_iter()
            .map(|side| (link.base(side).clone(), side))
            .find(|(base, _)| base.store == place.store && place.path.is_within(&base.path))
        else {
            return;
        };
        let names: Vec<EntryName> = place.path.names_below(&base.path).unwrap_or_default();
        let tab = self.panes.get(side).tab();
        if let Some(link) = &mut self.panes.synchronised {
            link.created = Some((tab, place));
        }
        self.cx.send(Slot::background(Purpose::Change), MakeDirectories { at: base, names });
    }

    /// A directory was created: it is opened if it is the one that the other pane has already.
    pub(super) fn open_created_counterpart(&mut self, changed: &Changed) {
        let Some(link) = &mut self.panes.synchronised else { return };
        let made = changed.at.path.join(&changed.name);
        let is_it =
            |(_, place): &mut (TabId, Place)| place.store == changed.at.store && place.path.is_within(&made);
        if let Some((tab, place)) = link.created.take_if(is_it) {
            link.awaited = Some((tab, place.clone()));
            self.open_counterpart(tab, place.path);
        }
    }
}
