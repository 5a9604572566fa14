//! The filter of names shown, and the search for the next one.

use super::kit::*;
use crate::app::input::{Input, Mouse, MouseAction};
use crate::app::pointer::Target;
use crate::domain::place::Side;

const NAMES: &[&str] = &["Docs/", "tas_1.nc", "tas_2.nc", "README", "pr_1.nc", ".hidden.nc"];

fn typed(rig: &mut Rig, text: &str) {
    rig.now += 10;
    let effects = rig.app.input(Input::Paste(text.to_owned()), at(rig.now));
    rig.effects.extend(effects);
    rig.settle();
}

fn marks(rig: &Rig) -> Vec<String> {
    let here = rig.app.pane(Side::Left).here().unwrap();
    here.marks().iter().map(|(name, _)| name.sanitized().as_str().to_owned()).collect()
}

#[test]
fn the_filter_narrows_with_every_letter_and_says_so_until_it_is_cleared() {
    let mut rig = Rig::browsing(NAMES);
    rig.keys("f t");
    assert_eq!(rig.names(Side::Left), ["tas_1.nc", "tas_2.nc"]);
    rig.keys("Backspace n c");
    assert_eq!(rig.names(Side::Left), ["pr_1.nc", "tas_1.nc", "tas_2.nc"]);
    assert!(
        rig.screen()[1].contains("filter: nc") && rig.footer().contains("3 of 5 items"),
        "{}",
        rig.text()
    );
    // The arrows move in what is left, and Enter keeps it.
    rig.keys("Down Enter");
    assert!(rig.app.overlay().is_none());
    assert_eq!((rig.names(Side::Left).len(), rig.entry_at_cursor().as_str()), (3, "tas_2.nc"));
    rig.keys("Esc");
    assert_eq!((rig.names(Side::Left).len(), rig.entry_at_cursor().as_str()), (5, "tas_2.nc"));
    assert!(!rig.text().contains("filter:"));
    // The line opens with the filter that is there; Esc in it shows all.
    rig.keys("f n c Enter f");
    assert!(rig.text().contains("Filter: nc"), "{}", rig.text());
    rig.keys("_ Esc");
    assert_eq!((rig.names(Side::Left).len(), rig.app.overlay().is_none()), (5, true));
}

#[test]
fn small_letters_find_all_and_what_matches_nothing_says_so() {
    let mut rig = Rig::browsing(NAMES);
    rig.keys("f");
    typed(&mut rig, "readme");
    assert_eq!(rig.names(Side::Left), ["README"]);
    assert_eq!(rig.entry_at_cursor(), "README");
    typed(&mut rig, "x");
    assert!(rig.text().contains("No name matches the filter."), "{}", rig.text());
    rig.keys("Ctrl-U D");
    assert_eq!(rig.names(Side::Left), ["Docs", "README"]);
    rig.keys("o");
    assert_eq!(rig.names(Side::Left), ["Docs"]);
}

#[test]
fn marks_outside_the_filter_stay_and_are_counted_and_all_is_what_is_shown() {
    let mut rig = Rig::browsing(NAMES);
    rig.keys("j");
    let first = rig.entry_at_cursor();
    rig.keys("Space f");
    typed(&mut rig, "tas");
    rig.keys("Enter A");
    rig.settle();
    assert_eq!(marks(&rig), [&*first, "tas_1.nc", "tas_2.nc"]);
    assert!(rig.footer().contains("3 marked, 1 hidden by the filter"), "{}", rig.text());
    rig.keys("*");
    rig.settle();
    assert_eq!(marks(&rig), [&*first]);
    assert!(rig.footer().contains("1 marked, 1 hidden by the filter"), "{}", rig.text());
    rig.keys("Esc");
    assert!(!rig.text().contains("hidden by the filter"));
    assert_eq!(marks(&rig), [&*first]);
}

#[test]
fn the_filter_stays_while_the_directory_is_listed_again_and_goes_when_it_is_left() {
    let mut rig = Rig::browsing(NAMES);
    rig.keys("f");
    typed(&mut rig, "nc");
    rig.keys("Enter j R");
    let id = rig.asked();
    rig.list(id, "/home/demo", &["new.nc", "tas_1.nc", "other"]);
    rig.settle();
    assert_eq!(
        (rig.names(Side::Left), rig.entry_at_cursor().as_str()),
        (vec!["new.nc".to_owned(), "tas_1.nc".into()], "tas_1.nc")
    );
    // An order is one of what is shown, and of the rest after it.
    rig.keys("s r");
    rig.settle();
    assert_eq!(rig.names(Side::Left), ["tas_1.nc", "new.nc"]);
    rig.keys("h");
    let id = rig.asked();
    rig.list(id, "/home", &["demo/", "x"]);
    assert_eq!(rig.names(Side::Left).len(), 2);
    rig.keys("H");
    let id = rig.asked();
    rig.list(id, "/home/demo", &["new.nc", "tas_1.nc", "other"]);
    assert_eq!(rig.names(Side::Left).len(), 3);
}

