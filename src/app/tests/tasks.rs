//! The task panel, how eagerly tasks are looked at, and panes that list again by themselves.

use super::kit::*;
use crate::app::overlay::Overlay;
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
    assert!(rig.text().contains("It has ended."));
    rig.keys("k x");
    assert!(matches!(rig.app.overlay(), Some(Overlay::Confirm(_))));
    rig.drawn().wait(400).keys("y");
    let effects = rig.take();
    let [(id, CancelJob { job: wanted, .. })] = &calls::<CancelJob>(&effects)[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(*wanted, job(task(5, TaskStatus::Active)).id);
    assert!(rig.app.is_busy());
    rig.event(Event::done::<CancelJob>(*id, Ok(())));
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
    rig.app.take_dirty();
    rig.app.wake(due);
    assert!(rig.app.take_dirty() && rig.text().contains("as of 30s ago"));
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
        Some(0),
        "the pane stays as it was"
    );
    rig.keys("o");
    assert!(matches!(rig.app.overlay(), Some(Overlay::Search(_))));
}
