//! A collection's details are read, and a directory of a guest collection is shared, changed and revoked; the other user
//! gets exactly that.

use std::time::Duration;

use crate::drive::{Drive, Sandbox, Start};
use hemi::domain::place::PlaceSpec;

const GUEST: &str = "Rothera observations";

fn start(sandbox: &Sandbox) -> Drive {
    let left = Some(PlaceSpec::parse(&format!("{}:/users", sandbox.id(GUEST))));
    Drive::start(sandbox, Start { left, ..Start::demo(sandbox) })
}

#[test]
fn a_directory_is_shared_with_a_person_who_is_shown_first() {
    let sandbox = Sandbox::start();
    let drive = start(&sandbox);
    drive.idle().expect("bola").keys("S").expect("Who may use Rothera").expect("/users/bola/");
    drive.expect("by the role access manager");
    drive.keys("a").keys("alice@uni.example.org<Enter>").expect("This is Alice Nakamura");
    drive.expect("may read").keys("<Tab><C-u>/users/demo<Tab> <Tab>30 d<Enter>");
    drive.expect_gone("Share a directory").expect("/users/demo/").expect("Alice Nakamura");
    drive.idle();
    // The same again is refused, in the dialog.
    drive.keys("a").keys("alice@uni.example.org<Enter>").expect("This is Alice Nakamura");
    drive.keys("<Tab><C-u>/users/demo<Enter>").expect("there is a rule for them");
    drive.expect("alice@uni.example.org").keys("<Esc>").expect("Who may use Rothera");
    // Somebody whom the service does not know.
    drive.keys("a").keys("nobody<Enter>").expect("knows no such username").keys("<Esc>");
    // It is revoked after a question.
    drive.keys("<Home>d").expect("Revoke the rule for").later(Duration::from_secs(1));
    drive.keys("y").expect("Who may use Rothera").idle();
}

#[test]
fn details_say_who_can_help_and_a_line_is_copied() {
    let sandbox = Sandbox::start();
    let drive = start(&sandbox);
    drive.idle().expect("bola").keys("I").expect("Who can help").expect("guest collection");
    drive.keys("y");
    assert_eq!(drive.copied(), sandbox.id(GUEST), "the first line is the id");
    drive.keys("<Esc>").expect_gone("Who can help");
    // Mapped collections have no rules.
    drive.keys("<Tab>S").expect("a guest collection").keys("<Esc>");
}

#[test]
fn a_directory_of_ones_computer_becomes_a_guest_collection_that_the_other_pane_shows() {
    let sandbox = Sandbox::start();
    let root = sandbox.root("GCP laptop").join("work/run");
    std::fs::create_dir_all(&root).unwrap();
    std::fs::write(root.join("result.csv"), b"1").unwrap();
    let left = Some(PlaceSpec::parse(&format!("{}:/work", sandbox.id("GCP laptop"))));
    let drive = Drive::start(&sandbox, Start { left, ..Start::demo(&sandbox) });
    drive.idle().expect("run").keys("ggjS").expect("personal computer").keys("<Enter>");
    drive.expect("run on GCP laptop").keys("<Enter>").expect("Created run on GCP laptop");
    drive.expect("result.csv").idle();
    drive.keys("S").expect("Who may use run on GCP laptop").keys("<Esc>").expect_gone("Who may use");
    // The same again is refused, and what was typed stays.
    drive.keys("<Tab>gs<Enter>").expect("one of that name").expect("run on GCP laptop").keys("<Esc>");
}
