//! Walking: start, enter, parent, refresh, failures, staleness.

use super::kit::*;
use crate::app::overlay::Overlay;
use crate::domain::place::Side;
use crate::domain::text::SafeText;

#[test]
fn the_start_leads_through_sign_in_to_both_places() {
    let mut rig = Rig { app: crate::app::App::new(setup((80, 24))), now: 0, effects: Vec::new() };
    assert!(rig.app.is_busy());
    let places = vec![(Side::Left, spec(JASMIN)), (Side::Right, spec(LAPTOP))];
    rig.event(Event::Auth(AuthEvent::Connected {
        environment: "sandbox".into(),
        places,
        method: LoginMethod::Browser,
    }));
    rig.event(Event::Auth(AuthEvent::ClientIdNeeded));
    assert!(matches!(rig.app.overlay(), Some(Overlay::RegisterClient(_))));
    rig.event(sign_in_needed());
    assert!(matches!(rig.app.overlay(), Some(Overlay::SignIn(_))), "the id was kept: the next step follows");
    assert!(rig.take().iter().all(|e| resolve(e).is_none()));
    rig.event(Event::Auth(AuthEvent::SignedIn(account("ada@demo"))));
    assert!(rig.app.overlay().is_none());
    assert_eq!(rig.take().iter().filter_map(resolve).count(), 2);
    assert!(rig.text().contains("hemi · ada@demo "));
    rig.event(Event::Auth(AuthEvent::SignedIn(account("ada@demo"))));
    assert_eq!(rig.take().iter().filter_map(resolve).count(), 0, "panes begin once");
}

#[test]
fn a_start_given_by_the_user_goes_before_one_found() {
    let mut given = setup((80, 24));
    given.start[0].spec = Some(spec(7));
    let mut rig = Rig { app: crate::app::App::new(given), now: 0, effects: Vec::new() };
    rig.event(Event::Auth(AuthEvent::SignedIn(account("a"))));
    let places = vec![(Side::Left, spec(JASMIN)), (Side::Right, spec(LAPTOP))];
    rig.event(Event::Auth(AuthEvent::Connected {
        environment: SafeText::default(),
        places,
        method: LoginMethod::Browser,
    }));
    let specs: Vec<_> =
        rig.take().into_iter().filter_map(|e| call::<Resolve>(&e).map(|(_, call)| call.spec)).collect();
    assert_eq!(specs, [spec(7), spec(LAPTOP)]);
}

#[test]
fn a_sign_in_that_ended_does_not_push_a_dialog_aside() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("?");
    rig.event(sign_in_needed());
    assert!(matches!(rig.app.overlay(), Some(Overlay::Help(_))));
    rig.keys("Esc");
    assert!(matches!(rig.app.overlay(), Some(Overlay::SignIn(_))));
    assert_eq!(rig.names(Side::Left), ["a"], "the panes keep what they show");
}

#[test]
fn the_old_rows_stay_until_the_first_new_ones_come() {
    let mut rig = Rig::browsing(&["d/", "x"]);
    rig.keys("Enter");
    let id = rig.asked();
    assert_eq!(rig.names(Side::Left), ["d", "x"]);
    assert!(!rig.text().contains("loading"), "most answers are there before it could be read");
    rig.rest();
    assert!(rig.footer().starts_with("╰ loading…"));
    assert!(rig.hints().starts_with("Ctrl-C stop loading"), "{}", rig.hints());
    assert!(rig.app.is_busy());
    rig.event(Event::partial::<List>(id, chunk(&["b"])));
    assert_eq!(rig.names(Side::Left), ["b"]);
    rig.event(Event::partial::<List>(id, chunk(&["a"])));
    rig.listed(id, "/home/demo/d");
    assert_eq!(rig.names(Side::Left), ["a", "b"]);
    assert_eq!(rig.entry_at_cursor(), "a", "a bar nobody moved stays at the top");
    assert!(!rig.app.is_busy());
    assert!(rig.path_line().contains("/home/demo/d") && !rig.text().contains("loading"));
}

#[test]
fn the_bar_stays_on_its_entry_while_rows_come_in_before_it() {
    let mut rig = Rig::browsing(&["d/"]);
    rig.keys("Enter");
    let id = rig.asked();
    rig.event(Event::partial::<List>(id, chunk(&["m", "n", "o"])));
    rig.keys("j");
    rig.event(Event::partial::<List>(id, chunk(&["a", "b", "z"])));
    assert_eq!(rig.entry_at_cursor(), "n");
}

