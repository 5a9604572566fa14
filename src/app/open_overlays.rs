//! Opens the overlays that keys ask for, with what they need to know of the rest of the app.

use std::sync::Arc;

use super::App;
use super::overlay::{AccountCard, KnownNames, Message, RegisterClient, Search};
use super::session::Phase;
use crate::domain::place::Side;
use crate::domain::store::StoreInfo;
use crate::domain::text::SafeText;

impl App {
    pub(super) fn open_search(&mut self) {
        // What was learnt by the last one, if that is open, comes back first.
        self.close_overlay();
        let known = self.host.take_known();
        let presets = if self.session.is_signed_in() { self.session.presets.clone() } else { Vec::new() };
        self.open_with(|cx| Search::open(known, cx).with_presets(presets));
    }

    /// Finds names that were seen before.
    pub(super) fn open_known_names(&mut self) {
        let zone = self.settings.zone.clone();
        self.open_with(|cx| KnownNames::open(zone, cx));
    }

    /// The same, at the bookmarks.
    pub(super) fn open_bookmarks(&mut self) {
        self.close_overlay();
        let known = self.host.take_known();
        self.open_with(|cx| Search::open_bookmarks(known, cx));
    }

    /// That there is no message to be shown in full, if so.
    pub(super) fn why_no_message(&self) -> Option<SafeText> {
        let pane = self.pane(self.active());
        let in_pane = pane.here().is_none() && pane.problem().is_some();
        (!in_pane && self.notices.last().is_none()).then(|| "There was no message yet.".into())
    }

    /// Shows the problem of the active pane in full, else the last message.
    pub(super) fn open_last_message(&mut self) {
        let pane = self.pane(self.active());
        if let Some(problem) = pane.problem().filter(|_| pane.here().is_none()) {
            self.open(Message::new(problem.clone()));
        } else if let Some(notice) = self.notices.last().cloned() {
            self.open(match notice.problem {
                Some(problem) => Message::new(*problem),
                None => Message::text(notice.words),
            });
        }
    }

    /// Shows who is signed in; else signs in, or first shows how to register.
    pub(super) fn open_account(&mut self) {
        match self.session.phase.clone() {
            Phase::NoClientId => self.open(RegisterClient::new()),
            Phase::SignedIn(who) => {
                let near = self.near();
                let (session, profile) = (self.session.clone(), self.settings.profile.clone());
                self.open_with(|cx| AccountCard::open(&who, &session, near, cx).in_profile(profile));
            }
            Phase::Connecting | Phase::Unreachable(_) | Phase::SignedOut => self.open_sign_in(None, None),
        }
    }

    /// The collections in the panes, each once.
    fn near(&self) -> Vec<Arc<StoreInfo>> {
        let mut near: Vec<Arc<StoreInfo>> = Vec::new();
        for side in Side::BOTH {
            let pane = self.pane(side);
            let shown = pane.here().map(|here| here.store()).or_else(|| pane.goal());
            if let Some(one) =
                shown.filter(|one| one.collection().is_some() && near.iter().all(|known| known.id != one.id))
            {
                near.push(Arc::clone(one));
            }
        }
        near
    }

    pub(super) fn why_not_account(&self) -> Option<SafeText> {
        match &self.session.phase {
            Phase::Connecting | Phase::Unreachable(_) => self.session.why_not(&self.keys.map),
            Phase::NoClientId | Phase::SignedOut | Phase::SignedIn(_) => None,
        }
    }
}
