//! Opens a link in the user's browser, detached from the terminal and without waiting.

use tokio::sync::mpsc::UnboundedSender;

use super::TerminalEvent;
use crate::domain::link::Link;
use crate::domain::problem::{Problem, ProblemKind};
use crate::safe;

/// Opens `link` on a separate thread, because starting a browser can take long. A failure is sent to `events`.
pub fn open(link: &Link, events: UnboundedSender<TerminalEvent>) {
    let (url, failed, told) = (link.as_str().to_owned(), problem(link), events.clone());
    let opening = move || {
        // Detached: it gets no terminal, no standard files, and its own session.
        if open::that_detached(url).is_err() {
            let _ = told.send(TerminalEvent::Failed(failed));
        }
    };
    if std::thread::Builder::new().name("browser".into()).spawn(opening).is_err() {
        let _ = events.send(TerminalEvent::Failed(problem(link)));
    }
}

/// The problem when no browser can be opened.
pub fn problem(link: &Link) -> Problem {
    Problem::new(
        ProblemKind::Local,
        "No browser could be opened on this computer.",
        safe!("Open this link in any browser: {}", link),
    )
}
