//! What a pane remembers of the places it showed before: where the cursor was, and the marks, which stay as long as the tab.
//! Knows neither rows nor requests.

use super::marks::Marks;
use crate::domain::path::EntryName;
use crate::domain::place::Place;
use crate::domain::text::{SafeText, Untrusted, UntrustedRef};

/// Places without marks that are remembered.
const MOST: usize = 200;

/// The places, the last one visited at the end.
#[derive(Clone, Debug, Default)]
pub(super) struct Visited {
    places: Vec<(Place, Visit)>,
}

/// What is remembered of one.
#[derive(Clone, Debug, Default)]
pub(super) struct Visit {
    /// The name at the cursor.
    pub(super) cursor: Option<Untrusted>,
    /// The line of the screen it was on.
    pub(super) line: usize,
    pub(super) marks: Marks,
    /// What the store is called.
    pub(super) title: SafeText,
}

impl Visited {
    /// Remembers a visit that ended. Marks that an earlier one left stay.
    pub(super) fn remember(&mut self, place: Place, mut visit: Visit) {
        if let Some(earlier) = self.take(&place) {
            visit.marks.take_over(earlier.marks);
        }
        self.places.push((place, visit));
        let unmarked = || self.places.iter().filter(|(_, visit)| visit.marks.is_empty());
        if unmarked().count() > MOST
            && let Some(oldest) = self.places.iter().position(|(_, visit)| visit.marks.is_empty())
        {
            self.places.remove(oldest);
        }
    }

    /// Remembers what another tab did.
    pub(super) fn take_over(&mut self, other: Self) {
        for (place, mut visit) in other.places {
            match self.places.iter_mut().find(|(known, _)| *known == place) {
                Some((_, known)) => known.marks.take_over(std::mem::take(&mut visit.marks)),
                None => self.remember(place, visit),
            }
        }
    }

    /// What is remembered of a place.
    pub(super) fn get(&self, place: &Place) -> Option<&Visit> {
        self.places.iter().find(|(other, _)| other == place).map(|(_, visit)| visit)
    }

    /// The marks of a place, which its rows have from now on.
    pub(super) fn take_marks(&mut self, place: &Place) -> Marks {
        let visit = self.places.iter_mut().find(|(other, _)| other == place);
        visit.map(|(_, visit)| std::mem::take(&mut visit.marks)).unwrap_or_default()
    }

    /// Takes marks of a place off.
    pub(super) fn unmark<'a>(&mut self, place: &Place, names: impl Iterator<Item = &'a EntryName>) {
        if let Some((_, visit)) = self.places.iter_mut().find(|(other, _)| other == place) {
            for name in names {
                visit.marks.remove(UntrustedRef(name.raw()));
            }
        }
    }

    /// The places with marks, in the order of their last visits.
    pub(super) fn marked(&self) -> impl Iterator<Item = &(Place, Visit)> {
        self.places.iter().filter(|(_, visit)| !visit.marks.is_empty())
    }

    /// Gives a place marks, but for names that are marked there already.
    pub(super) fn add_marks(&mut self, place: Place, title: SafeText, marks: Marks) {
        let mut visit = self.take(&place).unwrap_or_default();
        visit.marks.take_over(marks);
        visit.title = title;
        self.places.push((place, visit));
    }

    /// Gives a place that is remembered its marks back.
    pub(super) fn give_marks(&mut self, place: &Place, marks: Marks) {
        if let Some((_, visit)) = self.places.iter_mut().find(|(other, _)| other == place) {
            visit.marks = marks;
        }
    }

    /// Takes all marks of all places off.
    pub(super) fn clear_marks(&mut self) {
        self.places.iter_mut().for_each(|(_, visit)| visit.marks = Marks::default());
    }

    fn take(&mut self, place: &Place) -> Option<Visit> {
        let at = self.places.iter().position(|(other, _)| other == place)?;
        Some(self.places.remove(at).1)
    }
}