#[test]
fn parent_puts_the_bar_on_the_directory_just_left() {
    let mut rig = Rig::browsing(&["d/", "e/", "f/"]);
    rig.keys("j Enter");
    let id = rig.asked();
    rig.list(id, "/home/demo/e", &["x"]);
    rig.keys("Backspace");
    let effects = rig.take();
    let (id, List { path: Some(asked), .. }) = &calls::<List>(&effects)[0] else { panic!("{effects:?}") };
    assert_eq!(asked, &path("/home/demo"));
    let id = *id;
    rig.event(Event::partial::<List>(id, chunk(&["f/", "g/"])));
    rig.event(Event::partial::<List>(id, chunk(&["d/", "e/"])));
    rig.listed(id, "/home/demo");
    assert_eq!(rig.entry_at_cursor(), "e");
}

#[test]
fn a_newer_request_cancels_the_older_whose_answers_are_dropped() {
    let mut rig = Rig::browsing(&["d/", "e/"]);
    rig.keys("Enter");
    let old = rig.asked();
    rig.keys("h");
    let effects = rig.take();
    assert_eq!(cancelled(&effects), [old]);
    let new = effects.iter().find_map(browse).unwrap();
    rig.take_dirty();
    rig.list(old, "/home/demo/d", &["wrong"]);
    rig.event(Event::done::<List>(old, Err(problem("wrong"))));
    assert!(!rig.app.is_dirty(), "what nobody waits for changes nothing");
    rig.list(new, "/home/demo", &["right"]);
    assert_eq!(rig.names(Side::Left), ["right"]);
}

#[test]
fn a_failed_listing_leaves_the_pane_where_it_was_and_says_why() {
    let mut rig = Rig::browsing(&["d/", "e"]);
    rig.keys("Space k Enter");
    let id = rig.asked();
    rig.event(Event::partial::<List>(id, chunk(&["half"])));
    rig.event(Event::done::<List>(id, Err(problem("It may not be read."))));
    assert_eq!(rig.names(Side::Left), ["d", "e"]);
    assert_eq!(rig.app.pane(Side::Left).here().unwrap().marks().len(), 1);
    assert!(rig.text().contains("It may not be read. Try another one."));
    rig.wait(1_000).keys("R");
    let effects = rig.take();
    let [(_, List { path: Some(asked), .. })] = &calls::<List>(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(asked, &path("/home/demo"), "what is shown is listed again, not what failed");
}

#[test]
fn a_first_listing_that_fails_is_explained_inside_and_can_be_tried_again() {
    let mut rig = Rig::signed_in((80, 24));
    rig.event(Event::Auth(AuthEvent::Connected {
        environment: SafeText::default(),
        places: vec![(Side::Left, spec(1))],
        method: LoginMethod::Browser,
    }));
    let id = rig.take().iter().find_map(resolve).unwrap();
    rig.event(Event::done::<Resolve>(id, Err(problem("No such collection."))));
    assert!(rig.text().contains("No such collection."));
    rig.keys("R");
    assert!(rig.take().iter().any(|e| resolve(e).is_some()));
}

#[test]
fn stop_brings_back_what_was_there() {
    let mut rig = Rig::browsing(&["d/", "e"]);
    rig.keys("Enter");
    let id = rig.asked();
    rig.event(Event::partial::<List>(id, chunk(&["half"])));
    rig.keys("Ctrl-c");
    assert_eq!(cancelled(&rig.take()), [id]);
    assert_eq!(rig.names(Side::Left), ["d", "e"]);
    assert!(!rig.app.is_busy());
}

#[test]
fn refresh_keeps_bar_and_marks_and_drops_marks_of_what_is_gone() {
    let mut rig = Rig::browsing(&["a", "b", "c", "d"]);
    rig.keys("Space Space j");
    assert_eq!(rig.entry_at_cursor(), "d");
    rig.keys("R");
    let id = rig.asked();
    rig.event(Event::partial::<List>(id, chunk(&["0", "b", "c"])));
    assert_eq!(rig.names(Side::Left), ["a", "b", "c", "d"], "shown when it is whole");
    rig.event(Event::partial::<List>(id, chunk(&["d"])));
    rig.listed(id, "/home/demo");
    assert_eq!(rig.names(Side::Left), ["0", "b", "c", "d"]);
    assert_eq!(rig.entry_at_cursor(), "d");
    let here = rig.app.pane(Side::Left).here().unwrap();
    let marks: Vec<_> = here.marks().iter().map(|(name, _)| name.sanitized().as_str().to_owned()).collect();
    assert_eq!(marks, ["b"]);
    assert_eq!(here.marks().totals().bytes, 10);
    assert!(rig.text().contains("1 marked: 10 B · 4 items"));
}

#[test]
fn order_and_hidden_names_can_be_changed_and_are_told() {
    let mut rig = Rig::browsing(&["a", "b", ".h"]);
    assert!(rig.text().contains("2 items · 1 hidden"));
    rig.keys("s s");
    assert_eq!(rig.names(Side::Left), ["b", "a"]);
    rig.keys("s r .");
    assert_eq!(rig.names(Side::Left), ["a", "b", ".h"]);
    rig.keys("s");
    let hints = rig.hints();
    assert!(hints.starts_with("s") && hints.contains("by name") && hints.contains("reverse"), "{hints}");
    rig.keys("Esc");
    assert!(rig.hints().contains("help"));
}

#[test]
fn keys_that_mean_nothing_say_so_and_nothing_happens() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("Ctrl-x");
    assert!(rig.hints().starts_with("Nothing is bound to Ctrl-X."));
    assert!(rig.take().is_empty());
    rig.keys("g z");
    assert!(rig.hints().starts_with("Nothing is bound to g z."));
    rig.keys("j");
    assert!(!rig.hints().contains("Nothing is bound"));
}

