//! Ranges of rows: begun, extended by whatever moves the cursor, kept or dropped.

use super::kit::*;
use crate::domain::place::Side;

const NAMES: &[&str] = &["a", "b", "c", "d", "e"];

fn marks(rig: &mut Rig) -> Vec<String> {
    rig.settle();
    let here = rig.app.pane(Side::Left).here().unwrap();
    here.marks().iter().map(|(name, _)| name.sanitized().as_str().to_owned()).collect()
}

#[test]
fn moving_extends_a_range_and_ending_it_marks() {
    for end in ["v", "Space", "Enter"] {
        let mut rig = Rig::browsing(NAMES);
        rig.keys("j v j j");
        assert_eq!(marks(&mut rig), [""; 0]);
        assert!(rig.footer().contains("mark 3 rows"), "{}", rig.text());
        assert!(rig.hints().contains("Space end the range  Ctrl-C drop it"), "{}", rig.hints());
        assert!(rig.pane_rows()[3].contains("▌●d") || rig.pane_rows()[4].contains("▌●d"), "{}", rig.text());
        rig.keys(end);
        assert_eq!(marks(&mut rig), ["b", "c", "d"], "{end}");
        assert!(!rig.footer().contains("rows"), "{}", rig.footer());
        assert_eq!(rig.entry_at_cursor(), "d", "the cursor stays");
    }
}

#[test]
fn a_range_goes_upwards_and_leaves_the_parent_alone() {
    let mut rig = Rig::browsing(NAMES);
    rig.keys("j v g g");
    assert!(rig.footer().contains("mark 2 rows"), "{}", rig.footer());
    rig.keys("v");
    assert_eq!(marks(&mut rig), ["a", "b"]);
}

#[test]
fn dropping_a_range_changes_nothing() {
    for key in ["Esc", "Ctrl-C"] {
        let mut rig = Rig::browsing(NAMES);
        rig.keys("Space v G");
        rig.keys(key);
        assert_eq!(marks(&mut rig), ["a"]);
        assert!(!rig.footer().contains("rows") && rig.notice().is_empty(), "{}", rig.text());
    }
}

#[test]
fn a_range_unmarks_and_changes_its_kind() {
    let mut rig = Rig::browsing(NAMES);
    rig.keys("A j V j");
    assert!(rig.footer().contains("unmark 2 rows"), "{}", rig.footer());
    assert!(!rig.text().contains("▌●"), "{}", rig.text());
    rig.keys("V");
    assert_eq!(marks(&mut rig), ["a", "d", "e"]);
    rig.keys("g g V j j v v");
    assert_eq!(marks(&mut rig), ["a", "b", "d", "e"], "v makes it a range that marks, and ends it");
}

#[test]
fn a_range_is_sent_as_it_stands() {
    let mut rig = Rig::browsing(NAMES);
    rig.keys("v j c");
    assert!(rig.text().contains("2 files"), "{}", rig.text());
    rig.keys("Esc");
    assert_eq!(marks(&mut rig), ["a", "b"]);
}

#[test]
fn a_range_outlives_a_new_listing_and_an_order() {
    let mut rig = Rig::browsing(NAMES);
    rig.keys("j v j R");
    let id = rig.asked();
    rig.list(id, "/home/demo", &["_", "a", "b", "c", "d", "e"]);
    rig.settle();
    assert!(rig.footer().contains("mark 2 rows"), "{}", rig.footer());
    rig.keys("v");
    assert_eq!(marks(&mut rig), ["b", "c"]);
}

#[test]
fn shift_and_arrows_mark_as_in_mc() {
    let mut rig = Rig::browsing(NAMES);
    rig.keys("Shift-Down Shift-Down");
    assert_eq!((marks(&mut rig), rig.entry_at_cursor().as_str()), (vec!["a".to_owned(), "b".into()], "c"));
    rig.keys("Shift-Up Shift-Up");
    assert_eq!((marks(&mut rig), rig.entry_at_cursor().as_str()), (vec!["a".to_owned(), "c".into()], "a"));
}

#[test]
fn a_press_of_the_mouse_extends_a_range() {
    use crate::app::input::{Input, Mouse, MouseAction};
    use crate::app::pointer::Target;
    let mut rig = Rig::browsing(NAMES);
    rig.keys("v");
    let target = Some(Target::Row(Side::Left, 3));
    rig.app.input(
        Input::Mouse(Mouse { action: MouseAction::Press, target, cell: Default::default() }),
        at(rig.now),
    );
    rig.keys("v");
    assert_eq!(marks(&mut rig), ["a", "b", "c"]);
}
