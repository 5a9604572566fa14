//! Changes in the directory shown: opens the dialogs that ask for them, and shows what they made. What a store can do
//! decides, never its kind.

use super::App;
use super::commands::listing;
use super::deletion::Deletions;
use super::overlay::{NameDialog, Overlay};
use super::pane::{DirView, Row};
use super::requests::bookmarks::BookmarksReply;
use super::requests::fs::{Changed, FsReply};
use super::requests::{Owner, Part, Purpose, Reply, Slot};
use super::status::Notice;
use super::undo::{Undo, UndoStep};
use crate::domain::entry::EntryKind;
use crate::domain::ids::CollectionId;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::place::Side;
use crate::domain::problem::Problem;
use crate::domain::text::SafeText;
use crate::safe;

/// The changes under way, and those that can be undone.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub deletions: Deletions,
    pub undo: Undo,
}

impl App {
    /// Why no directory can be created here, if so.
    pub(super) fn why_not_make_directory(&self) -> Option<SafeText> {
        self.changeable()
            .and_then(|(here, _)| {
                if here.store().capabilities.mkdir {
                    Ok(())
                } else {
                    Err("No directory can be created in this place.".into())
                }
            })
            .err()
    }

    /// Asks for the name of a directory to be created in the one shown.
    pub(super) fn open_new_directory(&mut self) {
        if let Ok((here, directory)) = self.changeable() {
            self.open(NameDialog::new_directory(here.store().clone(), directory.clone()));
        }
    }

    /// Why the entry at the cursor cannot be renamed, if so.
    pub(super) fn why_not_rename(&self) -> Option<SafeText> {
        self.entry_to_rename().err()
    }

    /// Asks for the new name of the entry at the cursor.
    pub(super) fn open_rename(&mut self) {
        if let Ok((name, is_directory)) = self.entry_to_rename()
            && let Ok((here, directory)) = self.changeable()
        {
            self.open(NameDialog::rename(here.store().clone(), directory.clone(), name, is_directory));
        }
    }

    /// Why the directory shown cannot be bookmarked, if so.
    pub(super) fn why_not_bookmark(&self) -> Option<SafeText> {
        self.bookmarkable().err()
    }

    /// Asks for the name of a bookmark of the directory shown.
    pub(super) fn open_add_bookmark(&mut self) {
        if let Ok((here, collection, directory)) = self.bookmarkable() {
            self.open(NameDialog::add_bookmark(here.store(), collection, directory.clone()));
        }
    }

    fn bookmarkable(&self) -> Result<(&DirView, CollectionId, &StorePath), SafeText> {
        let (here, directory) = self.changeable()?;
        let collection = here.store().collection();
        let collection =
            collection.ok_or("Globus bookmarks lead into collections; this computer is none.")?;
        Ok((here, collection, directory))
    }

    /// The entry at the cursor, and whether it is a directory; or why it cannot be renamed.
    fn entry_to_rename(&self) -> Result<(EntryName, bool), SafeText> {
        let (here, _) = self.changeable()?;
        if !here.store().capabilities.rename {
            return Err("Nothing can be renamed in this place.".into());
        }
        match here.row_at_cursor() {
            Some(Row::Entry(entry)) => {
                let name = here.store().entry_name(entry.name);
                let name = name.map_err(|_| SafeText::from("This name cannot be part of a path."))?;
                Ok((name, entry.kind == EntryKind::Dir))
            }
            Some(Row::Parent) => Err("The row .. leads up; it cannot be renamed here.".into()),
            None => Err("There are no entries here.".into()),
        }
    }

    /// The directory shown, if its store can be reached now.
    pub(super) fn changeable(&self) -> Result<(&DirView, &StorePath), SafeText> {
        let pane = self.pane(self.active());
        if let Some(reason) = self.why_not_connected().filter(|_| !pane.needs_no_service()) {
            return Err(reason);
        }
        let here = pane.here().and_then(|here| Some((here, here.path()?)));
        here.ok_or_else(|| "Nothing is shown here yet.".into())
    }

