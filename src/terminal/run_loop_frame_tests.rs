//! When the loop draws a frame, and when one counts as seen.

use super::*;

#[test]
fn frames_keep_their_distance_and_an_idle_loop_draws_none() {
    scene(
        |_, _| {},
        async |hands| {
            hands.settle().await;
            hands.take();
            for _ in 0..5 {
                hands.event();
                hands.pass(2).await;
            }
            assert_eq!(hands.take(), ["event"; 5], "16 ms are not over");
            hands.pass(10).await;
            assert_eq!(hands.take(), ["frame 2"]);
            hands.pass(60_000).await;
            assert_eq!(hands.take(), [""; 0]);
            hands.key('q');
        },
    );
}

#[test]
fn only_the_picture_that_is_current_counts_as_seen() {
    scene(
        |_, _| {},
        async |hands| {
            hands.settle().await;
            hands.told(TerminalEvent::Drawn(1));
            hands.settle().await;
            assert_eq!(hands.take().last().unwrap(), "drawn 1");
            hands.pass(20).await;
            hands.key('a');
            hands.settle().await;
            hands.told(TerminalEvent::Drawn(1));
            hands.settle().await;
            assert_eq!(hands.take(), ["key a", "frame 2"], "frame 1 is not what the app is now");
            hands.key('b');
            hands.told(TerminalEvent::Drawn(2));
            hands.settle().await;
            hands.told(TerminalEvent::Drawn(2));
            hands.pass(20).await;
            hands.told(TerminalEvent::Drawn(3));
            hands.settle().await;
            assert_eq!(
                hands.take().iter().filter(|line| line.starts_with("drawn")).count(),
                2,
                "2 before b, then 3"
            );
            hands.key('q');
        },
    );
}

#[test]
fn a_key_that_changes_nothing_does_not_hide_that_a_frame_was_seen() {
    scene(
        |fake, _| fake.quiet_key = true,
        async |hands| {
            hands.settle().await;
            hands.key('a');
            hands.settle().await;
            hands.told(TerminalEvent::Drawn(1));
            hands.settle().await;
            assert_eq!(hands.take().last().unwrap(), "drawn 1");
            hands.key('q');
        },
    );
}

#[test]
fn progress_is_drawn_a_few_times_a_second_and_what_matters_at_once() {
    scene(
        |fake, _| fake.turns = 100,
        async |hands| {
            // 300 ms of work.
            hands.pass(300).await;
            let drawn = |log: &[String]| log.iter().filter(|line| line.starts_with("frame")).count();
            assert!((3..=4).contains(&drawn(&hands.take())));
            hands.key('a');
            hands.settle().await;
            assert_eq!(drawn(&hands.take()), 1);
            hands.key('q');
        },
    );
}
