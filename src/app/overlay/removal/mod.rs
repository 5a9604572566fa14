//! A deletion under way, entry by entry, and what could not be deleted. Leaving it does not stop it.

mod plain;
mod view;

use crate::app::input::Input;
use crate::app::requests::removal::{RemovalEnd, RemovalReply, RemoveEntries, StopRemoval};
use crate::app::requests::{Part, Purpose, Reply};
use crate::app::theme::Role;
use crate::app::widgets::field::DialogKey;
use crate::app::widgets::frame::{self, Hint};
use crate::app::widgets::pages::Pages;
use crate::app::widgets::text::{Line, hanging, paragraph};
use crate::domain::format;
use crate::domain::problem::Problem;
use crate::domain::text::SafeText;
use crate::safe;

use super::message::problem_brief;
use super::{CloseAction, Modal, ModalCx, Response, Screen};

/// The widest and highest it gets.
const SIZE: (u16, u16) = (76, 24);

/// How far it is.
#[derive(Debug)]
enum State {
    /// So many entries are gone.
    Under(u64),
    Ended(Box<RemovalEnd>),
    Failed(Problem),
}

/// A deletion under way.
#[derive(Debug)]
pub struct RemovalProgress {
    number: u32,
    /// How many entries of which directory.
    what: SafeText,
    state: State,
    stopping: bool,
    pages: Pages,
}

impl Modal for RemovalProgress {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        let press = cx.key(input)?;
        match press {
            DialogKey::Escape | DialogKey::Char('q') => return Some(CloseAction::Closed),
            DialogKey::Enter if !self.is_under_way() => return Some(CloseAction::Closed),
            DialogKey::Char('x') if self.is_under_way() => {
                self.stopping = true;
                cx.send(Purpose::StopRemoval, StopRemoval { number: self.number });
            }
            _ => {
                let (columns, rows) = Self::size(cx.screen);
                let lines = self.lines(usize::from(columns)).len();
                if !self.pages.press(press, lines, usize::from(rows)) {
                    return cx.unused();
                }
            }
        }
        None
    }

    fn hints(&self) -> Vec<Hint> {
        match self.is_under_way() {
            true => vec![("x", "stop deleting"), ("Esc", "leave; it goes on")],
            false => vec![("Enter Esc", "close"), ("j k", "scroll")],
        }
    }

    fn reply(&mut self, reply: &Reply, _cx: &mut ModalCx<'_>) -> Response {
        let Reply::Removal(RemovalReply::RemoveEntries(part)) = reply else { return None };
        match part {
            Part::Partial(entries) => self.state = State::Under(*entries),
            Part::Done(Ok(end)) if end.failures == 0 && !end.stopped => return Some(CloseAction::Closed),
            Part::Done(Ok(end)) => self.state = State::Ended(Box::new(end.clone())),
            Part::Done(Err(problem)) => self.state = State::Failed(problem.clone()),
        }
        None
    }
}

impl RemovalProgress {
    /// Deletes what was confirmed.
    pub fn open(call: RemoveEntries, cx: &mut ModalCx<'_>) -> Self {
        let plan = call.plan.plan();
        let count = format::count(plan.items().len() as u64, "entry", "entries");
        let what = safe!("{} of {}", count, plan.directory().place().path.sanitized());
        let number = call.number;
        cx.send(Purpose::Removal(number), call);
        Self { number, what, state: State::Under(0), stopping: false, pages: Pages::default() }
    }

    /// Shows what became of one that was left.
    pub fn ended(end: RemovalEnd) -> Self {
        let what = end.at.path.sanitized();
        let (state, pages) = (State::Ended(Box::new(end)), Pages::default());
        Self { number: 0, what, state, stopping: false, pages }
    }

    fn is_under_way(&self) -> bool {
        matches!(self.state, State::Under(_))
    }

    fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), SIZE)
    }

    fn title(&self) -> &'static str {
        match &self.state {
            State::Under(_) => "Deleting",
            State::Ended(_) | State::Failed(_) => "Not all is deleted",
        }
    }

    fn lines(&self, cells: usize) -> Vec<Line> {
        let mut lines = paragraph(Role::Title, &self.what, cells);
        match &self.state {
            State::Under(entries) => {
                let gone = format::count(*entries, "entry is", "entries are");
                lines.extend(paragraph(Role::Text, &safe!("{} gone so far.", gone), cells));
                if self.stopping {
                    lines.extend(paragraph(Role::Warning, &"Stopping...".into(), cells));
                }
            }
            State::Failed(problem) => lines.extend(problem_brief(problem, cells)),
            State::Ended(end) => {
                lines.extend(paragraph(Role::Warning, &safe!("! {}", told(end)), cells));
                lines.push(Line::blank());
                for (path, why) in &end.failed {
                    let head = (Role::Text, SafeText::default());
                    let words = safe!("{}: {}", path.sanitized(), why);
                    lines.extend(hanging(head, Role::Text, &words, cells));
                }
                let listed = u64::try_from(end.failed.len()).unwrap_or(u64::MAX);
                if end.failures > listed {
                    let more = safe!("and {} more", format::grouped(end.failures - listed));
                    lines.extend(paragraph(Role::Secondary, &more, cells));
                }
            }
        }
        lines
    }
}

/// What became of a deletion, in a sentence.
pub fn told(end: &RemovalEnd) -> SafeText {
    let gone = format::count(end.entries, "entry is", "entries are");
    let failed = match end.failures {
        0 => SafeText::default(),
        failures if end.holding == 0 => safe!(" {} could not be deleted.", format::grouped(failures)),
        failures => safe!(
            " {} could not be deleted, and {} what is left.",
            format::grouped(failures),
            format::count(end.holding, "directory that holds", "directories that hold")
        ),
    };
    let stopped = if end.stopped { " It was stopped: the rest is still there." } else { "" };
    let to = if end.trashed.is_empty() { "gone" } else { "in the trash" };
    safe!("{} {}.{}{}", gone, to, failed, stopped)
}
