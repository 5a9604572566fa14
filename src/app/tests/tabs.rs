//! Tabs of a pane: opened, shown, closed, and kept for the next run.

use super::kit::*;
use crate::app::input::MouseAction;
use crate::app::pointer::Target;
use crate::domain::place::Side;
use crate::domain::saved_session::SavedSession;

/// Tabs of the left side: the number of the one shown, counted from 1, and how many there are.
fn tabs(rig: &Rig) -> (usize, usize) {
    let (shown, count) = rig.app.panes.tabs(Side::Left).position();
    (shown + 1, count)
}

fn answer(rig: &mut Rig, path: &str, names: &[&str]) {
    let id = rig.asked();
    rig.list(id, path, names);
}

fn title(rig: &Rig) -> String {
    rig.screen().iter().find(|line| line.contains("JASMIN")).cloned().unwrap_or_default()
}

#[test]
fn a_tab_begins_where_the_pane_is_and_goes_its_own_way() {
    let mut rig = Rig::browsing(&["d/", "e/", "f"]);
    assert!(!title(&rig).contains('['), "one tab needs no number: {}", title(&rig));
    rig.keys("j t");
    assert_eq!(tabs(&rig), (2, 2));
    answer(&mut rig, "/home/demo", &["d/", "e/", "f"]);
    assert_eq!(rig.entry_at_cursor(), "e", "the cursor is where it was");
    assert!(title(&rig).contains("1 [2] JASMIN"), "{}", title(&rig));
    rig.keys("l");
    answer(&mut rig, "/home/demo/e", &["deep"]);
    rig.keys("[");
    assert_eq!((tabs(&rig), rig.names(Side::Left)), ((1, 2), vec!["d".into(), "e".into(), "f".into()]));
    assert!(calls::<List>(&rig.take()).is_empty(), "what is known already is not listed again");
    rig.keys("]");
    assert_eq!(rig.names(Side::Left), ["deep"]);
    rig.keys("]");
    assert_eq!(tabs(&rig), (1, 2), "after the last comes the first");
}

#[test]
fn rows_of_a_tab_that_is_not_shown_arrive_all_the_same() {
    let mut rig = Rig::browsing(&["d/"]);
    rig.keys("t");
    let id = rig.asked();
    rig.keys("[");
    rig.list(id, "/home/demo", &["d/", "late"]);
    assert_eq!(rig.names(Side::Left), ["d"]);
    rig.keys("]");
    rig.settle();
    assert_eq!(rig.names(Side::Left), ["d", "late"]);
}

#[test]
fn a_task_outdates_tabs_that_are_not_shown() {
    let mut rig = Rig::browsing(&["d/"]);
    rig.keys("t");
    answer(&mut rig, "/home/demo", &["d/"]);
    rig.event(listed(vec![task(5, crate::domain::task::TaskStatus::Active)]));
    let done = crate::domain::task::Task {
        kind: crate::domain::task::TaskKind::Delete,
        destination: None,
        ..task(5, crate::domain::task::TaskStatus::Succeeded)
    };
    rig.event(listed(vec![done]));
    let id = rig.asked();
    rig.list(id, "/home/demo", &["left"]);
    rig.keys("[");
    answer(&mut rig, "/home/demo", &["left"]);
    assert_eq!(rig.names(Side::Left), ["left"]);
}

#[test]
fn closing_a_tab_ends_its_requests_and_leaves_its_marks() {
    let mut rig = Rig::browsing(&["a", "b"]);
    rig.keys("g x");
    assert!(rig.notice().contains("only tab"), "{}", rig.notice());
    rig.keys("t");
    answer(&mut rig, "/home/demo", &["a", "b"]);
    rig.keys("Space h");
    let id = rig.asked();
    rig.keys("g x");
    assert_eq!(cancelled(&rig.take()), [id]);
    assert_eq!(tabs(&rig), (1, 1));
    let marks = rig.app.pane(Side::Left).here().unwrap().marks();
    assert_eq!(marks.iter().map(|(name, _)| name.sanitized().to_string()).collect::<Vec<_>>(), ["a"]);
}

#[test]
fn there_are_nine_tabs_at_most_and_the_mouse_chooses_one() {
    let mut rig = Rig::browsing(&["a"]);
    for _ in 1..9 {
        rig.keys("t");
        answer(&mut rig, "/home/demo", &["a"]);
    }
    rig.keys("t");
    assert_eq!(tabs(&rig), (9, 9));
    assert!(rig.notice().contains("at most 9 tabs"), "{}", rig.notice());
    assert!(title(&rig).contains("[9/9] JASMIN"), "{}", title(&rig));
    for _ in 0..6 {
        rig.keys("g x");
    }
    super::mouse::act(&mut rig, MouseAction::Press, &Target::Tab(Side::Left, 0));
    assert_eq!(tabs(&rig), (1, 3));
}

#[test]
fn the_next_run_has_the_tabs_and_lists_one_when_it_is_shown() {
    let mut rig = Rig::browsing(&["d/"]);
    rig.keys("t");
    answer(&mut rig, "/home/demo", &["d/"]);
    rig.keys("l");
    answer(&mut rig, "/home/demo/d", &["deep"]);
    let session = SavedSession {
        left: rig.app.panes.saved(Side::Left),
        left_tabs: rig.app.panes.saved_tabs(Side::Left),
        ..SavedSession::default()
    };
    let mut options = setup((80, 24));
    options.session.restored = Some(session.clone());
    let mut next = Rig::signed_in_as(options);
    let resolved = |rig: &mut Rig| {
        let effects = rig.take();
        let id = effects.iter().find_map(resolve).expect("the place is looked up");
        let listing = effects.iter().find_map(browse).expect("and listed meanwhile");
        rig.event(Event::done::<Resolve>(
            id,
            Ok(Resolved { store: store(JASMIN, "JASMIN"), path: Some(path("/home/demo")) }),
        ));
        rig.list(listing, "/home/demo", &["d/"]);
    };
    assert_eq!(tabs(&next), (2, 2));
    assert_eq!(next.app.panes.saved_tabs(Side::Left), session.left_tabs, "what was not shown is kept");
    next.keys("[");
    resolved(&mut next);
    assert_eq!((tabs(&next), next.names(Side::Left)), ((1, 2), vec!["d".to_owned()]));
}
