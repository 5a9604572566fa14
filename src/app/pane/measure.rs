//! How much is in directories: counts what is below them, one directory after the other, and remembers it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::{DirView, Pane, Row};
use crate::app::requests::tree::{Measure, Measured};
use crate::app::requests::{Owner, Part, Purpose, Slot};
use crate::app::status::Notice;
use crate::app::update_cx::UpdateCx;
use crate::domain::path::StorePath;
use crate::domain::place::Place;
use crate::domain::store::StoreInfo;
use crate::domain::text::{SafeText, UntrustedRef};
use crate::domain::tree::TreeSize;
use crate::safe;

/// The most directories of a service that are listed for one press of the key: one more goes on.
const LISTINGS: u32 = 200;

/// The most directories whose size is remembered.
const MOST: usize = 10_000;

/// Sizes of directories.
#[derive(Debug, Default)]
pub struct Sizes {
    known: BTreeMap<Place, Known>,
    /// Those to be counted next, with the store they are in.
    queue: VecDeque<(Arc<StoreInfo>, StorePath)>,
    /// The one that is being counted.
    current: Option<Place>,
}

#[derive(Clone, Debug)]
struct Known {
    size: TreeSize,
    /// Directories below that were not looked into.
    rest: Vec<StorePath>,
}

impl Sizes {
    /// What is known of an entry of a directory.
    pub fn of_entry(&self, here: &DirView, name: UntrustedRef<'_>) -> Option<TreeSize> {
        // Most panes have counted nothing: no path is made for them.
        let directory = here.path().filter(|_| !self.known.is_empty())?;
        let path = directory.join(&here.store().entry_name(name).ok()?);
        self.known.get(&Place { store: here.store().id, path }).map(|known| known.size)
    }

    /// What is being counted: how far that is, and how many directories come after it.
    pub fn under_way(&self) -> Option<(TreeSize, usize)> {
        let size = self.known.get(self.current.as_ref()?).map(|known| known.size).unwrap_or_default();
        Some((size, self.queue.len()))
    }

    fn set(&mut self, place: Place, size: TreeSize, rest: Vec<StorePath>) {
        if self.known.len() >= MOST && !self.known.contains_key(&place) {
            self.known.pop_first();
        }
        self.known.insert(place, Known { size, rest });
    }
}

impl Pane {
    /// The sizes of directories that were counted.
    pub fn sizes(&self) -> &Sizes {
        &self.sizes
    }

    /// The directories to be counted: those marked, else the one at the cursor, at the parent's row all that are shown.
    fn to_measure(&self) -> Vec<StorePath> {
        let Some((here, directory)) = self.here.as_ref().and_then(|here| Some((here, here.path()?))) else {
            return Vec::new();
        };
        let path = |name: UntrustedRef<'_>| Some(directory.join(&here.store().entry_name(name).ok()?));
        let marked = here.marks().iter().filter(|(_, marked)| marked.is_dir());
        let marked: Vec<StorePath> = marked.filter_map(|(name, _)| path(name)).collect();
        if !here.marks().is_empty() {
            return marked;
        }
        let is_real = |entry: &crate::domain::entry::Entry<'_>| entry.is_dir() && entry.link_target.is_none();
        match here.row_at_cursor() {
            Some(Row::Entry(entry)) if is_real(&entry) => path(entry.name).into_iter().collect(),
            Some(Row::Parent) => {
                here.listing().directories().filter(is_real).filter_map(|entry| path(entry.name)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Why nothing is counted, if so.
    pub fn why_not_measure(&self) -> Option<SafeText> {
        if let Some(Row::Entry(entry)) = self.here.as_ref().and_then(DirView::row_at_cursor)
            && entry.link_target.is_some()
            && entry.is_dir()
            && self.here.as_ref().is_some_and(|here| here.marks().is_empty())
        {
            let name = entry.shown_name();
            return Some(safe!(
                "{} is a link, and no link is followed: open it, and count at its row .. there.",
                name
            ));
        }
        let none = self.to_measure().is_empty();
        let marks = self.here.as_ref().is_some_and(|here| !here.marks().is_empty());
        none.then(|| {
            if marks { "No directory is marked." } else { "There is no directory at the cursor." }.into()
        })
    }

    /// Counts what is in the directories chosen. One that was counted in part is continued.
    pub fn measure(&mut self, cx: &mut UpdateCx) {
        let directories = self.to_measure();
        let Some(store) = self.here.as_ref().map(|here| Arc::clone(here.store())) else { return };
        for path in directories {
            let waits = (Arc::clone(&store), path);
            let place = Place { store: store.id, path: waits.1.clone() };
            if self.sizes.current.as_ref() != Some(&place) && !self.sizes.queue.contains(&waits) {
                self.sizes.queue.push_back(waits);
            }
        }
        if self.sizes.current.is_none() {
            self.measure_next(cx);
        }
    }

    fn measure_slot(&self) -> Slot {
        Slot { owner: Owner::Pane(self.tab), purpose: Purpose::read::<Measure>() }
    }

    fn measure_next(&mut self, cx: &mut UpdateCx) {
        cx.changed();
        self.sizes.current = None;
        let Some((store, path)) = self.sizes.queue.pop_front() else { return };
        let place = Place { store: store.id, path: path.clone() };
        let begun = self.sizes.known.get(&place).filter(|known| !known.rest.is_empty()).cloned();
        let (so_far, directories) = match begun {
            Some(Known { size, rest }) => (size, rest),
            None => (TreeSize::default(), vec![path]),
        };
        let counted = TreeSize { waiting: directories.len() as u64, ..so_far };
        self.sizes.set(place.clone(), counted, directories.clone());
        self.sizes.current = Some(place);
        // A disk is read to its end; a service is asked for no more than this at a time.
        let listings = store.capabilities.remote.then_some(LISTINGS);
        cx.send(self.measure_slot(), Measure { store: store.id, directories, so_far, listings });
    }

    /// Some was counted, all of it, or why that failed.
    pub fn measured(&mut self, part: Part<TreeSize, Measured>, cx: &mut UpdateCx) {
        let Some(place) = self.sizes.current.clone() else { return };
        match part {
            Part::Partial(size) => {
                if let Some(known) = self.sizes.known.get_mut(&place) {
                    known.size = size;
                }
                cx.advanced(false);
            }
            Part::Done(Ok(Measured { size, rest })) => {
                let is_last = self.sizes.queue.is_empty();
                if is_last {
                    let more = if rest.is_empty() { "" } else { " The same key counts on." };
                    cx.say(Notice::info(safe!("{}: {}.{}", place.path.sanitized(), size.sentence(), more)));
                }
                self.sizes.set(place, size, rest);
                self.measure_next(cx);
            }
            Part::Done(Err(problem)) => {
                if !problem.is_met_by_signing_in() {
                    // What was counted before stays, as a part.
                    self.sizes.queue.clear();
                    self.sizes.current = None;
                    cx.say(Notice::problem(&problem));
                }
                cx.changed();
            }
        }
    }

    /// Stops counting. Whether something was counted.
    pub fn stop_measuring(&mut self, cx: &mut UpdateCx) -> bool {
        if self.sizes.current.take().is_none() {
            return false;
        }
        self.sizes.queue.clear();
        cx.cancel(self.measure_slot());
        cx.changed();
        true
    }
}
