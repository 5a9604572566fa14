//! What the terminal is asked, and what follows from how long it takes to answer. On a slow line: one frame at a time. What is written to a terminal may wait in buffers of the system, of SSH and of
//! modems; a held key would fill them with frames that are out of date, and the screen would go on changing for long
//! after the key is released. So a terminal whose answer to the first questions took long is asked after each frame
//! whether it is ready (DSR, ECMA-48 8.3.35), and the next frame waits for the answer. Faster lines are not asked.

use std::time::{Duration, Instant};

use super::{OutputState, Questions, Tty};

/// The question after a frame. The answer is `CSI 0 n`.
pub const ARE_YOU_READY: &[u8] = b"\x1b[5n";

/// A line is slow if the answer to the first questions, after the first frame, took longer than this. A line of many hops
/// is faster; 9600 bits a second take four.
const SLOW: Duration = Duration::from_secs(1);
/// A terminal that has not answered by then does not answer.
const READY_WAIT: Duration = Duration::from_secs(10);

/// How the line is, and what is on it.
#[derive(Debug, Default)]
pub(super) struct Pace {
    slow: bool,
    /// A frame that the terminal has not shown yet was written then.
    unread: Option<Instant>,
}

impl Pace {
    /// Whether the terminal may still answer.
    pub(super) fn awaits(&self) -> bool {
        self.unread.is_some_and(|since| since.elapsed() < READY_WAIT)
    }

    /// The terminal is no longer ours, or a frame was not written to its end: nothing is waited for.
    pub(super) fn forget_frame(&mut self) {
        self.unread = None;
    }

    /// The first answers took so long.
    pub(super) fn answered_after(&mut self, time: Duration) {
        self.slow |= time > SLOW;
    }
}

impl Tty {
    /// The terminal is asked what it is.
    pub fn begin_questions(&self) {
        self.state().questions = Questions::Asked(Instant::now());
    }

    /// It has answered, or will not.
    pub fn end_questions(&self) {
        let mut state = self.state();
        if let Questions::Asked(when) = std::mem::replace(&mut state.questions, Questions::Answered) {
            state.pace.answered_after(when.elapsed());
        }
        drop(state);
        self.moved.notify_all();
    }

    /// Whether answers may still come.
    pub fn awaits_answers(&self) -> bool {
        self.state().awaits_answers()
    }

    /// Whether the terminal was asked at all.
    pub fn was_asked(&self) -> bool {
        !matches!(self.state().questions, Questions::NotAsked)
    }

    /// The question to write after a frame, if the line is slow.
    pub fn question(&self) -> &'static [u8] {
        if self.state().pace.slow { ARE_YOU_READY } else { b"" }
    }

    /// That question was written.
    pub fn begin_frame(&self) {
        self.state().pace.unread = Some(Instant::now());
    }

    /// The terminal has shown the frame.
    pub fn end_frame(&self) {
        self.state().pace.unread = None;
        self.moved.notify_all();
    }

    /// Waits until the frame before was shown, if the terminal is asked for that. Not while the terminal is restored.
    pub fn wait_for_line(&self) {
        let waits = |state: &mut OutputState| state.before.is_some() && !state.leaving && state.pace.awaits();
        drop(self.moved.wait_timeout_while(self.state(), READY_WAIT, waits));
    }

    /// Takes the line for a slow one.
    #[cfg(test)]
    pub(crate) fn be_slow(&self) {
        self.state().pace.slow = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_slow_when_the_first_answers_say_so_and_stays_so() {
        let mut pace = Pace::default();
        pace.answered_after(Duration::from_millis(600));
        assert!(!pace.slow);
        pace.answered_after(Duration::from_secs(4));
        pace.answered_after(Duration::from_millis(6));
        assert!(pace.slow && !pace.awaits());
    }
}
