//! The row of the parent directory: first, opened like a directory, never marked, counted or sent.

use super::kit::*;
use crate::domain::place::{PlaceSpec, Side};

/// The names of the left pane's rows as the screen has them, each with the two signs before it.
fn rows(rig: &Rig) -> Vec<String> {
    let row = |line: &String| line.chars().skip(1).take(10).collect::<String>().trim_end().to_owned();
    rig.pane_rows().iter().map(row).take_while(|row| !row.is_empty()).collect()
}

fn asked_for(rig: &mut Rig) -> (crate::domain::ids::RequestId, String) {
    let effects = rig.take();
    let [(id, List { path: Some(path), .. })] = &calls::<List>(&effects)[..] else { panic!("{effects:?}") };
    (*id, path.sanitized().as_str().to_owned())
}

fn on_parent(rig: &Rig) -> bool {
    let here = rig.app.pane(rig.app.active()).here().unwrap();
    matches!(here.row_at_cursor(), Some(crate::app::pane::Row::Parent))
}

fn marks(rig: &Rig) -> Vec<String> {
    let here = rig.app.pane(Side::Left).here().unwrap();
    here.marks().iter().map(|(name, _)| name.sanitized().as_str().to_owned()).collect()
}

#[test]
fn it_is_first_in_every_order_and_not_counted_and_the_bar_begins_below_it() {
    let mut rig = Rig::browsing(&["b", "a", ".h"]);
    assert_eq!(rows(&rig), ["  ..", "▌ a", "  b"]);
    rig.keys("j");
    for (keys, expected) in [
        ("s r", ["  ..", "▌ b", "  a"].as_slice()),
        ("s s", &["  ..", "  a", "▌ b"]),
        ("s r", &["  ..", "▌ b", "  a"]),
        ("s t", &["  ..", "  a", "▌ b"]),
        (".", &["  ..", "  .h", "  a", "▌ b"]),
        (".", &["  ..", "  a", "▌ b"]),
    ] {
        rig.keys(keys);
        rig.settle();
        assert_eq!(rows(&rig), expected, "{keys}");
    }
    assert!(rig.text().contains("2 items · 1 hidden"), "{}", rig.text());
}

#[test]
fn every_key_that_opens_opens_the_parent_with_the_bar_on_the_directory_left() {
    for key in ["Enter", "l", "Right"] {
        let mut rig = Rig::browsing(&["a", "d/"]);
        rig.keys("g g").keys(key);
        let (id, asked) = asked_for(&mut rig);
        assert_eq!(asked, "/home", "{key}");
        rig.keys(key);
        assert!(rig.text().contains("/home is still loading"), "{}", rig.text());
        assert!(rig.take().is_empty());
        rig.list(id, "/home", &["ada/", "demo/", "z/"]);
        assert_eq!(rig.entry_at_cursor(), "demo");
        rig.keys("Home").keys(key);
        let (id, asked) = asked_for(&mut rig);
        assert_eq!(asked, "/");
        rig.list(id, "/", &["home/"]);
        assert_eq!(rows(&rig), ["▌ home/"], "the top has no parent");
        rig.keys("g g").keys(key);
        assert_eq!(asked_for(&mut rig).1, "/home");
    }
}

#[test]
fn directories_of_this_computer_have_it_too_but_not_the_top() {
    for (place, expected) in [("/tmp", ["  ..", "▌ a/"].as_slice()), ("/", &["▌ a/"])] {
        let mut options = setup((80, 24));
        options.start[0].spec = Some(PlaceSpec::Local(path(place)));
        let mut rig = Rig { app: crate::app::App::new(options), now: 0, effects: Effects::new() };
        rig.keys("Ctrl-l");
        let (id, asked) = asked_for(&mut rig);
        assert_eq!(asked, place);
        rig.list(id, place, &["a/"]);
        assert_eq!(rows(&rig), expected);
    }
}

#[test]
fn it_cannot_be_marked_or_sent() {
    let mut rig = Rig::browsing(&["a", "b"]);
    rig.keys("g g Space");
    assert_eq!((marks(&rig), rig.entry_at_cursor()), (vec![], "a".to_owned()), "the bar only moves down");
    rig.keys("k c");
    assert!(rig.app.overlay().is_none());
    assert!(
        rig.text().contains("! .. (the parent) cannot be sent: move to an entry, or mark some."),
        "{}",
        rig.text()
    );
    rig.keys("A");
    rig.settle();
    assert_eq!(marks(&rig), ["a", "b"]);
    rig.keys("*");
    rig.settle();
    assert_eq!(marks(&rig), Vec::<String>::new());
    rig.keys("*");
    rig.settle();
    assert_eq!(marks(&rig), ["a", "b"]);
    assert!(on_parent(&rig));
    // What is marked is sent, wherever the bar is.
    rig.keys("c").drawn().wait(400).keys("Enter");
    let plan = rig.take().iter().find_map(call::<Submit>).unwrap().1.plan;
    let names: Vec<_> = plan.plan().items().iter().map(|item| item.name.raw().to_vec()).collect();
    assert_eq!(names, [b"a".to_vec(), b"b".to_vec()]);
}

