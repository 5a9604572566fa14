//! What will be sent later is seen, counted, named on leaving and said on sending; what the service forgets leaves the
//! counts with a word.

use hemi::domain::plan::SEEN_FOR;
use serde_json::json;

use super::submit;
use crate::drive::{Drive, Sandbox, Start};

#[test]
fn a_submission_that_waits_is_seen_from_the_end_of_the_network_to_its_task() {
    let mut sandbox = Sandbox::start();
    let home = tempfile::tempdir().unwrap();
    let drive = Drive::start_in(&sandbox, Start::demo(&sandbox), home.path());
    drive.expect("analysis").expect("Downloads").idle();
    drive.go_to("analysis").keys("c").expect("verify every file by checksum");
    sandbox.stop();
    submit(&drive);
    drive.expect("1 not sent");
    drive.keys("w").expect("Tasks: 1 not sent");
    drive.keys("wq").expect("1 submission is waiting and will be sent when hemi runs next.");
    drive.later(SEEN_FOR).keys("<Enter>");
    assert_eq!(drive.exit(), hemi::terminal::Exit::Quit);
    drop(drive);

    sandbox.start_again();
    let drive = Drive::start_in(&sandbox, Start::demo(&sandbox), home.path());
    // The notice that it was sent passes as soon as the task is done: what stays is the row.
    drive.expect("analysis").expect("Downloads").expect_gone("not sent");
    drive.keys("w").until("the task to be done", |screen| screen.contains(" done "));
    assert_eq!(sandbox.state()["tasks"]["tasks"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_submission_that_waits_can_be_dropped_and_is_then_never_sent() {
    let mut sandbox = Sandbox::start();
    let home = tempfile::tempdir().unwrap();
    let drive = Drive::start_in(&sandbox, Start::demo(&sandbox), home.path());
    drive.expect("analysis").expect("Downloads").idle();
    drive.go_to("analysis").keys("c").expect("verify every file by checksum");
    sandbox.stop();
    submit(&drive);
    drive.keys("w").until("it to wait", |screen| {
        screen.lines().any(|line| line.contains("not sent  ") && line.contains("analysis"))
    });
    drive.keys("d").expect("Drop the saved submission").later(SEEN_FOR).keys("y");
    drive.expect("Dropped: it will not be sent.").expect_gone("1 not sent");
    drop(drive);

    sandbox.start_again();
    let drive = Drive::start_in(&sandbox, Start::demo(&sandbox), home.path());
    drive.expect("analysis").expect("Downloads").idle();
    drive.keys("w").expect("No recent tasks");
    assert_eq!(sandbox.state()["tasks"]["tasks"].as_array().map_or(0, Vec::len), 0);
}

#[test]
fn a_task_that_the_service_forgets_leaves_both_counts() {
    let sandbox = Sandbox::start();
    let drive = Drive::start(&sandbox, Start::demo(&sandbox));
    drive.expect("analysis").expect("Downloads").idle();
    let empty = json!({"DATA_TYPE": "task_list", "DATA": [], "total": 0}).to_string();
    let fault = |path: &str, status: u16, body: &str| {
        let fault = json!({"method": "GET", "path": path, "status": status, "body": body, "count": 1_000});
        sandbox.control("fault", &fault);
    };
    fault("/task_list", 200, &empty);
    fault("/task/", 404, r#"{"code": "TaskNotFound", "message": "no such task"}"#);
    drive.go_to("analysis").keys("c");
    submit(&drive);
    drive.expect("Globus no longer knows").expect_gone("1 running");
    drive.keys("w").expect("Tasks: 0 running").expect("unknown");
}
