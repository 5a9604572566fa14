//! Turns signals into events for the loop, and ends a program that does not react to them.
//!
//! The handlers are installed before the terminal is taken, so no signal can leave it in raw mode.
//! `ARCHITECTURE.md` P0-7.

use std::sync::Arc;
use std::time::Duration;

use rustix::process::Signal as Number;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::{Instant, sleep_until};

use super::TerminalEvent;
use super::tty::Tty;

/// The program exits at the latest this long after a signal to end or a hang-up.
const FORCED_EXIT: Duration = Duration::from_millis(1900);
/// A job that is continued in the background stops again after this time, unless a signal to end follows.
const STOP_AGAIN: Duration = Duration::from_millis(100);

/// The signals hemi handles.
#[derive(Debug)]
pub struct Signals {
    hang_up: Signal,
    interrupt: Signal,
    terminate: Signal,
    quit: Signal,
    stop: Signal,
    resumed: Signal,
    resize: Signal,
}

impl Signals {
    /// Installs the handlers. Needs a tokio runtime.
    ///
    /// # Errors
    /// When the system refuses a handler.
    pub fn install() -> std::io::Result<Self> {
        let other = |number: Number| signal(SignalKind::from_raw(number.as_raw()));
        Ok(Self {
            hang_up: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            quit: signal(SignalKind::quit())?,
            stop: other(Number::TSTP)?,
            resumed: other(Number::CONT)?,
            resize: signal(SignalKind::window_change())?,
        })
    }

    /// Turns signals into events until the program ends.
    pub async fn pump(mut self, tty: Arc<Tty>, events: UnboundedSender<TerminalEvent>) {
        let mut end_by: Option<(Instant, i32)> = None;
        let mut stop_again: Option<Instant> = None;
        loop {
            let now = tokio::select! {
                biased;
                _ = self.hang_up.recv() => {
                    end_by = end_by.or(Some((Instant::now() + FORCED_EXIT, Number::HUP.as_raw())));
                    TerminalEvent::HungUp
                }
                _ = self.terminate.recv() => ending(&mut end_by, Number::TERM),
                // A key that is pressed for the program that has the terminal reaches the whole job.
                _ = self.interrupt.recv() => {
                    if tty.interrupts_another() {
                        continue;
                    }
                    ending(&mut end_by, Number::INT)
                }
                _ = self.quit.recv() => {
                    if tty.interrupts_another() {
                        continue;
                    }
                    ending(&mut end_by, Number::QUIT)
                }
                _ = self.resumed.recv() => {
                    if !tty.in_foreground() {
                        stop_again = Some(Instant::now() + STOP_AGAIN);
                        continue;
                    }
                    TerminalEvent::Continued
                }
                _ = self.stop.recv() => TerminalEvent::Suspend,
                _ = self.resize.recv() => TerminalEvent::Resized,
                () = at(end_by.map(|(when, _)| when)) => {
                    tty.leave();
                    std::process::exit(128 + end_by.map_or(0, |(_, number)| number));
                }
                () = at(stop_again) => {
                    stop_again = None;
                    if end_by.is_none() && !tty.in_foreground() {
                        // A background job must not draw over the shell.
                        let _ = rustix::process::kill_current_process_group(Number::STOP);
                    }
                    continue;
                }
            };
            if events.send(now).is_err() && end_by.is_none() {
                return;
            }
        }
    }
}

fn ending(end_by: &mut Option<(Instant, i32)>, number: Number) -> TerminalEvent {
    *end_by = end_by.or(Some((Instant::now() + FORCED_EXIT, number.as_raw())));
    TerminalEvent::Terminate(number.as_raw())
}

/// Waits until `when`; for ever without one, so that an idle program has no timer.
async fn at(when: Option<Instant>) {
    match when {
        Some(when) => sleep_until(when).await,
        None => std::future::pending().await,
    }
}
