//! Opens and closes overlays, one at a time, and carries out what they decided. It does not know what is inside them.

mod open;
mod suspend;

use std::sync::Arc;

use super::App;
use super::commands::global;
use super::effect::TerminalCommand;
use super::event::Clipboard;
use super::input::Input;
use super::overlay::search::known::Known;
use super::overlay::{
    Help, Modal, ModalCx, Need, Overlay, RegisterClient, Response, Screen, SignIn, ViewedFile,
};
use super::requests::login::ProbeDeviceFlow;
use super::requests::{Owner, Purpose, Reply, Slot};
use super::status::Notice;
use super::widgets::field::DialogKey;
use crate::domain::place::Side;
use crate::domain::problem::Problem;
use crate::domain::store::StoreInfo;
use crate::domain::time::Timestamp;

/// The overlay on top, if any, and the one that waits for its turn.
#[derive(Debug, Default)]
pub(super) struct OverlayHost {
    overlay: Option<Overlay>,
    /// The keys of that overlay, over it: it keeps its state and its requests meanwhile.
    help: Option<Help>,
    /// What opens when it is closed.
    deferred: Option<DeferredOverlay>,
    /// What a sign-in covers, and comes back after it, with what opens when it is closed.
    suspended: Option<(Box<Overlay>, Option<DeferredOverlay>)>,
    /// What searches have learnt, while none is open.
    known: Known,
    /// The file that is shown again when the sign-in that is open, or opens next, has worked.
    viewed: Option<Box<ViewedFile>>,
}

/// An overlay that must not push another one aside.
#[derive(Debug)]
pub(super) enum DeferredOverlay {
    /// Registering hemi.
    RegisterClient,
    /// Finding a collection for the active pane.
    Search,
    /// The user's bookmarks, where a change of one was begun from.
    Bookmarks,
    /// All marks, where a file of them was asked for.
    Basket,
    /// Who is signed in, where a renewal was begun from.
    Account,
    /// What is known of a collection, where its consent was begun from.
    Details(Arc<StoreInfo>),
    /// Who may use a collection, where a change of it was begun from.
    Access(Arc<StoreInfo>),
    /// Signing in, with what led to it, and what it must satisfy.
    SignIn(Option<Box<Problem>>, Option<Box<Need>>),
}

impl OverlayHost {
    /// Whether an overlay has the keys.
    pub(super) fn is_open(&self) -> bool {
        self.overlay.is_some()
    }

    /// Whether that is one line below the panes, which are used as ever.
    pub(super) fn is_line(&self) -> bool {
        self.help.is_none() && self.overlay.as_ref().is_some_and(Overlay::is_line)
    }

    /// What was to be opened when the line for a file of marks is closed is open already.
    pub(super) fn drop_deferred_basket(&mut self) {
        self.deferred.take_if(|deferred| matches!(deferred, DeferredOverlay::Basket));
    }

    /// What a guest collection was to be created for was not done with its mapped collection: that is not shown again.
    pub(super) fn drop_deferred_access(&mut self) {
        self.deferred.take_if(|deferred| matches!(deferred, DeferredOverlay::Access(_)));
    }

    /// The overlay.
    pub(super) fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_ref()
    }

    /// Whether what keys send is shown.
    pub(super) fn shows_keys(&self) -> bool {
        matches!(self.overlay, Some(Overlay::Doctor(_)))
    }

    /// The keys of the overlay, while they are shown over it.
    pub(super) fn help(&self) -> Option<&Help> {
        self.help.as_ref()
    }

    /// Whether this asks for the keys of the overlay.
    pub(super) fn asks_help(&self, input: &Input) -> bool {
        let Some(overlay) = self.overlay.as_ref().filter(|_| self.help.is_none()) else { return false };
        match DialogKey::of(input) {
            Some(DialogKey::Help) => overlay.help_key().is_some(),
            Some(DialogKey::Char('?')) => overlay.help_key() == Some("?"),
            _ => false,
        }
    }

    /// What searches have learnt, for the next one; it is also how that is forgotten.
    pub(super) fn take_known(&mut self) -> Known {
        std::mem::take(&mut self.known)
    }

    /// What opens when the overlay is closed, unless something waits for that already.
    pub(super) fn come_back_to(&mut self, deferred: DeferredOverlay) {
        self.deferred.get_or_insert(deferred);
    }

    /// The file whose beginning needs a sign-in first is shown again after it. Whether one is shown.
    fn keep_viewed(&mut self) -> bool {
        let Some(Overlay::Viewer(viewer)) = &self.overlay else { return false };
        self.viewed = viewer.viewed().map(Box::new);
        self.viewed.is_some()
    }

    /// The file that is to be shown again.
    pub(super) fn take_viewed(&mut self) -> Option<ViewedFile> {
        self.viewed.take().map(|file| *file)
    }

    /// When it is to be woken.
    pub(super) fn next_wake(&self) -> Option<Timestamp> {
        self.overlay.as_ref()?.next_wake()
    }

    /// A frame was written that shows the overlay as the last key left it: the loop does not report older frames.
    pub(super) fn drawn(&mut self, screen: Screen, at: Timestamp) {
        // What its keys cover has not been seen.
        let screen = if self.help.is_some() { Screen { columns: 0, rows: 0 } } else { screen };
        if let Some(overlay) = &mut self.overlay {
            overlay.drawn(screen, at);
        }
    }
}

