//! The thread that reads the terminal. It sleeps in `poll` and nowhere else while the terminal is ours,
//! and sees a terminal that went away before it reads from it: nothing here can spin.

use std::sync::Arc;

use crossterm::event::Event;
use tokio::sync::mpsc::{Sender, UnboundedSender};

use super::TerminalEvent;
use super::keys::Decoder;
use super::tty::{Ready, Tty};
use crate::app::input::Input;

/// So many keys may wait; then the terminal's own buffer has to hold them.
pub const KEYS_WAITING: usize = 1024;

/// Reads that bring nothing, in a row, before the terminal counts as gone.
const EMPTY_READS: u32 = 16;

/// Starts the thread. It ends with the terminal or with the receiver; nobody needs to wait for it.
///
/// # Errors
/// When the system gives no thread.
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

/// `None` when the terminal is gone, something when nobody listens any more.
fn read_all(tty: &Tty, inputs: &Sender<Input>) -> Option<()> {
    let mut decoder = Decoder::default();
    let mut events: Vec<Event> = Vec::new();
    let mut buffer = [0; 4096];
    let mut empty = 0;
    loop {
        match tty.wait_readable(decoder.pending_timeout()) {
            Ready::Gone => return None,
            Ready::Quiet => decoder.give_up(&mut events),
            Ready::Yes => {
                // What is typed while the shell has the terminal is the shell's.
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
