//! The real screen: hands frames to the writer thread, and does everything else on the device.

use std::sync::Arc;

use tokio::sync::mpsc::UnboundedSender;

use super::answers::QUESTIONS;
use super::clipboard::Route;
use super::tty::Tty;
use super::user_program::{self, UserPrograms};
use super::writer::Writer;
use super::{Frame, Screen, TerminalEvent, browser, clipboard, tmux};
use crate::domain::link::Link;
use crate::domain::path::StorePath;
use crate::domain::preferences::ClipboardMode;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::terminal::TerminalEnv;
use crate::domain::text::SafeText;
use crate::domain::user_program::UserProgram;

/// What the environment and the settings say about the terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScreenOptions {
    /// What the environment says of it.
    pub env: TerminalEnv,
    /// A graphical browser is likely to exist.
    pub has_browser: bool,
    /// How text is copied.
    pub clipboard: ClipboardMode,
    /// The programs that get the terminal for a while.
    pub programs: UserPrograms,
}

/// The terminal, as the loop uses it.
#[derive(Debug)]
pub struct TtyScreen {
    tty: Arc<Tty>,
    writer: Writer,
    events: UnboundedSender<TerminalEvent>,
    options: ScreenOptions,
}

impl TtyScreen {
    /// Starts the writer thread on a terminal.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn start(
        tty: Arc<Tty>,
        events: UnboundedSender<TerminalEvent>,
        options: ScreenOptions,
    ) -> std::io::Result<Self> {
        let writer = Writer::start(Arc::clone(&tty), events.clone(), !options.env.screen)?;
        Ok(Self { tty, writer, events, options })
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
        if text.as_str().len() > clipboard::MOST_COPIED {
            return Err(Problem::new(
                ProblemKind::Local,
                "The text is too long for the clipboard of a terminal.",
                "Select and copy less text.",
            ));
        }
        let route = Route::of(self.options.clipboard, &self.options.env);
        clipboard::copy(text, route, self.writer.bytes(), self.events.clone());
        Ok(())
    }

    fn ask(&mut self) {
        if self.options.env.may_be_asked() {
            self.tty.begin_questions();
            self.writer.bytes().send(QUESTIONS);
        }
    }

    fn read_tmux(&mut self) {
        tmux::start_reading(self.events.clone());
    }

    fn report_keys(&mut self, on: bool) {
        self.tty.report_bytes(on);
    }

    fn print(&mut self, link: &Link) {
        let words = format!("The link on one plain line. Press any key to return to hemi.\r\n\r\n{link}\r\n");
        self.writer.print(words.into_bytes());
    }

    fn open(&mut self, link: &Link) {
        if self.options.has_browser {
            browser::open(link, self.events.clone());
        } else {
            let _ = self.events.send(TerminalEvent::Failed(browser::problem(link)));
        }
    }

    fn open_file(&mut self, file: &StorePath) {
        user_program::open_file(file, self.events.clone());
    }

    fn run(&mut self, program: &UserProgram) -> bool {
        let lent = self.tty.lend();
        if lent {
            self.options.programs.start(program, self.tty.keyboard(), self.events.clone());
        }
        lent
    }

    fn suspend(&mut self) {
        self.tty.leave();
        // The whole job, as the terminal does on Ctrl-Z: the parent may be in the same process group. SIGSTOP, because
        // SIGTSTP is ignored in orphaned process groups.
        let _ = rustix::process::kill_current_process_group(rustix::process::Signal::STOP);
    }

    fn resume(&mut self) {
        // The reading thread reports a terminal that is gone.
        let _ = self.tty.enter();
    }
}
