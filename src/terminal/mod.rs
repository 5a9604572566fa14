//! The terminal: reads it, writes it, and restores it.
//!
//! Must not know services, files or the app's state; what the environment says is passed in. Start with
//! [`run_loop`], then [`tty`], whose one lock ensures that nothing is written once the terminal was restored.
//!
//! ```text
//! tty -> input thread (poll) -> keys -> run_loop -> view -> Frame -> writer thread -> output -> tty
//! signals ----------------------------^     ^--------- TerminalEvent::Drawn ----------'
//! ```

pub mod answers;
pub mod browser;
pub mod clipboard;
pub mod examine;
#[cfg(debug_assertions)]
pub mod fault;
pub mod guard;
mod hyperlink;
pub mod input;
pub mod keys;
pub mod mouse;
pub mod output;
pub mod plain;
pub mod plain_io;
pub mod plain_signals;
pub mod run_loop;
pub mod screen;
pub mod sgr;
pub mod signals;
pub mod stage;
pub mod tmux;
pub mod tty;
pub mod user_program;
pub mod writer;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::event::Clipboard;
#[cfg(doc)]
use crate::app::input::Input;
use crate::domain::doctor::TmuxSettings;
use crate::domain::link::Link;
use crate::domain::path::StorePath;
use crate::domain::problem::Problem;
use crate::domain::profile::ProfileName;
use crate::domain::terminal::TerminalFacts;
use crate::domain::text::SafeText;
use crate::domain::user_program::UserProgram;

/// The cells of the whole screen.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Counts up from 1. [`TerminalEvent::Drawn`] reports it once it was written.
    pub number: u64,
    /// All cells.
    pub buffer: Buffer,
    /// The position of the text cursor, if it is visible.
    pub cursor: Option<Position>,
    /// Cells that are links.
    pub links: Vec<(Rect, Link)>,
    /// Draw every cell: what the terminal shows is not known.
    pub whole: bool,
}

/// An event of the terminal or the process, besides keys.
#[derive(Clone, Debug)]
pub enum TerminalEvent {
    /// A signal asks the program to end; its number.
    Terminate(i32),
    /// The terminal is gone. Tasks continue in the service, and the journal is flushed.
    HungUp,
    /// SIGTSTP asks to stop the job.
    Suspend,
    /// The job continues in the foreground.
    Continued,
    /// The terminal has another size.
    Resized,
    /// The frame with this number was written.
    Drawn(u64),
    /// The terminal has said of itself what it knows.
    Answered(TerminalFacts),
    /// The settings of the tmux around hemi.
    Tmux(TmuxSettings),
    /// A text was copied.
    Copied(Clipboard),
    /// Copying is turned off; the text is to be shown.
    NotCopied(SafeText),
    /// A command to the terminal failed, or a setting cannot be used.
    Failed(Problem),
    /// The program that had the terminal has ended; why that is no good end, if so.
    ProgramEnded(Option<Problem>),
    /// A thread or task panicked; the terminal is already restored.
    Panicked,
}

/// Why the loop ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The user quit.
    Quit,
    /// The user switches to another profile.
    SwitchProfile(ProfileName),
    /// A signal asked the program to end; its number.
    Signal(i32),
    /// The terminal is gone.
    HungUp,
    /// A thread or task panicked.
    Panicked,
    /// The runtime stopped: its channel of events is closed.
    RuntimeGone,
}

/// Shows frames, and does what else only a terminal can do.
pub trait Screen {
    /// Columns and rows.
    fn size(&self) -> (u16, u16);
    /// Hands over a frame and returns at once. It replaces a frame that is not written yet.
    fn show(&mut self, frame: Frame);
    /// Starts copying text to the clipboard. [`TerminalEvent::Copied`] reports where it went.
    ///
    /// # Errors
    /// A [`Problem`] for a text that is too long.
    fn copy(&mut self, text: &SafeText) -> Result<(), Problem>;
    /// Asks the terminal what it is, and returns at once. [`TerminalEvent::Answered`] reports what it says.
    fn ask(&mut self) {}
    /// Reads the settings of the tmux around hemi; [`TerminalEvent::Tmux`] reports them.
    fn read_tmux(&mut self) {}
    /// Reports from now on what every key sends ([`Input::Raw`]), or again only what no known key sends.
    fn report_keys(&mut self, _on: bool) {}
    /// Shows a link as one plain line on the shell's screen, until the next frame. The terminal wraps it, so it can
    /// be selected as a whole.
    fn print(&mut self, link: &Link);
    /// Opens a link and returns at once. A failure is reported as [`TerminalEvent::Failed`].
    fn open(&mut self, link: &Link);
    /// Opens a file with the program that the desktop has for it, and returns at once. A failure is reported as
    /// [`TerminalEvent::Failed`].
    fn open_file(&mut self, _file: &StorePath) {}
    /// Gives the terminal to a program and returns at once; [`TerminalEvent::ProgramEnded`] reports its end. False if
    /// there is no terminal to give.
    fn run(&mut self, _program: &UserProgram) -> bool {
        false
    }
    /// Restores the terminal and stops the job, until [`TerminalEvent::Continued`].
    fn suspend(&mut self);
    /// Takes the terminal again.
    fn resume(&mut self);
}
