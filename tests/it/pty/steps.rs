//! Steps that most tests share: start hemi at a sandbox, sign in, move to a row, send what is marked.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::term::{DEADLINE, LOOK, Start, Term};
use crate::drive::Sandbox;
use crate::http;

/// The collection most files are on.
pub const JASMIN: &str = "JASMIN Default Collection";
/// The collection most files are sent to.
pub const LAPTOP: &str = "GCP laptop";
/// Only the plan of a transfer has this text.
pub const PLAN: &str = "verify every file by checksum";
/// Only the field for a pasted code has this text near it.
pub const PASTE: &str = "Copy the code that the page shows";

/// hemi at `sandbox`, without a sign-in, with its files in `data`.
pub fn person(sandbox: &Sandbox, data: &Path, arguments: &[&str]) -> Start {
    at(Start::hemi(&with_data(arguments, data)), sandbox)
        .variable("HEMI_CLIENT_ID", &sandbox.ready.client_id.to_string())
}

/// hemi as the sandbox's service account, which needs no sign-in, with its files in `data`.
pub fn service(sandbox: &Sandbox, data: &Path, arguments: &[&str]) -> Start {
    let own = &sandbox.ready.service_client;
    at(Start::hemi(&with_data(arguments, data)), sandbox)
        .variable("HEMI_CLIENT_ID", &own.id.to_string())
        .variable("HEMI_CLIENT_SECRET", &own.secret)
}

fn with_data<'a>(arguments: &[&'a str], data: &'a Path) -> Vec<&'a str> {
    [arguments, &["--data", data.to_str().unwrap()]].concat()
}

/// Whatever `start` starts finds its services at `sandbox`.
pub fn at(start: Start, sandbox: &Sandbox) -> Start {
    let url = format!("{}/", sandbox.ready.url.trim_end_matches('/'));
    start
        .variable("GLOBUS_SDK_ENVIRONMENT", "production")
        .variable("GLOBUS_SDK_SERVICE_URL_AUTH", &url)
        .variable("GLOBUS_SDK_SERVICE_URL_TRANSFER", &url)
}

/// The link on the screen, as a person would read it: cut into the lines of a dialog.
pub fn link(term: &Term) -> String {
    let screen = term.contents();
    let lines: Vec<Vec<char>> = screen.lines().map(|line| line.chars().collect()).collect();
    let begins =
        |line: &Vec<char>| line.windows(7).position(|seven| seven.iter().collect::<String>() == "http://");
    let (row, column) =
        lines.iter().enumerate().find_map(|(row, line)| Some((row, begins(line)?))).expect("a link");
    let parts =
        lines[row..].iter().map(|line| line.iter().skip(column).take_while(|sign| **sign != '│').collect());
    parts.map(|part: String| part.trim().to_owned()).take_while(|part| !part.is_empty()).collect()
}

/// Signs in by a code, from the question for the way on; the code.
pub fn sign_in(term: &Term) -> String {
    term.wait_text("With a link to open");
    term.keys("p");
    term.wait_text(PASTE);
    let code = allowed(&link(term));
    // Whatever an earlier try left in the field goes first.
    term.keys("\x15");
    term.paste(&code);
    term.keys("\r");
    code
}

/// The authorization code, after Allow is pressed or without a page that asks.
fn allowed(link: &str) -> String {
    let (status, _) = http::get(link);
    http::code_on(&if status == 302 { http::redirect_of(link) } else { http::consent(link, "allow") })
}

/// The number of the row that begins with `name`, as the left pane shows it.
pub fn row(term: &Term, name: &str) -> usize {
    let begins = |line: &str| line.chars().skip(3).collect::<String>().starts_with(name);
    let screen = term.contents();
    screen.lines().position(begins).unwrap_or_else(|| panic!("no row {name} on:\n{screen}"))
}

/// Moves the bar of the left pane there.
pub fn go_to(term: &Term, name: &str) {
    settled(term);
    let steps = row(term, name) - 4;
    term.keys("gg");
    term.keys("j".repeat(steps));
    term.wait_for("the bar", |screen| {
        let bar =
            |line: &str| line.starts_with("│▌") && line.chars().skip(3).collect::<String>().starts_with(name);
        screen.contents().lines().any(bar)
    });
}

/// Waits until rows can be opened and sent. They are shown while a listing arrives, and where they lie is known at its
/// end only: a hint in parentheses is of a key that does nothing yet.
pub fn settled(term: &Term) {
    term.wait_for("a hint that rows can be sent", |screen| {
        screen.contents().contains("c send") && !screen.contents().contains("(c send)")
    });
}

/// Plans what is marked, or what the bar is on.
pub fn plan(term: &Term) {
    settled(term);
    term.keys("c");
    term.wait_text(PLAN);
}

/// Plans it and sends it.
pub fn send(term: &Term) {
    plan(term);
    term.press_until_gone("\r", PLAN);
}

/// What the screen says, as it is read: without the frames, and whatever lines it is cut into.
pub fn in_words(screen: &vt100::Screen) -> String {
    let text: String = screen.contents().chars().filter(|sign| *sign != '│').collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Waits for what no screen shows.
pub fn until(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + DEADLINE;
    while !done() {
        assert!(Instant::now() < deadline, "{what} does not happen");
        std::thread::sleep(LOOK);
    }
}

/// How many tasks the service has ever been given.
pub fn tasks(sandbox: &Sandbox) -> usize {
    sandbox.state()["tasks"]["tasks"].as_array().expect("the tasks").len()
}

/// Files below `dir`; links are files here, wherever they lead.
pub fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.is_symlink() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}
