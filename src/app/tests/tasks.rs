//! The task panel, how eagerly tasks are looked at, and panes that list again by themselves.

use std::collections::BTreeSet;

use super::kit::*;
use crate::app::commands::{self, Context};
use crate::app::input::Input;
use crate::app::keymap::Keymap;
use crate::app::overlay::Overlay;
use crate::domain::format;
use crate::domain::job::CancelOutcome;
use crate::domain::place::Side;
use crate::domain::task::{Task, TaskStatus};
use crate::domain::text::Untrusted;

fn paces(rig: &mut Rig) -> Vec<Pace> {
    rig.take().iter().filter_map(|e| if let Effect::Watch(pace) = e { Some(*pace) } else { None }).collect()
}

fn tasks(rig: &mut Rig, tasks: Vec<Task>) {
    rig.event(listed(tasks));
}

#[test]
fn the_pace_follows_what_there_is_to_see() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("w");
    assert_eq!(paces(&mut rig), [Pace::Watching]);
    tasks(&mut rig, vec![task(5, TaskStatus::Active)]);
    rig.keys("w");
    assert_eq!(paces(&mut rig), [Pace::Background]);
}

#[test]
fn a_task_that_ended_makes_panes_on_its_destination_list_again() {
    let mut rig = Rig::browsing(&["a"]);
    tasks(&mut rig, vec![task(5, TaskStatus::Active), task(6, TaskStatus::Succeeded)]);
    assert_eq!(rig.take().iter().filter_map(browse).count(), 0);
    tasks(&mut rig, vec![task(5, TaskStatus::Succeeded), task(6, TaskStatus::Succeeded)]);
    let id = rig.asked();
    assert_eq!(rig.app.requests().id(rig.app.pane(Side::Right).slot()), Some(id));
    rig.list(id, "/data", &["new"]);
    assert_eq!(rig.names(Side::Right), ["new"]);
    assert!(rig.text().contains("Done: task 5 (3 files, 0 B)."));
    tasks(&mut rig, vec![task(5, TaskStatus::Succeeded)]);
    assert_eq!(rig.take().iter().filter_map(browse).count(), 0, "it ends once");
}

#[test]
fn a_listing_on_its_way_while_the_task_ended_is_asked_for_once_more() {
    let mut rig = Rig::browsing(&["a"]);
    tasks(&mut rig, vec![task(5, TaskStatus::Active)]);
    rig.keys("Tab h");
    let parent = rig.asked();
    tasks(&mut rig, vec![task(5, TaskStatus::Failed)]);
    assert_eq!(rig.take().iter().filter_map(browse).count(), 0);
    rig.list(parent, "/", &["data/"]);
    let again = rig.asked();
    assert_ne!(again, parent);
    rig.list(again, "/", &["data/"]);
    assert_eq!(rig.take().iter().filter_map(browse).count(), 0);
}

#[test]
fn rates_come_from_one_look_to_the_next() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("w");
    let moved = |bytes| Task { bytes, ..task(5, TaskStatus::Active) };
    tasks(&mut rig, vec![moved(0)]);
    rig.wait(2_000);
    tasks(&mut rig, vec![moved(4 << 20)]);
    assert!(rig.text().contains("2.0 MiB/s"), "{}", rig.text());
    rig.wait(300_000);
    tasks(&mut rig, vec![moved(5 << 20)]);
    assert!(!rig.text().contains("MiB/s"), "nothing is known of a gap");
    let queued = Task { nice_status: Some(Untrusted::new("Queued")), ..task(6, TaskStatus::Active) };
    tasks(&mut rig, vec![moved(5 << 20), queued]);
    assert!(rig.text().contains("Tasks: 1 running, 1 queued"));
}

