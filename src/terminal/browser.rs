//! A link in the user's browser: started on its own, never on our terminal, never waited for.

use tokio::sync::mpsc::UnboundedSender;

use super::TerminalEvent;
use crate::domain::link::Link;
use crate::domain::problem::{Problem, ProblemKind};
use crate::safe;

/// Opens `link`. Starting a browser can take a while, so a thread does it; a failure is told to `events`.
pub fn open(link: &Link, events: UnboundedSender<TerminalEvent>) {
    let (url, failed, told) = (link.as_str().to_owned(), problem(link), events.clone());
    let opening = move || {
        // It gets no terminal: its standard files are none, its session is its own.
        if open::that_detached(url).is_err() {
            let _ = told.send(TerminalEvent::Failed(failed));
        }
    };
    if std::thread::Builder::new().name("browser".into()).spawn(opening).is_err() {
        let _ = events.send(TerminalEvent::Failed(problem(link)));
    }
}

/// What to tell the user instead.
pub fn problem(link: &Link) -> Problem {
    Problem::new(
        ProblemKind::Local,
        "No browser could be opened from here.",
        safe!("Open this link in any browser: {}", link),
    )
}
