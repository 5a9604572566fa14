//! `hemi --demo` on a terminal: it starts without questions, and leaves no file behind however it ends.

use std::time::Instant;

use rustix::process::Signal;

use super::steps::{go_to, send};
use super::term::{DEADLINE, Start, Term};

/// A demo whose temporary files lie where the test can count them.
fn demo(arguments: &[&str]) -> (Term, tempfile::TempDir) {
    let temporary = tempfile::tempdir().unwrap();
    let arguments = [&["--demo"], arguments].concat();
    let term =
        Start::hemi(&arguments).size(120, 30).variable("TMPDIR", temporary.path().to_str().unwrap()).run();
    (term, temporary)
}

fn left_in(temporary: &tempfile::TempDir) -> Vec<String> {
    let entries = std::fs::read_dir(temporary.path()).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn both_panes_fill_and_nothing_is_left() {
    let (mut term, temporary) = demo(&[]);
    term.wait_text("README.txt");
    term.wait_text("Documents");
    assert_eq!(left_in(&temporary).len(), 1);
    term.keys("q");
    assert_eq!(term.wait_end().code(), Some(0));
    term.assert_given_back();
    assert_eq!(left_in(&temporary), [""; 0]);
}

#[test]
fn left_while_it_starts_it_takes_its_files_along() {
    for _ in 0..3 {
        let (mut term, temporary) = demo(&[]);
        term.wait_ready();
        term.keys("q");
        assert_eq!(term.wait_end().code(), Some(0));
        assert_eq!(left_in(&temporary), [""; 0]);
    }
}

#[test]
fn ended_by_a_signal_it_takes_its_files_along() {
    let (mut term, temporary) = demo(&[]);
    term.wait_text("Documents");
    term.signal(Signal::TERM);
    assert_eq!(term.wait_end().code(), Some(143));
    assert_eq!(left_in(&temporary), [""; 0]);
}

#[test]
fn left_while_a_transfer_runs_it_takes_its_files_along() {
    type End = fn(&Term);
    let ends: [(End, i32); 2] = [(|term| term.keys("qq"), 0), (|term| term.signal(Signal::TERM), 143)];
    for (end, code) in ends {
        let (mut term, temporary) = demo(&[]);
        term.wait_text("members/");
        term.wait_text("Documents");
        go_to(&term, "members/");
        send(&term);
        term.keys("w");
        term.wait_text("▌ ▸ running");
        end(&term);
        assert_eq!(term.wait_end().code(), Some(code));
        term.assert_given_back();
        assert_eq!(left_in(&temporary), [""; 0]);
    }
}

#[cfg(debug_assertions)]
#[test]
fn ended_by_a_panic_it_takes_its_files_along() {
    for fault in ["panic-ui", "panic-actor"] {
        let (mut term, temporary) = demo(&["--fault", fault]);
        term.wait_text("Documents");
        term.keys("!");
        assert_eq!(term.wait_end().code(), Some(101));
        term.assert_given_back();
        assert_eq!(left_in(&temporary), [""; 0]);
    }
}

#[test]
fn a_log_is_kept_only_for_those_who_ask() {
    let kept = tempfile::tempdir().unwrap();
    let data = kept.path().to_str().unwrap();
    let log = kept.path().join("state/default/log");
    for level in ["", "debug"] {
        let mut term =
            Start::hemi(&["--demo", "--data", data]).size(120, 30).variable("HEMI_LOG", level).run();
        term.wait_text("Documents");
        term.keys("q");
        assert_eq!(term.wait_end().code(), Some(0));
        assert_eq!(log.exists(), level == "debug");
    }
}

#[test]
fn what_a_killed_demo_leaves_the_next_one_removes_and_one_that_runs_stays() {
    let (mut killed, temporary) = demo(&[]);
    killed.wait_text("Documents");
    killed.signal(Signal::KILL);
    killed.wait_end();
    let left = left_in(&temporary);
    assert_eq!(left.len(), 1, "nothing could remove it");
    let decoy = temporary.path().join("hemi-demo-00000000-0000-4000-8000-000000000000");
    std::fs::create_dir(&decoy).unwrap();
    let start = || {
        Start::hemi(&["--demo"]).size(120, 30).variable("TMPDIR", temporary.path().to_str().unwrap()).run()
    };
    let mut first = start();
    first.wait_text("Documents");
    let until = Instant::now() + DEADLINE;
    while left_in(&temporary).contains(&left[0]) {
        assert!(Instant::now() < until, "the directory of the killed one is still there");
        std::thread::yield_now();
    }
    let mut second = start();
    second.wait_text("Documents");
    assert_eq!(left_in(&temporary).len(), 3, "two that run, and one that is no demo's");
    for term in [&mut first, &mut second] {
        term.keys("q");
        assert_eq!(term.wait_end().code(), Some(0));
    }
    assert!(decoy.exists() && left_in(&temporary).len() == 1);
}
