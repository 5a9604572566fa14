//! The requests of the app to the outside, in the imperative. `run_loop` executes [`Effect::Terminal`] and
//! [`Effect::Exit`]; the runtime executes the rest and answers with events. A topic adds calls to
//! [`requests`](super::requests), never a variant here.

use std::sync::Arc;

pub use crate::domain::account::LoginMethod;
use crate::domain::ids::RequestId;
pub use crate::domain::job::Pace;
use crate::domain::link::Link;
use crate::domain::path::StorePath;
use crate::domain::profile::ProfileName;
use crate::domain::text::SafeText;
use crate::domain::user_program::UserProgram;

use super::requests::Request;

/// The effects of an update, in order.
pub type Effects = Vec<Effect>;

/// A request to the outside.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Carry out a request; its answer comes as [`Event::Reply`](super::event::Event::Reply) with this id.
    Send {
        /// The id that its replies carry.
        id: RequestId,
        /// The request.
        request: Arc<Request>,
    },
    /// The reply to this request is no longer needed.
    Cancel(RequestId),
    /// The user waits for the reply to this request now: it is sent before background requests.
    Hurry(RequestId),
    /// Ask for jobs at this pace from now on.
    Watch(Pace),
    /// Something only the terminal can do.
    Terminal(TerminalCommand),
    /// End the program.
    Exit(ExitReason),
}

/// Why the program ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExitReason {
    /// The user quit.
    Quit,
    /// To start again with another profile.
    SwitchProfile(ProfileName),
}

/// Something only the terminal can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TerminalCommand {
    /// Open a link in a browser, without waiting for it.
    OpenBrowser(Link),
    /// Put text on the clipboard.
    Copy(SafeText),
    /// Show a link as one plain line, the screen of the shell around it, until a key is pressed.
    Print(Link),
    /// Read the settings of the tmux around hemi.
    ReadTmux,
    /// Report what keys send, or no longer.
    ReportKeys(bool),
    /// Draw everything again.
    Redraw,
    /// Give the terminal back until the process is continued.
    Suspend,
    /// Give the terminal to a program of the user until that ends.
    Run(UserProgram),
    /// Open a file of this computer with the program that the desktop has for it, without waiting.
    OpenFile(StorePath),
}
