//! Browse two collections, mark, plan, send, watch, find the files on the other side.

use super::tree;
use hemi::domain::plan::SEEN_FOR;

use crate::drive::{Drive, Sandbox, Start};

#[test]
fn marked_files_and_directories_arrive_byte_for_byte() {
    let sandbox = Sandbox::start();
    let home = sandbox.root("JASMIN Default Collection").join("home/users/demo");
    std::fs::create_dir_all(home.join("aaa/deep/deeper")).unwrap();
    std::fs::create_dir(home.join("aaa/empty")).unwrap();
    std::fs::write(home.join("aaa/deep/deeper/tas.nc"), vec![7; 300_000]).unwrap();
    std::fs::write(home.join("aab with blank.txt"), "x").unwrap();
    let drive = Drive::start(&sandbox, Start::demo(&sandbox));
    drive.expect("JASMIN Default Collection").expect("GCP laptop").expect("aaa").idle();
    drive.go_to("aaa").keys("<Space>").expect("1 dir");
    drive.go_to("aab with blank").keys("<Space>").expect("2 marked");
    drive.keys("c").expect("aab with blank.txt");
    submit(&drive);
    drive.until("the copies in the other pane", |screen| {
        screen.lines().filter(|line| line.matches("aaa").count() >= 2).count() >= 1
    });
    let there = sandbox.root("GCP laptop").join("home/demo");
    assert_eq!(tree(&home.join("aaa")), tree(&there.join("aaa")));
    assert_eq!(std::fs::read(there.join("aab with blank.txt")).unwrap(), b"x");
    drive.keys("w").expect("done");
    let tasks = sandbox.state();
    assert_eq!(tasks["tasks"]["tasks"].as_array().map(Vec::len), Some(1), "{tasks}");
    drive.keys("w<Tab>q");
    assert_eq!(drive.exit(), hemi::terminal::Exit::Quit);
}

/// Takes a plan that has been on the screen long enough.
pub fn submit(drive: &Drive) {
    drive
        .expect("verify every file by checksum")
        .later(SEEN_FOR)
        .keys("<Enter>")
        .expect_gone("verify every file by checksum");
}
