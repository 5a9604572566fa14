//! While another program has the terminal.

use super::*;

#[test]
fn nothing_is_drawn_or_typed_until_the_program_ends() {
    scene(
        |_, _| {},
        async |hands| {
            hands.pass(20).await;
            hands.take();
            // The second key was typed ahead.
            hands.key('!');
            hands.key('q');
            hands.settle().await;
            assert_eq!(hands.take(), ["key !", "shell"]);
            hands.event();
            hands.told(TerminalEvent::Resized);
            hands.told(TerminalEvent::Continued);
            hands.pass(20).await;
            assert_eq!(hands.take(), ["resize", "event"]);
            hands.told(TerminalEvent::Suspend);
            hands.told(TerminalEvent::Continued);
            hands.settle().await;
            assert_eq!(hands.take(), ["suspend"], "the job as a whole, and the terminal stays the program's");
            hands.told(TerminalEvent::ProgramEnded(None));
            hands.pass(20).await;
            assert_eq!(hands.take(), ["resume", "resize", "event", "frame 2 whole"]);
            hands.key('q');
        },
    );
}
