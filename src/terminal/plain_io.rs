//! Standard input and output line by line, each on a thread of its own: neither a reader that does not read nor a person
//! who does not type stops the loop.

use std::io::{BufRead as _, IsTerminal as _, Read as _, Write as _};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use tokio::sync::mpsc::{self, UnboundedSender};

use super::TerminalEvent;

/// Bytes of a line that are taken; the rest of it is a line of its own.
const LONGEST_LINE: u64 = 64 << 10;
/// The end waits so long for what is not written yet.
const LAST_LINES: Duration = Duration::from_millis(500);

/// What standard input has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineIn {
    /// A line, without its end.
    Line(String),
    /// No more lines.
    End,
}

/// Reads lines of standard input until it ends. The next one is read when the last one was taken.
///
/// # Errors
/// When the system cannot start a thread.
pub fn read_lines() -> std::io::Result<mpsc::Receiver<LineIn>> {
    let (to, lines) = mpsc::channel(1);
    let read = move || {
        let mut input = std::io::stdin().lock();
        loop {
            let mut bytes = Vec::new();
            let line = match input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes) {
                Ok(1..) => {
                    LineIn::Line(String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned())
                }
                Ok(0) | Err(_) => LineIn::End,
            };
            let ends = line == LineIn::End;
            if to.blocking_send(line).is_err() || ends {
                return;
            }
        }
    };
    std::thread::Builder::new().name("lines".into()).spawn(read)?;
    Ok(lines)
}

/// Writes text to standard output.
#[derive(Debug)]
pub struct LineOut {
    to: Sender<(String, Option<u64>)>,
    done: std::sync::mpsc::Receiver<()>,
}

impl LineOut {
    /// Starts the thread that writes. What was written is reported by its number; a reader that is gone, as a hang-up.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn start(events: UnboundedSender<TerminalEvent>) -> std::io::Result<Self> {
        let (to, texts) = channel::<(String, Option<u64>)>();
        let (ended, done) = channel();
        let write = move || {
            let mut output = std::io::stdout().lock();
            for (text, number) in texts {
                if output.write_all(text.as_bytes()).and_then(|()| output.flush()).is_err() {
                    let _ = events.send(TerminalEvent::HungUp);
                    break;
                }
                if let Some(number) = number {
                    let _ = events.send(TerminalEvent::Drawn(number));
                }
            }
            let _ = ended.send(());
        };
        std::thread::Builder::new().name("writer".into()).spawn(write)?;
        Ok(Self { to, done })
    }

    /// Hands over a text and returns at once.
    pub fn write(&mut self, text: String, number: Option<u64>) {
        // A writer that is gone has reported it.
        let _ = self.to.send((text, number));
    }

    /// Waits until all of it is written, but not long. `prompted`: the last line has no end yet.
    pub fn finish(mut self, prompted: bool) {
        if prompted {
            self.write("\n".into(), None);
        }
        let Self { to, done } = self;
        drop(to);
        if done.recv_timeout(LAST_LINES) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("quit while lines were still being written");
        }
    }
}

/// Whether the terminal shows what is typed. Restored when dropped.
#[derive(Debug)]
pub struct Echo {
    /// The modes of the terminal, if standard input is one.
    before: Option<Termios>,
    hidden: bool,
}

impl Echo {
    /// Of standard input.
    pub fn of_stdin() -> Self {
        let input = std::io::stdin();
        Self { before: input.is_terminal().then(|| tcgetattr(&input).ok()).flatten(), hidden: false }
    }

    /// Whether what is typed is not shown now.
    pub fn is_hidden(&self) -> bool {
        self.hidden
    }

    /// Hides what is typed, or shows it.
    pub fn hide(&mut self, hidden: bool) {
        let Some(before) = self.before.as_ref().filter(|_| hidden != self.hidden) else { return };
        let mut modes = before.clone();
        if hidden {
            modes.local_modes.remove(LocalModes::ECHO);
        }
        if tcsetattr(std::io::stdin(), OptionalActions::Now, &modes).is_ok() {
            self.hidden = hidden;
        }
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        self.hide(false);
    }
}
