//! What every overlay can do, and what it may use while it does it.

use crate::app::effect::TerminalCommand;
use crate::app::event::Clipboard;
use crate::app::input::Input;
use crate::app::keymap::KeyPress;
use crate::app::requests::{Call, Purpose, Reply, Request, Slot};
use crate::app::update_cx::UpdateCx;
use crate::app::widgets::field::DialogKey;
use crate::app::widgets::frame::Hint;
use crate::domain::problem::Problem;
use crate::domain::time::Timestamp;

use super::{Overlay, PaneEdit, Response, Screen};

/// What an overlay may use while it handles something.
pub struct ModalCx<'a> {
    /// The size of the terminal.
    pub screen: Screen,
    cx: &'a mut UpdateCx,
    unused: bool,
    edits: Vec<PaneEdit>,
}

impl<'a> ModalCx<'a> {
    /// Within one update.
    pub fn new(screen: Screen, cx: &'a mut UpdateCx) -> Self {
        Self { screen, cx, unused: false, edits: Vec::new() }
    }

    /// What the key of an input means in a dialog; one that means nothing in any is unused.
    pub fn key(&mut self, input: &Input) -> Option<DialogKey> {
        let key = DialogKey::of(input);
        self.unused |= key.is_none();
        key
    }

    /// The overlay has no use for the input: the user is told that its key does nothing here.
    pub fn unused(&mut self) -> Response {
        self.unused = true;
        None
    }

    /// Whether the overlay had no use for the input.
    pub fn is_unused(&self) -> bool {
        self.unused
    }

    /// Has the active pane do something.
    pub fn edit(&mut self, edit: PaneEdit) {
        self.edits.push(edit);
    }

    /// What it is to do.
    pub fn take_edits(&mut self) -> Vec<PaneEdit> {
        std::mem::take(&mut self.edits)
    }

    /// When it happens.
    pub fn at(&self) -> Timestamp {
        self.cx.at
    }

    /// Sends a request of the overlay's; an earlier one for the same purpose is replaced.
    pub fn send(&mut self, purpose: Purpose, request: impl Into<Request>) {
        self.cx.send(Slot::overlay(purpose), request);
    }

    /// Sends a call that reads; an earlier one of the same kind is replaced.
    pub fn read<C: Call + Into<Request>>(&mut self, call: C) {
        self.send(Purpose::read::<C>(), call);
    }

    /// Stops waiting for an answer.
    pub fn cancel(&mut self, purpose: Purpose) {
        self.cx.cancel(Slot::overlay(purpose));
    }

    /// Whether the overlay waits for an answer.
    pub fn waits_for(&self, purpose: Purpose) -> bool {
        self.cx.requests().is_open(Slot::overlay(purpose))
    }

    /// Asks the terminal for something.
    pub fn terminal(&mut self, command: TerminalCommand) {
        self.cx.terminal(command);
    }
}

/// An overlay's behaviour. It keeps the keys until a response says why it goes away.
pub trait Modal {
    /// A key or a paste.
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response;

    /// The keys that mean something now, what matters most first: the one list that the hint bar and the dialog's
    /// help are made from.
    fn hints(&self) -> Vec<Hint>;

    /// Whether a text field has the keys: then `?` is a letter, and only F1 asks for help.
    fn takes_text(&self) -> bool {
        false
    }

    /// Whether it is there again after a sign-in that a request of it needs, which is then repeated: it is worth keeping.
    fn outlives_sign_in(&self) -> bool {
        false
    }

    /// What can be typed into its field, and what that means: its help lists it.
    fn language(&self) -> &'static [Hint] {
        &[]
    }

    /// Whether it is one line in the row of messages: the panes stay in sight, and a press on them ends it.
    fn is_line(&self) -> bool {
        false
    }

    /// The mouse chose the row of that index in its list.
    fn choose(&mut self, _row: usize, _cx: &mut ModalCx<'_>) {}

    /// The mouse was pressed in its text field, where so many characters are before: the field gets the keys.
    fn put_cursor(&mut self, _chars: usize) {}

    /// The mouse pressed the choice of that index: an option, a scope.
    fn turn(&mut self, _choice: usize, _cx: &mut ModalCx<'_>) {}

    /// The wheel of the mouse was turned by so many rows, down where positive: as the arrow keys, which close nothing.
    fn scroll(&mut self, rows: isize, cx: &mut ModalCx<'_>) {
        let arrow = if rows < 0 { KeyPress::UP } else { KeyPress::DOWN };
        for _ in 0..rows.unsigned_abs() {
            self.input(&Input::Key(arrow.event()), cx);
        }
    }

    /// A piece of the answer to a request that this overlay sent.
    fn reply(&mut self, _reply: &Reply, _cx: &mut ModalCx<'_>) -> Response {
        None
    }

    /// The terminal could not do what was asked of it. Whether the overlay says so.
    fn terminal_failed(&mut self, _problem: &Problem) -> bool {
        false
    }

    /// A text that it asked to copy was copied.
    fn copied(&mut self, _clipboard: Clipboard) {}

    /// A frame that shows the overlay as it is now was written at `at`.
    fn drawn(&mut self, _screen: Screen, _at: Timestamp) {}

    /// When [`Self::wake`] is to be called, if at all.
    fn next_wake(&self) -> Option<Timestamp> {
        None
    }

    /// Called at the requested time.
    fn wake(&mut self, _cx: &mut ModalCx<'_>) -> Response {
        None
    }
}

impl Overlay {
    /// The key that shows its keys, if there is more to show than it does itself.
    pub fn help_key(&self) -> Option<&'static str> {
        match self {
            Self::Help(_) => None,
            overlay if overlay.takes_text() => Some("F1"),
            _ => Some("?"),
        }
    }
}

impl Modal for Overlay {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        self.modal_mut().input(input, cx)
    }

    fn hints(&self) -> Vec<Hint> {
        self.modal().hints()
    }

    fn takes_text(&self) -> bool {
        self.modal().takes_text()
    }

    fn outlives_sign_in(&self) -> bool {
        self.modal().outlives_sign_in()
    }

    fn language(&self) -> &'static [Hint] {
        self.modal().language()
    }

    fn is_line(&self) -> bool {
        self.modal().is_line()
    }

    fn choose(&mut self, row: usize, cx: &mut ModalCx<'_>) {
        self.modal_mut().choose(row, cx);
    }

    fn turn(&mut self, choice: usize, cx: &mut ModalCx<'_>) {
        self.modal_mut().turn(choice, cx);
    }

    fn put_cursor(&mut self, chars: usize) {
        self.modal_mut().put_cursor(chars);
    }

    fn scroll(&mut self, rows: isize, cx: &mut ModalCx<'_>) {
        self.modal_mut().scroll(rows, cx);
    }

    fn reply(&mut self, reply: &Reply, cx: &mut ModalCx<'_>) -> Response {
        self.modal_mut().reply(reply, cx)
    }

    fn terminal_failed(&mut self, problem: &Problem) -> bool {
        self.modal_mut().terminal_failed(problem)
    }

    fn copied(&mut self, clipboard: Clipboard) {
        self.modal_mut().copied(clipboard);
    }

    fn drawn(&mut self, screen: Screen, at: Timestamp) {
        self.modal_mut().drawn(screen, at);
    }

    fn next_wake(&self) -> Option<Timestamp> {
        self.modal().next_wake()
    }

    fn wake(&mut self, cx: &mut ModalCx<'_>) -> Response {
        self.modal_mut().wake(cx)
    }
}
