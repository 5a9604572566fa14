//! What one update collects while it passes through the state: effects, whether something drawn changed, notices.
//! Parts of the state need not know each other for it. The table of requests travels with it.

use super::effect::{Effect, Effects, TerminalCommand};
use super::listings::{Flight, Listings};
use super::requests::fs::List;
use super::requests::{Outgoing, Owner, Purpose, Request, Requests, Slot};
use super::status::{Notice, Severity};
use crate::domain::place::Place;
use crate::domain::requirement::Requirement;
use crate::domain::time::Timestamp;

/// How soon the screen is to be drawn anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Redraw {
    /// What is drawn is the same.
    #[default]
    Never,
    /// Something that takes long has progressed: a few frames a second show that.
    Progress,
    /// With the next frame.
    Now,
}

/// One update under way.
#[derive(Debug, Default)]
pub struct UpdateCx {
    /// When the update happens.
    pub at: Timestamp,
    /// The listings that no pane shows.
    pub(super) listings: Listings,
    requests: Requests,
    effects: Effects,
    redraw: Redraw,
    notices: Vec<Notice>,
}

impl UpdateCx {
    /// The requests that are open.
    pub fn requests(&self) -> &Requests {
        &self.requests
    }

    /// The same, for what only the app does with replies.
    pub(super) fn requests_mut(&mut self) -> &mut Requests {
        &mut self.requests
    }

    /// Sends a request in a slot; one that is open there is replaced.
    pub fn send(&mut self, slot: Slot, request: impl Into<Request>) {
        let outgoing = self.requests.open(slot, request, self.at);
        // That a directory is loading is drawn when it takes long.
        self.changed_if(slot.owner != Owner::Background && slot.purpose != Purpose::Directory);
        self.push(outgoing);
    }

    /// Lists a directory while its store is looked up: the pane that opens it then takes the listing over.
    pub fn list_early(&mut self, place: Place) {
        if self.listings.ahead.slot_of(&place).is_none()
            && let Some(number) = self.listings.ahead.free_slot()
        {
            let list = List {
                store: place.store,
                path: Some(place.path.clone()),
                ahead: false,
                full: false,
                filter: None,
            };
            self.listings.ahead.depart(number, place, self.at);
            self.send(Slot::background(Purpose::Ahead(number)), list);
        }
    }

    /// Takes over the listing of `place` that was asked for ahead: somebody waits for it in `slot` now, as for `request`.
    pub fn take_over(&mut self, place: &Place, slot: Slot, request: impl Into<Request>) -> Option<Flight> {
        let number = self.listings.ahead.slot_of(place)?;
        let from = Slot::background(Purpose::Ahead(number));
        let (id, replaced) = self.requests.hand_over(from, slot, request, self.at)?;
        self.effects.extend(replaced.map(Effect::Cancel));
        self.effects.push(Effect::Hurry(id));
        self.listings.ahead.end(number)
    }

    /// Repeats what is parked, now that a sign-in has satisfied something.
    pub(super) fn repeat(&mut self, satisfied: Option<&Requirement>, by_a_person: bool) {
        for outgoing in self.requests.repeat(satisfied, by_a_person, self.at) {
            self.changed();
            self.push(outgoing);
        }
    }

    fn push(&mut self, outgoing: Outgoing) {
        let Outgoing { id, request, replaced } = outgoing;
        self.effects.extend(replaced.map(Effect::Cancel));
        self.effects.push(Effect::Send { id, request });
    }

    /// Stops waiting in a slot. Whether something was waited for.
    pub fn cancel(&mut self, slot: Slot) -> bool {
        let open = self.requests.is_open(slot);
        self.effects.extend(self.requests.cancel(slot).map(Effect::Cancel));
        open
    }

    /// An owner went away.
    pub fn close(&mut self, owner: Owner) {
        self.effects.extend(self.requests.close(owner).into_iter().map(Effect::Cancel));
    }

    /// Asks for something to be done outside.
    pub fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Asks the terminal for something.
    pub fn terminal(&mut self, command: TerminalCommand) {
        self.effects.push(Effect::Terminal(command));
    }

    /// Something drawn is different now.
    pub fn changed(&mut self) {
        self.redraw = Redraw::Now;
    }

    /// The same, if `different`.
    pub fn changed_if(&mut self, different: bool) {
        if different {
            self.changed();
        }
    }

    /// Something that takes long went on. That is drawn at once where it `matters`, else with the next frame of progress.
    pub fn advanced(&mut self, matters: bool) {
        self.redraw = self.redraw.max(if matters { Redraw::Now } else { Redraw::Progress });
    }

    /// Says something in the notice line.
    pub fn say(&mut self, notice: Notice) {
        self.notices.push(notice);
    }

    /// What was said in this update is about this slot.
    pub(super) fn said_about(&mut self, slot: Slot) {
        for notice in self.notices.iter_mut().filter(|notice| notice.severity == Severity::Error) {
            notice.about.get_or_insert(slot);
        }
    }

    /// Takes what was said.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// Takes what is to be done.
    pub fn take_effects(&mut self) -> Effects {
        std::mem::take(&mut self.effects)
    }

    /// What changed since the last [`Self::take_redraw`].
    pub fn redraw(&self) -> Redraw {
        self.redraw
    }

    /// The same, and the change counts as drawn from now on.
    pub fn take_redraw(&mut self) -> Redraw {
        std::mem::take(&mut self.redraw)
    }
}
