//! Shows an entry in full: what the pane knows of it, and its content where the store can be read.

use super::App;
use super::entry_page::{Facts, Source, Subject};
use super::overlay::{FindBelowDialog, Viewer};
use super::pane::view::permissions;
use super::pane::{DirView, Row};
use crate::domain::entry::{Entry, EntryKind};
use crate::domain::format;
use crate::domain::place::Place;
use crate::domain::scripts::mixes_scripts;
use crate::domain::text::SafeText;
use crate::safe;

impl App {
    /// Why no entry can be shown in full, if so.
    pub(super) fn why_not_view(&self) -> Option<SafeText> {
        match self.pane(self.active()).here().and_then(DirView::row_at_cursor) {
            Some(Row::Entry(_)) => None,
            Some(Row::Parent) => Some("The row .. leads up; there is nothing more to show of it.".into()),
            None => Some("There is no entry at the cursor.".into()),
        }
    }

    /// Shows the entry at the cursor in full.
    pub(super) fn open_viewer(&mut self) {
        let Some(Subject { title, facts, source, .. }) = self.subject() else { return };
        match source {
            Source::File(at) => self.open_with(|cx| Viewer::file(title, facts, at, cx)),
            Source::Directory(at) if self.reads_documents() => {
                self.open_with(|cx| Viewer::directory(title, facts, at, cx));
            }
            Source::Directory(_) => self.open(Viewer::facts(title, facts, "A directory.".into())),
            Source::Nothing(why) => self.open(Viewer::facts(title, facts, why)),
        }
    }

    /// The entry at the cursor, or the parent directory.
    pub(super) fn subject(&self) -> Option<Subject> {
        let pane = self.pane(self.active());
        let (here, directory) = pane.here().and_then(|here| Some((here, here.path()?)))?;
        let store = here.store().id;
        let entry = match here.row_at_cursor()? {
            Row::Entry(entry) => entry,
            Row::Parent => {
                let path = directory.parent()?;
                let facts = vec![("Directory", path.sanitized())];
                let source = Source::Directory(Place { store, path });
                return Some(Subject { title: "..".into(), facts, source, size: None, modified: None });
            }
        };
        let mut facts = self.facts(&entry);
        facts.insert(0, ("In", safe!("{} {}", here.store().title(), directory.sanitized())));
        if let Some(size) = pane.sizes().of_entry(here, entry.name) {
            facts.push(("Counted", size.sentence()));
        }
        let place =
            here.store().entry_name(entry.name).map(|name| Place { store, path: directory.join(&name) });
        let source = match (entry.kind, place) {
            (EntryKind::BrokenLink, _) => Source::Nothing("It leads to nothing that is there.".into()),
            (EntryKind::Other, _) => {
                Source::Nothing("A device, a pipe or the like: it has no content to read.".into())
            }
            (_, Err(_)) => Source::Nothing("Its name cannot be part of a path.".into()),
            (EntryKind::Dir, Ok(place)) => Source::Directory(place),
            _ if !here.store().capabilities.read => Source::Nothing(
                "This collection serves no files by HTTPS: only after a transfer to one that does can hemi read the file."
                    .into(),
            ),
            (EntryKind::File | EntryKind::Link, Ok(place)) => Source::File(place),
        };
        let (size, modified) = (entry.size, entry.modified);
        Some(Subject { title: entry.shown_name(), facts, source, size, modified })
    }

    /// Why nothing can be searched below the directory shown, if so.
    pub(super) fn why_not_find_below(&self) -> Option<SafeText> {
        let pane = self.pane(self.active());
        let missing = self.why_not_connected().filter(|_| !pane.needs_no_service());
        let unknown = pane.here().and_then(DirView::path).is_none();
        missing.or_else(|| unknown.then(|| "This directory is not listed yet.".into()))
    }

    /// Searches below the directory shown.
    pub(super) fn open_find_below(&mut self) {
        let here = self.pane(self.active()).here();
        if let Some((store, path)) = here.and_then(|here| Some((here.store().clone(), here.path()?.clone())))
        {
            self.open(FindBelowDialog::new(store, path, self.settings.zone.clone()));
        }
    }

    fn facts(&self, entry: &Entry<'_>) -> Facts {
        let kind = match (entry.kind, entry.link_target) {
            (EntryKind::Dir, None) => "directory",
            (EntryKind::File, None) => "file",
            (EntryKind::Dir, Some(_)) => "link to a directory",
            (EntryKind::File, Some(_)) => "link to a file",
            (EntryKind::Link, _) => "link",
            (EntryKind::BrokenLink, _) => "link that leads nowhere",
            (EntryKind::Other, _) => "device, pipe or the like",
        };
        let mut facts = vec![("Kind", kind.into())];
        if let Some(target) = entry.link_target {
            facts.push(("Leads to", target.sanitized()));
        }
        if let Some(size) = entry.size.filter(|_| !entry.is_dir()) {
            facts.push(("Size", exact(size)));
        }
        if let Some(modified) = entry.modified {
            facts.push(("Modified", format::date(modified, &self.settings.zone)));
        }
        if let Some(bits) = entry.permissions {
            facts.push(("Access", safe!("{} ({:04o})", permissions(Some(bits)), bits)));
        }
        for (label, name) in [("Owner", entry.user), ("Group", entry.group)] {
            if !name.raw().is_empty() {
                facts.push((label, name.sanitized()));
            }
        }
        if mixes_scripts(entry.name) {
            facts.push((
                "Attention",
                "Its letters are of scripts that do not belong together: it may pass for another name."
                    .into(),
            ));
        }
        if entry.name.sanitized() != entry.name.escaped() {
            facts.push(("Exactly", entry.name.escaped()));
        }
        facts
    }
}

/// Bytes, and in a unit where that is another number.
fn exact(size: u64) -> SafeText {
    match size {
        0..1024 => safe!("{} B", size),
        _ => safe!("{} B ({})", format::grouped(size), format::bytes(size)),
    }
}
