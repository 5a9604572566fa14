//! A missing answer is reported while it is awaited: in the pane that waits, and only there.

use super::kit::*;
use crate::domain::ids::RequestId;
use crate::domain::place::Side;

const BECAUSE: &str = "there is no connection to the service";

fn retry(id: RequestId, next: u32) -> Event {
    Event::Retrying { id, next, because: BECAUSE.into() }
}

fn foot(rig: &Rig) -> String {
    rig.footer()
}

#[test]
fn a_pane_with_rows_says_it_in_its_frame_and_stops_when_the_rows_come() {
    let mut rig = Rig::browsing(&["d/", "x"]);
    rig.keys("Enter");
    let id = rig.asked();
    assert!(foot(&rig).starts_with("╰ 2 items ─"), "{}", foot(&rig));
    rig.rest();
    assert!(foot(&rig).starts_with("╰ loading… · 2 items ─"), "{}", foot(&rig));
    rig.event(retry(id, 2));
    assert!(foot(&rig).starts_with("╰ no answer yet, try 2 · 2 items ─"), "{}", foot(&rig));
    rig.event(retry(id, 3));
    assert!(foot(&rig).contains("try 3") && !foot(&rig).contains("try 2"));
    assert_eq!(rig.names(Side::Left), ["d", "x"], "what was shown stays");
    rig.event(Event::partial::<List>(id, chunk(&["y"])));
    assert!(foot(&rig).starts_with("╰ loading… 1 ─"), "{}", foot(&rig));
    rig.listed(id, "/home/demo/d");
    assert!(foot(&rig).starts_with("╰ 1 item ─"), "{}", foot(&rig));
}

#[test]
fn a_pane_without_rows_says_why_and_how_to_stop() {
    let mut rig = Rig::signed_in((80, 24));
    let places = vec![(Side::Left, spec(JASMIN))];
    rig.event(Event::Auth(AuthEvent::Connected {
        environment: crate::domain::text::SafeText::default(),
        places,
        method: LoginMethod::Browser,
    }));
    let id = rig.take().iter().find_map(resolve).unwrap();
    rig.event(retry(id, 2));
    let words = |rig: &Rig| {
        let screen = rig.pane_rows();
        let left = screen.iter().map(|row| row.chars().skip(1).take(38).collect::<String>());
        left.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(words(&rig), format!("No answer yet: {BECAUSE}. Trying again (try 2). Ctrl-C stops it."));
    // Time passes without an answer: the text is updated.
    let due = rig.app.next_wake().unwrap();
    rig.now = due.mono;
    rig.take_dirty();
    rig.app.wake(due);
    assert!(rig.app.is_dirty());
    assert!(words(&rig).starts_with("No answer yet after 5s: there is"), "{}", words(&rig));
    rig.keys("Ctrl-c");
    assert!(!words(&rig).contains("answer"), "{}", words(&rig));
    assert!(rig.app.next_wake().is_none_or(|wake| wake > due), "nothing is waited for any more");
}

#[test]
fn a_silence_is_told_by_the_clock_alone() {
    let mut rig = Rig::browsing(&["d/"]);
    rig.keys("Enter");
    let id = rig.asked();
    let begun = rig.now;
    for (after, words) in [(4_999, "loading…"), (5_000, "no answer for 5s"), (65_000, "no answer for 1m 05s")]
    {
        rig.now = begun + after;
        rig.app.wake(at(rig.now));
        assert!(foot(&rig).contains(words), "{after}: {}", foot(&rig));
    }
    rig.event(Event::partial::<List>(id, chunk(&["y"])));
    assert!(foot(&rig).contains("loading… 1"), "rows are an answer: {}", foot(&rig));
}

#[test]
fn a_retry_nobody_waits_for_changes_nothing() {
    let mut rig = Rig::browsing(&["d/", "x"]);
    rig.keys("Enter");
    let gone = rig.asked();
    rig.keys("R");
    let id = rig.asked();
    rig.take_dirty();
    rig.event(retry(gone, 2));
    assert!(!rig.app.is_dirty() && !foot(&rig).contains("try"));
    rig.event(retry(id, 2));
    assert!(rig.app.is_dirty() && foot(&rig).contains("try 2"));
}

#[test]
fn the_search_and_the_log_say_it_too() {
    let mut rig = Rig::browsing(&["x"]);
    rig.keys("o");
    let id = rig.take().iter().find_map(call::<FindCollections>).map(|(id, _)| id);
    rig.event(retry(id.unwrap(), 2));
    assert!(rig.text().contains("Trying again (try 2)."), "{}", rig.text());
    rig.keys("Esc w");
    rig.event(listed(vec![task(1, crate::domain::task::TaskStatus::Active)]));
    rig.keys("e");
    let id = rig.take().iter().find_map(call::<ReadTaskLog>).map(|(id, _)| id);
    rig.event(retry(id.unwrap(), 4));
    assert!(rig.text().contains("Trying again (try 4)."), "{}", rig.text());
}
