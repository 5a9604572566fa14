//! The preview panel follows the cursor, asks for little, and says which pane it hides.

use super::kit::*;
use crate::app::input::MouseAction;
use crate::app::plain::{PlainView, SIZE};
use crate::app::pointer::Target;
use crate::app::requests::fs::{ReadDirectoryHead, ReadHead};
use crate::app::{AppOptions, SessionOptions};
use crate::domain::file_head::FileHead;
use crate::domain::ids::RequestId;
use crate::domain::place::Side;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::requirement::Requirement;
use crate::domain::saved_session::SavedSession;
use crate::domain::store::StoreInfo;

/// A directory of this computer on the left with the preview open, before the cursor has rested.
fn local(names: &[&str], size: (u16, u16)) -> Rig {
    let mut rig = Rig::browsing_in(setup(size), &["x"]);
    super::deletions::open(&mut rig, Side::Left, StoreInfo::local(), "/data", names);
    rig.take();
    rig.keys("p");
    rig
}

/// The time passes in which a cursor comes to rest.
fn rest(rig: &mut Rig) {
    rig.now += 110;
    while rig.app.next_wake().is_some_and(|due| due.mono <= rig.now) {
        let effects = rig.app.wake(at(rig.now));
        rig.effects.extend(effects);
    }
}

fn heads(rig: &mut Rig) -> Vec<(RequestId, String)> {
    let calls = calls::<ReadHead>(&rig.take()).into_iter();
    calls.map(|(id, call)| (id, call.at.path.sanitized().to_string())).collect()
}

fn answer(rig: &mut Rig, id: RequestId, text: &str) {
    let head = FileHead { bytes: text.as_bytes().into(), size: Some(text.len() as u64) };
    rig.event(Event::done::<ReadHead>(id, Ok(head)));
}

#[test]
fn it_shows_facts_at_once_and_asks_when_the_cursor_rests() {
    let mut rig = local(&["a.txt", "b.txt"], (80, 24));
    assert!(rig.text().contains("preview a.txt"), "{}", rig.text());
    assert!(rig.text().contains("Kind  file") && heads(&mut rig).is_empty(), "{}", rig.text());
    rest(&mut rig);
    let asked = heads(&mut rig);
    assert_eq!(asked.iter().map(|(_, path)| path.as_str()).collect::<Vec<_>>(), ["/data/a.txt"]);
    rig.take_dirty();
    rest(&mut rig);
    assert!(
        heads(&mut rig).is_empty() && !rig.take_dirty(),
        "asked once, and nothing is drawn while it waits"
    );
    answer(&mut rig, asked[0].0, "first line\n\x1b[2Jsecond\n");
    assert!(rig.take_dirty());
    assert!(rig.text().contains("first line") && rig.text().contains("\\x1b[2Jsecond"), "{}", rig.text());
    rest(&mut rig);
    assert!(heads(&mut rig).is_empty() && !rig.take_dirty());
    // It passes over an entry: nothing is asked for that one, and what is on its way is given up.
    rig.keys("j");
    rest(&mut rig);
    let b = heads(&mut rig)[0].0;
    rig.keys("k");
    assert_eq!(cancelled(&rig.take()), [b]);
    rig.keys("j k j");
    assert!(heads(&mut rig).is_empty());
    rig.keys("p");
    rest(&mut rig);
    assert!(heads(&mut rig).is_empty() && !rig.text().contains("preview b.txt"), "{}", rig.text());
}

#[test]
fn its_frame_says_which_pane_it_hides_and_tab_goes_there() {
    for size in [(80, 24), (120, 30), (60, 24)] {
        let mut rig = local(&["a.txt"], size);
        let text = rig.text();
        assert!(text.contains("hides laptop /data") && text.contains("Tab shows it"), "{text}");
        assert!(text.contains("p closes") && text.contains("a.txt"), "{text}");
        rig.keys("Tab");
        let text = rig.text();
        assert!(text.contains("hides This computer /data"), "{text}");
        assert_eq!(rig.app.active(), Side::Right);
        assert!(text.contains("preview ..") || text.contains("no entry at the cursor"), "{text}");
        rig.keys("Tab p");
        assert!(!rig.text().contains("hides "), "{}", rig.text());
    }
    let mut rig = local(&["a.txt"], (60, 12));
    assert!(
        rig.notice().contains("no room for the preview") && rig.notice().contains("i shows"),
        "{}",
        rig.notice()
    );
    rig.keys("p");
}