impl App {
    /// Puts an overlay on top. The one before it is closed, and what it waited for with it.
    pub(super) fn open(&mut self, overlay: impl Into<Overlay>) {
        self.close_overlay();
        self.host.overlay = Some(overlay.into());
        self.cx.changed();
    }

    /// The same for an overlay that asks for something when it opens.
    pub(super) fn open_with<T: Into<Overlay>>(&mut self, open: impl FnOnce(&mut ModalCx<'_>) -> T) {
        self.close_overlay();
        let screen = self.screen();
        let overlay = open(&mut ModalCx::new(screen, &mut self.cx));
        self.host.overlay = Some(overlay.into());
        self.cx.changed();
    }

    /// The same for one that may have nothing to show.
    pub(super) fn open_some<T: Into<Overlay>>(&mut self, open: impl FnOnce(&mut ModalCx<'_>) -> Option<T>) {
        self.close_overlay();
        let screen = self.screen();
        self.host.overlay = open(&mut ModalCx::new(screen, &mut self.cx)).map(Into::into);
        self.cx.changed();
    }

    /// A sign-in takes the place of a file whose beginning cannot be read without it.
    pub(super) fn make_room_for_sign_in(&mut self) {
        if self.host.keep_viewed() {
            self.close_overlay();
        }
    }

    /// Takes the overlay away, and what it waits for with it.
    pub(super) fn close_overlay(&mut self) {
        self.cx.close(Owner::Overlay);
        self.host.help = None;
        if let Some(Overlay::SignIn(sign_in)) = &self.host.overlay {
            self.session.method_used = sign_in.to_begin_with().or(self.session.method_used);
        }
        if let Some(Overlay::Doctor(_)) = &self.host.overlay {
            self.cx.terminal(TerminalCommand::ReportKeys(false));
        }
        let closed = self.host.overlay.take();
        self.cx.changed_if(closed.is_some());
        match closed {
            Some(Overlay::Search(search)) => self.host.known = search.into_known(),
            Some(Overlay::SignIn(_)) => self.host.viewed = None,
            Some(Overlay::MarkField(_)) => {
                Side::BOTH.into_iter().for_each(|side| self.panes.get_mut(side).end_matching());
            }
            Some(Overlay::NameField(field)) => {
                if field.has_no_match() {
                    self.say_no_match();
                }
                Side::BOTH.into_iter().for_each(|side| self.panes.get_mut(side).end_search());
            }
            _ => {}
        }
    }

    /// Lets the overlay handle something, and does what it decided. Whether it had a use for it.
    pub(super) fn with_overlay(
        &mut self,
        handle: impl FnOnce(&mut Overlay, &mut ModalCx<'_>) -> Response,
    ) -> bool {
        let screen = self.screen();
        let Some(overlay) = &mut self.host.overlay else { return false };
        let mut cx = ModalCx::new(screen, &mut self.cx);
        let response = handle(overlay, &mut cx);
        let (used, edits) = (!cx.is_unused(), cx.take_edits());
        self.cx.changed();
        for edit in edits {
            self.edit_pane(edit);
        }
        if let Some(action) = response {
            self.close_overlay();
            self.do_close_action(action);
        }
        used
    }

    /// A key or a paste for the overlay, if there is one. Whether it had a use for it.
    pub(super) fn overlay_input(&mut self, input: &Input) -> bool {
        let screen = self.screen();
        let Some(help) = &mut self.host.help else {
            return self.with_overlay(|overlay, cx| overlay.input(input, cx));
        };
        let mut cx = ModalCx::new(screen, &mut self.cx);
        let closed = help.input(input, &mut cx).is_some();
        let used = !cx.is_unused();
        if closed {
            self.host.help = None;
        }
        self.cx.changed();
        used
    }

    /// The wheel was turned over the overlay, or over the keys that are shown over it.
    pub(super) fn overlay_wheel(&mut self, rows: isize) {
        let screen = self.screen();
        if let Some(help) = &mut self.host.help {
            help.scroll(rows, &mut ModalCx::new(screen, &mut self.cx));
            return self.cx.changed();
        }
        self.with_overlay(|overlay, cx| {
            overlay.scroll(rows, cx);
            None
        });
    }

    /// The key that shows the keys of the overlay: F1 where the keymap names that first.
    pub(super) fn help_key(&self, overlay: &Overlay) -> Option<&'static str> {
        let is_f1 = || self.keys.map.key(&global::HELP).is_some_and(|key| key.as_str() == "F1");
        overlay.help_key().map(|key| if is_f1() { "F1" } else { key })
    }

    /// Shows the keys of the overlay over it.
    pub(super) fn open_overlay_help(&mut self) {
        self.host.help = self
            .host
            .overlay()
            .map(|overlay| Help::of_dialog(&overlay.hints(), overlay.takes_text(), overlay.language()));
        self.cx.changed();
    }

    /// Wakes the overlay if its requested time has come.
    pub(super) fn overlay_wake(&mut self, at: Timestamp) {
        if self.host.next_wake().is_some_and(|due| due.mono <= at.mono) {
            self.with_overlay(|overlay, cx| overlay.wake(cx));
        }
    }

    /// A piece of an answer the overlay waits for.
    pub(super) fn overlay_reply(&mut self, reply: &Reply) {
        self.with_overlay(|overlay, cx| overlay.reply(reply, cx));
    }

    /// A terminal command failed: a sign-in that waits for a browser says what to do without one. Returns whether the
    /// overlay says it.
    pub(super) fn overlay_terminal_failed(&mut self, problem: &Problem) -> bool {
        let mut said = false;
        self.with_overlay(|overlay, _| {
            said = overlay.terminal_failed(problem);
            None
        });
        said
    }

    /// A text that the overlay asked to copy was copied.
    pub(super) fn overlay_copied(&mut self, clipboard: Clipboard) {
        self.with_overlay(|overlay, _| {
            overlay.copied(clipboard);
            None
        });
    }

    /// A user is signed in: closes the dialog that asked for it.
    pub(super) fn close_sign_in(&mut self) {
        self.host.deferred = None;
        if matches!(self.host.overlay, Some(Overlay::SignIn(_) | Overlay::RegisterClient(_))) {
            self.close_overlay();
        }
        self.resume_overlay();
    }

    /// Opens the step that the services require, now or when the current overlay is closed.
    pub(super) fn defer(&mut self, deferred: DeferredOverlay) {
        match (&mut self.host.overlay, &deferred) {
            (Some(Overlay::RegisterClient(_)), DeferredOverlay::RegisterClient) => return,
            (Some(Overlay::SignIn(_)), DeferredOverlay::SignIn(_, need)) => {
                // One sign-in for both if possible; else the repeated request requires the other.
                if let Some(need) = need {
                    self.with_overlay(|overlay, cx| {
                        if let Overlay::SignIn(sign_in) = overlay {
                            sign_in.also(need, cx);
                        }
                        None
                    });
                }
                return;
            }
            // The id was kept: the next step follows.
            (Some(Overlay::RegisterClient(_)), DeferredOverlay::SignIn(..)) => self.close_overlay(),
            (Some(_), DeferredOverlay::SignIn(Some(problem), _)) => self.cx.say(Notice::problem(problem)),
            _ => {}
        }
        match (&mut self.host.deferred, deferred) {
            (Some(DeferredOverlay::SignIn(_, Some(held))), DeferredOverlay::SignIn(_, Some(more))) => {
                held.add(&more);
            }
            (held, deferred) => *held = Some(deferred),
        }
    }

    /// Opens what waited for its turn.
    pub(super) fn open_deferred(&mut self) {
        if self.host.is_open() {
            return;
        }
        let signs_in =
            matches!(self.host.deferred, Some(DeferredOverlay::RegisterClient | DeferredOverlay::SignIn(..)));
        if !signs_in && self.resume_overlay() {
            return;
        }
        match self.host.deferred.take() {
            Some(DeferredOverlay::RegisterClient) => self.open(RegisterClient::new()),
            Some(DeferredOverlay::Search) => self.open_search(),
            Some(DeferredOverlay::Bookmarks) => self.open_bookmarks(),
            Some(DeferredOverlay::Basket) => self.open_basket(),
            Some(DeferredOverlay::Account) => self.open_account(),
            Some(DeferredOverlay::Details(store)) => self.show_details(store),
            Some(DeferredOverlay::Access(store)) => self.show_access(store),
            Some(DeferredOverlay::SignIn(because, need)) => {
                self.open_sign_in(because.map(|it| *it), need.as_deref());
            }
            None => {}
        }
    }

    pub(super) fn open_sign_in(&mut self, because: Option<Problem>, need: Option<&Need>) {
        let (method, device) = (self.session.method_used.unwrap_or(self.session.method), self.session.device);
        self.open_with(|cx| {
            let mut sign_in = SignIn::new(method, because);
            if let Some(need) = need {
                sign_in.also(need, cx);
            }
            sign_in.offer_device(device == Some(true));
            sign_in
        });
        if device.is_none() {
            self.cx.send(Slot::background(Purpose::DeviceFlow), ProbeDeviceFlow);
        }
    }

    /// Whether the service has codes for other devices: an open sign-in offers them.
    pub(super) fn offer_device(&mut self, there: bool) {
        self.session.device = Some(there);
        if let Some(Overlay::SignIn(sign_in)) = &mut self.host.overlay {
            let different = sign_in.offer_device(there);
            self.cx.changed_if(different);
        }
    }
}
