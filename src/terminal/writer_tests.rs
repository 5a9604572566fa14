//! The slot of depth one, on a pseudo-terminal that takes what it is given, or nothing.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::super::tty::tests::{pair, received};
use super::*;

fn frame(number: u64, text: &str, (columns, rows): (u16, u16)) -> Frame {
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
    for y in 0..rows {
        buffer.set_string(0, y, text.repeat(usize::from(columns)), Style::new());
    }
    Frame { number, buffer, cursor: None, links: Vec::new(), whole: false }
}

fn next(events: &mut UnboundedReceiver<TerminalEvent>) -> String {
    format!("{:?}", events.blocking_recv().unwrap())
}

#[test]
fn a_frame_is_told_of_when_it_was_written_even_if_nothing_changed() {
    let (far, tty) = pair();
    let (send, mut events) = unbounded_channel();
    tty.enter().unwrap();
    let writer = Writer::start(Arc::clone(&tty), send, true).unwrap();
    writer.show(frame(1, "a", (10, 2)));
    assert_eq!(next(&mut events), "Drawn(1)");
    assert!(received(&far).contains("aaaaaaaaaa"));
    writer.show(frame(2, "a", (10, 2)));
    assert_eq!(next(&mut events), "Drawn(2)");
    assert_eq!(received(&far), "");
}

#[test]
fn while_the_terminal_takes_nothing_only_the_last_frame_is_kept() {
    let (far, tty) = pair();
    let (send, mut events) = unbounded_channel();
    tty.enter().unwrap();
    let writer = Writer::start(Arc::clone(&tty), send, true).unwrap();
    // More than any terminal buffers, so the first frame hangs in the middle.
    writer.show(frame(1, "a", (1000, 120)));
    while writer.0.slot().frame.is_some() {
        std::thread::yield_now();
    }
    for number in 2..100 {
        writer.show(frame(number, "b", (1000, 120)));
    }
    writer.show(frame(100, "c", (1000, 120)));
    assert!(events.try_recv().is_err(), "nothing is written yet");
    let mut text = String::new();
    while !text.contains("c\x1b[?2026l") {
        text += &received(&far);
    }
    assert_eq!((next(&mut events), next(&mut events)), ("Drawn(1)".into(), "Drawn(100)".into()));
    assert!(!text.contains('b'), "a frame nobody waits for was written");
}

#[test]
fn on_a_slow_line_a_frame_waits_until_the_one_before_is_shown() {
    let (far, tty) = pair();
    let (send, mut events) = unbounded_channel();
    tty.enter().unwrap();
    tty.be_slow();
    let writer = Writer::start(Arc::clone(&tty), send, true).unwrap();
    writer.show(frame(1, "a", (10, 2)));
    assert_eq!(next(&mut events), "Drawn(1)");
    assert!(received(&far).ends_with("\x1b[5n"));
    for number in 2..10 {
        writer.show(frame(number, "b", (10, 2)));
    }
    writer.show(frame(10, "c", (10, 2)));
    assert!(events.try_recv().is_err() && received(&far).is_empty(), "the first one is not shown yet");
    tty.end_frame();
    assert_eq!(next(&mut events), "Drawn(10)");
    assert!(!received(&far).contains('b'), "a frame nobody waits for was written");
}

#[test]
fn a_frame_that_the_terminal_never_answered_for_does_not_hold_up_those_after_the_shell() {
    let (far, tty) = pair();
    let (send, mut events) = unbounded_channel();
    tty.enter().unwrap();
    tty.be_slow();
    let writer = Writer::start(Arc::clone(&tty), send, true).unwrap();
    writer.show(frame(1, "a", (10, 2)));
    assert_eq!(next(&mut events), "Drawn(1)");
    tty.leave();
    tty.enter().unwrap();
    assert!(!tty.awaits_answers(), "an answer to what was asked before the shell had the terminal");
    writer.show(frame(2, "b", (10, 2)));
    assert_eq!(next(&mut events), "Drawn(2)");
    assert!(received(&far).contains('b'));
}

#[test]
fn after_it_was_given_back_and_taken_again_everything_is_drawn() {
    let (far, tty) = pair();
    let (send, mut events) = unbounded_channel();
    tty.enter().unwrap();
    let writer = Writer::start(Arc::clone(&tty), send, true).unwrap();
    writer.show(frame(1, "a", (10, 2)));
    next(&mut events);
    tty.leave();
    received(&far);
    // Refused, or written after all if the thread is slow: either way the next one is whole.
    writer.show(frame(2, "b", (10, 2)));
    tty.enter().unwrap();
    let mut again = frame(3, "a", (10, 2));
    again.whole = true;
    writer.show(again);
    while next(&mut events) != "Drawn(3)" {}
    assert!(received(&far).contains("aaaaaaaaaa"));
}

#[test]
fn a_terminal_that_is_gone_is_told_of() {
    let (far, tty) = pair();
    let (send, mut events) = unbounded_channel();
    tty.enter().unwrap();
    let writer = Writer::start(Arc::clone(&tty), send, true).unwrap();
    drop(far);
    writer.show(frame(1, "a", (10, 2)));
    assert_eq!(next(&mut events), "HungUp");
}

#[test]
fn text_for_the_clipboard_is_not_piled_up() {
    let (_far, tty) = pair();
    let writer = Writer::start(tty, unbounded_channel().0, true).unwrap();
    assert!(writer.bytes().send(b"\x1b]52;c;YQ==\x07"));
    assert!(!writer.bytes().send(&vec![0; MOST_WAITING + 1]));
}

#[test]
fn printed_words_push_a_waiting_frame_aside_and_the_next_one_is_drawn_whole() {
    let (far, tty) = pair();
    let (send, mut events) = unbounded_channel();
    tty.enter().unwrap();
    let writer = Writer::start(Arc::clone(&tty), send, true).unwrap();
    writer.show(frame(1, "a", (1000, 120)));
    while writer.0.slot().frame.is_some() {
        std::thread::yield_now();
    }
    writer.show(frame(2, "b", (10, 2)));
    writer.print(b"THE WORDS".to_vec());
    writer.show(frame(3, "a", (1000, 120)));
    let mut text = String::new();
    while !text.ends_with("a\x1b[?2026l") || text.matches("\x1b[?2026l").count() < 2 {
        text += &received(&far);
    }
    let (before, after) = text.split_once("THE WORDS").unwrap();
    assert!(
        before.matches('a').count() == 120_000 && !text.contains("bb"),
        "the frames are not as they were"
    );
    assert!(after.contains("\x1b[?1049h") && after.matches('a').count() == 120_000);
    assert_eq!((next(&mut events), next(&mut events)), ("Drawn(1)".into(), "Drawn(3)".into()));
}
