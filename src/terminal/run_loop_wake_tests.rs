//! When the loop wakes the program.

use super::*;

#[test]
fn a_deadline_wakes_once() {
    let wake = Timestamp { mono: 500, wall: 0 };
    scene(
        move |fake, _| fake.wake = Some(wake),
        async |hands| {
            hands.pass(499).await;
            assert!(!hands.take().contains(&"wake".to_owned()));
            hands.pass(2).await;
            assert_eq!(hands.take(), ["wake", "frame 2"]);
            hands.key('q');
        },
    );
}

#[test]
fn work_of_many_turns_lets_events_in_between() {
    scene(
        |fake, _| (fake.wake, fake.turns) = (Some(Timestamp { mono: 0, wall: 0 }), 100),
        async |hands| {
            hands.event();
            hands.pass(500).await;
            let log = hands.take();
            let event = log.iter().position(|line| line == "event").unwrap();
            assert!(log[..event].iter().filter(|line| *line == "wake").count() <= 2, "{log:?}");
            assert_eq!(log.iter().filter(|line| *line == "wake").count(), 101);
            hands.key('q');
        },
    );
}
