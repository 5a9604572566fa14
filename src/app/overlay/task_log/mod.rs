//! The page of a task: what it is and how far it came, then its events as the service reports them, newest first, errors
//! marked; a key shows every text whole and as it came.

mod event_text;
mod facts;
mod plain;
mod view;

use std::ops::Range;

use jiff::tz::TimeZone;

use crate::app::effect::TerminalCommand;
use crate::app::input::Input;
use crate::app::monitor;
use crate::app::overlay::view::DrawCx;
use crate::app::requests::progress::RequestProgress;
use crate::app::requests::task::{ReadJobDetails, ReadTaskLog, TaskReply};
use crate::app::requests::{Part, Purpose, Reply};
use crate::app::theme::{Glyphs, Role};
use crate::app::widgets::field::DialogKey;
use crate::app::widgets::frame::{self, Hint};
use crate::app::widgets::pages::Pages;
use crate::app::widgets::problem::problem_lines;
use crate::app::widgets::text::{Line, paragraph, with_quoted};
use crate::domain::format;
use crate::domain::ids::{JobId, TaskId};
use crate::domain::job::JobDetails;
use crate::domain::link::Link;
use crate::domain::problem::Problem;
use crate::domain::task::{EventDetails, Task, TaskEvent};
use crate::domain::text::{SafeText, Untrusted};
use crate::domain::time::Timestamp;
use crate::safe;

use super::message::{raw_hint, raw_lines};
use super::{CloseAction, Modal, ModalCx, Response, Screen};

/// How far the lines below an event's first are indented.
const INDENT: usize = 4;
/// An event's details are folded to this many lines, for they may be a page; the key for raw text unfolds them.
const DETAIL_LINES: usize = 6;

/// A task's event log.
#[derive(Debug)]
pub struct TaskLog {
    task: Task,
    /// Its page in the web app, where it has one.
    web: Option<Link>,
    /// The rates seen, oldest first.
    rates: Vec<Option<u64>>,
    /// When it was last seen.
    seen: Option<Timestamp>,
    /// What the journal has of it: the paths, which the service does not tell.
    entry: Option<JobDetails>,
    zone: TimeZone,
    events: Option<Vec<TaskEvent>>,
    problem: Option<Problem>,
    /// Whether texts are shown whole and as they came.
    raw: bool,
    /// How wide its lines are: the width decides what is folded.
    cells: usize,
    pages: Pages,
}

impl Modal for TaskLog {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        let press = cx.key(input)?;
        let (columns, rows) = Self::size(cx.screen);
        let waits = cx.waits_for(Purpose::read::<ReadTaskLog>());
        let words = waits.then(SafeText::default);
        let lines = self.lines(usize::from(columns), words.as_ref(), &Glyphs::ASCII).0.len();
        if self.pages.press(press, lines, usize::from(rows)) {
            return None;
        }
        match press {
            DialogKey::Escape | DialogKey::Char('q' | 'h' | 'e') | DialogKey::Left => {
                Some(CloseAction::Closed)
            }
            DialogKey::Char('r') => {
                cx.read(ReadTaskLog { task: self.task.id });
                None
            }
            DialogKey::Char('y') if let Some(web) = &self.web => {
                cx.terminal(TerminalCommand::Copy(safe!("{}", web)));
                None
            }
            DialogKey::Char('o') if let Some(web) = &self.web => {
                cx.terminal(TerminalCommand::OpenBrowser(web.clone()));
                None
            }
            DialogKey::Char('t') if self.has_raw() => {
                self.raw = !self.raw;
                None
            }
            _ => cx.unused(),
        }
    }

    fn hints(&self) -> Vec<Hint> {
        let raw = self.has_raw().then(|| raw_hint(self.raw));
        let web: &[Hint] =
            if self.web.is_some() { &[("o", "open on the web"), ("y", "copy the link")] } else { &[] };
        let usual = [("Esc e", "close"), ("j k PgDn PgUp", "scroll"), ("r", "refresh")];
        usual.into_iter().chain(raw).chain(web.iter().copied()).collect()
    }

    fn drawn(&mut self, screen: Screen, _at: Timestamp) {
        // Under help it counts as not drawn.
        if screen.columns > 0 {
            self.cells = usize::from(Self::size(screen).0);
        }
    }

    fn reply(&mut self, reply: &Reply, cx: &mut ModalCx<'_>) -> Response {
        self.cells = usize::from(Self::size(cx.screen).0);
        match reply {
            Reply::Task(TaskReply::ReadTaskLog(Part::Done(Ok(events)))) => {
                self.problem = None;
                self.events = Some(events.clone());
            }
            Reply::Task(TaskReply::ReadTaskLog(Part::Done(Err(problem)))) => {
                self.problem = Some(problem.clone());
            }
            // Where the journal has no entry any more, the paths are not known.
            Reply::Task(TaskReply::ReadJobDetails(Part::Done(entry))) => self.entry = entry.clone().ok(),
            _ => {}
        }
        None
    }
}

