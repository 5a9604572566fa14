//! The directories that are listed ahead: the one that the cursor rests on and its parent. Start with [`Ahead::aim`].

use std::sync::Arc;
use std::time::Duration;

use crate::domain::listing::Chunk;
use crate::domain::place::Place;
use crate::domain::time::Timestamp;

/// A cursor rests when it was on its row for so long.
const REST: Duration = Duration::from_millis(50);

/// The directories to be listed ahead, each in its slot: at the cursor, and the parent.
pub type Aims = [Option<Place>; 2];

/// A listing on its way.
#[derive(Debug)]
pub struct Flight {
    /// The directory.
    pub place: Place,
    /// When it was asked for.
    pub asked: Timestamp,
    /// The rows so far.
    pub chunks: Vec<Arc<Chunk>>,
    /// Whether something changed there since: it is for nothing.
    pub outdated: bool,
}

/// What is listed ahead, or will be when the cursor has rested.
#[derive(Debug, Default)]
pub struct Ahead {
    aims: Aims,
    /// When it is asked for, until it is.
    due: Option<Timestamp>,
    flights: [Option<Flight>; 2],
}

impl Ahead {
    /// The cursor is where these directories are next, and panes wait for the `awaited` ones; the slots of what is no longer
    /// wanted. Aims that `is_known` are not asked for.
    pub fn aim(
        &mut self,
        aims: Aims,
        awaited: &[Place],
        at: Timestamp,
        is_known: impl Fn(&Place) -> bool,
    ) -> Vec<usize> {
        if self.aims != aims {
            let missing = aims.iter().flatten().any(|place| !is_known(place) && !self.is_coming(place));
            self.due = missing.then(|| at.after(REST));
            self.aims = aims;
        }
        let unwanted = |flight: &Flight| {
            let is_wanted = self.aims.iter().flatten().chain(awaited).any(|place| *place == flight.place);
            flight.outdated || !is_wanted
        };
        let slots = self.flights.iter().enumerate();
        slots.filter(|(_, flight)| flight.as_ref().is_some_and(unwanted)).map(|(slot, _)| slot).collect()
    }

    /// What is to be asked for now, and in which slot.
    pub fn take_due(&mut self, at: Timestamp, is_known: impl Fn(&Place) -> bool) -> Vec<(usize, Place)> {
        if self.due.take_if(|due| due.mono <= at.mono).is_none() {
            return Vec::new();
        }
        let missing = |place: &Place| !is_known(place) && !self.is_coming(place);
        let aims = self.aims.iter().flatten().filter(|place| missing(place));
        let free = self.flights.iter().enumerate().filter(|(_, flight)| flight.is_none());
        free.map(|(slot, _)| slot).zip(aims.cloned()).collect()
    }

    /// A listing was asked for.
    pub fn depart(&mut self, slot: usize, place: Place, asked: Timestamp) {
        if let Some(flight) = self.flights.get_mut(slot) {
            *flight = Some(Flight { place, asked, chunks: Vec::new(), outdated: false });
        }
    }

    /// A slot that is free.
    pub fn free_slot(&self) -> Option<usize> {
        self.flights.iter().position(Option::is_none)
    }

    /// The one of that slot.
    pub fn flight(&mut self, slot: usize) -> Option<&mut Flight> {
        self.flights.get_mut(slot)?.as_mut()
    }

    /// It has ended, or is given up.
    pub fn end(&mut self, slot: usize) -> Option<Flight> {
        self.flights.get_mut(slot)?.take()
    }

    /// The slot of the listing of this place that is on its way.
    pub fn slot_of(&self, place: &Place) -> Option<usize> {
        let is_of = |flight: &Flight| flight.place == *place && !flight.outdated;
        self.flights.iter().position(|flight| flight.as_ref().is_some_and(is_of))
    }

    /// When [`Ahead::take_due`] has something.
    pub fn next_wake(&self) -> Option<Timestamp> {
        self.due
    }

    fn is_coming(&self, place: &Place) -> bool {
        self.slot_of(place).is_some()
    }

    /// Something changed at these places.
    pub(super) fn distrust(&mut self, changed: impl Fn(&Place) -> bool) {
        for flight in self.flights.iter_mut().flatten() {
            flight.outdated |= changed(&flight.place);
        }
    }
}
