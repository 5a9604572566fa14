//! Places that cannot be listed or are still on their way, and what a pane remembers of those it left.

use super::kit::*;
use crate::app::overlay::Overlay;
use crate::domain::ids::RequestId;
use crate::domain::place::{PlaceSpec, Side};
use crate::domain::problem::{Problem, ProblemKind};

/// The one listing asked for, and the directory.
fn asked_for(rig: &mut Rig) -> (RequestId, String) {
    let effects = rig.take();
    let [(id, List { path: Some(path), .. })] = &calls::<List>(&effects)[..] else { panic!("{effects:?}") };
    (*id, path.sanitized().as_str().to_owned())
}

/// hemi begins on this computer, with that directory on the left; nothing has answered yet.
fn local(place: &str) -> Rig {
    let mut options = setup((80, 24));
    options.start[0].spec = Some(PlaceSpec::Local(path(place)));
    let mut rig = Rig { app: crate::app::App::new(options), now: 0, effects: Effects::new() };
    rig.keys("Ctrl-l");
    rig
}

fn marks(rig: &Rig) -> Vec<String> {
    let here = rig.app.pane(Side::Left).here().unwrap();
    here.marks().iter().map(|(name, _)| name.sanitized().as_str().to_owned()).collect()
}

#[test]
fn from_a_first_place_that_cannot_be_listed_a_key_leads_up_until_one_can() {
    let mut rig = local("/no/such/dir");
    let (id, asked) = asked_for(&mut rig);
    assert_eq!(asked, "/no/such/dir");
    rig.event(Event::done::<List>(id, Err(problem("There is no such directory."))));
    assert!(rig.text().contains("There is no such directory."));
    rig.keys("R");
    let (id, asked) = asked_for(&mut rig);
    assert_eq!(asked, "/no/such/dir", "R asks again for what failed");
    rig.event(Event::done::<List>(id, Err(problem("There is no such directory."))));
    for parent in ["/no/such", "/no"] {
        rig.keys("h");
        let (id, asked) = asked_for(&mut rig);
        assert_eq!(asked, parent);
        rig.event(Event::done::<List>(id, Err(problem("There is no such directory."))));
    }
    rig.keys("h");
    let (id, asked) = asked_for(&mut rig);
    assert_eq!(asked, "/");
    rig.list(id, "/", &["etc/", "no/", "tmp/"]);
    assert_eq!(rig.entry_at_cursor(), "no");
    assert!(!rig.text().contains("There is no such directory."));
    rig.keys("h");
    assert!(rig.text().contains("This is the top directory."));
}

#[test]
fn keys_that_come_before_the_rows_go_up_from_the_place_on_its_way() {
    let mut rig = Rig::browsing(&["d/", "x"]);
    rig.keys("h h");
    let effects = rig.take();
    let asked: Vec<_> =
        calls::<List>(&effects).into_iter().map(|(id, call)| (id, call.path.unwrap())).collect();
    assert_eq!(asked.iter().map(|(_, at)| at.clone()).collect::<Vec<_>>(), [path("/home"), path("/")]);
    assert_eq!(cancelled(&effects), [asked[0].0]);
    rig.list(asked[1].0, "/", &["etc/", "home/"]);
    assert_eq!(rig.entry_at_cursor(), "home");
    // Rows that are left are not acted on.
    rig.keys("Enter j Enter");
    let (id, asked) = asked_for(&mut rig);
    assert_eq!(asked, "/home");
    assert!(rig.text().contains("/home is still loading"), "{}", rig.text());
    rig.list(id, "/home", &["demo/"]);
    rig.keys("l");
    assert_eq!(asked_for(&mut rig).1, "/home/demo");
}

