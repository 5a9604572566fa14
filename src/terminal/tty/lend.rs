//! The terminal in the hands of another program, until that ends. No byte that is typed for that program is read
//! here, and none that it leaves unread is a key of hemi.

use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::termios::QueueSelector;

use super::{Tty, timespec};

/// A key of the keyboard is a signal to hemi as well as to the program that has the terminal. That program may have ended of
/// it before hemi gets to its own.
const LATE_SIGNAL: Duration = Duration::from_millis(500);

impl Tty {
    /// Restores the terminal for another program, until [`Tty::enter`]. False if hemi does not hold it.
    pub fn lend(&self) -> bool {
        let mut state = self.state();
        let before = state.before.clone();
        state.lent = before;
        let holds = state.lent.is_some();
        drop(state);
        if holds {
            self.leave();
        }
        holds
    }

    /// Whether a key that interrupts or quits is for another program: it has the terminal, or it just had it.
    pub fn interrupts_another(&self) -> bool {
        let state = self.state();
        state.lent.is_some() || state.given_back.is_some_and(|when| when.elapsed() < LATE_SIGNAL)
    }

    /// Another handle of the keyboard, for a program to read.
    ///
    /// # Errors
    /// When there are too many open files.
    pub fn keyboard(&self) -> std::io::Result<std::os::fd::OwnedFd> {
        self.input.try_clone()
    }

    /// What was typed for another program and not read by it.
    pub(super) fn drop_unread(&self) {
        let _ = rustix::termios::tcflush(&self.input, QueueSelector::IFlush);
    }

    /// Waits, without a timer, until hemi holds the terminal, and reads what there is then. `None`: nothing, because
    /// another program has read it. The terminal is not given away meanwhile.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn read_when_ours(&self, into: &mut [u8]) -> std::io::Result<Option<usize>> {
        let state = self.state();
        let state = self
            .moved
            .wait_while(state, |state| state.before.is_none())
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        // Asked again: what made the caller read may have been read by another program.
        let mut fds = [PollFd::new(&self.input, PollFlags::IN)];
        if poll(&mut fds, Some(&timespec(Duration::ZERO))).is_ok_and(|count| count == 0) {
            return Ok(None);
        }
        let count = self.read(into).map(Some);
        drop(state);
        count
    }
}
