//! All marks of a pane: of the directory shown, and of those it showed before.

use std::collections::HashSet;
use std::sync::Arc;

use super::marks::{Marked, Marks, Totals};
use super::pending::CursorTarget;
use super::{DirView, Pane};
use crate::app::update_cx::UpdateCx;
use crate::domain::entry::RowId;
use crate::domain::path::StorePath;
use crate::domain::place::Place;
use crate::domain::saved_session::SavedPlace;
use crate::domain::text::{SafeText, Untrusted};

/// The marks of one directory.
#[derive(Clone, Debug)]
pub struct MarkedDirectory {
    /// Which.
    pub place: Place,
    /// What its store is called.
    pub title: SafeText,
    /// The marked entries in the order of their names.
    pub marks: Vec<(Untrusted, Marked)>,
}

impl MarkedDirectory {
    fn of(place: &Place, title: SafeText, marks: &Marks) -> Self {
        let marks = marks.iter().map(|(name, marked)| (name.to_owned(), marked)).collect();
        Self { place: place.clone(), title, marks }
    }

    /// The sums.
    pub fn totals(&self) -> Totals {
        let mut all = Marks::default();
        self.marks.iter().for_each(|(name, marked)| all.add_known(name.as_ref(), *marked));
        all.totals()
    }
}

impl Pane {
    /// All directories with marks: those of the store shown first, in the order of their paths.
    pub fn marked_directories(&mut self) -> Vec<MarkedDirectory> {
        self.finish_marking();
        let mut all: Vec<_> = self
            .visited
            .marked()
            .map(|(place, visit)| MarkedDirectory::of(place, visit.title.clone(), &visit.marks))
            .collect();
        if let Some(here) = self.here.as_ref().filter(|here| !here.marks().is_empty())
            && let Some(place) = here.place()
        {
            all.push(MarkedDirectory::of(&place, here.store().title(), here.marks()));
        }
        let shown = self.here.as_ref().map(|here| here.store().id);
        let order = |dir: &MarkedDirectory| {
            (Some(dir.place.store) != shown, dir.title.as_str().to_owned(), dir.place.path.clone())
        };
        all.sort_by_cached_key(order);
        all
    }

    /// Entries that are marked in other directories of the store shown.
    pub fn marked_elsewhere(&self) -> usize {
        let Some(here) = &self.here else { return 0 };
        let of_store = self.visited.marked().filter(|(place, _)| place.store == here.store().id);
        of_store.map(|(_, visit)| visit.marks.len()).sum()
    }

    /// Takes the mark of an entry off, or all marks of its directory.
    pub fn unmark_in(&mut self, place: &Place, name: Option<&Untrusted>, cx: &mut UpdateCx) {
        cx.changed();
        let here = self.here.as_mut().filter(|here| here.place().as_ref() == Some(place));
        match (here, name) {
            (Some(here), None) => here.clear_marks(),
            (Some(here), Some(name)) => _ = here.remove_mark(name.as_ref()),
            (None, None) => _ = self.visited.take_marks(place),
            (None, Some(name)) => {
                let mut marks = self.visited.take_marks(place);
                marks.remove(name.as_ref());
                self.visited.give_marks(place, marks);
            }
        }
    }

    /// Takes all marks of all directories off.
    pub fn unmark_everywhere(&mut self, cx: &mut UpdateCx) {
        self.visited.clear_marks();
        self.clear_marks(cx);
    }

    /// Marks entries of a directory of the store shown, which may not be listed yet. Returns those that are not in it, where
    /// it is listed whole.
    pub fn add_marks(
        &mut self,
        path: StorePath,
        mut entries: Vec<(Untrusted, Marked)>,
        cx: &mut UpdateCx,
    ) -> Vec<Untrusted> {
        let Some(here) = &mut self.here else { return Vec::new() };
        let mut missing = Vec::new();
        if here.path() == Some(&path) && here.is_whole() && !here.is_truncated() && here.unreadable() == 0 {
            let rows = (0..here.arrived()).filter_map(|row| here.listing().by_row(RowId(row)));
            let there: HashSet<&[u8]> = rows.map(|entry| entry.name.raw()).collect();
            let lacking = |(name, _): &mut (Untrusted, Marked)| !there.contains(name.raw());
            missing.extend(entries.extract_if(.., lacking).map(|(name, _)| name));
        }
        let mut marks = Marks::default();
        entries.iter().for_each(|(name, marked)| marks.add_known(name.as_ref(), *marked));
        let place = Place { store: here.store().id, path };
        if here.place().as_ref() == Some(&place) {
            here.restore_marks(marks);
            here.check_marks();
        } else {
            self.visited.add_marks(place, here.store().title(), marks);
        }
        cx.changed();
        missing
    }

    /// Opens a directory, with the cursor on that entry.
    pub fn go_to_entry(&mut self, place: &Place, name: Option<&Untrusted>, cx: &mut UpdateCx) {
        let here = self.here.as_ref();
        if here.and_then(DirView::place).as_ref() == Some(place) {
            if let Some(name) = name {
                self.go_to_name(place, name.as_ref(), cx);
            }
            return;
        }
        let target = name.map_or(CursorTarget::Top, |name| CursorTarget::On(name.clone()));
        match here.filter(|here| here.store().id == place.store).map(|here| Arc::clone(here.store())) {
            Some(store) => self.list(store, Some(place.path.clone()), target, cx),
            None => {
                let place = SavedPlace { store: place.store, path: Some(place.path.clone()) };
                self.resolve(place.spec(), cx);
            }
        }
    }
}
