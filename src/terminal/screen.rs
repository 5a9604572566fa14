//! The real screen: frames to the writer thread, everything else to the device.

use std::ffi::OsString;
use std::sync::Arc;

use tokio::sync::mpsc::UnboundedSender;

use super::tty::Tty;
use super::writer::Writer;
use super::{Frame, Screen, TerminalEvent, browser, clipboard};
use crate::domain::browser::has_window;
use crate::domain::link::Link;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::SafeText;

/// What the environment says of the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// tmux stands between us and the real terminal.
    pub inside_tmux: bool,
    /// A browser with a window of its own is likely to be found.
    pub has_browser: bool,
}

impl Surroundings {
    /// From the variables of the environment.
    pub fn of(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let text = |name: &str| variable(name)?.into_string().ok().filter(|value| !value.is_empty());
        Self { inside_tmux: text("TMUX").is_some(), has_browser: has_window(text) }
    }
}

/// The terminal, as the loop uses it.
#[derive(Debug)]
pub struct TtyScreen {
    tty: Arc<Tty>,
    writer: Writer,
    events: UnboundedSender<TerminalEvent>,
    around: Surroundings,
}

impl TtyScreen {
    /// Starts the writer thread on a terminal.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        tty: Arc<Tty>,
        events: UnboundedSender<TerminalEvent>,
        around: Surroundings,
    ) -> std::io::Result<Self> {
        let writer = Writer::start(Arc::clone(&tty), events.clone())?;
        Ok(Self { tty, writer, events, around })
    }
}

impl Screen for TtyScreen {
    fn size(&self) -> (u16, u16) {
        self.tty.size()
    }

    fn show(&mut self, frame: Frame) {
        self.writer.show(frame);
    }

    fn copy(&mut self, text: &SafeText) -> Result<(), Problem> {
        match clipboard::sequence(text, self.around.inside_tmux) {
            Some(bytes) if self.writer.send(&bytes) => Ok(()),
            _ => Err(Problem::new(
                ProblemKind::Local,
                "The text is too long for the terminal's clipboard.",
                "Copy less at once.",
            )),
        }
    }

    fn print(&mut self, link: &Link) {
        let words = format!("The link, as one plain line. Any key goes back to hemi.\r\n\r\n{link}\r\n");
        self.writer.print(words.into_bytes());
    }

    fn open(&mut self, link: &Link) {
        if self.around.has_browser {
            browser::open(link, self.events.clone());
        } else {
            let _ = self.events.send(TerminalEvent::Failed(browser::problem(link)));
        }
    }

    fn suspend(&mut self) {
        self.tty.leave();
        // The whole job, as the terminal would have done it: whoever started us may wait in our group.
        // STOP and not TSTP, which the system ignores for groups that no shell looks after.
        let _ = rustix::process::kill_current_process_group(rustix::process::Signal::STOP);
    }

    fn resume(&mut self) {
        // A terminal that is gone tells the reading thread, too.
        let _ = self.tty.enter();
    }
}