#[test]
fn what_needs_the_other_pane_still_does_it_and_says_where_to() {
    let mut rig = Rig::browsing(&["a", "b"]);
    rig.keys("p Space c");
    let text = rig.text();
    assert!(rig.app.overlay().is_some() && text.contains("laptop") && text.contains("/data"), "{text}");
}

#[test]
fn a_file_of_a_collection_says_why_it_is_not_read() {
    let mut rig = Rig::browsing(&["a.nc"]);
    rig.keys("p");
    rest(&mut rig);
    let text = rig.text().replace('\n', " ");
    assert!(text.contains("serves no files by"), "{text}");
    assert!(heads(&mut rig).is_empty());
}

#[test]
fn a_directory_of_a_collection_is_listed_politely_and_kept() {
    let mut rig = Rig::browsing(&["d/", "e/"]);
    rig.keys("p");
    rest(&mut rig);
    let (id, call) = calls::<List>(&rig.take()).remove(0);
    assert!(call.ahead && call.path == Some(path("/home/demo/d")), "nobody waits for it");
    rig.list(id, "/home/demo/d", &["sub/", "in_d"]);
    let text = rig.text();
    assert!(text.contains("2 entries.") && text.contains("sub/") && text.contains("in_d"), "{text}");
    rig.keys("j");
    rest(&mut rig);
    let e = calls::<List>(&rig.take())[0].0;
    rig.event(Event::done::<List>(e, Err(problem("It may not be read."))));
    assert!(rig.text().contains("It may not be read."), "{}", rig.text());
    assert!(rig.notice().is_empty(), "the panel says it: {}", rig.notice());
    // What is known is shown without a request; later with its age.
    rig.keys("k");
    assert!(rig.text().contains("in_d"), "{}", rig.text());
    rest(&mut rig);
    assert!(calls::<List>(&rig.take()).is_empty());
    rig.wait(10_000).keys("j k");
    assert!(rig.text().contains("as of"), "{}", rig.text());
}

#[test]
fn it_waits_for_what_is_listed_ahead() {
    let mut rig = Rig::browsing_in(AppOptions { prefetch: true, ..setup((80, 24)) }, &["d/"]);
    rig.rest();
    let ahead = calls::<List>(&rig.take());
    rig.keys("p");
    rest(&mut rig);
    assert!(calls::<List>(&rig.take()).is_empty(), "it is on its way");
    let (id, _) = ahead.iter().find(|(_, list)| list.path == Some(path("/home/demo/d"))).unwrap();
    rig.list(*id, "/home/demo/d", &["in_d"]);
    assert!(rig.text().contains("in_d"), "{}", rig.text());
}

#[test]
fn nothing_is_asked_of_a_paused_service_and_a_failure_opens_no_dialog() {
    let mut rig = Rig::browsing(&["d/"]);
    let pause = super::pauses::paused(&rig, std::time::Duration::from_secs(3600));
    rig.event(pause);
    rig.keys("p");
    rest(&mut rig);
    assert!(calls::<List>(&rig.take()).is_empty());
    rig.event(Event::RateLimited(Vec::new()));
    let id = calls::<List>(&rig.take())[0].0;
    let mut needs = Problem::new(ProblemKind::Requirement, "It needs a consent.", "Give it.");
    needs.requirement = Some(Box::new(Requirement::default()));
    rig.event(Event::done::<List>(id, Err(needs)));
    assert!(rig.app.overlay().is_none() && rig.text().contains("It needs a consent."), "{}", rig.text());
}

