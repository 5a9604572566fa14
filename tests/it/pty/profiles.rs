//! From one profile to another without leaving the terminal: the program takes its own place.

use super::steps::{JASMIN, service};
use crate::drive::Sandbox;

#[test]
fn another_profile_is_another_program_in_the_same_terminal() {
    let sandbox = Sandbox::start();
    let data = tempfile::tempdir().unwrap();
    let place = sandbox.id(JASMIN);
    let mut term = service(&sandbox, data.path(), &[&place, "--profile", "first"]).run();
    term.wait_text("README.txt");
    term.keys("P");
    term.wait_text("profile first");
    term.keys("s");
    term.wait_text("Switch to profile");
    // A name that is none keeps the field.
    term.keys("a/b\r");
    term.wait_text("A profile's name has");
    term.keys("\x15");
    term.keys("second\r");
    term.wait_for("the panes of another program", |screen| {
        screen.contents().contains("README.txt") && !screen.contents().contains("Switch to profile")
    });
    term.keys("P");
    term.wait_text("profile second");
    term.assert_running();
    term.keys("\x1b");
    term.wait_for("the panes alone", |screen| !screen.contents().contains("profile second"));
    term.keys("q");
    assert_eq!(term.wait_end().code(), Some(0));
    term.assert_given_back();
    for profile in ["first", "second"] {
        assert!(data.path().join("data").join(profile).is_dir(), "{profile} has its own directory");
    }
}
