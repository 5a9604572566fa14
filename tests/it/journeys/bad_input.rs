//! What goes wrong gives a sentence that says what to do; panes, dialogs and typed text survive it.

use std::time::Duration;

use serde_json::json;

use super::main_job::submit;
use crate::drive::{Drive, Sandbox, Start};

const HERE: &str = "/home/users/demo";

/// Room for a whole sentence in the row of notices.
const WIDE: (u16, u16) = (240, 24);

fn words(screen: &str) -> String {
    screen.replace(['│', '┃', '║', '|'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_path_that_is_not_there_is_named() {
    let sandbox = Sandbox::start();
    let drive = Drive::start(&sandbox, Start::at(&sandbox, "/no/such/place", "/~/"));
    drive.until("the path in a sentence", |screen| words(screen).contains("/no/such/place")).idle();
    drive.until("a sentence", |screen| words(screen).contains("does not exist"));
    // The other pane is as it should be.
    drive.expect("Downloads");
}

#[test]
fn a_service_that_does_not_answer_is_told_of_while_it_is_asked_again() {
    let mut sandbox = Sandbox::start();
    let drive = Drive::start(&sandbox, Start::at(&sandbox, HERE, "/~/"));
    drive.expect("analysis").idle();
    sandbox.stop();
    drive.keys("R").expect("no answer yet, try 2").expect("analysis");
    sandbox.start_again();
    drive.expect_gone("no answer yet").idle().expect("analysis");
}

#[test]
fn a_denied_directory_keeps_the_pane_where_it_was() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = Sandbox::start();
    let dir = sandbox.root("JASMIN Default Collection").join("home/users/demo/00denied");
    std::fs::create_dir(&dir).unwrap();
    std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o000)).unwrap();
    let drive = Drive::start(&sandbox, Start::at(&sandbox, HERE, "/~/"));
    drive.resize(WIDE.0, WIDE.1);
    drive.expect("00denied").idle().keys("<Enter>");
    drive.until("a sentence", |screen| words(screen).contains("you have no permission for it"));
    drive.expect(HERE).expect("00denied");
    std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn an_offline_collection_says_what_to_do_and_comes_back() {
    let sandbox = Sandbox::start();
    let drive = Drive::start(&sandbox, Start::demo(&sandbox));
    drive.resize(WIDE.0, WIDE.1);
    drive.expect("Downloads").idle();
    let laptop = sandbox.id("GCP laptop");
    sandbox.control("collection", &json!({"id": laptop, "offline": true}));
    drive.keys("<Tab>R").until("a sentence", |screen| words(screen).contains("not connected"));
    drive.expect("Downloads");
    sandbox.control("collection", &json!({"id": laptop, "offline": false}));
    drive.later(Duration::from_secs(1)).keys("R").until("it to be well again", |screen| {
        !words(screen).contains("not connected") && screen.contains("Downloads")
    });
}

#[test]
fn a_dead_service_is_said_and_the_rows_stay() {
    let mut sandbox = Sandbox::start();
    let drive = Drive::start(&sandbox, Start::demo(&sandbox));
    drive.resize(WIDE.0, WIDE.1);
    drive.expect("Downloads").idle();
    sandbox.stop();
    drive.keys("R").until("a sentence", |screen| {
        let said = words(screen);
        said.contains("no connection")
    });
    drive.expect("Downloads").expect("analysis");
    sandbox.start_again();
    drive.later(Duration::from_secs(1)).keys("R").expect_gone("no connection").expect("analysis");
}

#[test]
fn an_answer_that_is_not_json_is_explained_not_shown() {
    let sandbox = Sandbox::start();
    let drive = Drive::start(&sandbox, Start::demo(&sandbox));
    drive.resize(WIDE.0, WIDE.1);
    drive.expect("Downloads").idle();
    let page = "<html>\u{1b}[2J\u{1b}]0;owned\u{7} log in to the captive portal</html>";
    sandbox.control(
        "fault",
        &json!({"status": 200, "path": "/ls", "body": page, "content_type": "text/html", "count": 20}),
    );
    drive.keys("R").until("a sentence", |screen| words(screen).contains("could not be read"));
    assert!(!drive.screen().contains('\u{1b}'));
    drive.expect("analysis");
}

#[test]
fn hostile_names_reach_the_screen_escaped() {
    let sandbox = Sandbox::start();
    let home = sandbox.root("JASMIN Default Collection").join("home/users/demo/00hostile");
    std::fs::create_dir(&home).unwrap();
    use std::os::unix::ffi::OsStrExt as _;
    for name in [&b"esc\x1b[2Jx"[..], b"bell\x07", b"raw\xff\xfe", "rtl\u{202e}gpj".as_bytes(), b" lead"] {
        std::fs::write(home.join(std::ffi::OsStr::from_bytes(name)), "x").unwrap();
    }
    let drive = Drive::start(
        &sandbox,
        Start { size: (120, 30), ..Start::at(&sandbox, "/home/users/demo/00hostile", "/~/") },
    );
    drive.expect("esc\\x1b[2Jx").expect("bell\\x07").expect("rtl\\u{202e}gpj").expect("\\x20lead");
    let frame = drive.frame();
    for cell in frame.content() {
        assert!(!cell.symbol().chars().any(|c| c.is_control() || c == '\u{202e}'), "{:?}", cell.symbol());
    }
    // They can be sent, too: the raw name travels.
    drive.idle().keys("Ac").expect("5 files");
    submit(&drive);
    drive.expect("Done:");
    let there = sandbox.root("GCP laptop").join("home/demo");
    for name in ["esc\x1b[2Jx", "bell\x07", "rtl\u{202e}gpj", " lead"] {
        assert!(there.join(name).exists(), "{name:?} did not arrive");
    }
}

#[test]
fn a_full_disk_shows_as_trouble_and_ends_well_when_there_is_room() {
    let sandbox = Sandbox::start();
    let home = sandbox.root("JASMIN Default Collection").join("home/users/demo");
    std::fs::write(home.join("00full"), vec![1; 100_000]).unwrap();
    let drive = Drive::start(&sandbox, Start::at(&sandbox, HERE, "/~/"));
    drive.expect("00full").expect("Downloads").idle();
    sandbox.control("disk", &json!({"full": true}));
    drive.go_to("00full");
    drive.keys("c").until("the plan", |screen| screen.contains("00full") && screen.contains("verify"));
    submit(&drive);
    drive.keys("w").until("the fault in words", |screen| screen.contains("no space left on device"));
    sandbox.control("disk", &json!({"full": false}));
    drive.expect("done");
}
