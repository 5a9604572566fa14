//! The thread that reads the terminal. It waits in `poll` alone while hemi holds the terminal, and detects a terminal
//! that is gone before it reads: it never busy-waits.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{Sender, UnboundedSender};

use super::TerminalEvent;
use super::keys::{Decoder, ESC_WAIT_ASKED, Meaning, Sequence};
use super::tty::{Ready, Tty};
use crate::app::input::{Input, RawKey};
use crate::domain::terminal::{TerminalAnswer, TerminalFacts};
use crate::domain::text::Untrusted;

/// Capacity of the channel of keys. Beyond it they stay in the terminal's own buffer.
pub const KEYS_WAITING: usize = 1024;

/// Empty reads in a row after which the terminal counts as gone.
const EMPTY_READS: u32 = 16;

/// Starts the thread. `esc` is how long the rest of a key may take after the byte Esc. It ends with the terminal or with the receiver, and need not be joined.
///
/// # Errors
/// When the system cannot start a thread.
pub fn start(
    tty: Arc<Tty>,
    inputs: Sender<Input>,
    events: UnboundedSender<TerminalEvent>,
    esc: Duration,
) -> std::io::Result<()> {
    std::thread::Builder::new().name("keys".into()).spawn(move || {
        let mut reader =
            Reader { tty: &tty, inputs: &inputs, events: &events, facts: TerminalFacts::default() };
        if reader.read_all(esc).is_none() {
            tty.end_questions();
            let _ = events.send(TerminalEvent::HungUp);
        }
    })?;
    Ok(())
}

struct Reader<'a> {
    tty: &'a Tty,
    inputs: &'a Sender<Input>,
    events: &'a UnboundedSender<TerminalEvent>,
    facts: TerminalFacts,
}

impl Reader<'_> {
    /// Returns `None` when the terminal is gone, `Some` when the receiver is.
    fn read_all(&mut self, esc: Duration) -> Option<()> {
        let mut decoder = Decoder::default();
        let mut sequences: Vec<Sequence> = Vec::new();
        let mut buffer = [0; 4096];
        let mut empty = 0;
        loop {
            let esc = if self.tty.awaits_answers() { esc.max(ESC_WAIT_ASKED) } else { esc };
            match self.tty.wait_readable(decoder.pending_timeout(esc)) {
                Ready::Gone => return None,
                Ready::Quiet => decoder.flush_incomplete(&mut sequences),
                Ready::Yes => {
                    // Keys that are typed while hemi is suspended or another program has the terminal are not ours.
                    let Some(count) = self.tty.read_when_ours(&mut buffer).ok()? else { continue };
                    empty = if count == 0 { empty + 1 } else { 0 };
                    if empty > EMPTY_READS {
                        return None;
                    }
                    decoder.feed(buffer.get(..count)?, &mut sequences);
                }
            }
            for sequence in sequences.drain(..) {
                if !self.hand_on(sequence) {
                    return Some(());
                }
            }
        }
    }

    /// Returns false when the receiver is gone.
    fn hand_on(&mut self, Sequence { bytes, meaning }: Sequence) -> bool {
        let event = match meaning {
            Meaning::Answer(TerminalAnswer::Ready) => {
                self.tty.end_frame();
                return true;
            }
            Meaning::Answer(answer) => {
                if self.tty.was_asked() {
                    self.facts.add(answer);
                    if self.facts.attributes.is_some() {
                        self.tty.end_questions();
                        let _ = self.events.send(TerminalEvent::Answered(self.facts.clone()));
                    }
                }
                return true;
            }
            Meaning::Event(event) => Some(event),
            Meaning::Unknown => None,
        };
        let is_unknown = event.is_none();
        let input = event.and_then(Input::from_terminal);
        let key = match &input {
            Some(Input::Key(key)) => Some(*key),
            _ => None,
        };
        // What no key sends is told of always, so that nothing that was pressed is passed over in silence.
        let wanted = self.tty.reports_bytes() && (input.is_none() || key.is_some());
        let raw = !bytes.is_empty() && (wanted || is_unknown);
        let raw = raw.then(|| Input::Raw(RawKey { bytes: Untrusted::new(bytes), key }));
        raw.into_iter().chain(input).all(|input| self.inputs.blocking_send(input).is_ok())
    }
}
