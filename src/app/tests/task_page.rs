//! The page of a task, and what the task panel shows where: ends beside a label, the task just sent, one word for a state.

use super::kit::*;
use crate::app::overlay::Overlay;
use crate::app::requests::{Owner, Purpose};
use crate::domain::job::JobDetails;
use crate::domain::task::{EventDetails, Task, TaskEvent, TaskStatus};
use crate::domain::text::Untrusted;

fn events(words: &str) -> Vec<TaskEvent> {
    vec![TaskEvent {
        time: Some(1_700_000_000),
        code: Untrusted::new("NEW"),
        description: Untrusted::new(words),
        details: EventDetails::Words(Untrusted::default()),
        is_error: false,
    }]
}

fn ended(id: u128, seconds: i64) -> Task {
    let completed = Some(1_700_000_000 + seconds);
    Task { bytes: 100 << 20, files_transferred: 10, completed, ..task(id, TaskStatus::Succeeded) }
}

fn cancelled() -> Task {
    let fatal = Some((Untrusted::new("CANCELED"), Untrusted::new("canceled by its owner")));
    Task { fatal, completed: Some(1_700_000_009), ..task(5, TaskStatus::Failed) }
}

#[test]
fn the_events_of_a_task_that_ends_while_its_page_is_open_are_read_once_more() {
    let mut rig = Rig::browsing(&["a"]);
    rig.event(listed(vec![task(5, TaskStatus::Active)]));
    rig.keys("w e");
    let [(id, _)] = &calls::<ReadTaskLog>(&rig.take())[..] else { panic!("events are read") };
    rig.event(Event::done::<ReadTaskLog>(*id, Ok(events("it runs"))));
    rig.event(listed(vec![task(5, TaskStatus::Active)]));
    assert!(calls::<ReadTaskLog>(&rig.take()).is_empty());
    rig.event(listed(vec![ended(5, 10)]));
    let [(id, _)] = &calls::<ReadTaskLog>(&rig.take())[..] else { panic!("once more") };
    assert!(rig.text().contains("it runs"), "what was read stays until then: {}", rig.text());
    rig.event(Event::done::<ReadTaskLog>(*id, Ok(events("it is over"))));
    assert!(rig.text().contains("it is over"), "{}", rig.text());
    rig.event(listed(vec![ended(5, 10)]));
    assert!(calls::<ReadTaskLog>(&rig.take()).is_empty(), "it ends once");
}

#[test]
fn the_page_says_when_and_how_fast_and_the_paths_that_the_journal_knows() {
    let mut rig = Rig::browsing_in(setup((100, 40)), &["a"]);
    let entry = JobId::new(uuid::Uuid::from_u128(77));
    let sent = JobSnapshot::of_task(entry, ended(5, 10));
    rig.event(reported(vec![sent]));
    rig.keys("w e");
    let asked = rig.take();
    let [(id, ReadJobDetails { job })] = &calls::<ReadJobDetails>(&asked)[..] else { panic!("{asked:?}") };
    assert_eq!(*job, entry);
    let pair = |name: &str| (Untrusted::new(format!("/src/{name}")), Untrusted::new(format!("/dst/{name}")));
    let items = ["a", "b\u{1b}", "c", "d"].map(pair).to_vec();
    let details = JobDetails { lines: Vec::new(), items, total: 40, file: "f".into() };
    rig.event(Event::done::<ReadJobDetails>(*id, Ok(details)));
    let text = rig.text();
    for words in [
        "2023-11-14 22:13:20 to 2023-11-14 22:13:30, took 10s",
        "10 of 10 files, 100 MiB, 10 MiB/s on average",
        "/src/a → /dst/a",
        "/src/b\\x1b → /dst/b\\x1b",
        "/src/c → /dst/c, and 37 more items",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("/src/d"), "{text}");
}

#[test]
fn of_a_task_without_an_entry_no_paths_are_told() {
    let mut rig = Rig::browsing(&["a"]);
    rig.event(listed(vec![task(5, TaskStatus::Active)]));
    rig.keys("w e");
    assert!(calls::<ReadJobDetails>(&rig.take()).is_empty(), "there is nothing to read");
    assert!(rig.text().contains("since 2023-11-14 22:13:20") && !rig.text().contains("Paths"));
    rig.keys("Esc");
    let entry = JobId::new(uuid::Uuid::from_u128(77));
    rig.event(reported(vec![JobSnapshot::of_task(entry, task(6, TaskStatus::Active))]));
    rig.keys("G e");
    let shown: Vec<_> = rig.app.requests().slots().filter(|slot| slot.owner == Owner::Overlay).collect();
    assert!(shown.iter().any(|slot| slot.purpose == Purpose::read::<ReadJobDetails>()), "{shown:?}");
    let [(id, _)] = &calls::<ReadJobDetails>(&rig.take())[..] else { panic!("read") };
    rig.event(Event::done::<ReadJobDetails>(*id, Err(problem("It is gone."))));
    assert!(!rig.text().contains("It is gone.") && !rig.text().contains("Paths"), "{}", rig.text());
}

