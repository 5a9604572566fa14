//! The terminal as a device: raw mode, the modes we turn on, reading, writing, and giving it back.
//!
//! One gate: [`Tty::write`] is refused before [`Tty::enter`] and after [`Tty::leave`], and `leave`
//! waits until a write under way has ended. So whoever restores the terminal (the end of the program,
//! a suspension, a panic on any thread) has the last word. `ARCHITECTURE.md` P0-7.

use std::os::fd::{AsFd, OwnedFd};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::termios::{OptionalActions, QueueSelector, SpecialCodeIndex, Termios};

/// Alternate screen, bracketed paste, cursor hidden.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[?25l";
/// The same without the switch of screens, for a terminal that was never given back.
const REENTER: &[u8] = b"\x1b[?2004h\x1b[?25l";
/// Ends a sequence, a frame or a link that was cut in the middle.
const MEND: &[u8] = b"\x18\x1b[?2026l\x1b]8;;\x1b\\";
const LEAVE: &[u8] = b"\x1b[m\x1b[?25h\x1b[?2004l\x1b[?1049l";

/// The same where the shell's screen is seen already.
const LEAVE_OUTSIDE: &[u8] = b"\x1b[m\x1b[?25h\x1b[?2004l";
/// Shows the shell's screen for a while, and has a line of its own on it.
const STEP_OUT: &[u8] = b"\x1b[m\x1b[?25h\x1b[?1049l\r\n\x1b[J";

/// A write that is under way may take this long before it is given up.
const PATIENCE: Duration = Duration::from_millis(500);
/// While a terminal does not take what is written, it is looked this often whether to go on trying.
const STALL_CHECK: Duration = Duration::from_millis(50);

/// Columns and rows.
const LARGEST: (u16, u16) = (1000, 500);

/// The terminal hemi runs on.
#[derive(Debug)]
pub struct Tty {
    input: OwnedFd,
    output: OwnedFd,
    gate: Mutex<Gate>,
    moved: Condvar,
}

#[derive(Debug, Default)]
struct Gate {
    /// How the terminal was before; it is ours as long as this is here.
    before: Option<Termios>,
    /// What the next write has to begin with.
    pending: &'static [u8],
    /// The modes have been turned on.
    modes: bool,
    /// A write is under way.
    writing: bool,
    /// It ended before its end.
    cut: bool,
    /// The shell's screen is seen; the next write takes ours again.
    outside: bool,
}

/// What became of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// All of it is on its way.
    Whole,
    /// The terminal is not ours now.
    Refused,
    /// The terminal does not exist any more.
    Gone,
}

/// What there is to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ready {
    /// Something.
    Yes,
    /// Nothing came in the time given.
    Quiet,
    /// The terminal does not exist any more.
    Gone,
}

impl Tty {
    /// The terminal on standard input and output; `None` if there is none.
    pub fn open() -> Option<Self> {
        let (input, output) = (rustix::stdio::stdin(), rustix::stdio::stdout());
        if !rustix::termios::isatty(output) {
            return None;
        }
        let keyboard = if rustix::termios::isatty(input) {
            input.try_clone_to_owned().ok()?
        } else {
            // Something is piped in: the keys come from the terminal all the same.
            rustix::fs::open("/dev/tty", OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())
                .ok()?
        };
        Some(Self::new(keyboard, output.try_clone_to_owned().ok()?))
    }

    /// A terminal from its two ends.
    pub fn new(input: OwnedFd, output: OwnedFd) -> Self {
        let output = unblocked(&output).unwrap_or(output);
        Self { input, output, gate: Mutex::default(), moved: Condvar::new() }
    }

    /// Takes the terminal: raw mode now, the other modes with the next write.
    ///
    /// # Errors
    /// When the terminal refuses, which it only does if it is gone.
    pub fn enter(&self) -> std::io::Result<()> {
        let mut gate = self.gate();
        let before = match &gate.before {
            // Stopped by a signal nobody can catch, and continued: the modes may be another's by now.
            Some(before) => before.clone(),
            None => rustix::termios::tcgetattr(&self.input)?,
        };
        let mut raw = before.clone();
        raw.make_raw();
        // A read never waits: the thread that reads has polled.
        raw.special_codes[SpecialCodeIndex::VMIN] = 0;
        raw.special_codes[SpecialCodeIndex::VTIME] = 0;
        rustix::termios::tcsetattr(&self.input, OptionalActions::Now, &raw)?;
        let seen = gate.before.is_some() && gate.modes && !gate.outside;
        gate.pending = if seen { REENTER } else { ENTER };
        gate.before = Some(before);
        drop(gate);
        self.moved.notify_all();
        Ok(())
    }

    /// Gives the terminal back exactly as it was. Does nothing when it is not ours; never waits long.
    pub fn leave(&self) {
        let mut gate = self.gate();
        let Some(before) = gate.before.take() else { return };
        let until = Instant::now() + PATIENCE;
        while gate.writing && Instant::now() < until {
            let left = until.saturating_duration_since(Instant::now());
            gate = self.moved.wait_timeout(gate, left).map_or_else(|e| e.into_inner().0, |(gate, _)| gate);
        }
        if gate.modes && !gate.writing {
            let stalled = !self.accepts(Duration::ZERO);
            if stalled {
                // What has not gone out by now would only delay the shell.
                let _ = rustix::termios::tcflush(&self.output, QueueSelector::OFlush);
            }
            let bytes = match gate.outside {
                _ if gate.cut || stalled => [MEND, LEAVE].concat(),
                true => LEAVE_OUTSIDE.to_vec(),
                false => LEAVE.to_vec(),
            };
            let until = Instant::now() + PATIENCE;
            self.push(&bytes, || Instant::now() < until);
        }
        (gate.modes, gate.cut, gate.outside) = (false, false, false);
        let _ = rustix::termios::tcsetattr(&self.input, OptionalActions::Now, &before);
    }

