//! Keeps the preview panel at the entry at the cursor: shows what is known of it at once, and asks for the rest when the
//! cursor has rested. What is on its way is given up when the cursor leaves. Start with [`App::update_preview`].

use super::App;
use super::commands::listing;
use super::entry_page::{EntryLine, Source};
use super::listings::KeptListing;
use super::pane::DirView;
use super::pane::view::role_of;
use super::preview::Aimed;
use super::preview::Preview;
use super::requests::fs::{FsReply, List, Listed, ReadDirectoryHead, ReadHead};
use super::requests::{Owner, Part, Purpose, Slot};
use super::status::Notice;
use crate::domain::entry::{Entry, EntryKind};
use crate::domain::format;
use crate::domain::listing::Listing;
use crate::domain::place::{Place, Side};
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;
use crate::safe;

/// Entries of a directory that are shown at most.
const MOST: usize = 500;

/// A listing that was asked for this long ago is called old, in milliseconds.
const FRESH: u64 = 5_000;

/// What waits for its content.
pub(super) const SLOT: Slot = Slot { owner: Owner::Background, purpose: Purpose::Preview };
/// What waits for the document that says what a directory is.
pub(super) const DOCUMENT_SLOT: Slot = Slot { owner: Owner::Background, purpose: Purpose::PreviewDocument };

impl App {
    /// That the panel is not open, if so.
    pub(super) fn why_no_preview(&self) -> Option<SafeText> {
        let key = self.keys.map.key(&super::commands::preview::PREVIEW).unwrap_or_default();
        self.panes.preview.is_none().then(|| safe!("The preview is not open; {} opens it.", key))
    }

    /// Opens the panel, or closes it.
    pub(super) fn toggle_preview(&mut self) {
        self.cx.changed();
        if self.panes.preview.take().is_some() {
            self.cx.cancel(SLOT);
            self.cx.cancel(DOCUMENT_SLOT);
            return;
        }
        self.panes.preview = Some(Preview::default());
        if self.layout().preview.area.is_empty() {
            let key = self.keys.map.key(&listing::VIEW).unwrap_or_default();
            let words = safe!("There is no room for the preview on this screen; {} shows an entry.", key);
            self.cx.say(Notice::info(words));
        }
    }

    /// Scrolls it by so many lines.
    pub(super) fn scroll_preview(&mut self, lines: isize) {
        let panel = self.layout().preview;
        let scrolled = self.panes.preview.as_mut().is_some_and(|preview| preview.scroll(lines, panel));
        self.cx.changed_if(scrolled);
    }

    /// Shows what is at the cursor now.
    pub(super) fn update_preview(&mut self) {
        if self.panes.preview.is_none() {
            return;
        }
        let (mut subject, changes, at) = (self.subject(), self.cx.listings.changes, self.cx.at);
        // The pane beside it says where that is.
        subject.iter_mut().for_each(|subject| subject.facts.retain(|(label, _)| *label != "In"));
        let Some(preview) = &mut self.panes.preview else { return };
        let aimed = preview.aim(subject, changes, at);
        let wanted = preview.wanted(at);
        if aimed == Aimed::Other {
            self.cx.cancel(SLOT);
            self.cx.cancel(DOCUMENT_SLOT);
        }
        self.cx.changed_if(aimed != Aimed::Same);
        let Some((source, rested)) = wanted else { return };
        let asks = rested && !self.cx.requests().is_open(SLOT) && self.may_ask_for_preview();
        match source {
            Source::Directory(place) => {
                if asks && !self.is_remote() && self.reads_documents() {
                    self.cx.send(DOCUMENT_SLOT, ReadDirectoryHead { at: place.clone() });
                }
                if let Some((about, entries)) = self.known_entries(&place) {
                    self.show_entries(about, entries);
                } else if asks && self.cx.listings.ahead.slot_of(&place).is_none() {
                    let list = List {
                        store: place.store,
                        path: Some(place.path),
                        ahead: true,
                        full: false,
                        filter: None,
                    };
                    self.cx.send(SLOT, list);
                }
            }
            Source::File(at) if asks => self.cx.send(SLOT, ReadHead { at, ahead: true }),
            Source::File(_) | Source::Nothing(_) => {}
        }
    }

    /// Nothing is asked of a service that asked hemi to wait, nor without a sign-in.
    fn may_ask_for_preview(&self) -> bool {
        !self.is_remote() || (self.pauses.is_empty() && self.why_not_connected().is_none())
    }

    /// Whether each request is a round trip to a service: what a directory is, is then asked for by the viewer only.
    fn is_remote(&self) -> bool {
        self.pane(self.active()).here().is_some_and(|here| here.store().capabilities.remote)
    }

