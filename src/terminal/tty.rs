//! The terminal as a device: raw mode, the modes that hemi sets, reading, writing, and restoring it.
//!
//! One lock: [`Tty::write`] is refused before [`Tty::enter`] and after [`Tty::leave`], and `leave` waits for a
//! write in progress. So nothing is written after the terminal was restored, by the end of the program, a
//! suspension, or a panic on any thread. `ARCHITECTURE.md` P0-7.

mod lend;
mod pace;

use std::os::fd::{AsFd, OwnedFd};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::termios::{OptionalActions, QueueSelector, SpecialCodeIndex, Termios};

/// The bytes that set and reset the modes of hemi.
#[derive(Debug)]
struct Modes {
    /// Alternate screen, bracketed paste, cursor hidden.
    enter: &'static [u8],
    /// The same without the switch of screens, for a terminal that was not restored.
    reenter: &'static [u8],
    leave: &'static [u8],
    /// The same if the primary screen is shown already.
    leave_primary: &'static [u8],
}

macro_rules! modes {
    ($on:literal, $off:literal) => {
        Modes {
            enter: concat!("\x1b[?1049h\x1b[?2004h", $on, "\x1b[?25l").as_bytes(),
            reenter: concat!("\x1b[?2004h", $on, "\x1b[?25l").as_bytes(),
            leave: concat!("\x1b[m\x1b[?25h", $off, "\x1b[?2004l\x1b[?1049l").as_bytes(),
            leave_primary: concat!("\x1b[m\x1b[?25h", $off, "\x1b[?2004l").as_bytes(),
        }
    };
}

/// None: only the line is raw.
const BARE: Modes = Modes { enter: b"", reenter: b"", leave: b"", leave_primary: b"" };
const WITHOUT_MOUSE: Modes = modes!("", "");
/// Buttons and the wheel (1000), moves with a button held (1002), in a form without limits (1006). With Shift held,
/// terminals keep the mouse for selecting text.
const WITH_MOUSE: Modes = modes!("\x1b[?1000h\x1b[?1002h\x1b[?1006h", "\x1b[?1006l\x1b[?1002l\x1b[?1000l");

/// Ends a sequence, a frame or a link whose writing was interrupted.
const RESYNC: &[u8] = b"\x18\x1b[?2026l\x1b]8;;\x1b\\";
/// Switches to the primary screen, to an empty line.
const SHOW_PRIMARY: &[u8] = b"\x1b[m\x1b[?25h\x1b[?1049l\r\n\x1b[J";

/// A write in progress is waited for this long before it is abandoned.
const WRITE_TIMEOUT: Duration = Duration::from_millis(500);
/// How often a write that the terminal does not accept is checked for being abandoned.
const STALL_CHECK: Duration = Duration::from_millis(50);

/// Answers of the terminal are expected for this long.
const ANSWERS_WAIT: Duration = Duration::from_secs(5);
/// Before the terminal is restored, answers are waited for this long: later they would be keys of the shell.
const LAST_ANSWERS: Duration = Duration::from_millis(300);

/// The most columns and rows.
const LARGEST: (u16, u16) = (1000, 500);

/// The terminal hemi runs on.
#[derive(Debug)]
pub struct Tty {
    input: OwnedFd,
    output: OwnedFd,
    modes: &'static Modes,
    state: Mutex<OutputState>,
    moved: Condvar,
}

#[derive(Debug, Default)]
struct OutputState {
    /// The modes to restore. They are set as long as hemi holds the terminal.
    before: Option<Termios>,
    /// The same while another program has the terminal, which may leave it otherwise.
    lent: Option<Termios>,
    /// When that program gave it back.
    given_back: Option<Instant>,
    /// Bytes that the next write starts with.
    pending: &'static [u8],
    /// hemi's modes were written.
    modes: bool,
    /// A write is in progress.
    writing: bool,
    /// The last write was interrupted.
    cut: bool,
    /// The primary screen is shown; the next write switches to the alternate screen.
    primary: bool,
    /// A thread is restoring the terminal.
    leaving: bool,
    questions: Questions,
    pace: pace::Pace,
    /// What keys send is reported.
    reports_bytes: bool,
}