#[test]
fn an_empty_directory_has_only_it() {
    let mut rig = Rig::browsing(&["d/"]);
    rig.keys("Enter");
    let id = rig.asked();
    rig.listed(id, "/home/demo/d");
    assert!(on_parent(&rig));
    assert!(
        rig.text().contains("│▌ .. ") && rig.text().contains("│ This directory is empty."),
        "{}",
        rig.text()
    );
    assert!(rig.text().contains("0 items"));
    for keys in ["Space", "A", "*"] {
        rig.wait(5_000).keys(keys);
        assert!(rig.text().contains("There are no entries here."), "{keys}: {}", rig.text());
    }
    rig.wait(5_000).keys("c");
    assert!(rig.text().contains("There is nothing to send here."), "{}", rig.text());
    // The bar was not put there by a key: it goes to the first entry that comes.
    rig.wait(5_000).keys("R");
    let id = rig.asked();
    rig.list(id, "/home/demo/d", &["new"]);
    assert_eq!(rig.entry_at_cursor(), "new");
    rig.keys("k Enter");
    let (id, asked) = asked_for(&mut rig);
    assert_eq!(asked, "/home/demo");
    rig.list(id, "/home/demo", &["a/", "d/"]);
    assert_eq!(rig.entry_at_cursor(), "d");
}

#[test]
fn a_bar_put_there_stays_while_rows_come_and_the_directory_is_listed_again() {
    let mut rig = Rig::browsing(&["d/"]);
    rig.keys("Enter");
    let id = rig.asked();
    rig.event(Event::partial::<List>(id, chunk(&["m"])));
    rig.keys("k");
    assert!(on_parent(&rig));
    rig.event(Event::partial::<List>(id, chunk(&["a"])));
    rig.listed(id, "/home/demo/d");
    assert!(on_parent(&rig));
    rig.wait(5_000).keys("R");
    let id = rig.asked();
    rig.list(id, "/home/demo/d", &["0", "a", "m"]);
    assert!(on_parent(&rig));
    assert_eq!(rows(&rig), ["▌ ..", "  0", "  a", "  m"]);
}

#[test]
fn hidden_names_that_come_first_do_not_keep_the_bar_from_the_first_entry() {
    let mut rig = Rig::browsing(&["d/"]);
    rig.keys("Enter");
    let id = rig.asked();
    rig.event(Event::partial::<List>(id, chunk(&[".h"])));
    assert!(on_parent(&rig));
    rig.event(Event::partial::<List>(id, chunk(&["b"])));
    rig.event(Event::partial::<List>(id, chunk(&["a"])));
    rig.listed(id, "/home/demo/d");
    assert_eq!(rig.entry_at_cursor(), "a");
}

#[test]
fn it_comes_before_the_rows_when_the_place_is_known_and_the_bar_stays_on_its_entry() {
    let mut rig = Rig::signed_in((80, 24));
    let places = vec![(Side::Left, spec(JASMIN))];
    rig.event(Event::Auth(AuthEvent::Connected {
        environment: "x".into(),
        places,
        method: LoginMethod::Browser,
    }));
    let id = rig.take().iter().find_map(resolve).unwrap();
    rig.event(Event::done::<Resolve>(id, Ok(Resolved { store: store(JASMIN, "JASMIN"), path: None })));
    let id = rig.asked();
    let names: Vec<String> = (0..60).map(|n| format!("n{n:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    rig.event(Event::partial::<List>(id, chunk(&names)));
    assert_eq!(rows(&rig)[0], "▌ n00", "the parent is not known");
    rig.keys("PgDn PgDn j");
    let (entry, before) = (rig.entry_at_cursor(), rows(&rig));
    rig.listed(id, "/home/demo");
    assert_eq!(rig.entry_at_cursor(), entry);
    assert_eq!(rows(&rig), before, "no row on the screen moves");
    rig.keys("g g");
    assert!(on_parent(&rig));
}
