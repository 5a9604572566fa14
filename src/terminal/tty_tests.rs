//! The gate, on a real pseudo-terminal.

use std::sync::Arc;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::LocalModes;

use super::*;

/// The far side of a terminal, and the terminal.
pub fn pair() -> (OwnedFd, Arc<Tty>) {
    let far = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
    grantpt(&far).unwrap();
    unlockpt(&far).unwrap();
    let name = ptsname(&far, Vec::new()).unwrap();
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
    let near = rustix::fs::open(name.as_c_str(), flags, Mode::empty()).unwrap();
    let tty = Tty::new(near.try_clone().unwrap(), near).with_mouse(true);
    (far, Arc::new(tty))
}

fn modes(tty: &Tty) -> String {
    format!("{:?}", rustix::termios::tcgetattr(&tty.input).unwrap())
}

pub fn received(far: &OwnedFd) -> String {
    let mut all = Vec::new();
    let mut fds = [PollFd::new(far, PollFlags::IN)];
    while poll(&mut fds, Some(&timespec(Duration::from_millis(50)))).unwrap() > 0 {
        let mut buffer = [0; 4096];
        let count = rustix::io::read(far, &mut buffer).unwrap();
        all.extend_from_slice(&buffer[..count]);
        fds = [PollFd::new(far, PollFlags::IN)];
    }
    String::from_utf8_lossy(&all).into_owned()
}

#[test]
fn what_is_entered_is_left_exactly_and_only_once() {
    let (far, tty) = pair();
    let before = modes(&tty);
    assert_eq!(tty.write(b"early"), Written::Refused);
    tty.enter().unwrap();
    assert!(!rustix::termios::tcgetattr(&tty.input).unwrap().local_modes.contains(LocalModes::ICANON));
    assert_eq!(tty.write(b"hello"), Written::Whole);
    tty.leave();
    tty.leave();
    assert_eq!(tty.write(b"late"), Written::Refused);
    assert_eq!(modes(&tty), before);
    let head = String::from_utf8_lossy(WITH_MOUSE.enter);
    let tail = String::from_utf8_lossy(WITH_MOUSE.leave);
    assert_eq!(received(&far), format!("{head}hello{tail}"));
}

#[test]
fn a_terminal_that_was_never_drawn_on_gets_no_byte() {
    let (far, tty) = pair();
    tty.enter().unwrap();
    tty.leave();
    assert_eq!(received(&far), "");
}

#[test]
fn continued_without_having_been_left_the_modes_are_set_again() {
    let (far, tty) = pair();
    let before = modes(&tty);
    tty.enter().unwrap();
    let raw = modes(&tty);
    tty.write(b"1");
    let mut other = rustix::termios::tcgetattr(&tty.input).unwrap();
    other.local_modes |= LocalModes::ICANON | LocalModes::ECHO;
    rustix::termios::tcsetattr(&tty.input, OptionalActions::Now, &other).unwrap();
    tty.enter().unwrap();
    assert_eq!(modes(&tty), raw);
    tty.write(b"2");
    tty.leave();
    assert_eq!(modes(&tty), before);
    let text = received(&far);
    assert_eq!((text.matches("\x1b[?1049h").count(), text.matches("\x1b[?2004h").count()), (1, 2));
}

/// A thread that writes until the terminal takes no more, and is stuck then.
fn stuck_writer(tty: &Arc<Tty>) -> std::thread::JoinHandle<Written> {
    let writer = Arc::clone(tty);
    let stuck = std::thread::spawn(move || writer.write(&[b'x'; 300_000]));
    while !tty.state().writing || tty.accepts(Duration::ZERO) {
        std::thread::yield_now();
    }
    stuck
}

#[test]
fn a_stalled_terminal_is_given_back_all_the_same() {
    let (far, tty) = pair();
    let before = modes(&tty);
    tty.enter().unwrap();
    let stuck = stuck_writer(&tty);
    let (left, has_left) = std::sync::mpsc::channel();
    let leaver = Arc::clone(&tty);
    std::thread::spawn(move || {
        leaver.leave();
        left.send(())
    });
    has_left.recv_timeout(Duration::from_secs(60)).expect("the terminal is left while a writer is stuck");
    assert_eq!(stuck.join().unwrap(), Written::Refused);
    assert_eq!(modes(&tty), before);
    let text = received(&far);
    assert!(
        text.ends_with(&String::from_utf8_lossy(&[RESYNC, WITH_MOUSE.leave].concat()).into_owned()),
        "modes stay on"
    );
}

