//! Names seen before are found again, without the service.

use std::time::Instant;

use crate::drive::{Drive, PATIENCE, Sandbox, Start};

#[test]
fn what_was_browsed_is_found_by_some_letters_and_gone_to() {
    let sandbox = Sandbox::start();
    let home = tempfile::tempdir().unwrap();
    let start = Start::at(&sandbox, "/home/users/demo/analysis", "/");
    let drive = Drive::start_in(&sandbox, start, home.path());
    drive.expect("environment.yml").idle();
    // The names are written while other things go on.
    let file = home.path().join("data/default/names.index");
    let begun = Instant::now();
    while !std::fs::read_to_string(&file).is_ok_and(|text| text.contains("environment.yml")) {
        assert!(begun.elapsed() < PATIENCE, "the names are not kept");
        std::thread::yield_now();
    }
    drive.keys("h").expect("README.txt").idle().keys("gf").expect("are known, seen on");
    let listings = || {
        let seen = sandbox.state()["requests"].clone();
        let seen = seen.as_object().expect("the counts of requests").clone();
        seen.into_iter()
            .filter(|(path, _)| path.contains("/ls") || path.contains("search"))
            .collect::<Vec<_>>()
    };
    let asked = listings();
    drive.keys("envyml").expect("environment.yml JASMIN").expect("that were seen");
    assert_eq!(listings(), asked, "no service is asked");
    drive.keys("<Enter>").expect("/home/users/demo/analysis").expect("environment.yml").idle();
    // The cursor is on it: the line below the panes tells of it.
    drive.until("the cursor on the name", |screen| {
        screen.lines().rev().take(4).any(|line| line.contains("environment.yml"))
    });
}
