//! Lines that somebody types or pipes in, without an echo where they are secret.

use std::io::IsTerminal as _;
use std::os::fd::AsFd as _;

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use secrecy::zeroize::Zeroizing;

use crate::domain::secret::Token;

/// Nobody types a longer line, and no address with a code is longer.
const MOST_BYTES: usize = 64 << 10;

/// Whether somebody can be asked.
pub fn somebody_is_there() -> bool {
    std::io::stdin().is_terminal()
}

/// Standard input, line by line.
#[derive(Default)]
pub struct Lines {
    /// What was read beyond the last line.
    rest: Zeroizing<Vec<u8>>,
}

impl Lines {
    /// The next line without its end, which the terminal shows as usual; `None` at the end of the input.
    pub async fn next(&mut self) -> Option<Token> {
        let mut rest = std::mem::take(&mut self.rest);
        // Nobody may ever type: a thread waits, and the program ends without it.
        let read = tokio::task::spawn_blocking(move || {
            let line = read_line(&mut rest);
            (line, rest)
        });
        let (line, rest) = read.await.ok()?;
        self.rest = rest;
        line
    }
}

fn read_line(rest: &mut Zeroizing<Vec<u8>>) -> Option<Token> {
    let mut some = Zeroizing::new([0; 4096]);
    loop {
        if let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let line: Zeroizing<Vec<u8>> = Zeroizing::new(rest.drain(..=end).collect());
            return Some(token(&line));
        }
        let got = rustix::io::retry_on_intr(|| rustix::io::read(std::io::stdin(), &mut *some)).unwrap_or(0);
        if got == 0 || rest.len() > MOST_BYTES {
            let last = std::mem::take(rest);
            return (!last.is_empty()).then(|| token(&last));
        }
        rest.extend_from_slice(some.get(..got).unwrap_or_default());
    }
}

fn token(line: &[u8]) -> Token {
    Token::new(String::from_utf8_lossy(line).trim_end_matches(['\r', '\n']).to_owned())
}

/// The terminal shows nothing that is typed until this is dropped, which also happens when a signal ends the wait.
/// It is held from before a secret is asked for until it was taken: what is typed ahead is secret, too.
pub struct Unseen(Termios);

impl Unseen {
    /// Begins; `None` where there is no terminal.
    pub fn begin() -> Option<Self> {
        let terminal = std::io::stdin();
        let before = tcgetattr(terminal.as_fd()).ok()?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO);
        // The end of the line moves the cursor on all the same.
        quiet.local_modes.insert(LocalModes::ECHONL);
        tcsetattr(terminal.as_fd(), OptionalActions::Now, &quiet).ok()?;
        Some(Self(before))
    }
}

impl Drop for Unseen {
    fn drop(&mut self) {
        let _ = tcsetattr(std::io::stdin().as_fd(), OptionalActions::Now, &self.0);
    }
}
