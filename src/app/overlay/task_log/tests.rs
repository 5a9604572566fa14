//! Reading, reading again, and what is folded.

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
    let lines = log.overlay.log(76, waiting.as_ref());
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
        EventDetails::Failure(Box::new(OperationFailure { operation, path, lines, raw: Untrusted::new(raw) }))
    };
    assert!(offered(failure("{}")));
}
