//! Restores the terminal at the end of a scope and on any panic.
//!
//! Signals are in [`super::signals`]. All of them call [`Tty::leave`], which may be called any number of times from any
//! thread.

use std::io::Write as _;
use std::panic::PanicHookInfo;
use std::sync::Arc;

use tokio::sync::mpsc::UnboundedSender;

use super::TerminalEvent;
use super::tty::Tty;

/// Holds the terminal. Dropping it restores the terminal.
#[derive(Debug)]
pub struct Guard(Arc<Tty>);

impl Guard {
    /// Takes the terminal, and installs a panic hook that restores it.
    ///
    /// # Errors
    /// When raw mode cannot be set.
    pub fn enter(tty: Arc<Tty>, events: UnboundedSender<TerminalEvent>) -> std::io::Result<Self> {
        let ours = Arc::clone(&tty);
        std::panic::set_hook(Box::new(move |info| {
            ours.leave();
            // Standard error may be the terminal that is gone.
            let _ = std::io::stderr().write_all(message(info).as_bytes());
            let _ = events.send(TerminalEvent::Panicked);
        }));
        tty.enter()?;
        Ok(Self(tty))
    }

    /// Restores the terminal now.
    pub fn leave(&self) {
        self.0.leave();
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.leave();
    }
}

/// Where the panic happened, and its message if that is a literal: a formatted message may hold part of a request.
fn message(info: &PanicHookInfo<'_>) -> String {
    let what = info.payload().downcast_ref::<&'static str>().copied().unwrap_or("an internal check failed");
    let place = info.location().map_or_else(String::new, |at| {
        let file = at.file().rsplit_once("src/").map_or(at.file(), |(_, file)| file);
        format!(" (at {file}:{})", at.line())
    });
    format!(
        "hemi stopped because of a bug: {what}{place}.\n\
         Submitted tasks continue in the service. A submission in progress is sent at the next start.\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(panic: impl FnOnce() + Send + 'static) -> String {
        use std::sync::Mutex;
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let _turn = ONE_AT_A_TIME.lock().unwrap();
        let (send, receive) = std::sync::mpsc::channel();
        let me = std::thread::current().id();
        let old = std::panic::take_hook();
        let old = Arc::new(old);
        let kept = Arc::clone(&old);
        std::panic::set_hook(Box::new(move |info| {
            if std::thread::current().id() == me || std::thread::current().name() == Some("panics") {
                let _ = send.send(message(info));
            } else {
                kept(info);
            }
        }));
        let ended = std::thread::Builder::new().name("panics".into()).spawn(panic).unwrap().join();
        std::panic::set_hook(Box::new(move |info| old(info)));
        assert!(ended.is_err());
        receive.recv().unwrap()
    }

    #[test]
    fn a_panic_names_the_place_and_only_words_of_the_source() {
        let literal = said(|| panic!("the list is sorted"));
        assert!(literal.contains("the list is sorted (at terminal/guard.rs:"), "{literal}");
        let secret = String::from("Bearer abc");
        let made = said(move || panic!("{secret}"));
        assert!(made.contains("an internal check failed (at terminal/guard.rs:"), "{made}");
        assert!(!made.contains("abc"), "{made}");
    }
}
