//! The main job on the real binary, as a newcomer does it: `hemi --demo`, two panes, marks, a plan, a task,
//! and the files on the other side, byte for byte.

use super::term::{Start, Term};
use crate::journeys::tree;

const PLAN: &str = "verify every file by checksum";

/// The number of the row that begins with `name`, as the left pane shows it.
fn row(term: &Term, name: &str) -> usize {
    let begins = |line: &str| line.chars().skip(3).collect::<String>().starts_with(name);
    let screen = term.contents();
    screen.lines().position(begins).unwrap_or_else(|| panic!("no row {name} on:\n{screen}"))
}

/// Moves the bar there.
fn go_to(term: &Term, name: &str) {
    let steps = row(term, name) - 3;
    term.keys("gg");
    term.keys("j".repeat(steps));
    let begins = format!("│▸{}", if term.contents().contains(&format!("●{name}")) { "●" } else { " " });
    term.wait_for("the bar", |screen| {
        screen.contents().lines().any(|line| line.starts_with(&format!("{begins}{name}")))
    });
}

#[test]
fn the_main_job_of_the_demo() {
    let kept = tempfile::tempdir().unwrap();
    let mut term = Start::hemi(&["--demo", "--data", kept.path().to_str().unwrap()]).run();
    term.wait_text("JASMIN Default Collection");
    term.wait_text("GCP laptop");
    term.wait_text("README.txt");
    term.wait_text("Documents");
    // Down a tree and back; the bar is on the directory just left.
    go_to(&term, "runs/");
    term.keys("\r");
    term.wait_text("/home/users/demo/runs");
    term.keys("\x7f");
    term.wait_for("the directory just left", |screen| {
        screen.contents().lines().any(|line| line.starts_with("│▸ runs/"))
    });
    // A directory and a file are marked and planned.
    term.keys(" ");
    term.wait_text("1 dir");
    go_to(&term, "README.txt");
    term.keys(" ");
    term.wait_text("2 marked");
    term.keys("c");
    term.wait_text(PLAN);
    for said in [
        "JASMIN Default Collection",
        "/home/users/demo",
        "GCP laptop",
        "/home/demo",
        "README.txt",
        "1 directory",
    ] {
        term.wait_text(said);
    }
    term.press_until_gone("\r", PLAN);
    // Watched until it is done; the other pane has the files by itself.
    term.keys("w");
    term.wait_text("Tasks");
    term.wait_text("done");
    term.keys("w");
    term.wait_for("the file in the other pane", |screen| {
        screen.contents().matches("README.txt").count() >= 2
    });
    let collections = kept.path().join("sandbox/collections");
    let (here, there) = (collections.join("jasmin/home/users/demo"), collections.join("laptop/home/demo"));
    let sent = tree(&here.join("runs"));
    assert!(sent.len() > 10, "only {} files were sent", sent.len());
    assert_eq!(sent, tree(&there.join("runs")));
    assert_eq!(
        std::fs::read(here.join("README.txt")).unwrap(),
        std::fs::read(there.join("README.txt")).unwrap()
    );
    // Another collection is found by typing.
    term.keys("o");
    term.wait_text("Find a collection");
    term.keys("ceda archive");
    term.wait_text("CEDA Archive");
    term.press_until_gone("\r", "Find a collection");
    term.wait_text("ukmo-hadobs");
    // The keys are listed; leaving gives the terminal back.
    term.keys("?");
    term.wait_text("Plan a transfer");
    term.keys("\x1b");
    term.wait_for("the list of keys to go", |screen| !screen.contents().contains("Plan a transfer"));
    term.keys("q");
    assert_eq!(term.wait_end().code(), Some(0));
    term.assert_given_back();
}