#[test]
fn rows_that_come_while_there_is_a_filter_are_filtered_too() {
    let mut rig = Rig::browsing(&["d/"]);
    rig.keys("l");
    let id = rig.asked();
    rig.event(Event::partial::<List>(id, chunk(&["a.nc", "b"])));
    rig.keys("f");
    typed(&mut rig, "nc");
    rig.event(Event::partial::<List>(id, chunk(&["c.nc", "d"])));
    rig.settle();
    assert_eq!(rig.names(Side::Left), ["a.nc", "c.nc"]);
    rig.listed(id, "/home/demo/d");
    assert_eq!(rig.names(Side::Left), ["a.nc", "c.nc"]);
}

#[test]
fn a_hundred_thousand_names_are_filtered_between_keys() {
    let names: Vec<String> = (0..100_000).map(|n| format!("f{:06}", n * 7_919 % 100_000)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut rig = Rig::browsing(&names);
    rig.settle();
    rig.keys("G f 9 9");
    assert_eq!(rig.names(Side::Left).len(), 100_000, "no key waits for it");
    // One more letter gives the one before up.
    rig.keys("9");
    let turns = rig.settle();
    assert!((2..20).contains(&turns), "{turns} turns");
    assert_eq!(rig.names(Side::Left).len(), 280);
    assert_eq!(rig.entry_at_cursor(), "f099999");
    rig.keys("Enter A");
    rig.settle();
    assert_eq!(marks(&rig).len(), 280);
}

#[test]
fn typing_leads_to_the_next_match_and_further_keys_to_those_after_it() {
    let mut rig = Rig::browsing(NAMES);
    rig.keys("G");
    let from = rig.entry_at_cursor();
    rig.keys("k /");
    typed(&mut rig, "1");
    assert_ne!(rig.entry_at_cursor(), from);
    rig.keys("Backspace");
    typed(&mut rig, "_1");
    let found = rig.entry_at_cursor();
    rig.keys("Down");
    assert_ne!(rig.entry_at_cursor(), found);
    rig.keys("Down");
    assert_eq!(rig.entry_at_cursor(), found, "there are two, and after the last comes the first");
    rig.keys("Enter n");
    assert_ne!(rig.entry_at_cursor(), found);
    rig.keys("N");
    assert_eq!(rig.entry_at_cursor(), found);
    rig.keys("2 n");
    assert_eq!(rig.entry_at_cursor(), found);
    assert_eq!(rig.names(Side::Left).len(), 5, "nothing is hidden");
}

#[test]
fn giving_a_search_up_leads_back_and_what_is_not_found_is_said() {
    let mut rig = Rig::browsing(NAMES);
    rig.keys("n");
    assert!(rig.text().contains("No name was searched for in this pane yet."));
    rig.keys("j /");
    let from = rig.entry_at_cursor();
    rig.keys("d o c");
    assert_eq!(rig.entry_at_cursor(), "Docs");
    rig.keys("z");
    assert_eq!(rig.entry_at_cursor(), from);
    assert!(rig.text().contains("No name matches."), "{}", rig.text());
    rig.keys("Backspace");
    assert_eq!(rig.entry_at_cursor(), "Docs");
    rig.keys("Esc");
    assert_eq!((rig.entry_at_cursor(), rig.app.overlay().is_none()), (from, true));
    rig.keys("/ z z Enter n");
    assert!(rig.notice().contains("No name here matches zz."), "{}", rig.notice());
}

#[test]
fn panes_stay_in_sight_and_a_press_on_them_takes_over_what_was_typed() {
    let mut rig = Rig::browsing(NAMES);
    rig.keys("f n c");
    assert!(rig.text().contains("▌ pr_1.nc"), "{}", rig.text());
    let press = |target| {
        Input::Mouse(Mouse { action: MouseAction::Press, target: Some(target), cell: Default::default() })
    };
    rig.app.input(press(Target::Row(Side::Left, 2)), at(rig.now));
    assert_eq!((rig.app.overlay().is_none(), rig.entry_at_cursor().as_str()), (true, "tas_1.nc"));
    assert_eq!(rig.names(Side::Left).len(), 3);
    rig.app.input(press(Target::Command(&crate::app::commands::names::FILTER)), at(rig.now));
    assert!(rig.text().contains("Filter: nc"));
}
