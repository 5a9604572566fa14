//! Lists directories ahead: the one on which the cursor rests, and the parent, where listing them is a round trip to a
//! service. Nothing is asked for while a service asks hemi to wait, and an Enter takes over what is on its way.

use std::sync::Arc;

use super::listings::KeptListing;
use super::pane::{DirView, Pane, Row};
use super::requests::fs::{List, Listed};
use super::requests::{Part, Purpose, Slot};
use super::{App, Focus};
use crate::domain::format;
use crate::domain::listing::{Chunk, Listing};
use crate::domain::place::Place;
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;
use crate::safe;

impl App {
    /// Aims at what is at the cursor now, gives up what no longer is, and asks for what has been there long enough.
    pub(super) fn look_ahead(&mut self) {
        let aims = self.next_directories().unwrap_or_default();
        let awaited = self.panes.looked_up();
        let at = self.cx.at;
        let kept = &self.cx.listings.kept;
        for slot in self.cx.listings.ahead.aim(aims, &awaited, at, |place| kept.has(place)) {
            self.cx.listings.ahead.end(slot);
            self.cx.cancel(slot_of(slot));
        }
        let kept = &self.cx.listings.kept;
        for (slot, place) in self.cx.listings.ahead.take_due(at, |place| kept.has(place)) {
            let list = List {
                store: place.store,
                path: Some(place.path.clone()),
                ahead: true,
                full: false,
                filter: None,
            };
            self.cx.listings.ahead.depart(slot, place, at);
            self.cx.send(slot_of(slot), list);
        }
    }

    /// The directory at the cursor, and the parent, where they may be listed ahead.
    fn next_directories(&self) -> Option<[Option<Place>; 2]> {
        let pane = self.pane(self.active());
        let here = pane.here()?;
        let rests = self.settings.prefetch
            && here.store().capabilities.remote
            && here.is_whole()
            && self.focus == Focus::Pane
            && !self.host.is_open()
            && self.pauses.is_empty()
            && !self.cx.requests().is_open(pane.slot())
            && self.why_not_connected().is_none();
        if !rests {
            return None;
        }
        let (store, path) = (here.store().id, here.path()?);
        let at_cursor = match here.row_at_cursor() {
            Some(Row::Entry(entry)) if entry.is_dir() => here.store().entry_name(entry.name).ok(),
            _ => None,
        };
        let at_cursor = at_cursor.map(|name| Place { store, path: path.join(&name) });
        let shown = |place: &Place| {
            let other = self.pane(self.active().other()).here().and_then(DirView::place);
            other.as_ref() == Some(place)
        };
        let parent = path.parent().map(|path| Place { store, path });
        Some([at_cursor, parent.filter(|place| !shown(place))])
    }

    /// A piece of a listing that was requested ahead. A failure is reported only by the request of a visit.
    pub(super) fn listed_ahead(&mut self, slot: usize, part: &Part<Arc<Chunk>, Listed>) {
        match part {
            Part::Partial(chunk) => {
                if let Some(flight) = self.cx.listings.ahead.flight(slot) {
                    flight.chunks.push(Arc::clone(chunk));
                }
            }
            Part::Done(end) => {
                let Some(flight) = self.cx.listings.ahead.end(slot).filter(|flight| !flight.outdated) else {
                    return;
                };
                let Ok(Listed { path, writable, truncated, unreadable, free: _ }) = end.clone() else {
                    return;
                };
                let pane = self.pane(self.active());
                let mut listing = Listing::new(pane.sort(), pane.shows_hidden());
                flight.chunks.into_iter().for_each(|chunk| listing.push(chunk));
                let kept = KeptListing {
                    path,
                    listing,
                    as_of: flight.asked,
                    was_shown: false,
                    writable,
                    access_asked: false,
                    truncated,
                    unreadable,
                };
                self.cx.listings.kept.keep(flight.place, kept);
            }
        }
    }
}

impl App {
    /// When the rows of a pane were listed, where an earlier visit left them: `as of 14:05`, with the date where that is not
    /// today.
    pub(super) fn old(&self, pane: &Pane) -> Option<SafeText> {
        Some(self.as_of(pane.here()?.old_since()?))
    }

    /// `as of 14:05`, with the date where that is not today.
    pub(super) fn as_of(&self, since: Timestamp) -> SafeText {
        let since = since.wall / 1000;
        let (zone, now) = (&self.settings.zone, self.cx.at.wall / 1000);
        let is_today = format::day(now, zone) == format::day(since, zone);
        safe!("as of {}", if is_today { format::clock(since, zone) } else { format::date(since, zone) })
    }
}

fn slot_of(slot: usize) -> Slot {
    Slot::background(Purpose::Ahead(slot))
}
