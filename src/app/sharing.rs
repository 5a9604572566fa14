//! Opens what is known of a collection and who may use it, shows what changes of the latter came to, and tells the owner's
//! message when a collection is opened first.

use std::sync::Arc;

use super::App;
use super::commands;
use super::overlay::{AccessCard, CollectionCard, NameDialog, Overlay, ServerCard};
use super::pane::Row;
use super::requests::sharing::SharingReply;
use super::requests::{Owner, Part, Slot, TabId};
use super::status::Notice;
use crate::domain::entry::EntryKind;
use crate::domain::path::StorePath;
use crate::domain::store::StoreInfo;
use crate::domain::text::SafeText;
use crate::safe;

impl App {
    /// Why nothing can be told of the collection of this pane, if so.
    pub(super) fn why_no_details(&self) -> Option<SafeText> {
        self.why_not_connected().or_else(|| self.collection_here().err())
    }

    /// Shows all that is known of the collection of this pane.
    pub(super) fn open_details(&mut self) {
        if let Ok(store) = self.collection_here() {
            self.show_details(store);
        }
    }

    /// The same of any collection.
    pub(super) fn show_details(&mut self, store: Arc<StoreInfo>) {
        let session = self.session.clone();
        self.open_some(|cx| CollectionCard::open(store, &session, cx));
    }

    /// Shows what is on the server of the collection of this pane.
    pub(super) fn open_server(&mut self) {
        if let Ok(store) = self.collection_here() {
            self.show_server(store);
        }
    }

    /// The same of any collection.
    pub(super) fn show_server(&mut self, store: Arc<StoreInfo>) {
        self.open_some(|cx| ServerCard::open(store, cx));
    }

    /// Shows who may use the collection of this pane.
    pub(super) fn open_access(&mut self) {
        if let Ok(store) = self.collection_here() {
            self.show_access(store);
        }
    }

    /// The same of any collection; a new rule is for the directory at the cursor at first, where a pane shows it.
    pub(super) fn show_access(&mut self, store: Arc<StoreInfo>) {
        let directory = self.directory_to_share(&store);
        let zone = self.settings.zone.clone();
        self.open_some(|cx| AccessCard::open(store, directory, zone, cx));
    }

    /// Why no guest collection can be created here, if so.
    pub(super) fn why_not_create_guest(&self) -> Option<SafeText> {
        self.why_not_connected().or_else(|| self.host_here().err())
    }

    /// Asks for the name of a guest collection on the directory at the cursor.
    pub(super) fn open_create_guest(&mut self) {
        if let Ok((store, directory)) = self.host_here() {
            self.open(NameDialog::create_guest(store, directory));
        }
    }

    /// The directory that a guest collection would be on, or why none can be.
    fn host_here(&self) -> Result<(Arc<StoreInfo>, StorePath), SafeText> {
        let store = self.collection_here()?;
        if !store.capabilities.guests {
            return Err(
                "This is a guest collection already: its permissions say who may use a directory.".into()
            );
        }
        let directory = self.directory_to_share(&store).ok_or("Nothing is shown here yet.")?;
        Ok((store, directory))
    }

    /// A guest collection was created: the other pane shows it, and has the cursor.
    fn open_guest(&mut self, store: &Arc<StoreInfo>) {
        let other = self.active().other();
        self.panes.get_mut(other).open(Arc::clone(store), Some(StorePath::root()), &mut self.cx);
        self.panes.switch();
        let key = |command| self.keys.map.key(command).unwrap_or_default();
        let (who, link) = (key(&commands::sharing::PERMISSIONS), key(&commands::copy::LINK));
        let words = safe!(
            "Created {}: nobody else may use it yet. {} adds them, {} copies its web link.",
            store.title(),
            who,
            link
        );
        self.cx.say(Notice::info(words));
    }

    /// The collection of this pane, or why there is none.
    fn collection_here(&self) -> Result<Arc<StoreInfo>, SafeText> {
        let pane = self.pane(self.active());
        let store = pane.here().map(|here| here.store()).or_else(|| pane.goal());
        let store = store.ok_or("Nothing is shown here yet.")?;
        if store.collection().is_none() {
            return Err("This computer is no collection.".into());
        }
        Ok(Arc::clone(store))
    }

    /// The directory at the cursor; the one shown where the cursor is on none.
    fn directory_to_share(&self, store: &StoreInfo) -> Option<StorePath> {
        let here = self.pane(self.active()).here().filter(|here| here.store().id == store.id)?;
        let directory = here.path()?;
        let below = match here.row_at_cursor() {
            Some(Row::Entry(entry)) if entry.kind == EntryKind::Dir => {
                here.store().entry_name(entry.name).ok().map(|name| directory.join(&name))
            }
            _ => None,
        };
        Some(below.unwrap_or_else(|| directory.clone()))
    }

    /// A rule was changed, or was not. Where its dialog was left, it is told in the notice line.
    pub(super) fn take_sharing(&mut self, slot: Slot, reply: &SharingReply) {
        let (end, did) = match reply {
            SharingReply::CreateGuest(Part::Done(Ok(store))) => {
                return match slot.owner {
                    Owner::Overlay => {
                        self.host.drop_deferred_access();
                        self.open_guest(store);
                    }
                    _ => self.cx.say(Notice::info(safe!("Created {}.", store.title()))),
                };
            }
            SharingReply::CreateGuest(Part::Done(Err(problem))) if slot.owner == Owner::Background => {
                return self.cx.say(Notice::problem(problem));
            }
            SharingReply::GrantAccess(Part::Done(end)) => (end, "May use it now"),
            SharingReply::ChangeAccess(Part::Done(end)) => (end, "Rule changed"),
            SharingReply::RevokeAccess(Part::Done(end)) => (end, "Rule revoked"),
            _ => return,
        };
        match end {
            Ok(who) => {
                self.cx.say(Notice::info(safe!("{}: {}.", did, *who)));
                self.with_overlay(|overlay, cx| {
                    if let Overlay::AccessCard(card) = overlay {
                        card.read_again(cx);
                    }
                    None
                });
            }
            Err(problem) if slot.owner == Owner::Background => self.cx.say(Notice::problem(problem)),
            // The dialog says it.
            Err(_) => {}
        }
    }

    /// Tells the message of the owner of the collection that a pane now shows, once in a run.
    pub(super) fn tell_owner_message(&mut self, tab: TabId) {
        let Some(pane) = self.panes.with_tab_mut(tab) else { return };
        let Some(store) = pane.here().map(|here| Arc::clone(here.store())) else { return };
        if let (Some(id), Some(message)) = (store.collection(), &store.message)
            && self.session.told_messages.insert(id)
        {
            let words = safe!("{}: {}", store.title(), message.on_one_line());
            self.cx.say(Notice::info(words));
        }
    }
}