#[test]
fn who_leaves_second_returns_when_the_terminal_is_restored() {
    let (far, tty) = pair();
    let before = modes(&tty);
    tty.enter().unwrap();
    let stuck = stuck_writer(&tty);
    let first = Arc::clone(&tty);
    let first = std::thread::spawn(move || first.leave());
    while tty.state().before.is_some() {
        std::thread::yield_now();
    }
    tty.leave();
    // The program may end now.
    assert_eq!(modes(&tty), before);
    assert!(received(&far).ends_with(&*String::from_utf8_lossy(WITH_MOUSE.leave)), "modes stay on");
    first.join().unwrap();
    stuck.join().unwrap();
}

#[test]
fn a_terminal_that_went_away_is_seen_before_a_read() {
    let (far, tty) = pair();
    tty.enter().unwrap();
    assert_eq!(tty.wait_readable(Some(Duration::ZERO)), Ready::Quiet);
    rustix::io::write(&far, b"q").unwrap();
    assert_eq!(tty.wait_readable(None), Ready::Yes);
    let mut buffer = [0; 8];
    assert_eq!((tty.read(&mut buffer).unwrap(), tty.read(&mut buffer).unwrap()), (1, 0));
    drop(far);
    assert_eq!(tty.wait_readable(None), Ready::Gone);
    assert_eq!(tty.write(b"x"), Written::Gone);
    tty.leave();
}

#[test]
fn words_outside_stand_on_the_shells_screen_and_the_next_write_takes_ours() {
    let (far, tty) = pair();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    tty.enter().unwrap();
    tty.write(b"frame");
    received(&far);
    tty.write_primary(b"words");
    assert_eq!(received(&far), format!("{}words", text(SHOW_PRIMARY)));
    tty.write(b"frame");
    assert_eq!(received(&far), format!("{}frame", text(WITH_MOUSE.enter)));
    tty.write_primary(b"words");
    received(&far);
    tty.leave();
    assert_eq!(received(&far), text(WITH_MOUSE.leave_primary), "the words are not written over");
    tty.enter().unwrap();
    tty.write(b"frame");
    assert_eq!(received(&far), format!("{}frame", text(WITH_MOUSE.enter)));
    // Continued after a stop that could not be caught.
    tty.write_primary(b"words");
    tty.enter().unwrap();
    received(&far);
    tty.write(b"frame");
    assert_eq!(received(&far), format!("{}frame", text(WITH_MOUSE.enter)));
}

#[test]
fn every_mode_that_is_set_is_reset_and_the_mouse_only_where_it_is_used() {
    for modes in [&WITH_MOUSE, &WITHOUT_MOUSE] {
        let set = |bytes: &[u8], end: char| -> std::collections::BTreeSet<u32> {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let part = |part: &str| part.strip_suffix(end)?.parse().ok();
            text.split("\x1b[?").filter_map(part).collect()
        };
        let mut on = set(modes.enter, 'h');
        on.extend(set(modes.enter, 'l'));
        let mut off = set(modes.leave, 'l');
        off.extend(set(modes.leave, 'h'));
        assert_eq!(on, off);
        assert_eq!(on.contains(&1006), std::ptr::eq(modes, &WITH_MOUSE));
        assert!(!set(modes.leave_primary, 'l').contains(&1049));
    }
}

#[test]
fn leaving_waits_for_answers_a_little_and_drops_those_that_are_unread() {
    let (far, tty) = pair();
    tty.enter().unwrap();
    tty.write(b"1");
    tty.begin_questions();
    assert!(tty.awaits_answers());
    let (left, has_left) = std::sync::mpsc::channel();
    let leaver = Arc::clone(&tty);
    std::thread::spawn(move || {
        leaver.leave();
        left.send(())
    });
    rustix::io::write(&far, b"\x1b[?62c").unwrap();
    has_left.recv_timeout(Duration::from_secs(60)).expect("nothing is waited for without end");
    let mut buffer = [0; 16];
    tty.enter().unwrap();
    assert_eq!(tty.read(&mut buffer).unwrap(), 0, "no answer is left to the shell");
    tty.end_questions();
    assert!(!tty.awaits_answers() && tty.was_asked());
    tty.leave();
}

#[test]
fn an_answer_that_did_not_come_in_time_is_not_waited_for_again() {
    let (_far, tty) = pair();
    tty.enter().unwrap();
    tty.begin_questions();
    assert!(tty.awaits_answers());
    tty.leave();
    tty.enter().unwrap();
    assert!(!tty.awaits_answers() && tty.was_asked());
    tty.leave();
}
