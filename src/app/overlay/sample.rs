//! An overlay in some state, with the requests it waits for: for tests that draw it or drive it alone.

use crate::app::effect::Effects;
use crate::app::input::Input;
use crate::app::requests::{Call, Part, Purpose, Requests, Slot};
use crate::app::update_cx::UpdateCx;
use crate::domain::time::Timestamp;

use super::{Modal, ModalCx, Overlay, Response, Screen};

/// The size samples are laid out for.
pub const SCREEN: Screen = Screen { columns: 80, rows: 24 };

/// An overlay with what it waits for.
#[derive(Debug)]
pub struct Sample<T = Overlay> {
    /// The overlay.
    pub overlay: T,
    /// The size of its terminal.
    pub screen: Screen,
    cx: UpdateCx,
}

impl<T: Modal> Sample<T> {
    /// An overlay that opens at `at`.
    pub fn open(at: Timestamp, open: impl FnOnce(&mut ModalCx<'_>) -> T) -> Self {
        let mut cx = UpdateCx::default();
        cx.at = at;
        let overlay = open(&mut ModalCx::new(SCREEN, &mut cx));
        Self { overlay, screen: SCREEN, cx }
    }

    /// The same of one that may have nothing to show.
    pub fn try_open(at: Timestamp, open: impl FnOnce(&mut ModalCx<'_>) -> Option<T>) -> Option<Self> {
        let mut cx = UpdateCx::default();
        cx.at = at;
        let overlay = open(&mut ModalCx::new(SCREEN, &mut cx))?;
        Some(Self { overlay, screen: SCREEN, cx })
    }

    /// Sets the time.
    pub fn at(&mut self, at: Timestamp) {
        self.cx.at = at;
    }

    /// A key or a paste.
    pub fn input(&mut self, input: &Input) -> Response {
        self.with(|overlay, cx| overlay.input(input, cx))
    }

    /// Lets the overlay do something.
    pub fn with<R>(&mut self, act: impl FnOnce(&mut T, &mut ModalCx<'_>) -> R) -> R {
        act(&mut self.overlay, &mut ModalCx::new(self.screen, &mut self.cx))
    }

    /// A piece of the answer that the overlay waits for; dropped if it waits for none.
    pub fn reply<C: Call>(&mut self, purpose: Purpose, part: Part<C::Partial, C::Reply>) {
        let reply = C::reply(part);
        let Some(id) = self.requests().id(Slot::overlay(purpose)) else { return };
        let at = self.cx.at;
        if self.cx.requests_mut().receive(id, &reply, at).is_some() {
            self.with(|overlay, cx| overlay.reply(&reply, cx));
        }
    }

    /// Whether the overlay waits for an answer.
    pub fn waits_for(&self, purpose: Purpose) -> bool {
        self.requests().is_open(Slot::overlay(purpose))
    }

    /// The requests that are open.
    pub fn requests(&self) -> &Requests {
        self.cx.requests()
    }

    /// The same, to change them.
    pub fn requests_mut(&mut self) -> &mut Requests {
        self.cx.requests_mut()
    }

    /// The requests since the last call.
    pub fn take_effects(&mut self) -> Effects {
        self.cx.take_effects()
    }
}

impl<T: Into<Overlay>> Sample<T> {
    /// The same as one of all overlays.
    pub fn any(self) -> Sample {
        Sample { overlay: self.overlay.into(), screen: self.screen, cx: self.cx }
    }
}
