//! Nothing is drawn when nothing changed, and whatever changed is drawn.

use super::kit::*;
use crate::app::input::Input;
use crate::domain::ids::RequestId;
use crate::domain::task::TaskStatus;
use crate::domain::text::SafeText;

#[test]
fn what_changes_nothing_leaves_the_app_clean() {
    let mut rig = Rig::browsing(&["a", "b"]);
    rig.take_dirty();
    let nobody = RequestId(9_999);
    let quiet = [
        Event::Terminal(TerminalReport::Drawn { frame: 3 }),
        Event::partial::<List>(nobody, chunk(&["x"])),
        Event::done::<List>(nobody, Err(problem("x"))),
        Event::done::<FindCollections>(nobody, Ok(FoundCollections { collections: Vec::new(), next: None })),
        Event::done::<ReadTaskLog>(nobody, Err(problem("x"))),
        Event::Auth(AuthEvent::SignedIn(account("ada@demo"))),
        Event::Auth(AuthEvent::Connected {
            environment: SafeText::default(),
            places: Vec::new(),
            method: LoginMethod::Paste,
        }),
        listed(vec![task(1, TaskStatus::Succeeded)]),
        listed(vec![task(1, TaskStatus::Succeeded)]),
        Event::Tasks(TasksEvent::JobsFailed(problem("x"))),
    ];
    for event in quiet {
        let words = format!("{event:?}");
        rig.event(event);
        assert!(!rig.app.is_dirty(), "{words}");
    }
    rig.keys("g g");
    rig.take_dirty();
    rig.keys("k Up");
    assert!(!rig.app.is_dirty(), "the bar is at the top already");
    rig.app.input(Input::Resize { columns: 80, rows: 24 }, at(0));
    assert!(!rig.app.is_dirty(), "the size is the same");
    let due = rig.app.next_wake();
    assert_eq!(due, None, "nothing on the screen depends on time");
    rig.app.wake(at(1_000_000));
    assert!(!rig.app.is_dirty());
}

#[test]
fn with_the_panel_open_only_other_tasks_or_moving_ones_are_drawn_anew() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("w");
    rig.event(listed(vec![task(1, TaskStatus::Succeeded)]));
    assert!(rig.take_dirty());
    rig.event(listed(vec![task(1, TaskStatus::Succeeded)]));
    assert!(!rig.take_dirty());
    rig.event(listed(vec![task(2, TaskStatus::Active), task(1, TaskStatus::Succeeded)]));
    assert!(rig.take_dirty());
    rig.event(Event::Tasks(TasksEvent::JobsFailed(problem("x"))));
    assert!(rig.take_dirty());
    rig.event(Event::Tasks(TasksEvent::JobsFailed(problem("x"))));
    assert!(!rig.take_dirty());
}

#[test]
fn news_passes_by_itself_and_asks_to_be_woken_for_it() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("Enter");
    let due = rig.app.next_wake().unwrap();
    rig.take_dirty();
    rig.app.wake(at(due.mono - 1));
    assert!(!rig.take_dirty());
    rig.app.wake(due);
    assert!(rig.take_dirty());
    assert_eq!(rig.app.next_wake(), None);
}

/// A picture that differs from the last one was announced as dirty, whatever led to it.
#[test]
fn no_picture_changes_unannounced() {
    let mut rig = Rig::browsing(&["d/", "e/", "f", "g"]);
    let keys = "j Space k A u * . s s s r Tab Tab w j Tab o Esc ? Esc c Esc Enter Ctrl-x g g G R";
    let mut before = rig.text();
    rig.take_dirty();
    let mut check = |rig: &mut Rig, what: &str| {
        let now = rig.text();
        assert!(now == before || rig.app.is_dirty(), "{what}\n{before}\n{now}");
        rig.take_dirty();
        before = now;
    };
    for key in keys.split(' ') {
        rig.keys(key);
        check(&mut rig, key);
        let waiting: Vec<_> = rig.take().iter().filter_map(browse).collect();
        for id in waiting {
            rig.event(Event::partial::<List>(id, chunk(&["x", "y/"])));
            check(&mut rig, "rows");
            rig.listed(id, "/somewhere");
            check(&mut rig, "listed");
        }
        rig.wait(3_000);
        let now = at(rig.now);
        rig.app.wake(now);
        check(&mut rig, "wake");
    }
    assert!(!rig.take().iter().any(|e| matches!(e, Effect::Exit(ExitReason::Quit))));
}
