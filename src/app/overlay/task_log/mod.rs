//! The events of a task as the service reports them: newest first, errors marked.

mod event_text;
mod view;

use jiff::tz::TimeZone;

use crate::app::input::Input;
use crate::app::monitor;
use crate::app::overlay::view::DrawCx;
use crate::app::requests::progress::RequestProgress;
use crate::app::requests::task::{ReadTaskLog, TaskReply};
use crate::app::requests::{Part, Purpose, Reply};
use crate::app::theme::Role;
use crate::app::widgets::field::DialogKey;
use crate::app::widgets::frame::{self, Hint};
use crate::app::widgets::pages::Pages;
use crate::app::widgets::text::{Line, paragraph};
use crate::domain::format;
use crate::domain::ids::TaskId;
use crate::domain::problem::Problem;
use crate::domain::task::{EventDetails, Task, TaskEvent};
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

use super::message::problem_lines;
use super::{CloseAction, Modal, ModalCx, Response, Screen};

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
    pages: Pages,
}

impl Modal for TaskLog {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        let press = DialogKey::of(input)?;
        let (columns, rows) = Self::size(cx.screen);
        let waits = cx.waits_for(Purpose::read::<ReadTaskLog>());
        let words = waits.then(SafeText::default);
        if self.pages.press(press, self.lines(usize::from(columns), words.as_ref()).len(), usize::from(rows))
        {
            return None;
        }
        match press {
            DialogKey::Escape | DialogKey::Char('q' | 'h' | 'e') | DialogKey::Left => {
                Some(CloseAction::Closed)
            }
            DialogKey::Char('r') => {
                cx.read(ReadTaskLog { task: self.task });
                None
            }
            _ => None,
        }
    }

    fn hints(&self) -> Vec<Hint> {
        vec![("Esc", "close"), ("j k PgDn PgUp", "scroll"), ("r", "refresh")]
    }

    fn reply(&mut self, reply: &Reply, _cx: &mut ModalCx<'_>) -> Response {
        let Reply::Task(TaskReply::ReadTaskLog(part)) = reply else { return None };
        match part {
            Part::Partial(never) => match *never {},
            Part::Done(Ok(events)) => {
                self.problem = None;
                self.events = Some(events.clone());
            }
            Part::Done(Err(problem)) => self.problem = Some(problem.clone()),
        }
        None
    }
}

impl TaskLog {
    /// Opens a task's log and asks for it. Times are shown in `zone`.
    pub fn open(task: &Task, zone: TimeZone, cx: &mut ModalCx<'_>) -> Self {
        let log = Self {
            task: task.id,
            title: safe!("{} ({})", monitor::title(task), task.state_word()),
            fatal: task.fatal.clone(),
            zone,
            events: None,
            problem: None,
            pages: Pages::default(),
        };
        cx.read(ReadTaskLog { task: task.id });
        log
    }

    fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), (110, 40))
    }

    /// The progress of the request, possibly empty; none while the events are not being read.
    fn waiting(cx: DrawCx<'_>) -> Option<SafeText> {
        let words = || {
            cx.progress(Purpose::read::<ReadTaskLog>()).and_then(RequestProgress::message).unwrap_or_default()
        };
        cx.waits_for(Purpose::read::<ReadTaskLog>()).then(words)
    }

    fn lines(&self, cells: usize, waiting: Option<&SafeText>) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some((code, words)) = &self.fatal {
            let head = safe!("! It ended with {}: {}", code.sanitized(), words.sanitized());
            lines.extend(paragraph(Role::Error, &head, cells));
            lines.push(Line::blank());
        }
        if let Some(problem) = &self.problem {
            lines.extend(problem_lines(problem, cells));
            lines.push(Line::new(Role::Dim, "r tries again."));
            lines.push(Line::blank());
        }
        match &self.events {
            None if let Some(words) = waiting => {
                if words.is_empty() {
                    lines.push(Line::new(Role::Dim, "Reading the events..."));
                } else {
                    lines.extend(paragraph(Role::Warning, words, cells));
                }
            }
            None => {}
            Some(events) if events.is_empty() => {
                lines.push(Line::new(Role::Dim, "No events yet."));
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
        match &event.details {
            EventDetails::Words(details) if *details != event.description => {
                let paragraphs = details.raw().split(|byte| *byte == b'\n');
                let paragraphs = paragraphs.map(|line| Untrusted::new(line.trim_ascii()).sanitized());
                let paragraphs = paragraphs.filter(|line| !line.is_empty());
                lines.extend(indented(Role::Dim, paragraphs, cells, DETAIL_LINES));
            }
            EventDetails::Failure(failure) => {
                lines.extend(indented(Role::Dim, event_text::failure(failure), cells, usize::MAX));
            }
            EventDetails::Words(_) | EventDetails::Fields(_) => {}
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
    use crate::app::effect::Effect;
    use crate::app::overlay::sample::Sample;
    use crate::app::overlay::{CloseAction, samples};
    use crate::app::requests::Call;
    use crate::app::theme::Theme;
    use crate::app::widgets::field::tests::keys;
    use crate::domain::ids::RequestId;
    use crate::domain::problem::ProblemKind;
    use crate::domain::time::Timestamp;

    fn words(log: &Sample<TaskLog>) -> String {
        let waiting = TaskLog::waiting(DrawCx { theme: &Theme::mono(), requests: log.requests() });
        let lines = log.overlay.lines(76, waiting.as_ref());
        lines.iter().fold(String::new(), |all, line| all + line.text().as_str() + "\n")
    }

    /// The id of the request for these events.
    fn reading(effect: &Effect, task: &Task) -> Option<RequestId> {
        let Effect::Send { id, request } = effect else { return None };
        ReadTaskLog::of(request).filter(|read| read.task == task.id).map(|_| *id)
    }

    #[test]
    fn a_log_is_read_shown_and_read_again() {
        let task = samples::task(&Untrusted::new("run"));
        let mut log = Sample::open(Timestamp::default(), |cx| TaskLog::open(&task, TimeZone::UTC, cx));
        let effects = log.take_effects();
        let [effect] = &effects[..] else { panic!("{effects:?}") };
        let first = reading(effect, &task).unwrap();
        assert!(log.input(&keys("r").remove(0)).is_none());
        let effects = log.take_effects();
        let [Effect::Cancel(gone), effect] = &effects[..] else { panic!("{effects:?}") };
        assert_eq!(*gone, first);
        assert!(reading(effect, &task).is_some_and(|id| id != first), "{effect:?}");
        let event = |code: &str, is_error| TaskEvent {
            time: Some(0),
            code: Untrusted::new(code),
            description: Untrusted::new("words\u{1b}"),
            details: EventDetails::Words(Untrusted::new("more\n")),
            is_error,
        };
        let events = vec![event("EIO", true), event("STARTED", false)];
        let stale = ReadTaskLog::reply(Part::Done(Ok(events.clone())));
        assert!(log.requests_mut().receive(first, &stale, Timestamp::default()).is_none());
        assert!(words(&log).contains("Reading"), "the first answer is stale");
        log.reply::<ReadTaskLog>(Purpose::read::<ReadTaskLog>(), Part::Done(Ok(events)));
        assert_eq!(
            words(&log),
            "! 1970-01-01 00:00:00  words\\x1b (EIO)\n    more\n  1970-01-01 00:00:00  Started\n    more\n"
        );
        assert!(log.input(&keys("r").remove(0)).is_none());
        let effects = log.take_effects();
        let [effect] = &effects[..] else { panic!("{effects:?}") };
        assert!(reading(effect, &task).is_some(), "{effect:?}");
        let problem = Problem::new(ProblemKind::Offline, "no answer", "try again");
        log.reply::<ReadTaskLog>(Purpose::read::<ReadTaskLog>(), Part::Done(Err(problem)));
        assert!(words(&log).contains("No answer.") && words(&log).contains("Started"), "what was read stays");
        assert!(matches!(log.input(&keys("q").remove(0)), Some(CloseAction::Closed)));
    }
}