#[test]
fn keys_and_the_wheel_scroll_it() {
    let mut rig = local(&["a.txt"], (80, 24));
    rest(&mut rig);
    let id = heads(&mut rig)[0].0;
    let lines: String = (0..100).map(|line| format!("line {line}\n")).collect();
    answer(&mut rig, id, &lines);
    assert!(rig.text().contains("Kind  file") && rig.text().contains("line 0"), "{}", rig.text());
    rig.keys("J");
    assert!(!rig.text().contains("Kind  file"), "{}", rig.text());
    rig.keys("K");
    rig.take_dirty();
    rig.keys("K");
    assert!(!rig.take_dirty(), "it is at its first line");
    super::mouse::act(&mut rig, MouseAction::WheelDown, &Target::Preview);
    assert!(rig.take_dirty());
    rig.keys("3 0 J");
    assert!(rig.text().contains("line 99"), "{}", rig.text());
    rig.keys("p J");
    assert!(rig.notice().contains("p opens it"), "{}", rig.notice());
}

#[test]
fn what_a_change_makes_old_is_read_again() {
    let mut rig = local(&["a.txt"], (80, 24));
    rest(&mut rig);
    let id = heads(&mut rig)[0].0;
    answer(&mut rig, id, "before");
    rig.app.cx.listings.changes += 1;
    rig.keys("j");
    rest(&mut rig);
    let id = heads(&mut rig)[0].0;
    answer(&mut rig, id, "after");
    assert!(rig.text().contains("after"), "{}", rig.text());
}

#[test]
fn the_next_run_has_it_open() {
    let saved = SavedSession { preview: true, ..SavedSession::default() };
    let session = SessionOptions { saves: true, restored: Some(saved), picks_collection: false };
    let rig = Rig::browsing_in(AppOptions { session, ..setup((80, 24)) }, &["a.nc"]);
    assert!(rig.text().contains("hides laptop /data"), "{}", rig.text());
}

#[test]
fn in_plain_mode_it_is_said_once_it_is_known_and_not_again() {
    let mut rig = Rig::browsing_in(setup(SIZE), &["d/", "a.nc"]);
    let mut view = PlainView::default();
    let mut hear = |rig: &mut Rig| {
        rig.settle();
        view.news(&rig.app).iter().map(|line| format!("{line}\n")).collect::<String>()
    };
    hear(&mut rig);
    rig.keys("p");
    rest(&mut rig);
    assert_eq!(hear(&mut rig), "", "it is on its way");
    let id = rig.asked();
    rig.list(id, "/home/demo/d", &["in_d"]);
    let said = hear(&mut rig);
    assert!(said.contains("Preview of d:") && said.contains("1 entry.") && said.contains("in_d"), "{said}");
    assert_eq!(hear(&mut rig), "");
    rig.keys("j");
    assert!(hear(&mut rig).contains("Preview of a.nc:"));
}

#[test]
fn a_directory_that_is_an_array_says_what_it_holds() {
    let array = include_bytes!("../../../tests/fixtures/heads/array2.zarray");
    let head = || FileHead { bytes: array[..].into(), size: Some(array.len() as u64) };
    let mut rig = local(&["tas/"], (80, 24));
    rest(&mut rig);
    let effects = rig.take();
    let (document, call) = calls::<ReadDirectoryHead>(&effects).remove(0);
    assert_eq!(call.at.path, path("/data/tas"));
    rig.event(Event::done::<ReadDirectoryHead>(document, Ok(Some(head()))));
    assert!(rig.text().contains("Zarr 2, array") && rig.text().contains("365 x 180 x 360"), "{}", rig.text());
    // The entries come as well, whichever is first.
    let (id, _) = calls::<List>(&effects).remove(0);
    rig.list(id, "/data/tas", &["0.0.0"]);
    assert!(rig.text().contains("Zarr 2, array") && rig.text().contains("0.0.0"), "{}", rig.text());
    rig.keys("p i");
    let (id, _) = calls::<ReadDirectoryHead>(&rig.take()).remove(0);
    rig.event(Event::done::<ReadDirectoryHead>(id, Ok(Some(head()))));
    assert!(rig.text().contains("Zarr 2, array"), "{}", rig.text());
    // One that is none says only that it is a directory.
    rig.keys("Esc i");
    let (id, _) = calls::<ReadDirectoryHead>(&rig.take()).remove(0);
    rig.event(Event::done::<ReadDirectoryHead>(id, Ok(None)));
    assert!(rig.text().contains("A directory.") && !rig.text().contains("Zarr"), "{}", rig.text());
}
