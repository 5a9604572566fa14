//! What changes underneath is listed again: what is shown, and nothing else.

use super::kit::*;
use crate::app::requests::fs::WatchDirectory;
use crate::domain::ids::RequestId;
use crate::domain::place::Side;

fn watched(rig: &mut Rig) -> Vec<(RequestId, String)> {
    let asked = calls::<WatchDirectory>(&rig.take());
    asked.into_iter().map(|(id, call)| (id, call.at.path.sanitized().as_str().to_owned())).collect()
}

#[test]
fn a_change_lists_again_and_keeps_cursor_and_marks_and_one_elsewhere_does_not() {
    let mut rig = super::notices::local((80, 24));
    let id = rig.asked();
    rig.list(id, "/home/ada", &["a/", "b", "c"]);
    let first = watched(&mut rig);
    assert_eq!(first[0].1, "/home/ada");
    rig.keys("G Space k");
    assert!(calls::<List>(&rig.take()).is_empty());
    rig.event(Event::partial::<WatchDirectory>(first[0].0, ()));
    rig.event(Event::partial::<WatchDirectory>(first[0].0, ()));
    let lists = calls::<List>(&rig.take());
    assert!(!lists.is_empty());
    let cursor = rig.entry_at_cursor();
    rig.list(lists[lists.len() - 1].0, "/home/ada", &["a/", "aa", "b", "c"]);
    rig.settle();
    assert_eq!(rig.entry_at_cursor(), cursor);
    assert_eq!(rig.app.pane(Side::Left).here().unwrap().marks().len(), 1);
    assert!(watched(&mut rig).is_empty(), "the watch goes on");
    rig.keys("g g l");
    rig.keys("j l");
    let id = rig.asked();
    rig.list(id, "/home/ada/a", &["x"]);
    let effects = rig.take();
    assert!(cancelled(&effects).contains(&first[0].0), "{effects:?}");
    rig.event(Event::partial::<WatchDirectory>(first[0].0, ()));
    assert!(calls::<List>(&rig.take()).is_empty(), "it is not shown any more");
}

#[test]
fn a_collection_is_not_watched() {
    let mut rig = Rig::browsing(&["a"]);
    assert!(watched(&mut rig).is_empty());
}