    /// Shows what a change made. Where its dialog was left, it is told in the notice line.
    pub(super) fn take_change(&mut self, slot: Slot, reply: &Reply) {
        let (part, did) = match reply {
            Reply::Fs(FsReply::MakeDirectories(Part::Partial(made))) => {
                self.remember(made);
                return self.entry_is_new(made);
            }
            Reply::Fs(FsReply::MakeDirectories(Part::Done(end))) => (end, "Created"),
            Reply::Fs(FsReply::MakeFile(Part::Done(end))) => (end, "Created"),
            Reply::Fs(FsReply::RenameEntry(Part::Done(end))) => (end, "Renamed to"),
            Reply::Bookmarks(reply) => return self.take_bookmark(slot, reply),
            _ => return,
        };
        match part {
            Ok(changed) => {
                self.entry_is_new(changed);
                if matches!(reply, Reply::Fs(FsReply::MakeDirectories(_))) {
                    self.open_created_counterpart(changed);
                }
                if slot.purpose == Purpose::Undo {
                    return;
                }
                self.remember(changed);
                let hidden = self
                    .hides(changed)
                    .map(|key| safe!(" Its name begins with a dot: {} shows such names.", key));
                self.cx.say(Notice::info(safe!(
                    "{} {}.{}",
                    did,
                    changed.at.path.join(&changed.name).sanitized(),
                    hidden.unwrap_or_default()
                )));
            }
            Err(problem) if slot.owner == Owner::Background && slot.purpose != Purpose::Undo => {
                self.say_failed(problem);
            }
            // The dialog says it, or the undo.
            Err(_) => {}
        }
    }

    /// The key that shows names that begin with a dot, where the new one does and the pane does not show it.
    fn hides(&self, changed: &Changed) -> Option<SafeText> {
        let shows = |side: Side| {
            let pane = self.pane(side);
            pane.here().and_then(DirView::place).as_ref() == Some(&changed.at) && !pane.shows_hidden()
        };
        let is_hidden = changed.name.raw().starts_with(b".") && Side::BOTH.into_iter().any(shows);
        is_hidden.then(|| self.keys.map.key(&listing::TOGGLE_HIDDEN).unwrap_or_default())
    }

    /// Keeps what is needed to undo a change.
    fn remember(&mut self, changed: &Changed) {
        let Changed { at, name, from, created } = changed.clone();
        let panes = Side::BOTH.into_iter().filter_map(|side| self.pane(side).here());
        let store = panes.map(DirView::store).find(|store| store.id == at.store).cloned();
        let step = match (from, store) {
            (Some(from), _) => UndoStep::Renamed { at, from, to: name },
            (None, Some(store)) if !created.is_empty() => UndoStep::Made { store, at, created },
            (None, _) => return,
        };
        self.changes.undo.push(step);
    }

    /// A bookmark was changed, or was not.
    fn take_bookmark(&mut self, slot: Slot, reply: &BookmarksReply) {
        let (end, did) = match reply {
            BookmarksReply::AddBookmark(Part::Done(end)) => (end, "Bookmark added"),
            BookmarksReply::RenameBookmark(Part::Done(end)) => (end, "Bookmark renamed"),
            BookmarksReply::RemoveBookmark(Part::Done(end)) => (end, "Bookmark removed"),
            BookmarksReply::AddBookmark(Part::Partial(never))
            | BookmarksReply::RenameBookmark(Part::Partial(never))
            | BookmarksReply::RemoveBookmark(Part::Partial(never)) => match *never {},
        };
        match end {
            Ok(name) => {
                self.cx.say(Notice::info(safe!("{}: {}.", did, name.sanitized())));
                self.with_overlay(|overlay, cx| {
                    if let Overlay::Search(search) = overlay {
                        search.read_bookmarks(cx);
                    }
                    None
                });
            }
            Err(problem) if slot.owner == Owner::Background => self.say_failed(problem),
            // The dialog says it.
            Err(_) => {}
        }
    }

    fn say_failed(&mut self, problem: &Problem) {
        self.cx.say(Notice::problem(problem));
    }

    /// Lists the directory again where it is shown.
    fn entry_is_new(&mut self, changed: &Changed) {
        let active = self.active();
        for side in Side::BOTH {
            let pane = self.panes.get_mut(side);
            pane.entry_is_new(&changed.at, &changed.name, side == active, &mut self.cx);
        }
    }
}
