//! The thread that reads the terminal. It waits in `poll` alone while hemi holds the terminal, and detects a terminal
//! that is gone before it reads: it never busy-waits.

use std::sync::Arc;

use crossterm::event::Event;
use tokio::sync::mpsc::{Sender, UnboundedSender};

use super::TerminalEvent;
use super::keys::Decoder;
use super::tty::{Ready, Tty};
use crate::app::input::Input;

/// Capacity of the channel of keys. Beyond it they stay in the terminal's own buffer.
pub const KEYS_WAITING: usize = 1024;

/// Empty reads in a row after which the terminal counts as gone.
const EMPTY_READS: u32 = 16;

/// Starts the thread. It ends with the terminal or with the receiver, and need not be joined.
///
/// # Errors
/// When the system cannot start a thread.
pub fn start(
    tty: Arc<Tty>,
    inputs: Sender<Input>,
    events: UnboundedSender<TerminalEvent>,
) -> std::io::Result<()> {
    std::thread::Builder::new().name("keys".into()).spawn(move || {
        if read_all(&tty, &inputs).is_none() {
            let _ = events.send(TerminalEvent::HungUp);
        }
    })?;
    Ok(())
}

/// Returns `None` when the terminal is gone, `Some` when the receiver is.
fn read_all(tty: &Tty, inputs: &Sender<Input>) -> Option<()> {
    let mut decoder = Decoder::default();
    let mut events: Vec<Event> = Vec::new();
    let mut buffer = [0; 4096];
    let mut empty = 0;
    loop {
        match tty.wait_readable(decoder.pending_timeout()) {
            Ready::Gone => return None,
            Ready::Quiet => decoder.flush_incomplete(&mut events),
            Ready::Yes => {
                // Keys that are typed while hemi is suspended belong to the shell.
                tty.wait_until_ours();
                let count = tty.read(&mut buffer).ok()?;
                empty = if count == 0 { empty + 1 } else { 0 };
                if empty > EMPTY_READS {
                    return None;
                }
                decoder.feed(buffer.get(..count)?, &mut events);
            }
        }
        for input in events.drain(..).filter_map(Input::from_terminal) {
            if inputs.blocking_send(input).is_err() {
                return Some(());
            }
        }
    }
}