/// Whether the terminal was asked what it is.
#[derive(Debug, Default)]
enum Questions {
    #[default]
    NotAsked,
    /// It was asked then.
    Asked(Instant),
    /// It has answered, or it is gone.
    Answered,
}

/// The result of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// All bytes were written.
    Whole,
    /// hemi does not hold the terminal.
    Refused,
    /// The terminal is gone.
    Gone,
}

/// Whether there is something to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ready {
    /// There is.
    Yes,
    /// Nothing came within the timeout.
    Quiet,
    /// The terminal is gone.
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
            // Standard input is a pipe: keys are read from the controlling terminal.
            rustix::fs::open("/dev/tty", OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())
                .ok()?
        };
        Some(Self::new(keyboard, output.try_clone_to_owned().ok()?))
    }

    /// A terminal from its file descriptors.
    pub fn new(input: OwnedFd, output: OwnedFd) -> Self {
        let output = unblocked(&output).unwrap_or(output);
        Self { input, output, modes: &WITHOUT_MOUSE, state: Mutex::default(), moved: Condvar::new() }
    }

    /// The same, which stays on the screen of the shell and sets no mode of it.
    #[must_use]
    pub fn without_modes(self) -> Self {
        Self { modes: &BARE, ..self }
    }

    /// The same, which reports the mouse to hemi if `on`.
    #[must_use]
    pub fn with_mouse(self, on: bool) -> Self {
        Self { modes: if on { &WITH_MOUSE } else { &WITHOUT_MOUSE }, ..self }
    }

    /// Takes the terminal: sets raw mode now, and the other modes with the next write.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn enter(&self) -> std::io::Result<()> {
        let mut state = self.state();
        let lent = state.lent.take();
        if lent.is_some() {
            state.given_back = Some(Instant::now());
            self.drop_unread();
        }
        // After SIGSTOP and SIGCONT, and after it was lent, another program may have set the modes.
        let before = match state.before.clone().or(lent) {
            Some(before) => before,
            None => rustix::termios::tcgetattr(&self.input)?,
        };
        let mut raw = before.clone();
        raw.make_raw();
        // Reads do not block: the thread that reads has polled.
        raw.special_codes[SpecialCodeIndex::VMIN] = 0;
        raw.special_codes[SpecialCodeIndex::VTIME] = 0;
        rustix::termios::tcsetattr(&self.input, OptionalActions::Now, &raw)?;
        let seen = state.before.is_some() && state.modes && !state.primary;
        state.pending = if seen { self.modes.reenter } else { self.modes.enter };
        state.before = Some(before);
        drop(state);
        self.moved.notify_all();
        Ok(())
    }

    /// Restores the terminal exactly as it was. Does nothing if hemi does not hold it. Waits at most `WRITE_TIMEOUT`
    /// twice.
    pub fn leave(&self) {
        let mut state = self.state();
        if state.before.is_some() && state.awaits_answers() {
            let waiting = self.moved.wait_timeout_while(state, LAST_ANSWERS, |state| state.awaits_answers());
            state = waiting.map_or_else(|e| e.into_inner().0, |(state, _)| state);
        }
        let Some(before) = state.before.take() else {
            // Another thread may still be restoring the terminal. The caller may exit next, which would end that thread.
            drop(self.moved.wait_timeout_while(state, 2 * WRITE_TIMEOUT, |state| state.leaving));
            return;
        };
        state.leaving = true;
        let until = Instant::now() + WRITE_TIMEOUT;
        while state.writing && Instant::now() < until {
            let left = until.saturating_duration_since(Instant::now());
            state =
                self.moved.wait_timeout(state, left).map_or_else(|e| e.into_inner().0, |(state, _)| state);
        }
        if state.modes && !state.writing {
            let stalled = !self.accepts(Duration::ZERO);
            if stalled {
                // Unsent bytes would delay the shell.
                let _ = rustix::termios::tcflush(&self.output, QueueSelector::OFlush);
            }
            let bytes = match state.primary {
                _ if state.cut || stalled => [RESYNC, self.modes.leave].concat(),
                true => self.modes.leave_primary.to_vec(),
                false => self.modes.leave.to_vec(),
            };
            let until = Instant::now() + WRITE_TIMEOUT;
            self.push(&bytes, || Instant::now() < until);
        }
        (state.modes, state.cut, state.primary) = (false, false, false);
        let awaited = state.awaits_answers();
        state.pace.forget_frame();
        // Answers that come now are the shell's or dropped: the next time the terminal is given back nothing is due.
        if matches!(state.questions, Questions::Asked(_)) {
            state.questions = Questions::Answered;
        }
        let how = if awaited { OptionalActions::Flush } else { OptionalActions::Now };
        let _ = rustix::termios::tcsetattr(&self.input, how, &before);
        state.leaving = false;
        self.moved.notify_all();
    }

    /// Reports what keys send, or no longer.
    pub fn report_bytes(&self, on: bool) {
        self.state().reports_bytes = on;
    }

    /// Whether what keys send is reported.
    pub fn reports_bytes(&self) -> bool {
        self.state().reports_bytes
    }

    /// Whether hemi holds the terminal.
    pub fn is_ours(&self) -> bool {
        self.state().before.is_some()
    }

    /// Writes all bytes. Waits for a slow terminal, but not past [`Tty::leave`].
    pub fn write(&self, bytes: &[u8]) -> Written {
        self.write_on(bytes, false)
    }

    /// Writes to the primary screen, below what it shows. Raw mode stays on, and the next [`Tty::write`] goes to the
    /// alternate screen.
    pub fn write_primary(&self, bytes: &[u8]) -> Written {
        self.write_on(&[SHOW_PRIMARY, bytes].concat(), true)
    }

    fn write_on(&self, bytes: &[u8], primary: bool) -> Written {
        let mut state = self.state();
        if state.before.is_none() {
            return Written::Refused;
        }
        let after = if primary { self.modes.enter } else { &[] };
        let head = std::mem::replace(&mut state.pending, after);
        (state.modes, state.primary) = (true, primary);
        state.writing = true;
        drop(state);
        let outcome = if head.is_empty() {
            self.push(bytes, || self.is_ours())
        } else {
            self.push(&[head, bytes].concat(), || self.is_ours())
        };
        let mut state = self.state();
        state.writing = false;
        state.cut = outcome == Written::Refused;
        drop(state);
        self.moved.notify_all();
        outcome
    }

    /// Waits until there is something to read. Detects a terminal that is gone before it is read.
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

    /// Reads what there is, which may be nothing. Does not block.
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

    /// Columns and rows; 80 and 24 if the terminal does not report them. At most `LARGEST`: a forged size must not
    /// decide how much memory a frame takes.
    pub fn size(&self) -> (u16, u16) {
        let size = rustix::termios::tcgetwinsize(&self.output).map(|size| (size.ws_col, size.ws_row));
        let known = size.ok().filter(|(columns, rows)| *columns > 0 && *rows > 0);
        known.map_or((80, 24), |(columns, rows)| (columns.min(LARGEST.0), rows.min(LARGEST.1)))
    }

    /// Whether hemi's process group receives the keys.
    pub fn in_foreground(&self) -> bool {
        rustix::termios::tcgetpgrp(&self.input).map_or(true, |group| group == rustix::process::getpgrp())
    }

    fn state(&self) -> MutexGuard<'_, OutputState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the terminal accepts bytes within `wait`. True for one that is gone: the write reports it.
    fn accepts(&self, wait: Duration) -> bool {
        let mut fds = [PollFd::new(&self.output, PollFlags::OUT)];
        poll(&mut fds, Some(&timespec(wait))).is_ok_and(|count| count > 0)
    }

    fn push(&self, mut bytes: &[u8], may_continue: impl Fn() -> bool) -> Written {
        while !bytes.is_empty() {
            match rustix::io::write(&self.output, bytes) {
                Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => {
                    self.accepts(STALL_CHECK);
                }
                Err(_) => return Written::Gone,
            }
            if !bytes.is_empty() && !may_continue() {
                return Written::Refused;
            }
        }
        Written::Whole
    }
}

impl OutputState {
    fn awaits_answers(&self) -> bool {
        let asked = matches!(self.questions, Questions::Asked(when) if when.elapsed() < ANSWERS_WAIT);
        asked || self.pace.awaits()
    }
}

/// Opens the same terminal again for writes that do not block: the shell's file description must not change.
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
