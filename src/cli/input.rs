//! Lines from standard input, typed without echo where they are secret.

use std::io::IsTerminal as _;
use std::os::fd::AsFd as _;

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use secrecy::zeroize::Zeroizing;

use crate::domain::secret::Token;

/// A longer line is cut: no code, and no address that holds one, is as long.
const MOST_BYTES: usize = 64 << 10;

/// Whether questions can be answered: standard input is a terminal.
pub fn is_interactive() -> bool {
    std::io::stdin().is_terminal()
}

/// Standard input, line by line.
#[derive(Default)]
pub struct Lines {
    /// What was read after the last line.
    rest: Zeroizing<Vec<u8>>,
}

impl Lines {
    /// The next line without its end, which the terminal shows as usual; `None` at the end of the input.
    pub async fn next(&mut self) -> Option<Token> {
        let mut rest = std::mem::take(&mut self.rest);
        // A thread waits for the line, and the program can end without it.
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
    let mut buffer = Zeroizing::new([0; 4096]);
    loop {
        if let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let line: Zeroizing<Vec<u8>> = Zeroizing::new(rest.drain(..=end).collect());
            return Some(token(&line));
        }
        let got = rustix::io::retry_on_intr(|| rustix::io::read(std::io::stdin(), &mut *buffer)).unwrap_or(0);
        if got == 0 || rest.len() > MOST_BYTES {
            let last = std::mem::take(rest);
            return (!last.is_empty()).then(|| token(&last));
        }
        rest.extend_from_slice(buffer.get(..got).unwrap_or_default());
    }
}

fn token(line: &[u8]) -> Token {
    Token::new(String::from_utf8_lossy(line).trim_end_matches(['\r', '\n']).to_owned())
}

/// The terminal echoes nothing until this is dropped, which also happens when a signal ends the subcommand.
/// Held from before a secret is asked for until it was read, since it may be typed ahead.
pub struct NoEcho(Termios);

impl NoEcho {
    /// Turns echo off; `None` without a terminal.
    pub fn begin() -> Option<Self> {
        let terminal = std::io::stdin();
        let before = tcgetattr(terminal.as_fd()).ok()?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO);
        // Enter still moves the cursor to the next line.
        quiet.local_modes.insert(LocalModes::ECHONL);
        tcsetattr(terminal.as_fd(), OptionalActions::Now, &quiet).ok()?;
        Some(Self(before))
    }
}

impl Drop for NoEcho {
    fn drop(&mut self) {
        let _ = tcsetattr(std::io::stdin().as_fd(), OptionalActions::Now, &self.0);
    }
}
