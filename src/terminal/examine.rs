//! Examines a terminal without the program on it: what it says of itself, and what keys send. For `hemi doctor`, which
//! writes lines, not a screen.

use std::time::{Duration, Instant};

use super::answers::QUESTIONS;
use super::keys::{Decoder, Meaning, Sequence};
use super::tty::{Ready, Tty};
use crate::app::keymap::KeyPress;
use crate::domain::doctor::bytes_named;
use crate::domain::terminal::TerminalFacts;
use crate::domain::text::SafeText;
use crate::safe;

/// How long the terminal may take to answer.
const ANSWER_WAIT: Duration = Duration::from_secs(1);
const ESC_WAIT: Duration = Duration::from_millis(200);

/// A terminal in raw mode, on the screen of the shell. It is restored when this is dropped.
pub struct Examination {
    tty: Tty,
    decoder: Decoder,
    sequences: Vec<Sequence>,
}

impl Examination {
    /// Takes the terminal; `None` if there is none.
    pub fn begin() -> Option<Self> {
        let tty = Tty::open()?.without_modes();
        tty.enter().ok()?;
        Some(Self { tty, decoder: Decoder::default(), sequences: Vec::new() })
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        self.tty.size()
    }

    /// Asks the terminal what it is, and waits for its answers for a short time. `None` if it gives none.
    pub fn ask(&mut self) -> Option<TerminalFacts> {
        self.tty.write(QUESTIONS);
        let until = Instant::now() + ANSWER_WAIT;
        let mut facts = TerminalFacts::default();
        while facts.attributes.is_none() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || !self.read(Some(left)) {
                return None;
            }
            for sequence in self.sequences.drain(..) {
                if let Meaning::Answer(answer) = sequence.meaning {
                    facts.add(answer);
                }
            }
        }
        Some(facts)
    }

    /// Waits for keys and writes a line for each, until Ctrl-C, Esc twice or the end of the terminal.
    pub fn show_keys(&mut self) {
        let mut before = None;
        while self.read(None) {
            for sequence in std::mem::take(&mut self.sequences) {
                let Some((line, press)) = described(&sequence) else { continue };
                self.tty.write(format!("{}\r\n", line.as_str()).as_bytes());
                let escaped = press.is_some_and(KeyPress::is_escape);
                let again = std::mem::replace(&mut before, press) == press;
                if (escaped && again) || (press.is_some() && press == KeyPress::parse("Ctrl-C")) {
                    return;
                }
            }
        }
    }

    /// Reads what comes, for so long at most; false when the terminal is gone.
    fn read(&mut self, wait: Option<Duration>) -> bool {
        let pending = self.decoder.pending_timeout(ESC_WAIT);
        match self.tty.wait_readable(pending.or(wait)) {
            Ready::Gone => return false,
            Ready::Quiet => self.decoder.flush_incomplete(&mut self.sequences),
            Ready::Yes => {
                let mut buffer = [0; 1024];
                let Ok(count) = self.tty.read(&mut buffer) else { return false };
                self.decoder.feed(buffer.get(..count).unwrap_or_default(), &mut self.sequences);
            }
        }
        true
    }
}

impl Drop for Examination {
    fn drop(&mut self) {
        self.tty.leave();
    }
}

/// A key and its bytes on one line, and which key it is.
fn described(sequence: &Sequence) -> Option<(SafeText, Option<KeyPress>)> {
    let bytes = bytes_named(&sequence.bytes);
    match &sequence.meaning {
        Meaning::Event(crossterm::event::Event::Key(key)) => {
            let press = KeyPress::of(*key);
            Some((safe!("{}  {}", press.sanitized(), bytes), Some(press)))
        }
        Meaning::Unknown => Some((safe!("not known  {}", bytes), None)),
        Meaning::Event(_) | Meaning::Answer(_) => None,
    }
}
