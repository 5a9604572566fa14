//! What happened to a task, as the service tells it: newest first, errors marked.

mod event_text;
mod view;

use jiff::tz::TimeZone;

use crate::app::effect::Effect;
use crate::app::event::Event;
use crate::app::input::Input;
use crate::app::monitor;
use crate::app::request::RequestIds;
use crate::app::request_progress::RequestProgress;
use crate::app::theme::Role;
use crate::app::widgets::field::DialogKey;
use crate::app::widgets::frame;
use crate::app::widgets::pages::Pages;
use crate::app::widgets::text::{Line, paragraph};
use crate::domain::format;
use crate::domain::ids::{RequestId, TaskId};
use crate::domain::problem::Problem;
use crate::domain::task::{EventDetails, Task, TaskEvent};
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

use super::message::problem_lines;
use super::{Response, Screen};

/// How far the lines below an event's first are indented.
const INDENT: usize = 4;
/// An event's details are cut to this many lines: they may be a page.
const DETAIL_LINES: usize = 6;

/// A task's event log.
#[derive(Debug)]
pub struct TaskLog {
    task: TaskId,
    title: SafeText,
    fatal: Option<(Untrusted, Untrusted)>,
    zone: TimeZone,
    events: Option<Vec<TaskEvent>>,
    problem: Option<Problem>,
    waiting: Option<RequestId>,
    pages: Pages,
    progress: RequestProgress,
}

impl TaskLog {
    /// Opens a task's log and asks for it. Times are shown in `zone`.
    pub fn open(task: &Task, zone: TimeZone, ids: &mut RequestIds) -> (Self, Effect) {
        let id = ids.next();
        let log = Self {
            task: task.id,
            title: safe!("{} ({})", monitor::title(task), task.state_word()),
            fatal: task.fatal.clone(),
            zone,
            events: None,
            problem: None,
            waiting: Some(id),
            pages: Pages::default(),
            progress: RequestProgress::default(),
        };
        (log, Effect::ReadTaskLog { id, task: task.id })
    }

    /// Scrolls, reads anew or closes.
    pub fn input(&mut self, input: &Input, screen: Screen, ids: &mut RequestIds) -> Response {
        let Some(press) = DialogKey::of(input) else { return Response::none() };
        let (columns, rows) = Self::size(screen);
        if self.pages.press(press, self.lines(usize::from(columns)).len(), usize::from(rows)) {
            return Response::none();
        }
        match press {
            DialogKey::Escape | DialogKey::Char('q' | 'h' | 'e') | DialogKey::Left => {
                Response::closed(self.waiting.take())
            }
            DialogKey::Char('r') => {
                let id = ids.next();
                self.progress = RequestProgress::default();
                let mut effects: Vec<Effect> =
                    self.waiting.replace(id).map(Effect::Cancel).into_iter().collect();
                effects.push(Effect::ReadTaskLog { id, task: self.task });
                Response::effects(effects)
            }
            _ => Response::none(),
        }
    }

    /// The log, or why it could not be read. What was read before stays.
    pub fn apply(&mut self, event: &Event) -> Response {
        match event {
            Event::TaskLog { id, events, .. } if self.waiting == Some(*id) => {
                self.waiting = None;
                self.problem = None;
                self.events = Some(events.clone());
            }
            Event::Retrying { id, .. } if self.waiting == Some(*id) => self.progress.take(event),
            Event::TaskLogFailed { id, problem } if self.waiting == Some(*id) => {
                self.waiting = None;
                self.problem = Some(problem.clone());
            }
            _ => {}
        }
        Response::none()
    }

    /// Whether the log is being read.
    pub fn is_busy(&self) -> bool {
        self.waiting.is_some()
    }

    fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), (110, 40))
    }

    fn lines(&self, cells: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some((code, words)) = &self.fatal {
            let head = safe!("! It ended with {}: {}", code.sanitized(), words.sanitized());
            lines.extend(paragraph(Role::Error, &head, cells));
            lines.push(Line::blank());
        }
        if let Some(problem) = &self.problem {
            lines.extend(problem_lines(problem, cells));
            lines.push(Line::new(Role::Dim, "r reads it again."));
            lines.push(Line::blank());
        }
        match &self.events {
            None if self.waiting.is_some() => match self.progress.words() {
                Some(silence) => lines.extend(paragraph(Role::Warning, &silence, cells)),
                None => lines.push(Line::new(Role::Dim, "Reading the log...")),
            },
            None => {}
            Some(events) if events.is_empty() => {
                lines.push(Line::new(Role::Dim, "Nothing has happened yet."));
            }
            Some(events) => lines.extend(events.iter().flat_map(|event| self.event(event, cells))),
        }
        lines
    }

    fn event(&self, event: &TaskEvent, cells: usize) -> Vec<Line> {
        let time = event.time.map_or_else(|| "-".into(), |at| format::moment(at, &self.zone));
        let (sign, role) = if event.is_error { ("!", Role::Error) } else { (" ", Role::Text) };
        let first = Line::new(role, safe!("{} ", sign)).and(Role::Dim, safe!("{}  ", time));
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
        if let EventDetails::Words(details) = &event.details
            && *details != event.description
        {
            let paragraphs = details.raw().split(|byte| *byte == b'\n');
            let paragraphs = paragraphs.map(|line| Untrusted::new(line.trim_ascii()).sanitized());
            lines.extend(indented(
                Role::Dim,
                paragraphs.filter(|line| !line.is_empty()),
                cells,
                DETAIL_LINES,
            ));
        }
        lines
    }
}

fn indented(
    role: Role,
    paragraphs: impl IntoIterator<Item = SafeText>,
    cells: usize,
    most: usize,
) -> Vec<Line> {
    let cells = cells.saturating_sub(INDENT).max(8);
    let wrapped: Vec<SafeText> = paragraphs.into_iter().flat_map(|words| words.wrap(cells)).collect();
    let left_out = wrapped.len().saturating_sub(most);
    let mut lines: Vec<Line> =
        wrapped.into_iter().take(most).map(|line| Line::new(role, safe!("    {}", line))).collect();
    if left_out > 0 {
        let rest = format::count(left_out as u64, "more line", "more lines");
        lines.push(Line::new(Role::Dim, safe!("    ({})", rest)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::overlay::{CloseAction, samples};
    use crate::app::widgets::field::tests::keys;
    use crate::domain::problem::ProblemKind;

    const SCREEN: Screen = Screen { columns: 80, rows: 24 };

    fn words(log: &TaskLog) -> String {
        log.lines(76).iter().fold(String::new(), |all, line| all + line.words().as_str() + "\n")
    }

    #[test]
    fn a_log_is_read_shown_and_read_again() {
        let ids = &mut RequestIds::default();
        let task = samples::task(&Untrusted::new("run"));
        let (mut log, effect) = TaskLog::open(&task, TimeZone::UTC, ids);
        let Effect::ReadTaskLog { id: first, .. } = effect else { panic!("{effect:?}") };
        let read = log.input(&keys("r").remove(0), SCREEN, ids);
        let [Effect::Cancel(gone), Effect::ReadTaskLog { id, .. }] = read.effects[..] else {
            panic!("{read:?}")
        };
        assert_eq!(gone, first);
        let event = |code: &str, is_error| TaskEvent {
            time: Some(0),
            code: Untrusted::new(code),
            description: Untrusted::new("words\u{1b}"),
            details: EventDetails::Words(Untrusted::new("more\n")),
            is_error,
        };
        let events = vec![event("EIO", true), event("STARTED", false)];
        log.apply(&Event::TaskLog { id: first, task: task.id, events: events.clone() });
        assert!(words(&log).contains("Reading"), "the first answer is stale");
        log.apply(&Event::TaskLog { id, task: task.id, events });
        assert_eq!(
            words(&log),
            "! 1970-01-01 00:00:00  words\\x1b (EIO)\n    more\n  1970-01-01 00:00:00  Started\n    more\n"
        );
        let read = log.input(&keys("r").remove(0), SCREEN, ids);
        let [Effect::ReadTaskLog { id, .. }] = read.effects[..] else { panic!("{read:?}") };
        let problem = Problem::new(ProblemKind::Offline, "no answer", "try again");
        log.apply(&Event::TaskLogFailed { id, problem });
        assert!(words(&log).contains("No answer.") && words(&log).contains("Started"), "what was read stays");
        assert!(matches!(log.input(&keys("q").remove(0), SCREEN, ids).done, Some(CloseAction::Closed)));
    }
}