impl TaskLog {
    /// Opens a task's log and asks for it. Times are shown in `zone`.
    pub fn open(task: &Task, zone: TimeZone, cx: &mut ModalCx<'_>) -> Self {
        let log = Self {
            task: task.clone(),
            web: None,
            rates: Vec::new(),
            seen: None,
            entry: None,
            zone,
            events: None,
            problem: None,
            raw: false,
            cells: usize::from(Self::size(cx.screen).0),
            pages: Pages::default(),
        };
        cx.read(ReadTaskLog { task: task.id });
        log
    }

    /// The same with its page in the web app, for a task of the Globus that has one.
    #[must_use]
    pub fn on_the_web(self) -> Self {
        Self { web: facts::web_page(self.task.id), ..self }
    }

    /// The same with what the journal of this computer has of it, once that is read.
    #[must_use]
    pub fn of_entry(self, job: JobId, cx: &mut ModalCx<'_>) -> Self {
        cx.read(ReadJobDetails { job });
        self
    }

    /// What was seen of the task lately. Whether that is new, and whether it has ended since.
    pub fn update(&mut self, task: &Task, rates: Vec<Option<u64>>, seen: Option<Timestamp>) -> (bool, bool) {
        let new = self.task != *task || self.rates != rates || (self.seen != seen && !task.status.is_over());
        let ended = task.status.is_over() && !self.task.status.is_over();
        (self.task, self.rates, self.seen) = (task.clone(), rates, seen);
        (new, ended)
    }

    /// The task it shows.
    pub fn task(&self) -> TaskId {
        self.task.id
    }

    fn title(&self) -> SafeText {
        safe!("{} ({})", monitor::title(&self.task), self.task.state_word())
    }

    fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), (96, 46))
    }

    /// The progress of the request, possibly empty; none while the events are not being read.
    fn waiting(cx: DrawCx<'_>) -> Option<SafeText> {
        let words = || {
            cx.progress(Purpose::read::<ReadTaskLog>()).and_then(RequestProgress::message).unwrap_or_default()
        };
        cx.waits_for(Purpose::read::<ReadTaskLog>()).then(words)
    }

    /// Whether a text is shown in other words than it came in, or folded.
    fn has_raw(&self) -> bool {
        let mut events = self.events.iter().flatten();
        let of_event = |event: &TaskEvent| match &event.details {
            EventDetails::Words(details) if *details != event.description => {
                wrapped(lines_of(details), self.cells).count() > DETAIL_LINES
            }
            EventDetails::Failure(failure) => lines_of(&failure.raw) != event_text::failure(failure),
            EventDetails::Words(_) | EventDetails::Fields(_) => false,
        };
        self.problem.as_ref().is_some_and(|problem| problem.raw.is_some()) || events.any(of_event)
    }

    /// The facts and the events, and which lines are the web link.
    fn lines(&self, cells: usize, waiting: Option<&SafeText>, glyphs: &Glyphs) -> (Vec<Line>, Range<usize>) {
        let (mut lines, link) = self.facts(cells, glyphs);
        lines.extend(self.log(cells, waiting));
        (lines, link)
    }

    fn log(&self, cells: usize, waiting: Option<&SafeText>) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(problem) = &self.problem {
            lines.extend(match &problem.raw {
                Some(raw) if self.raw => raw_lines(raw, cells),
                _ => problem_lines(problem, cells),
            });
            lines.extend(with_quoted(Role::Secondary, Role::Key, &"`r` tries again.".into(), cells));
            lines.push(Line::blank());
        }
        match &self.events {
            None if let Some(words) = waiting => {
                if words.is_empty() {
                    lines.push(Line::new(Role::Secondary, "Reading the events..."));
                } else {
                    lines.extend(paragraph(Role::Warning, words, cells));
                }
            }
            None => {}
            Some(events) if events.is_empty() => {
                lines.push(Line::new(Role::Secondary, "No events yet."));
            }
            Some(events) => lines.extend(events.iter().flat_map(|event| self.event(event, cells))),
        }
        lines
    }

    fn event(&self, event: &TaskEvent, cells: usize) -> Vec<Line> {
        let time = event.time.map_or_else(|| "-".into(), |at| format::moment(at, &self.zone));
        let (sign, role) = if event.is_error { ("!", Role::Error) } else { (" ", Role::Text) };
        let first = Line::new(role, safe!("{} ", sign)).and(Role::Secondary, safe!("{}  ", time));
        let mut words = event_text::head(event);
        if let EventDetails::Fields(fields) = &event.details
            && !fields.is_empty()
        {
            words = safe!("{}: {}", words, event_text::facts(fields));
        }
        let mut lines = Vec::new();
        if first.width() + words.width() <= cells {
            lines.push(first.and(role, words));
        } else {
            lines.push(first);
            lines.extend(indented(role, [words], cells, usize::MAX));
        }
        match &event.details {
            EventDetails::Words(details) if *details != event.description => {
                let most = if self.raw { usize::MAX } else { DETAIL_LINES };
                let said = event_text::in_its_words(event, lines_of(details));
                lines.extend(indented(Role::Secondary, said, cells, most));
            }
            EventDetails::Failure(failure) => {
                let said = if self.raw { lines_of(&failure.raw) } else { event_text::failure(failure) };
                lines.extend(indented(Role::Secondary, said, cells, usize::MAX));
            }
            EventDetails::Words(_) | EventDetails::Fields(_) => {}
        }
        lines
    }
}

/// A text line by line, without the blank ones.
fn lines_of(text: &Untrusted) -> Vec<SafeText> {
    let lines = text.raw().split(|byte| *byte == b'\n');
    let lines = lines.map(|line| Untrusted::new(line.trim_ascii()).sanitized());
    lines.filter(|line| !line.is_empty()).collect()
}

/// The lines that texts take in so many cells, without their indentation.
fn wrapped(paragraphs: impl IntoIterator<Item = SafeText>, cells: usize) -> impl Iterator<Item = SafeText> {
    let cells = cells.saturating_sub(INDENT).max(8);
    paragraphs.into_iter().flat_map(move |words| words.wrap(cells))
}

fn indented(
    role: Role,
    paragraphs: impl IntoIterator<Item = SafeText>,
    cells: usize,
    most: usize,
) -> Vec<Line> {
    let wrapped: Vec<SafeText> = wrapped(paragraphs, cells).collect();
    let left_out = wrapped.len().saturating_sub(most);
    let mut lines: Vec<Line> =
        wrapped.into_iter().take(most).map(|line| Line::new(role, safe!("    {}", line))).collect();
    if left_out > 0 {
        let rest = format::count(left_out as u64, "more line", "more lines");
        let head = Line::new(Role::Secondary, safe!("    ({}: ", rest));
        lines.push(head.and(Role::Key, "t").and(Role::Secondary, " shows them)"));
    }
    lines
}

#[cfg(test)]
mod tests;
