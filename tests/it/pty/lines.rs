//! Messages of the program when its streams are not a terminal that it can use.

use std::process::{Command, Stdio};

use super::appearance::has_colour;
use super::term::Start;

#[test]
fn without_a_terminal_it_says_so() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_hemi")).env("TERM", "xterm").stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stdout, b"");
    assert!(String::from_utf8_lossy(&output.stderr).contains("terminal"), "{output:?}");
}

#[test]
fn an_unknown_theme_is_named_with_those_there_are() {
    let mut term = Start::hemi(&["--theme", "no\u{1b}[2Jsuch"]).run();
    assert_eq!(term.wait_end().code(), Some(2));
    term.wait_text("default16");
    assert!(!term.raw().contains(&0x1b), "a foreign escape came through");
    term.assert_given_back();
}

#[test]
fn the_first_screen_is_one_write_under_four_kilobytes() {
    let term = Start::hemi(&[]).size(120, 40).run();
    term.wait_ready();
    assert!(term.raw().len() <= 4096, "{} bytes", term.raw().len());
}

#[test]
fn without_colour_no_colour_is_sent() {
    let mut term = Start::hemi(&[]).variable("NO_COLOR", "1").run();
    term.wait_ready();
    term.keys("jq");
    term.wait_end();
    assert!(!has_colour(&term));
}
