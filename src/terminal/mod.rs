//! The terminal: what is read from it, what is written to it, and that it is given back.
//!
//! Must not know services, files or the app's insides; what the environment says comes in from
//! outside. Start with [`run_loop`]; then [`tty`], whose one gate keeps the promise that nothing
//! is written once the terminal was given back.
//!
//! ```text
//! tty -> input thread (poll) -> keys -> run_loop -> view -> Frame -> writer thread -> output -> tty
//! signals ----------------------------^     ^------------- News::Drawn ---------------'
//! ```

pub mod browser;
pub mod clipboard;
#[cfg(debug_assertions)]
pub mod fault;
pub mod guard;
mod hyperlink;
pub mod input;
pub mod keys;
pub mod output;
pub mod pen;
pub mod run_loop;
pub mod screen;
pub mod signals;
pub mod stage;
pub mod tty;
pub mod writer;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::link::Link;
use crate::domain::problem::Problem;
use crate::domain::profile::ProfileName;
use crate::domain::text::SafeText;

/// One picture of the whole screen.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Counts up from 1; the app hears of it again when it was written.
    pub number: u64,
    /// All cells.
    pub buffer: Buffer,
    /// Where the text cursor stands, if it is to be seen.
    pub cursor: Option<Position>,
    /// Cells that lead somewhere.
    pub links: Vec<(Rect, Link)>,
    /// Draw it all, whatever the terminal is believed to show.
    pub whole: bool,
}

/// What the loop hears besides keys and the runtime's events.
#[derive(Clone, Debug)]
pub enum News {
    /// End in good order; the number is the signal's.
    End(i32),
    /// The terminal is gone. Not a cancel: tasks go on, the journal is flushed.
    HungUp,
    /// Somebody wants the job stopped.
    Stop,
    /// The job goes on, in the foreground.
    Continued,
    /// The terminal has another size.
    Resized,
    /// A frame stands on the screen.
    Drawn(u64),
    /// A wish to the terminal could not be done.
    WishFailed(Problem),
    /// A thread or task of ours panicked; the terminal is restored already.
    Panicked,
}

/// Why the loop ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The user left.
    Quit,
    /// The user goes on with another profile.
    SwitchProfile(ProfileName),
    /// A signal asked for it.
    Signal(i32),
    /// The terminal went away.
    HungUp,
    /// A part of hemi panicked.
    Panicked,
    /// The runtime ended under us.
    Deserted,
}

/// Where frames go, and what else only a terminal can do.
pub trait Screen {
    /// Columns and rows.
    fn size(&self) -> (u16, u16);
    /// Takes a frame; never waits. Of frames not written yet only the last one will be.
    fn show(&mut self, frame: Frame);
    /// Puts text on the clipboard.
    ///
    /// # Errors
    /// A [`Problem`] when it cannot.
    fn copy(&mut self, text: &SafeText) -> Result<(), Problem>;
    /// Shows a link as one plain line on the shell's screen, until the next frame: the terminal itself wraps it,
    /// so it can be selected whole.
    fn print(&mut self, link: &Link);
    /// Opens a link without waiting; a failure comes as [`News::WishFailed`].
    fn open(&mut self, link: &Link);
    /// Gives the terminal back and stops the job. Ends with [`News::Continued`].
    fn suspend(&mut self);
    /// Takes the terminal again.
    fn resume(&mut self);
}
