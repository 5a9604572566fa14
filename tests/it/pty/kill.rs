//! Killed at any moment between the plan and its outcome, hemi neither loses nor doubles a task.
//! `ARCHITECTURE.md` P0-2; the six moments are those of `transfer::journal::JournalStep`.

use std::path::Path;

use rustix::process::Signal;

use super::steps::{JASMIN, files, in_words, send, service, tasks, until};
use super::term::Term;
use crate::drive::Sandbox;
use crate::soak::rounds;

const FROM: &str = "/home/users/demo/kill";
const TO: &str = "/work/xfc/vol1/user_cache/demo";

#[test]
fn at_plan_written() {
    killed_at("plan-written", 0);
}

#[test]
fn at_id_answered() {
    killed_at("id-answered", 0);
}

#[test]
fn at_id_synced() {
    killed_at("id-synced", 0);
}

#[test]
fn at_post_sent() {
    killed_at("post-sent", 1);
}

#[test]
fn at_answer_read() {
    killed_at("answer-read", 1);
}

#[test]
fn at_outcome_synced() {
    killed_at("outcome-synced", 1);
}

/// A sandbox with one file to send.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::start();
    let dir = sandbox.root(JASMIN).join(FROM.trim_start_matches('/'));
    std::fs::create_dir(&dir).unwrap();
    std::fs::write(dir.join("one.nc"), "one").unwrap();
    sandbox
}

/// hemi as the sandbox's service, with its files in `data`.
fn hemi(sandbox: &Sandbox, data: &Path, more: &[&str]) -> Term {
    let (left, right) = (format!("{}:{FROM}", sandbox.id(JASMIN)), format!("{}:{TO}", sandbox.id(JASMIN)));
    // Room for a whole message in its row.
    service(sandbox, data, &[&[left.as_str(), right.as_str()], more].concat()).size(240, 24).run()
}

/// Submits the one file by keys.
fn submit(term: &Term) {
    // The one file on the left, and the place it goes to on the right.
    term.wait_text("1 item ");
    term.wait_text("incoming");
    send(term);
}

/// Every submission in the journal is recorded as accepted.
fn all_accepted(data: &Path) -> bool {
    let journal =
        || files(data).into_iter().filter(|path| path.parent().is_some_and(|dir| dir.ends_with("journal")));
    let mut records = journal().filter(|path| path.extension().is_some_and(|e| e == "json")).peekable();
    records.peek().is_some()
        && records.all(|path| std::fs::read_to_string(path).unwrap_or_default().contains("accepted"))
}

fn killed_at(step: &str, tasks_then: usize) {
    let sandbox = sandbox();
    for round in 0..rounds(200) {
        let data = tempfile::tempdir().unwrap();
        let before = tasks(&sandbox);
        let mut term = hemi(&sandbox, data.path(), &["--pause-at", step]);
        submit(&term);
        until("the pause", || files(data.path()).iter().any(|path| path.ends_with("paused-at")));
        assert_eq!(tasks(&sandbox) - before, tasks_then, "{step}, round {round}: at the kill");
        term.signal(Signal::KILL);
        term.wait_end();
        // The next start resumes it.
        let mut term = hemi(&sandbox, data.path(), &[]);
        until("the task", || {
            term.assert_running();
            tasks(&sandbox) == before + 1 && all_accepted(data.path())
        });
        term.wait_text("one.nc");
        term.keys("q");
        assert_eq!(term.wait_end().code(), Some(0));
        // The start after that has nothing to resume.
        let mut term = hemi(&sandbox, data.path(), &[]);
        term.wait_text("one.nc");
        term.keys("q");
        assert_eq!(term.wait_end().code(), Some(0));
        assert_eq!(tasks(&sandbox), before + 1, "{step}, round {round}: at the end");
    }
}

#[test]
fn killed_while_the_answer_is_lost_on_its_way() {
    let sandbox = sandbox();
    let data = tempfile::tempdir().unwrap();
    sandbox.control(
        "fault",
        &serde_json::json!({
            "method": "POST", "path": "/transfer", "status": 504, "body": "<html>", "content_type": "text/html",
            "after": true, "count": 1000,
        }),
    );
    let mut term = hemi(&sandbox, data.path(), &[]);
    submit(&term);
    until("the task", || tasks(&sandbox) == 1);
    term.signal(Signal::KILL);
    term.wait_end();
    let (status, _) = crate::http::delete(&format!("{}/fault", sandbox.ready.control.trim_end_matches('/')));
    assert_eq!(status, 200);
    let term = hemi(&sandbox, data.path(), &[]);
    until("the outcome", || all_accepted(data.path()));
    drop(term);
    assert_eq!(tasks(&sandbox), 1);
}

#[test]
fn what_was_meant_for_one_service_never_reaches_another() {
    let (one, other) = (sandbox(), sandbox());
    let data = tempfile::tempdir().unwrap();
    let mut term = hemi(&one, data.path(), &["--pause-at", "id-synced"]);
    submit(&term);
    until("the pause", || files(data.path()).iter().any(|path| path.ends_with("paused-at")));
    term.signal(Signal::KILL);
    term.wait_end();
    let term = hemi(&other, data.path(), &[]);
    term.wait_for("a sentence about it", |screen| {
        in_words(screen).contains("to another identity or application at")
    });
    drop(term);
    assert_eq!((tasks(&one), tasks(&other)), (0, 0));
}
