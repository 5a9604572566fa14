//! Carries out what an overlay decided as it closed.

use std::sync::Arc;

use super::App;
use super::effect::{Effect, ExitReason};
use super::overlay::{BatchField, CloseAction, Confirm, GuidePage, NameDialog};
use super::overlay_host::DeferredOverlay;
use super::requests::bookmarks::RemoveBookmark;
use super::requests::{Purpose, Slot};
use super::status::Notice;
use crate::domain::place::{Place, PlaceSpec};
use crate::domain::text::Untrusted;
use crate::safe;

impl App {
    /// Does what an overlay decided as it closed.
    pub(super) fn do_close_action(&mut self, action: CloseAction) {
        let active = self.panes.active();
        match action {
            CloseAction::Closed => {}
            CloseAction::ListGuides => self.open_guides(),
            CloseAction::ReadGuide(guide) => self.open(GuidePage::new(guide)),
            CloseAction::Run(command, args) => self.perform_where_it_applies(command, &args),
            CloseAction::Open(collection) => self.panes.get_mut(active).open(collection, None, &mut self.cx),
            CloseAction::OpenAt(store, directory, name) => {
                self.panes.get_mut(active).open_at(store, directory, name, &mut self.cx);
            }
            CloseAction::CreateCounterpart(place) => self.create_counterpart(place),
            CloseAction::OpenTyped(typed) => self.open_typed(*typed),
            CloseAction::OpenSpec(spec) => self.panes.get_mut(active).resolve(spec, &mut self.cx),
            CloseAction::OpenKnown(id, directory, name) => {
                let spec = PlaceSpec::Collection { id, path: Some(directory) };
                self.panes.get_mut(active).resolve_at(spec, name, &mut self.cx);
            }
            CloseAction::ShowEntry(place, name) => self.show_entry(&place, &name),
            CloseAction::GoToEntry(place, name) => {
                self.panes.get_mut(active).go_to_entry(&place, name.as_ref(), &mut self.cx);
            }
            CloseAction::PlanMarked => self.plan_marked(),
            CloseAction::AskBatch(does) => {
                self.open(BatchField::new(does));
                self.host.come_back_to(DeferredOverlay::Basket);
            }
            CloseAction::MarkBatch(items) => self.mark_batch(items),
            CloseAction::BackToBasket(words) => self.back_to_basket(words),
            CloseAction::Confirmed(plan) => self.submit(plan),
            CloseAction::Delete(plan, chosen) => self.delete(plan, chosen),
            CloseAction::Undo => self.undo(),
            CloseAction::SignInFor(need) => {
                self.open_sign_in(None, Some(&need));
                // Leaving it leads back; a sign-in that works does not.
                self.host.come_back_to(DeferredOverlay::Account);
            }
            CloseAction::SignOut => self.sign_out(),
            CloseAction::SwitchProfile(profile) => {
                self.cx.effect(Effect::Exit(ExitReason::SwitchProfile(profile)));
            }
            CloseAction::CancelJob(call) => self.cancel_job(call),
            CloseAction::DropJob(call) => self.drop_job(call),
            CloseAction::AskRemoveBookmark(id, name, leads_to) => {
                self.open(Confirm::remove_bookmark(RemoveBookmark { id, name }, &leads_to));
                self.host.come_back_to(DeferredOverlay::Bookmarks);
            }
            CloseAction::RenameBookmark(id, name, leads_to) => {
                self.open(NameDialog::rename_bookmark(id, name, leads_to));
                self.host.come_back_to(DeferredOverlay::Bookmarks);
            }
            CloseAction::ShowDetails(store) => self.show_details(store),
            CloseAction::ShowDetailsOf(store) => {
                self.show_details(store);
                self.host.come_back_to(DeferredOverlay::Search);
            }
            CloseAction::ShowServer(store) => {
                self.show_server(Arc::clone(&store));
                self.host.come_back_to(DeferredOverlay::Details(store));
            }
            CloseAction::ShowAccess(store) => self.show_access(store),
            CloseAction::CreateGuest(store, directory) => {
                self.open(NameDialog::create_guest(Arc::clone(&store), directory));
                self.host.come_back_to(DeferredOverlay::Access(store));
            }
            CloseAction::ConsentTo(need, store) => {
                self.open_sign_in(None, Some(&need));
                self.host.come_back_to(DeferredOverlay::Details(store));
            }
            CloseAction::AskRevoke(call, path, store) => {
                self.open(Confirm::revoke(*call, &path));
                self.host.come_back_to(DeferredOverlay::Access(store));
            }
            CloseAction::Revoke(call) => self.cx.send(Slot::background(Purpose::Change), call),
            CloseAction::RemoveBookmark(call) => self.cx.send(Slot::background(Purpose::Change), call),
            CloseAction::Touch(call) => self.cx.send(Slot::background(Purpose::Change), call),
            CloseAction::Quit => self.cx.effect(Effect::Exit(ExitReason::Quit)),
        }
    }

    /// Puts the cursor on an entry of a place that a pane shows.
    fn show_entry(&mut self, place: &Place, name: &Untrusted) {
        let active = self.panes.active();
        let found = [active, active.other()]
            .into_iter()
            .find(|side| self.panes.get_mut(*side).go_to_name(place, name.as_ref(), &mut self.cx));
        match found {
            Some(side) if side != active => self.panes.switch(),
            Some(_) => {}
            None => {
                let words = safe!("{} is not shown in a pane: open its directory first.", name.sanitized());
                self.cx.say(Notice::warning(words));
            }
        }
    }
}