#[test]
fn a_file_is_not_entered_and_the_top_has_no_parent() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("Enter");
    assert!(rig.text().contains("a is a file: l opens directories; i shows this entry."), "{}", rig.text());
    assert!(rig.take().is_empty());
    rig.keys("R");
    let id = rig.asked();
    rig.list(id, "/", &["a"]);
    rig.keys("h");
    assert!(rig.take().is_empty());
    assert!(rig.text().contains("This is the top directory."));
}

#[test]
fn paging_and_ends_keep_the_bar_in_sight() {
    let names: Vec<String> = (0..100).map(|n| format!("n{n:03}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut rig = Rig::browsing(&names);
    for (keys, expected) in [
        ("End", "n099"),
        ("g g", ""),
        ("PgDn", "n015"),
        ("Ctrl-d", "n023"),
        ("Ctrl-u", "n015"),
        ("G", "n099"),
        ("PgUp", "n083"),
        ("Up", "n082"),
    ] {
        rig.keys(keys);
        assert_eq!(rig.entry_at_cursor(), expected, "{keys}");
        let here = rig.app.pane(Side::Left).here().unwrap();
        assert!((here.top()..here.top() + 16).contains(&here.cursor()));
    }
}

#[test]
fn escape_and_a_digit_is_a_function_key() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("Esc 5");
    assert!(matches!(rig.app.overlay(), Some(Overlay::Plan(_))));
    rig.keys("Esc 0");
    assert!(
        rig.take().iter().all(|e| !matches!(e, Effect::Exit(ExitReason::Quit))),
        "that Esc closed the dialog"
    );
    rig.keys("Esc 0");
    assert!(rig.take().iter().any(|e| matches!(e, Effect::Exit(ExitReason::Quit))));
}

#[test]
fn a_digit_long_after_escape_is_a_number() {
    let mut rig = Rig::browsing(&["a", "b", "c", "d"]);
    rig.keys("Esc").wait(1_001).keys("2 j");
    assert!(rig.app.overlay().is_none());
    assert_eq!(rig.entry_at_cursor(), "c");
}

#[test]
fn a_paste_is_never_a_key() {
    let mut rig = Rig::browsing(&["a"]);
    rig.take_dirty();
    let before = rig.app.pane(Side::Left).here().map(|here| (here.cursor(), here.marks().len()));
    let effects = rig.app.input(crate::app::input::Input::Paste(" q\r".into()), at(5));
    assert!(effects.is_empty() && rig.app.overlay().is_none());
    assert_eq!(rig.app.pane(Side::Left).here().map(|here| (here.cursor(), here.marks().len())), before);
}