#[test]
fn coming_back_finds_the_bar_and_the_marks_as_they_were() {
    let names: Vec<String> = (0..40).map(|n| format!("n{n:02}")).collect();
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.push("d/");
    let mut rig = Rig::browsing(&names);
    rig.keys("PgDn PgDn Space Space k");
    let (bar, top) = (rig.entry_at_cursor(), rig.app.pane(Side::Left).here().unwrap().top());
    let marked = marks(&rig);
    assert_eq!(marked.len(), 2);
    rig.keys("h");
    let id = asked_for(&mut rig).0;
    rig.list(id, "/home", &["demo/", "z/"]);
    assert!(rig.text().contains("2 marks stay in JASMIN /home/demo/."), "{}", rig.text());
    assert_eq!(marks(&rig), Vec::<String>::new());
    // Marks of another directory are not passed over: the basket has them.
    rig.keys("c");
    assert!(matches!(rig.app.overlay(), Some(Overlay::Basket(_))), "{}", rig.text());
    rig.keys("Esc l");
    let id = asked_for(&mut rig).0;
    rig.list(id, "/home/demo", &names);
    assert_eq!(rig.entry_at_cursor(), bar);
    assert_eq!(rig.app.pane(Side::Left).here().unwrap().top(), top);
    assert_eq!(marks(&rig), marked);
    // What is gone by then loses its mark, with a word.
    rig.keys("h");
    let id = asked_for(&mut rig).0;
    rig.list(id, "/home", &["demo/", "z/"]);
    rig.keys("l");
    let id = asked_for(&mut rig).0;
    let left: Vec<&str> = names.iter().copied().filter(|name| *name != marked[0]).collect();
    rig.list(id, "/home/demo", &left);
    assert_eq!(marks(&rig), marked[1..]);
    assert!(rig.text().contains("1 mark was taken off: its entry is no longer here."), "{}", rig.text());
}

