//! The thread that writes the terminal. A slot holds the next frame, and a newer one replaces it: a slow terminal
//! is at most one frame behind, and the loop does not wait. The difference of frames is computed here, from what was
//! written.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc::UnboundedSender;

use super::output::Painter;
use super::tty::{Tty, Written};
use super::{Frame, TerminalEvent};

/// Bytes that are not a frame are refused while this many are unwritten.
const MOST_WAITING: usize = 256 * 1024;

/// The handle of the thread.
#[derive(Debug)]
pub struct Writer(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    slot: Mutex<Slot>,
    filled: Condvar,
}

#[derive(Debug, Default)]
struct Slot {
    frame: Option<Frame>,
    extra: Vec<u8>,
    primary: Option<Vec<u8>>,
    ended: bool,
}

impl Writer {
    /// Starts the thread, which reports each written frame to `events`.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn start(
        tty: Arc<Tty>,
        events: UnboundedSender<TerminalEvent>,
        erases_to_ground: bool,
    ) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        std::thread::Builder::new().name("screen".into()).spawn(move || {
            write_all(&theirs, &tty, &events, Painter::new(erases_to_ground));
        })?;
        Ok(Self(shared))
    }

    /// Hands over a frame. It replaces one that is not written yet.
    pub fn show(&self, mut frame: Frame) {
        let mut slot = self.0.slot();
        frame.whole |= slot.frame.take().is_some_and(|old| old.whole);
        slot.frame = Some(frame);
        drop(slot);
        self.0.filled.notify_one();
    }

    /// Hands over text for the primary screen, which is shown until the next frame.
    pub fn print(&self, text: Vec<u8>) {
        let mut slot = self.0.slot();
        (slot.frame, slot.primary) = (None, Some(text));
        drop(slot);
        self.0.filled.notify_one();
    }

    /// The way for bytes that draw nothing.
    pub fn bytes(&self) -> Bytes {
        Bytes(Arc::clone(&self.0))
    }
}

/// Hands bytes that draw nothing to the thread.
#[derive(Clone, Debug)]
pub struct Bytes(Arc<Shared>);

impl Bytes {
    /// Hands over bytes, such as a text for the clipboard. Returns false if too many are unwritten.
    pub fn send(&self, bytes: &[u8]) -> bool {
        let mut slot = self.0.slot();
        let fits = slot.extra.len() + bytes.len() <= MOST_WAITING;
        if fits {
            slot.extra.extend_from_slice(bytes);
        }
        drop(slot);
        self.0.filled.notify_one();
        fits
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.0.slot().ended = true;
        self.0.filled.notify_one();
    }
}

impl Shared {
    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What to write next, when the terminal has shown what was written before; `None` at the end.
    fn next(&self, tty: &Tty) -> Option<Slot> {
        let idle = |slot: &mut Slot| {
            slot.frame.is_none() && slot.extra.is_empty() && slot.primary.is_none() && !slot.ended
        };
        drop(self.filled.wait_while(self.slot(), idle));
        tty.wait_for_line();
        let mut slot = self.slot();
        (!slot.ended).then(|| std::mem::take(&mut *slot))
    }
}

fn write_all(shared: &Shared, tty: &Tty, events: &UnboundedSender<TerminalEvent>, mut painter: Painter) {
    while let Some(Slot { frame, extra: mut bytes, primary, .. }) = shared.next(tty) {
        if let Some(text) = primary {
            // A frame in the same slot is newer, because an older one was dropped.
            painter.invalidate();
            bytes.extend_from_slice(&text);
            if tty.write_primary(&bytes) == Written::Gone {
                let _ = events.send(TerminalEvent::HungUp);
                return;
            }
            bytes.clear();
        }
        let mut asks = false;
        let number = frame.as_ref().map(|frame| frame.number);
        if let Some(frame) = frame {
            painter.paint(frame, &mut bytes);
            if !bytes.is_empty() {
                let question = tty.question();
                bytes.extend_from_slice(question);
                asks = !question.is_empty();
            }
        }
        if asks {
            tty.begin_frame();
        }
        let written = if bytes.is_empty() { Written::Whole } else { tty.write(&bytes) };
        match (written, number) {
            (Written::Whole, Some(number)) => {
                let _ = events.send(TerminalEvent::Drawn(number));
            }
            (Written::Whole, None) => {}
            (Written::Refused, _) => {
                painter.invalidate();
                // Its question may not have been written: no answer is waited for.
                tty.end_frame();
            }
            (Written::Gone, _) => {
                let _ = events.send(TerminalEvent::HungUp);
                return;
            }
        }
    }
}

#[cfg(test)]
#[path = "writer_tests.rs"]
mod tests;
