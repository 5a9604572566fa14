//! The limit of a service's listing, and the filter that the service evaluates.

use super::kit::*;
use crate::domain::place::Side;
use crate::domain::text::UntrustedRef;

/// Ends a listing at the limit of the service.
fn cut_off(rig: &mut Rig, id: crate::domain::ids::RequestId, at: &str, names: &[&str]) {
    rig.event(Event::partial::<List>(id, chunk(names)));
    let end = Listed { path: path(at), writable: Some(true), free: None, truncated: true, unreadable: 0 };
    rig.event(Event::done::<List>(id, Ok(end)));
    rig.settle();
}

fn typed(rig: &mut Rig, text: &str) {
    rig.now += 10;
    let effects = rig.app.input(crate::app::input::Input::Paste(text.to_owned()), at(rig.now));
    rig.effects.extend(effects);
    rig.settle();
}

/// The patterns of the one listing that was asked for.
fn asked(rig: &mut Rig) -> (crate::domain::ids::RequestId, Option<String>) {
    let lists = calls::<List>(&rig.take());
    let [(id, list)] = &lists[..] else { panic!("{lists:?}") };
    (*id, list.filter.as_ref().map(|filter| filter.typed().to_owned()))
}

/// A directory of which the service lists no more than two names.
fn at_the_limit() -> Rig {
    let mut rig = Rig::browsing(&["d/", "x"]);
    rig.keys("R");
    let id = rig.asked();
    cut_off(&mut rig, id, "/home/demo", &["a.nc", "b.csv"]);
    rig
}

fn filtered() -> Rig {
    let mut rig = at_the_limit();
    // The message goes first.
    rig.keys("Esc f Tab");
    typed(&mut rig, "*.nc");
    rig.keys("Enter");
    let (id, filter) = asked(&mut rig);
    assert_eq!(filter.as_deref(), Some("*.nc"));
    rig.list(id, "/home/demo", &["a.nc", "z.nc"]);
    rig.settle();
    rig
}

#[test]
fn the_limit_is_said_once_with_what_can_be_done() {
    let mut rig = at_the_limit();
    assert!(rig.notice().contains("Only 2 entries are listed") && rig.notice().contains("f, then Tab"));
    assert!(rig.footer().contains("not all listed"), "{}", rig.text());
    rig.keys("Esc R");
    let id = rig.asked();
    cut_off(&mut rig, id, "/home/demo", &["a.nc", "b.csv"]);
    assert!(!rig.notice().contains("Only 2 entries"), "{}", rig.notice());
}

#[test]
fn the_service_lists_what_matches_and_the_pane_says_that_this_is_a_part() {
    let mut rig = filtered();
    assert_eq!(rig.names(Side::Left), ["a.nc", "z.nc"]);
    assert!(rig.text().contains("service: *.nc"), "{}", rig.text());
    assert!(rig.footer().contains("matching names only"), "{}", rig.text());
    // Listed again, it stays a part, also when that is asked for twice.
    rig.keys("R R");
    let lists = calls::<List>(&rig.take());
    assert!(lists.len() == 2 && lists.iter().all(|(_, list)| list.filter.is_some()), "{lists:?}");
    rig.list(lists[1].0, "/home/demo", &["a.nc", "y.nc", "z.nc"]);
    rig.settle();
    assert_eq!(rig.names(Side::Left).len(), 3);
    // The line opens with it; Esc leaves it, Esc in the pane lists all again.
    rig.keys("f");
    assert!(rig.text().contains("Filter at the service: *.nc"), "{}", rig.text());
    rig.keys("Esc");
    assert!(rig.take().is_empty() && rig.text().contains("service: *.nc"));
    rig.keys("Esc");
    let (id, filter) = asked(&mut rig);
    assert_eq!(filter, None);
    rig.list(id, "/home/demo", &["a.nc", "b.csv", "z.nc"]);
    rig.settle();
    assert!(rig.names(Side::Left).len() == 3 && !rig.text().contains("service:"), "{}", rig.text());
}

#[test]
fn a_part_is_never_told_as_the_whole() {
    let mut rig = filtered();
    let here = rig.app.pane(Side::Left).here().unwrap();
    assert!(here.is_partial() && here.present([&b"a.nc"[..]].into_iter()).is_none());
    // Of two marks a plan says that not all is listed.
    rig.keys("A");
    rig.settle();
    rig.keys("c");
    assert!(rig.text().contains("Only 2 entries of the source are listed"), "{}", rig.text());
    rig.keys("Esc");
    // A visit leaves no part behind that a later one could show.
    rig.keys("h");
    let id = rig.asked();
    rig.list(id, "/home", &["demo/"]);
    rig.keys("l");
    let (_, filter) = asked(&mut rig);
    assert_eq!(filter, None);
    assert!(!rig.text().contains("a.nc"), "{}", rig.text());
}

#[test]
fn marks_outside_the_part_stay_and_names_that_are_not_in_it_are_not_called_missing() {
    let mut rig = at_the_limit();
    rig.keys("A");
    rig.settle();
    rig.keys("f Tab");
    typed(&mut rig, "a");
    rig.keys("Enter");
    let (id, filter) = asked(&mut rig);
    assert_eq!(filter.as_deref(), Some("*a*"));
    rig.list(id, "/home/demo", &["a.nc"]);
    rig.settle();
    let marks = rig.app.pane(Side::Left).here().unwrap().marks();
    assert!(marks.len() == 2 && marks.has(UntrustedRef(b"b.csv")));
    rig.keys("d");
    assert!(rig.notice().contains("which are not all"), "{}", rig.notice());
    // The other pane has a name that this part does not.
    rig.keys("Tab R");
    let id = rig.asked();
    rig.list(id, "/data", &["a.nc", "new"]);
    rig.settle();
    rig.keys("C Enter");
    rig.settle();
    assert!(rig.text().contains("1 unknown") && !rig.text().contains("1 not there"), "{}", rig.text());
}

#[test]
fn what_the_service_cannot_evaluate_is_refused_before_it_is_asked() {
    let mut rig = at_the_limit();
    rig.keys("f Tab");
    typed(&mut rig, "*.n?");
    rig.keys("Enter");
    assert!(rig.take().is_empty() && rig.text().contains("knows * only"), "{}", rig.text());
    rig.keys("Ctrl-U");
    typed(&mut rig, "x");
    rig.keys("Tab");
    assert!(
        rig.text().contains("Filter: x") && rig.text().contains("No listed name matches"),
        "{}",
        rig.text()
    );
}

#[test]
fn a_disk_filters_what_is_listed_only() {
    let mut options = setup((80, 24));
    options.start[0].spec = Some(crate::domain::place::PlaceSpec::Local(path("/a")));
    let mut rig = Rig { app: crate::app::App::new(options), now: 0, effects: Effects::new() };
    rig.keys("Ctrl-l");
    let id = rig.asked();
    rig.list(id, "/a", &["x"]);
    rig.keys("f");
    assert!(rig.text().contains("Filter:") && !rig.text().contains("service:"), "{}", rig.text());
}
