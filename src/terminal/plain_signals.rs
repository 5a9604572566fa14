//! Signals of the plain mode. Ctrl-C is an answer like others; the terminal itself suspends and continues.

use rustix::process::Signal as Number;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// A signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlainSignal {
    /// Ctrl-C: stop what is under way.
    Interrupt,
    /// End; the number of the signal.
    Terminate(i32),
    /// The terminal is gone.
    HungUp,
}

/// Installs the handlers. Needs a tokio runtime.
///
/// # Errors
/// When the system refuses a handler.
pub fn signals() -> std::io::Result<UnboundedReceiver<PlainSignal>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut quit = signal(SignalKind::quit())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let (to, signals) = unbounded_channel();
    tokio::spawn(async move {
        loop {
            let now = tokio::select! {
                _ = hang_up.recv() => PlainSignal::HungUp,
                _ = terminate.recv() => PlainSignal::Terminate(Number::TERM.as_raw()),
                _ = quit.recv() => PlainSignal::Terminate(Number::QUIT.as_raw()),
                _ = interrupt.recv() => PlainSignal::Interrupt,
            };
            if to.send(now).is_err() {
                return;
            }
        }
    });
    Ok(signals)
}