    /// Whether the terminal is ours.
    pub fn is_ours(&self) -> bool {
        self.gate().before.is_some()
    }

    /// Waits, without a timer, until the terminal is ours.
    pub fn wait_until_ours(&self) {
        let gate = self.gate();
        drop(self.moved.wait_while(gate, |gate| gate.before.is_none()));
    }

    /// Writes in one go. Waits for a slow terminal, but not past [`Tty::leave`].
    pub fn write(&self, bytes: &[u8]) -> Written {
        self.write_on(bytes, false)
    }

    /// Writes below what the shell's screen shows. Raw mode stays, and the next [`Tty::write`] is on our screen again.
    pub fn write_outside(&self, bytes: &[u8]) -> Written {
        self.write_on(&[STEP_OUT, bytes].concat(), true)
    }

    fn write_on(&self, bytes: &[u8], outside: bool) -> Written {
        let mut gate = self.gate();
        if gate.before.is_none() {
            return Written::Refused;
        }
        let after: &[u8] = if outside { ENTER } else { &[] };
        let head = std::mem::replace(&mut gate.pending, after);
        (gate.modes, gate.outside) = (true, outside);
        gate.writing = true;
        drop(gate);
        let outcome = if head.is_empty() {
            self.push(bytes, || self.is_ours())
        } else {
            self.push(&[head, bytes].concat(), || self.is_ours())
        };
        let mut gate = self.gate();
        gate.writing = false;
        gate.cut = outcome == Written::Refused;
        drop(gate);
        self.moved.notify_all();
        outcome
    }

    /// Waits until there is something to read. A terminal that went away is seen here, before a read.
    pub fn wait_readable(&self, timeout: Option<Duration>) -> Ready {
        let timeout = timeout.map(timespec);
        let mut fds = [PollFd::new(&self.input, PollFlags::IN)];
        match poll(&mut fds, timeout.as_ref()) {
            Err(Errno::INTR | Errno::AGAIN) => return Ready::Quiet,
            Err(_) => return Ready::Gone,
            Ok(0) => return Ready::Quiet,
            Ok(_) => {}
        }
        let lost = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
        if fds.iter().any(|fd| fd.revents().intersects(lost)) { Ready::Gone } else { Ready::Yes }
    }

    /// Reads what is there; 0 when nothing is. Never waits.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn read(&self, into: &mut [u8]) -> std::io::Result<usize> {
        match rustix::io::read(&self.input, into) {
            Ok(count) => Ok(count),
            Err(Errno::INTR | Errno::AGAIN) => Ok(0),
            Err(error) => Err(error.into()),
        }
    }

    /// Columns and rows; what a terminal always had, if it does not say. No screen is larger than
    /// `LARGEST`: a size made up by the other side must not decide how much memory a frame takes.
    pub fn size(&self) -> (u16, u16) {
        let size = rustix::termios::tcgetwinsize(&self.output).map(|size| (size.ws_col, size.ws_row));
        let known = size.ok().filter(|(columns, rows)| *columns > 0 && *rows > 0);
        known.map_or((80, 24), |(columns, rows)| (columns.min(LARGEST.0), rows.min(LARGEST.1)))
    }

    /// Whether keys typed now would come to us.
    pub fn in_foreground(&self) -> bool {
        rustix::termios::tcgetpgrp(&self.input).map_or(true, |group| group == rustix::process::getpgrp())
    }

    fn gate(&self) -> MutexGuard<'_, Gate> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the terminal takes more within `wait`. One that is gone says yes: the write will tell.
    fn accepts(&self, wait: Duration) -> bool {
        let mut fds = [PollFd::new(&self.output, PollFlags::OUT)];
        poll(&mut fds, Some(&timespec(wait))).is_ok_and(|count| count > 0)
    }

    fn push(&self, mut bytes: &[u8], go_on: impl Fn() -> bool) -> Written {
        while !bytes.is_empty() {
            match rustix::io::write(&self.output, bytes) {
                Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => {
                    self.accepts(STALL_CHECK);
                }
                Err(_) => return Written::Gone,
            }
            if !bytes.is_empty() && !go_on() {
                return Written::Refused;
            }
        }
        Written::Whole
    }
}

/// A handle of our own on the same terminal whose writes do not block: the shell's must stay as it is.
fn unblocked(output: &OwnedFd) -> Option<OwnedFd> {
    let name = rustix::termios::ttyname(output.as_fd(), Vec::new()).ok()?;
    let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    rustix::fs::open(name.as_c_str(), flags, Mode::empty()).ok()
}

fn timespec(time: Duration) -> Timespec {
    Timespec {
        tv_sec: i64::try_from(time.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: i64::from(time.subsec_nanos()),
    }
}

#[cfg(test)]
#[path = "tty_tests.rs"]
pub(super) mod tests;
