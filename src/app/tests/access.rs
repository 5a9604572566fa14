//! Whether a directory can be written to is asked of a service only where something may be sent to it, and once.

use super::kit::*;
use crate::domain::place::Side;

/// Answers the listing of `/home/demo/a` in the left pane, which says nothing of that.
fn entered() -> Rig {
    let mut rig = Rig::browsing(&["a/", "b/"]);
    rig.take();
    let id = rig.keys("Enter").asked();
    rig.event(Event::partial::<List>(id, chunk(&["c/"])));
    rig.event(Event::done::<List>(
        id,
        Ok(Listed {
            path: path("/home/demo/a"),
            writable: None,
            free: None,
            truncated: false,
            unreadable: 0,
        }),
    ));
    rig
}

#[test]
fn walking_asks_nothing_else_and_the_pane_that_is_a_destination_asks_once() {
    let mut rig = entered();
    assert!(calls::<ReadAccess>(&rig.take()).is_empty(), "while one walks in it");
    rig.keys("Tab");
    let asked = calls::<ReadAccess>(&rig.take());
    let [(id, ReadAccess { at })] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!(at.path, path("/home/demo/a"));
    let at = at.clone();
    rig.keys("j Tab Tab");
    assert!(calls::<ReadAccess>(&rig.take()).is_empty(), "it is being asked");
    rig.take_dirty();
    rig.event(Event::done::<ReadAccess>(*id, Ok(Access { at, writable: Some(false) })));
    assert!(rig.take_dirty() && rig.text().contains("read-only"), "{}", rig.text());
    // Listed again, it is known; in another directory it is not.
    rig.keys("Tab R");
    let id = rig.asked();
    rig.event(Event::partial::<List>(id, chunk(&["c/"])));
    rig.event(Event::done::<List>(
        id,
        Ok(Listed {
            path: path("/home/demo/a"),
            writable: None,
            free: None,
            truncated: false,
            unreadable: 0,
        }),
    ));
    rig.keys("Tab");
    assert!(calls::<ReadAccess>(&rig.take()).is_empty());
    assert_eq!(rig.app.pane(Side::Left).here().unwrap().writable(), Some(false));
}

#[test]
fn an_answer_about_a_directory_that_was_left_changes_nothing() {
    let mut rig = entered();
    rig.keys("Tab");
    let asked = calls::<ReadAccess>(&rig.take());
    let (id, ReadAccess { at }) = asked[0].clone();
    rig.keys("Tab h");
    let up = rig.asked();
    rig.list(up, "/home/demo", &["a/", "b/"]);
    rig.event(Event::done::<ReadAccess>(id, Ok(Access { at, writable: Some(false) })));
    assert_eq!(rig.app.pane(Side::Left).here().unwrap().writable(), Some(true));
}