#[test]
fn the_panel_takes_the_keys_and_gives_them_back() {
    let mut rig = Rig::browsing(&["a", "b"]);
    rig.keys("w");
    tasks(&mut rig, vec![task(5, TaskStatus::Active), task(6, TaskStatus::Succeeded)]);
    rig.keys("j x");
    assert!(rig.text().contains("This task has ended: it cannot be cancelled."));
    rig.keys("k x");
    assert!(matches!(rig.app.overlay(), Some(Overlay::Confirm(_))));
    rig.drawn().wait(400).keys("y");
    let effects = rig.take();
    let [(id, CancelJob { job: wanted, .. })] = &calls::<CancelJob>(&effects)[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(*wanted, job(task(5, TaskStatus::Active)).id);
    assert!(rig.app.is_busy());
    rig.event(Event::done::<CancelJob>(*id, Ok(CancelOutcome::Accepted)));
    assert!(!rig.app.is_busy());
    rig.keys("e");
    assert!(matches!(rig.app.overlay(), Some(Overlay::TaskLog(_))));
    assert!(rig.take().iter().any(|effect| call::<ReadTaskLog>(effect).is_some()));
    rig.keys("Esc Tab j");
    assert_eq!(rig.entry_at_cursor(), "b", "the panes stay usable while the panel is open");
    rig.keys("w q");
    assert!(!rig.text().contains("Tasks:"), "q closes the panel");
    assert!(!rig.take().iter().any(|e| matches!(e, Effect::Exit(ExitReason::Quit))));
}

#[test]
fn a_question_about_a_task_goes_with_its_reason() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("w");
    tasks(&mut rig, vec![task(5, TaskStatus::Active)]);
    rig.keys("x");
    rig.drawn().wait(400);
    tasks(&mut rig, vec![task(5, TaskStatus::Active)]);
    assert!(matches!(rig.app.overlay(), Some(Overlay::Confirm(_))), "it still runs");
    tasks(&mut rig, vec![task(5, TaskStatus::Succeeded)]);
    assert!(rig.app.overlay().is_none());
    assert!(rig.text().contains("This task has ended: it cannot be cancelled."), "{}", rig.text());
    rig.keys("y");
    assert!(calls::<CancelJob>(&rig.take()).is_empty());
}

#[test]
fn what_became_of_a_cancellation_is_said_as_it_is() {
    for (outcome, words) in [
        (CancelOutcome::Cancelled, "The task is cancelled."),
        (CancelOutcome::Accepted, "Globus was asked to cancel the task"),
        (CancelOutcome::AlreadyOver, "The task had ended before it could be cancelled."),
    ] {
        let mut rig = Rig::browsing(&["a"]);
        rig.keys("w");
        tasks(&mut rig, vec![task(5, TaskStatus::Active)]);
        rig.keys("x");
        rig.drawn().wait(400).keys("y");
        let (id, _) = calls::<CancelJob>(&rig.take()).remove(0);
        rig.event(Event::done::<CancelJob>(id, Ok(outcome)));
        assert!(rig.text().contains(words), "{}", rig.text());
    }
}

#[test]
fn the_chosen_task_stays_chosen_when_newer_ones_come() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("w");
    tasks(&mut rig, (0..20).map(|id| task(id, TaskStatus::Succeeded)).collect());
    rig.keys("j j");
    tasks(&mut rig, (100..110).chain(0..20).map(|id| task(id, TaskStatus::Succeeded)).collect());
    assert_eq!(rig.app.monitor.chosen().map(|job| job.id), Some(job(task(2, TaskStatus::Succeeded)).id));
    let (top, chosen) = (rig.app.monitor.top(), rig.app.monitor.chosen_index());
    assert!((top..top + rig.app.layout().tasks.page()).contains(&chosen));
}

#[test]
fn while_looking_fails_the_age_of_what_is_shown_is_told() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("w");
    tasks(&mut rig, vec![task(5, TaskStatus::Active)]);
    assert_eq!(rig.app.next_wake(), None);
    rig.wait(20_000);
    rig.event(Event::Tasks(TasksEvent::JobsFailed(problem("Globus cannot be reached."))));
    assert!(rig.text().contains("as of 20s ago: Globus cannot be reached."), "{}", rig.text());
    let due = rig.app.next_wake().unwrap();
    assert_eq!(due.mono, rig.now + 10_000);
    rig.take_dirty();
    rig.app.wake(due);
    assert!(rig.take_dirty() && rig.text().contains("as of 30s ago"));
    tasks(&mut rig, vec![task(5, TaskStatus::Active)]);
    assert!(!rig.text().contains("as of"));
    assert_eq!(rig.app.next_wake(), None);
}

