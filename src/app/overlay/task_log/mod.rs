//! The events of a task as the service reports them: newest first, errors marked; a key shows every text whole and as it
//! came.

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
use crate::domain::time::Timestamp;
use crate::safe;

use super::message::{problem_lines, raw_hint, raw_lines};
use super::{CloseAction, Modal, ModalCx, Response, Screen};

/// How far the lines below an event's first are indented.
const INDENT: usize = 4;
/// An event's details are folded to this many lines, for they may be a page; the key for raw text unfolds them.
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
            DialogKey::Char('t') if self.has_raw() => {
                self.raw = !self.raw;
                None
            }
            _ => cx.unused(),
        }
    }

    fn hints(&self) -> Vec<Hint> {
        let raw = self.has_raw().then(|| raw_hint(self.raw));
        [("Esc", "close"), ("j k PgDn PgUp", "scroll"), ("r", "refresh")].into_iter().chain(raw).collect()
    }

    fn drawn(&mut self, screen: Screen, _at: Timestamp) {
        // Under help it counts as not drawn.
        if screen.columns > 0 {
            self.cells = usize::from(Self::size(screen).0);
        }
    }

    fn reply(&mut self, reply: &Reply, cx: &mut ModalCx<'_>) -> Response {
        self.cells = usize::from(Self::size(cx.screen).0);
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
            raw: false,
            cells: usize::from(Self::size(cx.screen).0),
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

    fn lines(&self, cells: usize, waiting: Option<&SafeText>) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some((code, words)) = &self.fatal {
            let head = safe!("! It ended with {}: {}", code.sanitized(), words.sanitized());
            lines.extend(paragraph(Role::Error, &head, cells));
            lines.push(Line::blank());
        }
        if let Some(problem) = &self.problem {
            lines.extend(match &problem.raw {
                Some(raw) if self.raw => raw_lines(raw, cells),
                _ => problem_lines(problem, cells),
            });
            lines.push(Line::new(Role::Secondary, "r tries again."));
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
                lines.extend(indented(Role::Secondary, lines_of(details), cells, most));
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
        lines.push(Line::new(Role::Secondary, safe!("    ({}: t shows them)", rest)));
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
    use crate::domain::task::OperationFailure;

    fn text(log: &Sample<TaskLog>) -> String {
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
        assert!(text(&log).contains("Reading"), "the first answer is stale");
        log.reply::<ReadTaskLog>(Purpose::read::<ReadTaskLog>(), Part::Done(Ok(events)));
        assert_eq!(
            text(&log),
            "! 1970-01-01 00:00:00  words\\x1b (EIO)\n    more\n  1970-01-01 00:00:00  Started\n    more\n"
        );
        assert!(log.input(&keys("r").remove(0)).is_none());
        let effects = log.take_effects();
        let [effect] = &effects[..] else { panic!("{effects:?}") };
        assert!(reading(effect, &task).is_some(), "{effect:?}");
        let problem = Problem::new(ProblemKind::Offline, "no answer", "try again");
        log.reply::<ReadTaskLog>(Purpose::read::<ReadTaskLog>(), Part::Done(Err(problem)));
        assert!(text(&log).contains("No answer.") && text(&log).contains("Started"), "what was read stays");
        assert!(matches!(log.input(&keys("q").remove(0)), Some(CloseAction::Closed)));
    }

    #[test]
    fn what_is_folded_or_read_is_shown_whole_and_as_it_came_by_a_key() {
        let task = samples::task(&Untrusted::new("run"));
        let mut log = Sample::open(Timestamp::default(), |cx| TaskLog::open(&task, TimeZone::UTC, cx));
        let raw = r#"{"context":[{"path":"/a"}],"error":{"body":"550-x%0D%0A550 End."}}"#;
        let event = |details| TaskEvent {
            time: Some(0),
            code: Untrusted::new("EIO"),
            description: Untrusted::new("words"),
            details,
            is_error: true,
        };
        let failure = OperationFailure {
            operation: Untrusted::default(),
            path: Untrusted::new("/a"),
            lines: vec![Untrusted::new("x")],
            raw: Untrusted::new(raw),
        };
        let page: String = (1..=8).map(|line| format!("line {line}\n")).collect();
        let events = vec![
            event(EventDetails::Failure(Box::new(failure))),
            event(EventDetails::Words(Untrusted::new(page))),
        ];
        log.input(&keys("t").remove(0));
        assert!(!log.overlay.raw, "nothing is read yet");
        log.reply::<ReadTaskLog>(Purpose::read::<ReadTaskLog>(), Part::Done(Ok(events)));
        let short = text(&log);
        assert!(!short.contains("550-") && !short.contains("line 8"), "{short}");
        assert!(short.contains("(2 more lines: t shows them)"), "{short}");
        log.input(&keys("t").remove(0));
        let whole = text(&log);
        assert!(whole.contains(raw) && whole.contains("line 8") && !whole.contains("more lines"), "{whole}");
    }
    #[test]
    fn the_key_for_raw_text_is_offered_only_where_it_changes_something() {
        let task = samples::task(&Untrusted::new("run"));
        let offered = |details| {
            let mut log = Sample::open(Timestamp::default(), |cx| TaskLog::open(&task, TimeZone::UTC, cx));
            let event = TaskEvent {
                time: Some(0),
                code: Untrusted::new("EIO"),
                description: Untrusted::new("words"),
                details,
                is_error: true,
            };
            log.reply::<ReadTaskLog>(Purpose::read::<ReadTaskLog>(), Part::Done(Ok(vec![event])));
            let before = text(&log);
            log.input(&keys("t").remove(0));
            let changed = text(&log) != before;
            let offers = log.overlay.hints().iter().any(|(key, _)| *key == "t");
            assert_eq!(offers, changed, "{before}");
            offers
        };
        let details = |text: &str| EventDetails::Words(Untrusted::new(text));
        assert!(!offered(details("connection reset by peer")), "a line of more bytes than lines are shown");
        assert!(!offered(details("words")), "not shown a second time");
        assert!(offered(details(&"a long line ".repeat(60))), "one line is folded too");
        assert!(offered(details(&"line\n".repeat(7))));
        assert!(!offered(details(&"line\n".repeat(6))));
        let failure = |raw: &str| {
            let (operation, path) = (Untrusted::default(), Untrusted::new("/a"));
            let lines = vec![Untrusted::new("x")];
            EventDetails::Failure(Box::new(OperationFailure {
                operation,
                path,
                lines,
                raw: Untrusted::new(raw),
            }))
        };
        assert!(offered(failure("{}")));
    }
}
