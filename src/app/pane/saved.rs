//! What a pane leaves for the next run, and takes from the last one. Start with [`Pane::restore`]: what it restores is a
//! visit of the place that the pane then opens by the usual request.

use super::marks::{Marked, Marks};
use super::visited::Visit;
use super::{Goal, Pane};
use crate::domain::place::Place;
use crate::domain::saved_session::{MOST_MARKS, SavedDirectory, SavedMark, SavedPane, SavedPlace};
use crate::domain::store::StoreInfo;
use crate::domain::text::{Untrusted, UntrustedRef};

/// Marks as the file has them.
fn saved_marks(marks: &Marks) -> Vec<SavedMark> {
    let mark = |(name, Marked { kind, size }): (UntrustedRef<'_>, Marked)| SavedMark {
        name: name.to_owned(),
        kind,
        size,
    };
    marks.iter().map(mark).collect()
}

/// Marks as the file has had them.
fn marks(saved: &[SavedMark]) -> Marks {
    let mut marks = Marks::default();
    for SavedMark { name, kind, size } in saved {
        marks.add_known(name.as_ref(), Marked { kind: *kind, size: *size });
    }
    marks
}

impl Pane {
    /// Takes order, cursor and marks of the last run, for the place that is opened after this.
    pub fn restore(&mut self, saved: &SavedPane) {
        (self.sort, self.show_hidden) = (saved.sort, saved.hidden);
        let place = saved.place.as_ref().and_then(SavedPlace::place);
        for dir in &saved.elsewhere {
            let place = Place { store: dir.store, path: dir.path.clone() };
            self.visited.add_marks(place, dir.title.sanitized(), marks(&dir.marks));
        }
        let Some(place) = place else { return };
        let marks = marks(&saved.marks);
        let cursor = Some(saved.cursor.clone()).filter(|name| !name.is_empty());
        let title = saved.title.sanitized();
        self.visited.remember(place, Visit { cursor, line: saved.line, marks, title });
    }

    /// What the next run restores.
    pub fn saved(&self) -> SavedPane {
        let of_store = |store: &StoreInfo, path| (SavedPlace { store: store.id, path }, store.name.clone());
        let shown = match (&self.here, &self.goal) {
            (Some(here), _) => Some(of_store(here.store(), here.path().cloned())),
            (None, Some(Goal::Place(store, path))) => Some(of_store(store, path.clone())),
            (None, Some(Goal::Spec(spec))) => {
                SavedPlace::of_spec(spec).map(|place| (place, Untrusted::default()))
            }
            (None, None) => None,
        };
        let mut saved = SavedPane { sort: self.sort, hidden: self.show_hidden, ..SavedPane::default() };
        let Some((place, title)) = shown else { return saved };
        let visit = place.place().and_then(|place| self.visited.get(&place));
        let (cursor, marks) = match (&self.here, visit) {
            (Some(here), _) => (here.cursor_name(), Some(here.marks())),
            (None, Some(visit)) => (visit.cursor.clone().map(|name| (name, visit.line)), Some(&visit.marks)),
            (None, None) => (None, None),
        };
        (saved.cursor, saved.line) = cursor.unwrap_or_default();
        match marks {
            Some(marks) if marks.len() > MOST_MARKS => saved.unsaved_marks = marks.len(),
            Some(marks) => saved.marks = saved_marks(marks),
            None => {}
        }
        let mut room = MOST_MARKS.saturating_sub(saved.marks.len());
        for (elsewhere, visit) in self.visited.marked() {
            if place.place().as_ref() == Some(elsewhere) {
                continue;
            }
            if visit.marks.len() > room {
                saved.unsaved_marks += visit.marks.len();
                continue;
            }
            room -= visit.marks.len();
            saved.elsewhere.push(SavedDirectory {
                store: elsewhere.store,
                path: elsewhere.path.clone(),
                title: Untrusted::new(visit.title.as_str()),
                marks: saved_marks(&visit.marks),
            });
        }
        (saved.place, saved.title) = (Some(place), title);
        saved
    }

    /// Forgets what was restored.
    pub fn forget_restored(&mut self) {
        self.visited = Default::default();
        self.placeholder = None;
    }
}