#[test]
fn e_opens_and_closes_the_page_and_its_keys_say_so() {
    let mut rig = Rig::browsing(&["a"]);
    rig.event(listed(vec![task(5, TaskStatus::Active)]));
    rig.keys("w e");
    assert!(rig.hints().contains("Esc e close"), "{}", rig.hints());
    rig.keys("?");
    assert!(rig.text().contains("Esc e"), "{}", rig.text());
    rig.keys("Esc e");
    assert!(rig.app.overlay().is_none());
}

#[test]
fn the_panel_opens_at_the_task_that_was_just_sent() {
    let mut rig = Rig::browsing(&["a"]);
    rig.event(listed((1..=9).map(|id| task(id, TaskStatus::Active)).collect()));
    rig.keys("w j j q c").drawn().wait(400).keys("Enter");
    let [(id, _)] = &calls::<Submit>(&rig.take())[..] else { panic!("it is submitted") };
    let entry = JobId::new(uuid::Uuid::from_u128(77));
    rig.event(Event::partial::<Submit>(*id, entry));
    rig.event(Event::done::<Submit>(*id, Ok(Submission::Accepted { again: false })));
    rig.event(reported(vec![JobSnapshot::of_task(entry, task(5, TaskStatus::Active))]));
    rig.keys("w");
    assert_eq!(rig.app.monitor().chosen().map(|job| job.id), Some(entry));
}

#[test]
fn a_cancelled_task_is_called_so_once_and_the_services_words_are_quoted() {
    let mut rig = Rig::browsing_in(setup((100, 40)), &["a"]);
    rig.event(listed(vec![task(5, TaskStatus::Active)]));
    rig.event(listed(vec![cancelled()]));
    assert_eq!(rig.notice(), "Cancelled: task 5.");
    rig.keys("w");
    assert!(rig.text().contains("Globus: \"canceled by its owner\""), "{}", rig.text());
    rig.keys("e");
    let [(id, _)] = &calls::<ReadTaskLog>(&rig.take())[..] else { panic!("events are read") };
    let event = TaskEvent {
        code: Untrusted::new("CANCELED"),
        details: EventDetails::Words(Untrusted::new("canceled by the user")),
        ..events("canceled").remove(0)
    };
    rig.event(Event::done::<ReadTaskLog>(*id, Ok(vec![event])));
    let text = rig.text();
    assert!(text.contains("It was cancelled. Globus: \"canceled by its owner\""), "{text}");
    assert!(text.contains("Globus: canceled by the user"), "{text}");
    let unmarked = text.lines().filter(|line| line.contains("canceled") && !line.contains("Globus:"));
    assert_eq!(unmarked.collect::<Vec<_>>(), Vec::<&str>::new());
    assert!(matches!(rig.app.overlay(), Some(Overlay::TaskLog(_))));
}

/// The line of the panel that holds these words.
fn row(rig: &Rig, words: &str) -> String {
    let rows = rig.app.layout().tasks.rows;
    let screen = rig.screen();
    let mut rows = screen[usize::from(rows.y)..usize::from(rows.end())].iter();
    rows.find(|line| line.contains(words)).cloned().unwrap_or_default()
}

#[test]
fn at_80_columns_a_row_says_from_where_to_where_beside_its_label() {
    let named = |id: u128, label: Option<&str>| {
        let mut task = ended(id, 10);
        task.label = label.map(Untrusted::new);
        for (end, name) in
            [(&mut task.source, "JASMIN Default Collection"), (&mut task.destination, "GCP laptop")]
        {
            end.as_mut().unwrap().name = Untrusted::new(name);
        }
        task
    };
    let tasks = vec![named(1, Some("HadGEM3 historical tas")), named(2, None)];
    let drawn = |size: (u16, u16)| {
        let mut rig = Rig::browsing_in(setup(size), &["a"]);
        rig.event(listed(tasks.clone()));
        rig.keys("w");
        rig
    };
    let rig = drawn((80, 24));
    let labelled = row(&rig, "Had");
    assert!(labelled.contains('→') && labelled.contains("JASM") && labelled.contains("GCP"), "{labelled}");
    assert!(labelled.contains("10/10") && labelled.contains("100 MiB"), "{labelled}");
    let plain = row(&rig, "JASMIN D");
    assert!(plain.contains(" → GCP laptop") && !rig.text().contains("(no label)"), "{}", rig.text());
    assert!(!row(&drawn((60, 20)), "Had").contains('→'));
    let wide = drawn((160, 40));
    assert!(row(&wide, "(no label)").contains("JASMIN Default Collection → GCP laptop"), "{}", wide.text());
    assert!(wide.text().contains(" Elapsed") && !wide.text().contains(" Age"), "{}", wide.text());
}