#[test]
fn coming_back_finds_the_bar_on_its_line_in_the_middle_of_a_long_directory_too() {
    let names: Vec<String> = (0..100).map(|n| format!("n{n:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut rig = Rig::browsing(&names);
    rig.keys("PgDn PgDn j j j");
    let shown = |rig: &Rig| (rig.entry_at_cursor(), rig.app.pane(Side::Left).here().unwrap().top());
    let before = shown(&rig);
    rig.keys("h");
    let id = asked_for(&mut rig).0;
    rig.list(id, "/home", &["demo/"]);
    rig.keys("l");
    let id = asked_for(&mut rig).0;
    rig.list(id, "/home/demo", &names);
    assert_eq!(shown(&rig), before);
}

#[test]
fn marks_outlive_a_directory_that_could_not_be_opened_or_was_left_at_once() {
    let mut rig = Rig::browsing(&["a", "d/"]);
    rig.keys("j Space k Enter");
    let id = asked_for(&mut rig).0;
    rig.event(Event::partial::<List>(id, chunk(&["half"])));
    rig.keys("Space");
    rig.event(Event::done::<List>(id, Err(problem("It may not be read."))));
    assert_eq!(marks(&rig), ["a"]);
    // The same, and another key before its rows are whole.
    rig.keys("Esc Enter");
    let id = asked_for(&mut rig).0;
    rig.event(Event::partial::<List>(id, chunk(&["half"])));
    rig.keys("h");
    assert!(rig.text().contains("1 mark stays in JASMIN /home/demo/d/."), "{}", rig.text());
    let (id, asked) = asked_for(&mut rig);
    assert_eq!(asked, "/home/demo");
    rig.list(id, "/home/demo", &["a", "d/"]);
    assert_eq!((marks(&rig), rig.entry_at_cursor()), (vec!["a".to_owned()], "d".to_owned()));
}

/// So many names that differ in five digits, in an order of their own.
fn shuffled(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("n{:05}", n * 7_919 % count)).collect()
}

#[test]
fn a_large_listing_is_sorted_and_marked_between_keys() {
    let names = shuffled(30_000);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut rig = Rig::browsing(&names);
    rig.settle();
    assert_eq!(rig.names(Side::Left).len(), 30_000);
    assert!(rig.pane_rows()[0].contains(" ..  "), "the parent is above the first entry: {}", rig.text());
    rig.keys("s s");
    assert!(rig.text().contains("sorting…"), "{}", rig.footer());
    rig.keys("j j");
    assert_eq!(rig.entry_at_cursor(), "n00002", "the bar moves among what is there");
    // Another request replaces the one in progress.
    rig.keys("s t");
    assert!(rig.settle() > 2);
    assert!(!rig.text().contains("sorting"));
    assert_eq!(rig.entry_at_cursor(), "n00002");
    assert_eq!(rig.names(Side::Left)[0], names[29_999], "newest first");
    rig.keys("A *");
    assert!(rig.text().contains("marking…"), "{}", rig.footer());
    rig.keys("Space");
    assert!(rig.settle() > 3);
    assert_eq!(marks(&rig), ["n00002"]);
    rig.keys("*");
    rig.settle();
    assert_eq!(marks(&rig).len(), 29_999);
    rig.keys("u");
    rig.settle();
    assert!(marks(&rig).is_empty());
    assert!(!rig.app.is_working(), "nothing is left to do");
}

#[test]
fn a_large_directory_that_is_listed_again_is_shown_when_it_is_sorted() {
    let names = shuffled(60_000);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut rig = Rig::browsing(&names);
    rig.settle();
    rig.keys("A G");
    rig.settle();
    rig.keys("R");
    let id = rig.asked();
    rig.list(id, "/home/demo", &names);
    assert!(rig.footer().contains("60,000 marked · sorting… 60,000"), "{}", rig.footer());
    assert_eq!(rig.names(Side::Left).len(), 60_000, "the old rows stay until then");
    assert_eq!(rig.entry_at_cursor(), "n59999");
    rig.keys("Space k");
    assert_eq!(rig.entry_at_cursor(), "n59998");
    assert!(rig.settle() > 2);
    assert_eq!(rig.entry_at_cursor(), "n59998");
    assert_eq!(rig.names(Side::Left).len(), 60_000);
    assert_eq!(marks(&rig).len(), 59_999);
    assert!(!marks(&rig).contains(&"n59999".to_owned()));
    assert!(rig.footer().contains("59,999 marked"), "{}", rig.footer());
}

#[test]
fn a_sum_of_marks_that_still_grows_says_so_in_any_width() {
    let names: Vec<String> = (0..60_000).map(|n| format!("n{n:05}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut rig = Rig::browsing(&["d/"]);
    rig.keys("l");
    let id = rig.asked();
    rig.event(Event::partial::<List>(id, chunk(&names)));
    rig.rest().keys("A");
    for width in [60, 80, 200] {
        rig.app.input(crate::app::input::Input::Resize { columns: width, rows: 24 }, at(rig.now));
        let screen = screen(&rig.app, (width, 24));
        let footer = screen.iter().find(|line| line.contains("loading…")).unwrap();
        assert!(footer.contains("marking… "), "{footer}");
    }
}

#[test]
fn names_that_are_drawn_alike_look_different_in_pane_and_plan() {
    let mut rig = Rig::browsing(&["caf\u{e9}.nc", "cafe\u{301}.nc"]);
    assert!(rig.text().contains("cafe\\u{301}.nc") && rig.text().contains("caf\u{e9}.nc"), "{}", rig.text());
    rig.keys("A c");
    assert!(rig.app.overlay().is_some());
    assert!(rig.text().contains("cafe\\u{301}.nc") && rig.text().contains("caf\u{e9}.nc"), "{}", rig.text());
}

#[test]
fn from_a_directory_that_was_removed_a_key_leads_up_until_one_can_be_listed() {
    let gone = || Problem::new(ProblemKind::NotFound, "It is not there.", "Go up.");
    let mut rig = local("/a/b/c");
    let (id, _) = asked_for(&mut rig);
    rig.list(id, "/a/b/c", &["f", "g"]);
    rig.keys("j Space");
    assert!(!rig.text().contains("no longer there"));
    rig.keys("h");
    let (id, asked) = asked_for(&mut rig);
    assert_eq!(asked, "/a/b");
    rig.event(Event::done::<List>(id, Err(gone())));
    assert!(rig.text().contains("no longer there"), "{}", rig.text());
    assert_eq!(rig.names(Side::Left), ["f", "g"]);
    rig.keys("h");
    let (id, asked) = asked_for(&mut rig);
    assert_eq!(asked, "/a");
    rig.event(Event::done::<List>(id, Err(gone())));
    // R asks for what is shown, and the way up begins at it again.
    rig.keys("R");
    let (id, asked) = asked_for(&mut rig);
    assert_eq!(asked, "/a/b/c");
    rig.event(Event::done::<List>(id, Err(gone())));
    for parent in ["/a/b", "/a"] {
        rig.keys("h");
        let (id, asked) = asked_for(&mut rig);
        assert_eq!(asked, parent);
        rig.event(Event::done::<List>(id, Err(gone())));
    }
    rig.keys("h");
    let (id, asked) = asked_for(&mut rig);
    assert_eq!(asked, "/");
    rig.list(id, "/", &["etc/"]);
    assert!(!rig.text().contains("no longer there"));
}

#[test]
fn a_directory_that_may_not_be_listed_says_nothing_of_the_one_shown() {
    let mut rig = Rig::browsing(&["d/", "x"]);
    rig.keys("l");
    let (id, _) = asked_for(&mut rig);
    rig.event(Event::done::<List>(
        id,
        Err(Problem::new(ProblemKind::NotFound, "It is not there.", "Go up.")),
    ));
    assert!(!rig.text().contains("no longer there"), "{}", rig.text());
    rig.keys("h");
    let (id, asked) = asked_for(&mut rig);
    assert_eq!(asked, "/home", "up from what is shown");
    rig.event(Event::done::<List>(id, Err(Problem::new(ProblemKind::Offline, "No answer.", "Wait."))));
    rig.keys("h");
    let (id, asked) = asked_for(&mut rig);
    assert_eq!(asked, "/home", "that the network fails says nothing of the directory");
    rig.event(Event::done::<List>(
        id,
        Err(Problem::new(ProblemKind::NotFound, "It is not there.", "Go up.")),
    ));
    rig.wait(1_000).keys("c");
    assert!(rig.app.overlay().is_none());
    assert!(rig.text().contains("not found when it was last listed"), "{}", rig.text());
    rig.keys("R");
    let (id, _) = asked_for(&mut rig);
    rig.list(id, "/home/demo", &["d/", "x"]);
    rig.keys("c");
    assert!(rig.app.overlay().is_some());
}

#[test]
fn the_title_names_the_place_that_the_words_in_the_pane_are_about() {
    let mut rig = local("/no/such");
    for (place, up) in [("/no/such", "/no"), ("/no", "/")] {
        let (id, _) = asked_for(&mut rig);
        rig.event(Event::done::<List>(id, Err(problem("There is no such directory."))));
        let title = rig.path_line();
        assert!(title.contains(&format!(" {place} ")), "{title}");
        rig.keys("h");
        assert!(rig.path_line().contains(&format!(" {up} ")), "{}", rig.text());
    }
}

#[test]
fn rows_of_a_first_place_stay_when_its_listing_is_stopped() {
    let mut rig = local("/big");
    let (id, _) = asked_for(&mut rig);
    rig.event(Event::partial::<List>(id, chunk(&["a", "b"])));
    rig.keys("Esc");
    assert_eq!(rig.names(Side::Left), ["a", "b"]);
    assert!(rig.text().contains("not all listed"), "{}", rig.text());
    assert!(!rig.text().contains("before its first entry"));
    rig.keys("R");
    let (id, asked) = asked_for(&mut rig);
    assert_eq!(asked, "/big");
    // Stopped again: the rows are those from before.
    rig.event(Event::partial::<List>(id, chunk(&["a"])));
    rig.keys("Esc R");
    assert_eq!(rig.names(Side::Left), ["a", "b"]);
    let (id, _) = asked_for(&mut rig);
    rig.list(id, "/big", &["a", "b", "c"]);
    assert_eq!(rig.names(Side::Left), ["a", "b", "c"]);
    assert!(!rig.text().contains("not all listed"));
    let mut rig = local("/slow");
    rig.keys("Esc");
    assert!(rig.text().contains("! The listing was stopped before its"), "{}", rig.text());
}

#[test]
fn rows_of_this_computer_that_may_not_be_read_are_counted() {
    let mut rig = local("/d");
    let (id, _) = asked_for(&mut rig);
    rig.list(id, "/d", &["a", "b", "c"]);
    let asked = |rig: &mut Rig| calls::<ReadDetails>(&rig.take()).pop().unwrap();
    let (id, call) = asked(&mut rig);
    assert_eq!(call.names.len(), 3);
    assert!(!rig.text().contains("not readable"));
    rig.event(Event::partial::<ReadDetails>(id, chunk(&["b"])));
    rig.event(Event::done::<ReadDetails>(id, Err(problem("They may not be read."))));
    assert!(rig.text().contains("2 not readable") && !rig.text().contains("They may"), "{}", rig.text());
    // Those that are gone by now are not counted.
    rig.keys("R");
    let id = rig.effects.iter().find_map(browse).unwrap();
    rig.take();
    rig.list(id, "/d", &["a", "b", "c"]);
    assert!(!rig.text().contains("not readable"));
    let (id, _) = asked(&mut rig);
    rig.event(Event::partial::<ReadDetails>(id, chunk(&["b"])));
    rig.event(Event::done::<ReadDetails>(id, Ok(())));
    assert!(!rig.text().contains("not readable"), "{}", rig.text());
}
