//! A service that asks hemi to wait: it is told for as long as it lasts, and the user may try all the same.

use std::time::Duration;

use super::kit::*;
use crate::app::requests::service::TryNow;
use crate::domain::pause::ServicePause;
use crate::domain::place::Side;
use crate::domain::problem::{Problem, ProblemKind};

pub(super) fn paused(rig: &Rig, wait: Duration) -> Event {
    Event::RateLimited(vec![ServicePause {
        service: "Globus Transfer".into(),
        until: at(rig.now).after(wait),
        status: 429,
        message: "slow down".into(),
        lists: true,
    }])
}

const HOUR: Duration = Duration::from_secs(3600);

#[test]
fn a_pause_is_told_through_refreshes_and_other_notices_until_it_ends() {
    let mut rig = Rig::browsing(&["a"]);
    rig.event(paused(&rig, 3 * HOUR));
    let told = "Globus Transfer (status 429): wait until 2023-11-15 01:13, in 3 h.";
    assert!(rig.text().contains(told), "{}", rig.text());
    assert!(rig.text().contains("T try now"), "{}", rig.text());
    rig.keys("R");
    let id = rig.asked();
    rig.list(id, "/home/demo", &["a"]);
    rig.keys("Esc");
    assert!(rig.text().contains(told), "{}", rig.text());
    rig.keys("x h");
    rig.keys("T");
    let effects = rig.take();
    let [(id, TryNow)] = calls::<TryNow>(&effects)[..] else { panic!("{effects:?}") };
    let soon = Problem::new(ProblemKind::RateLimited, "It was tried already.", "Next in 50s.");
    rig.event(Event::done::<TryNow>(id, Err(soon)));
    assert!(rig.text().contains("It was tried already. Next in 50s."), "{}", rig.text());
    rig.now += 3_600_000;
    rig.app.wake(at(rig.now));
    assert!(rig.text().contains("in 2 h"), "{}", rig.text());
    assert!(rig.app.next_wake().is_some_and(|next| next.mono > rig.now));
    rig.now += 7_200_000;
    rig.app.wake(at(rig.now));
    assert!(!rig.text().contains("wait until") && !rig.text().contains("T try now"), "{}", rig.text());
    rig.keys("T");
    assert!(rig.text().contains("No service has asked hemi to wait."), "{}", rig.text());
}

#[test]
fn trying_now_lists_again_where_nothing_waits() {
    let mut rig = Rig::browsing(&["a"]);
    rig.event(paused(&rig, Duration::from_secs(9_999_999_999)));
    assert!(rig.text().contains("(status 429): wait for more than a year"), "{}", rig.text());
    rig.keys("T");
    let effects = rig.take();
    let id = calls::<TryNow>(&effects)[0].0;
    assert!(effects.iter().all(|effect| browse(effect).is_none()), "only when it may");
    rig.event(Event::done::<TryNow>(id, Ok(())));
    let id = rig.asked();
    assert_eq!(rig.app.requests().id(rig.app.pane(Side::Left).slot()), Some(id));
    rig.event(Event::RateLimited(Vec::new()));
    assert!(!rig.text().contains("wait for more"), "{}", rig.text());
}

#[test]
fn a_listing_that_a_pause_holds_back_says_until_when() {
    let mut rig = Rig::browsing(&["a"]);
    rig.event(paused(&rig, HOUR));
    rig.keys("R").wait(31_000);
    let _ = rig.app.wake(at(rig.now));
    assert!(rig.text().contains("waiting until 23:13"), "{}", rig.text());
    assert!(!rig.text().contains("no answer for") && !rig.text().contains("loading…"), "{}", rig.text());
    rig.event(Event::RateLimited(Vec::new()));
    assert!(rig.text().contains("no answer for 30s"), "{}", rig.text());
}

#[test]
fn a_pause_that_begins_takes_the_place_of_passing_news() {
    let mut rig = Rig::browsing(&["a"]);
    rig.event(Event::Tasks(TasksEvent::Recovered { label: "a task".into() }));
    assert!(rig.text().contains("Sent a task"), "{}", rig.text());
    rig.event(paused(&rig, HOUR));
    assert!(rig.text().contains("wait until 23:13") && !rig.text().contains("Sent a task"), "{}", rig.text());
    // What comes later is told for a moment only.
    rig.event(Event::Tasks(TasksEvent::Recovered { label: "a task".into() }));
    assert!(rig.text().contains("Sent a task"), "{}", rig.text());
    rig.wait(9_000);
    let _ = rig.app.wake(at(rig.now));
    assert!(rig.text().contains("wait until 23:13"), "{}", rig.text());
}