#[test]
fn the_task_panel_moves_like_any_list() {
    let mut rig = Rig::browsing(&["a", "b"]);
    rig.keys("w");
    tasks(&mut rig, (0..40).map(|id| task(id, TaskStatus::Active)).collect());
    let page = rig.app.layout().tasks.page();
    for (keys, index) in [
        ("G", 39),
        ("g g", 0),
        ("PgDn", page),
        ("PgUp", 0),
        ("End", 39),
        ("Home", 0),
        ("j", 1),
        ("Ctrl-d", 1 + (page / 2).max(1)),
    ] {
        rig.keys(keys);
        assert_eq!(rig.app.monitor().chosen_index(), index, "{keys}");
    }
    assert_eq!(
        rig.app.pane(Side::Left).here().map(|here| here.cursor()),
        Some(1),
        "the pane stays as it was"
    );
    rig.keys("o");
    assert!(matches!(rig.app.overlay(), Some(Overlay::Search(_))));
}

/// The numbers of a text: digits with the separators between and the unit letter right after them.
fn numbers(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(first) = chars.next() {
        if !first.is_ascii_digit() {
            continue;
        }
        let mut number = String::from(first);
        while let Some(next) = chars.next_if(|c| c.is_ascii_digit() || matches!(c, ',' | '.')) {
            number.push(next);
        }
        number.extend(chars.next_if(|c| "kMGTPE~\u{2026}".contains(*c)));
        found.push(number.trim_end_matches([',', '.']).to_owned());
    }
    found
}

#[test]
fn a_number_is_never_cut_in_its_digits_whatever_the_width() {
    const PRECISE: u64 = (1 << 53) + 1;
    const NUMBERS: [u64; 8] = [0, 1, 3, 12, 1_151, 123_456_789, PRECISE, u64::MAX];
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("w");
    let with = |id: u128, number: u64, status| Task {
        label: Some(Untrusted::new("sea ice of the north")),
        faults: number,
        files: number,
        files_transferred: number,
        files_skipped: 0,
        bytes: number,
        requested: None,
        ..task(id, status)
    };
    let mut all = Vec::new();
    for (id, number) in NUMBERS.into_iter().enumerate() {
        all.push(with(id as u128 + 10, number, TaskStatus::Active));
    }
    tasks(&mut rig, all);
    rig.event(Event::Tasks(TasksEvent::Jobs(vec![JobChange::Window(JobWindow {
        newest: 1_151,
        total: 123_456_789,
    })])));
    rig.event(reported(vec![JobSnapshot { note: None, ..saved(3, JobState::Waiting(WaitReason::Offline)) }]));
    let forms = |number: u64| {
        let short = format::number_short(number);
        [format::grouped(number), short, format::bytes(number), format::rate(number)]
    };
    let allowed: BTreeSet<String> =
        NUMBERS.into_iter().chain([8]).flat_map(forms).flat_map(|form| numbers(form.as_str())).collect();
    for _ in 0..NUMBERS.len() {
        for width in 8..=200 {
            let lines = screen(&rig.app, (width, 30));
            let header = lines.first().cloned().unwrap_or_default();
            let panel = lines.iter().skip_while(|line| !line.contains("Tasks"));
            for line in panel.chain([&header]).filter(|line| !line.contains("help")) {
                for number in numbers(line) {
                    assert!(allowed.contains(&number), "{number} at {width} columns in {line}");
                }
            }
        }
        rig.keys("j");
    }
}

#[test]
fn a_share_is_of_files_of_a_known_total_never_of_steps() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("w");
    let some = |status| Task { files: 12, files_transferred: 3, ..task(5, status) };
    tasks(&mut rig, vec![some(TaskStatus::Active)]);
    assert!(!rig.text().contains('%') && rig.text().contains("3/12"), "{}", rig.text());
    assert!(!rig.text().contains("Progress"), "a bar without a total would promise one");
    tasks(&mut rig, vec![some(TaskStatus::Failed)]);
    assert!(rig.text().contains("25% of its files done"), "{}", rig.text());
}

