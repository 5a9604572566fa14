//! When the loop wakes the program, and lets it work.

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
fn work_of_many_turns_lets_events_keys_and_deadlines_in_between() {
    scene(
        |fake, _| (fake.wake, fake.turns) = (Some(Timestamp { mono: 30, wall: 0 }), 100),
        async |hands| {
            hands.event();
            hands.key('a');
            hands.pass(500).await;
            let log = hands.take();
            let before = |what: &str| {
                let at = log.iter().position(|line| line == what).unwrap();
                log[..at].iter().filter(|line| *line == "work").count()
            };
            assert!(before("event") <= 2 && before("key a") <= 2, "{log:?}");
            assert!((10..=12).contains(&before("wake")), "{log:?}");
            assert!(before("frame 3") < 100, "it is drawn meanwhile: {log:?}");
            assert_eq!(log.iter().filter(|line| *line == "work").count(), 100);
            hands.key('q');
        },
    );
}