    /// Whether files of the place shown can be read.
    pub(super) fn reads_documents(&self) -> bool {
        self.pane(self.active()).here().is_some_and(|here| here.store().capabilities.read)
    }

    fn show_entries(&mut self, about: SafeText, entries: Vec<EntryLine>) {
        if let Some(preview) = &mut self.panes.preview {
            preview.list(about, entries);
        }
        self.cx.cancel(SLOT);
        self.cx.changed();
    }

    /// The entries of a directory that a pane shows or has left.
    fn known_entries(&self, place: &Place) -> Option<(SafeText, Vec<EntryLine>)> {
        let shows = |here: &&DirView| {
            here.place().as_ref() == Some(place)
                && here.is_whole()
                && !here.is_old()
                && here.filter().is_none()
        };
        let shown = Side::BOTH.into_iter().filter_map(|side| self.pane(side).here()).find(shows);
        if let Some(here) = shown {
            return Some(self.entries(here.listing(), None, here.is_truncated()));
        }
        let kept = self.cx.listings.kept.get(place)?;
        Some(self.entries(&kept.listing, Some(kept.as_of), kept.truncated))
    }

    /// The first entries of a listing, and a sentence about all of them.
    fn entries(
        &self,
        listing: &Listing,
        as_of: Option<Timestamp>,
        truncated: bool,
    ) -> (SafeText, Vec<EntryLine>) {
        let shown = listing.len().min(MOST);
        let mut about = match (listing.arrived(), listing.hidden()) {
            (0, _) => "This directory is empty".into(),
            (all, 0) => format::count(u64::from(all), "entry", "entries"),
            (all, hidden) => {
                let all = format::count(u64::from(all), "entry", "entries");
                safe!("{}, {} hidden", all, format::grouped(hidden as u64))
            }
        };
        if shown < (listing.arrived() as usize).saturating_sub(listing.hidden()) {
            let which = if listing.is_joining() { "" } else { "the first " };
            about = safe!("{}; {}{} are shown", about, which, format::grouped(shown as u64));
        }
        if truncated {
            about = safe!("{}; the service does not list all", about);
        }
        if let Some(since) = as_of.filter(|since| self.cx.at.mono.saturating_sub(since.mono) > FRESH) {
            about = safe!("{}; {}", about, self.as_of(since));
        }
        let entries = listing.iter().take(MOST).map(|entry| entry_line(&entry)).collect();
        (safe!("{}.", about), entries)
    }

    /// What was asked for is here.
    pub(super) fn previewed(&mut self, reply: FsReply) {
        let Some(preview) = &mut self.panes.preview else { return };
        match reply {
            FsReply::List(Part::Partial(chunk)) => return preview.push(chunk),
            FsReply::List(Part::Done(Ok(listed))) => self.listed_for_preview(listed),
            FsReply::ReadHead(Part::Done(Ok(head))) => preview.read(&head),
            FsReply::ReadDirectoryHead(Part::Done(Ok(Some(head)))) => preview.describe(&head),
            FsReply::List(Part::Done(Err(problem))) | FsReply::ReadHead(Part::Done(Err(problem))) => {
                preview.fail(&problem);
            }
            _ => return,
        }
        self.cx.changed();
    }

    fn listed_for_preview(&mut self, listed: Listed) {
        let pane = self.pane(self.active());
        let (sort, hidden) = (pane.sort(), pane.shows_hidden());
        let is_remote = self.is_remote();
        let Some(preview) = &mut self.panes.preview else { return };
        let mut listing = Listing::new(sort, hidden);
        preview.take_chunks().into_iter().for_each(|chunk| listing.push(chunk));
        let place = match preview.wanted(self.cx.at) {
            Some((Source::Directory(place), _)) => place,
            _ => return,
        };
        let (about, entries) = self.entries(&listing, None, listed.truncated);
        self.show_entries(about, entries);
        if is_remote {
            let kept = KeptListing {
                path: listed.path,
                listing,
                as_of: self.cx.at,
                was_shown: false,
                writable: listed.writable,
                access_asked: false,
                truncated: listed.truncated,
                unreadable: listed.unreadable,
            };
            self.cx.listings.kept.keep(place, kept);
        }
    }
}

/// An entry with the signs that a pane gives it.
fn entry_line(entry: &Entry<'_>) -> EntryLine {
    let link = if entry.link_target.is_some() { "@" } else { "" };
    let kind = match entry.kind {
        EntryKind::Dir => "/",
        EntryKind::BrokenLink => "!",
        EntryKind::Other => "?",
        EntryKind::File | EntryKind::Link => "",
    };
    let size = entry.size.filter(|_| !entry.is_dir()).map(format::bytes_short).unwrap_or_default();
    EntryLine { role: role_of(entry), name: safe!("{}{}{}", entry.shown_name(), link, kind), size }
}