#[test]
fn a_task_has_one_rate_and_none_where_it_cannot_be_known() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("w");
    let moved = |bytes| Task { bytes, ..task(5, TaskStatus::Active) };
    tasks(&mut rig, vec![moved(0)]);
    rig.wait(2_000);
    tasks(&mut rig, vec![moved(28 << 20)]);
    assert!(rig.text().contains("Tasks: 1 running, 14 MiB/s"), "{}", rig.text());
    assert_eq!(rig.text().matches("/s").count(), 2, "the row and the sum: {}", rig.text());
    let ended = |seconds: i64| Task {
        bytes: 100 << 20,
        completed: Some(1_700_000_000 + seconds),
        ..task(5, TaskStatus::Succeeded)
    };
    rig.wait(2_000);
    tasks(&mut rig, vec![ended(0)]);
    assert!(rig.text().contains("Tasks: 0 running ") && !rig.text().contains("/s"), "{}", rig.text());
    assert!(rig.text().contains("took less than 1s"), "{}", rig.text());
    tasks(&mut rig, vec![ended(10)]);
    assert!(rig.text().contains("took 10s · 10 MiB/s on average"), "{}", rig.text());
    assert_eq!(rig.text().matches("/s").count(), 1, "{}", rig.text());
}

/// Where the cursor of the list with the keys is.
fn cursor(rig: &Rig) -> usize {
    match rig.app.contexts().contains(&Context::Tasks) {
        true => rig.app.monitor().chosen_index(),
        false => rig.app.pane(Side::Left).here().unwrap().cursor(),
    }
}

#[test]
fn every_command_that_moves_a_cursor_moves_panes_and_panel_alike() {
    // With the parent's, as many rows as there are tasks.
    let names: Vec<String> = (0..39).map(|row| format!("f{row:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut rig = Rig::browsing(&names);
    rig.keys("w");
    tasks(&mut rig, (0..40).map(|id| task(id, TaskStatus::Active)).collect());
    let keymap = Keymap::blend();
    for command in commands::cursor::ROWS {
        let keys = |context| keymap.keys_of(context, command).map(<[_]>::to_vec).collect::<Vec<_>>();
        assert_eq!(keys(Context::List), keys(Context::Tasks), "{command:?}");
        assert!(!keys(Context::List).is_empty(), "{command:?}");
        for (sequence, from) in
            keys(Context::List).iter().flat_map(|keys| [0, 20, 39].map(|from| (keys, from)))
        {
            let mut to = [0, 0];
            for cursor_is in &mut to {
                rig.keys("g g");
                (0..from).for_each(|_| _ = rig.keys("j"));
                for press in sequence {
                    rig.now += 10;
                    rig.app.input(Input::Key(press.event()), at(rig.now));
                }
                *cursor_is = cursor(&rig);
                // From the panel to the left pane and back.
                let parts = if rig.app.contexts().contains(&Context::Tasks) { "Tab" } else { "Shift-Tab" };
                rig.keys(parts);
            }
            let [panel, pane] = to;
            assert_eq!(panel.cmp(&from), pane.cmp(&from), "{command:?} from {from}: {panel} and {pane}");
        }
    }
}

#[test]
fn tab_goes_round_panes_and_open_panel_and_a_key_of_elsewhere_says_where() {
    let mut rig = Rig::browsing(&["a", "b"]);
    let places = |rig: &mut Rig, key: &str| {
        let mut seen = Vec::new();
        for _ in 0..3 {
            rig.keys(key);
            seen.push((rig.app.contexts().contains(&Context::Tasks), rig.app.active()));
        }
        seen
    };
    let (left, right) = ((false, Side::Left), (false, Side::Right));
    assert_eq!(places(&mut rig, "Tab"), [right, left, right]);
    assert_eq!(places(&mut rig, "Shift-Tab"), [left, right, left]);
    rig.keys("x");
    assert!(rig.text().contains("x (cancel) works in the task panel; w goes there."), "{}", rig.text());
    rig.keys("w");
    assert_eq!(places(&mut rig, "Tab"), [left, right, (true, Side::Right)]);
    assert_eq!(places(&mut rig, "Shift-Tab"), [right, left, (true, Side::Left)]);
    rig.keys("c");
    assert!(rig.text().contains("c (send) works in a pane; Tab goes there."), "{}", rig.text());
    rig.keys("o");
    assert!(matches!(rig.app.overlay(), Some(Overlay::Search(_))), "it opens in the active pane");
    rig.keys("Esc w");
    assert!(!rig.app.monitor().is_open());
}
