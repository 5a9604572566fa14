//! Unusual use: a resize during work, pastes of any bytes, two programs at once, Ctrl-Z and quitting while a transfer
//! runs, places that do not exist.

use std::collections::HashSet;
use std::path::Path;

use rustix::process::Signal;
use serde_json::{Value, json};

use super::steps::{
    JASMIN, LAPTOP, PLAN, at, files, go_to, in_words, person, plan, send, service, sign_in, tasks, until,
};
use super::term::{HEMI, Start, Term};
use crate::drive::Sandbox;

const HOME: &str = "/home/users/demo";
const TO: &str = "/work/xfc/vol1/user_cache/demo/incoming";

/// Both panes on the collection a service account may use.
fn places(sandbox: &Sandbox) -> [String; 2] {
    let id = sandbox.id(JASMIN);
    [format!("{id}:{HOME}"), format!("{id}:{TO}")]
}

fn open(sandbox: &Sandbox, data: &Path) -> Term {
    let [left, right] = places(sandbox);
    let term = service(sandbox, data, &[&left, &right]).run();
    term.wait_text("README.txt");
    term.wait_text("0 items");
    term
}

fn quit(term: &mut Term) {
    term.keys("q");
    assert_eq!(term.wait_end().code(), Some(0));
    term.assert_given_back();
}

/// The states of all tasks, as the service has them.
fn states(sandbox: &Sandbox) -> Vec<String> {
    let state = sandbox.state();
    let all = state["tasks"]["tasks"].as_array().unwrap().iter();
    all.map(|task| task["status"].as_str().unwrap().to_owned()).collect()
}

fn rate(sandbox: &Sandbox, bytes_per_second: Option<u64>) {
    sandbox.control("rate", &json!({"bytes_per_second": bytes_per_second}));
}

/// A file that takes a while at the rate of a modem, and a service that is as slow.
fn slow() -> Sandbox {
    let sandbox = Sandbox::start();
    let file = sandbox.root(JASMIN).join(HOME.trim_start_matches('/')).join("00slow.nc");
    std::fs::write(file, vec![7; 600_000]).unwrap();
    rate(&sandbox, Some(20_000));
    sandbox
}

const SIZES: [(u16, u16); 8] = [(1, 1), (200, 60), (8, 4), (20, 3), (30, 40), (3, 24), (120, 30), (1, 1)];

#[test]
fn any_size_while_a_listing_arrives() {
    let sandbox = Sandbox::with(|options| options.big = true);
    let data = tempfile::tempdir().unwrap();
    let big = format!("{}:/100000/", sandbox.id("Very large directories"));
    let mut term = service(&sandbox, data.path(), &[&big, &places(&sandbox)[1]]).run();
    term.wait_ready();
    // From before the first row until all are there.
    let lists = |term: &Term| term.contents().contains("100,000 items");
    let mut sizes = SIZES.iter().cycle();
    while !lists(&term) {
        for _ in 0..=SIZES.len() {
            let (columns, rows) = *sizes.next().unwrap();
            term.resize(columns, rows);
            term.keys("j");
        }
        term.resize(80, 24);
        term.wait_for("a picture of this size", |screen| {
            let rows: Vec<String> = screen.rows(0, 80).collect();
            rows[20].starts_with('╰') && rows[20].ends_with('╯') && rows[23].contains("quit")
        });
    }
    term.keys("gg");
    term.wait_for("all of the picture", |screen| {
        let rows: Vec<String> = screen.rows(0, 80).collect();
        let names = rows[4..20].iter().map(|row| row.chars().skip(3).take(20).collect::<String>());
        rows[4].starts_with("│▌ ")
            && names.map(|name| name.trim().to_owned()).collect::<HashSet<_>>().len() == 16
            && rows[20].contains("100,000 items")
            && rows[23].contains("quit")
    });
    quit(&mut term);
}

#[test]
fn any_size_while_a_plan_is_open() {
    let sandbox = Sandbox::start();
    let data = tempfile::tempdir().unwrap();
    let mut term = open(&sandbox, data.path());
    go_to(&term, "README.txt");
    plan(&term);
    for (columns, rows) in SIZES {
        term.resize(columns, rows);
    }
    term.resize(80, 24);
    term.wait_text(PLAN);
    term.wait_text("README.txt");
    assert_eq!(tasks(&sandbox), 0);
    term.press_until_gone("\x1b", PLAN);
    assert_eq!(tasks(&sandbox), 0);
    send(&term);
    until("the task", || states(&sandbox) == ["SUCCEEDED"]);
    quit(&mut term);
}

#[test]
fn pastes_of_anything() {
    let sandbox = Sandbox::start();
    let data = tempfile::tempdir().unwrap();
    let mut term = open(&sandbox, data.path());
    // Where no text is wanted a paste is no keys: none of these marks, plans or leaves.
    term.paste(" Ac\rq");
    term.keys("o");
    term.wait_text("Open a place");
    let evil = "\x1b[2J\x1b]0;owned\x07\x1bP+q\x1b\\\u{9b}31m\u{202e}";
    term.paste(&format!("{evil}{}", "long ".repeat(8_000)));
    term.wait_text("long long");
    term.keys("\x15");
    term.wait_for("an empty field", |screen| !screen.contents().contains("long"));
    term.paste(evil);
    term.wait_text("\\x1b[2J\\x1b]0;owned\\x07\\x1bP+q\\x1b\\\\\\u{9b}31m\\u{202e}");
    term.keys("\x15archer2");
    term.wait_text("ARCHER2 filesystems");
    term.press_until_gone("\r", "Open a place");
    term.wait_text("submit.slurm");
    assert_eq!(tasks(&sandbox), 0);
    let written = term.raw();
    for escape in [&b"\x1b]0;"[..], b"\x1bP", b"\xc2\x9b", b"\xe2\x80\xae", b"\x07"] {
        assert!(!written.windows(escape.len()).any(|part| part == escape), "{escape:?} reached the terminal");
    }
    quit(&mut term);
}

/// Every submission of the journal, whole and taken by the service.
fn taken(data: &Path) -> Vec<Value> {
    let is_record =
        |path: &Path| path.extension().is_some_and(|end| end == "json") && !path.ends_with("tokens.json");
    let records = files(data).into_iter().filter(|path| is_record(path));
    let read =
        records.map(|path| serde_json::from_slice(&std::fs::read(path).unwrap()).expect("a whole record"));
    read.filter(|record: &Value| record.to_string().contains("accepted")).collect()
}

#[test]
fn two_at_once_on_the_same_files() {
    let sandbox = Sandbox::start();
    let data = tempfile::tempdir().unwrap();
    let (left, right) = (sandbox.id(JASMIN), sandbox.id(LAPTOP));
    let start = || person(&sandbox, data.path(), &[&left, &right]).run();
    let first = start();
    // The sandbox consents automatically: the link leads straight to the page with the code.
    first.wait_text("With a link to open");
    sign_in(&first);
    first.wait_text("README.txt");
    first.wait_text("Documents");
    let second = start();
    second.wait_text("README.txt");
    second.wait_text("Documents");
    go_to(&first, "README.txt");
    go_to(&second, "analysis/");
    for term in [&first, &second] {
        plan(term);
    }
    // Both must renew the same tokens first, and a refresh token is good once.
    sandbox.control("tokens", &json!({"rotate": true}));
    sandbox.control("expire", &json!({"kind": "access", "service": "transfer.api.globus.org"}));
    std::thread::scope(|scope| {
        for term in [&first, &second] {
            scope.spawn(|| term.press_until_gone("\r", PLAN));
        }
    });
    until("two tasks", || states(&sandbox) == ["SUCCEEDED", "SUCCEEDED"]);
    until("two records", || taken(data.path()).len() == 2);
    for mut term in [first, second] {
        // Each of the two shows what the other one does.
        term.keys("w");
        term.wait_for("both tasks", |screen| screen.contents().matches("done ").count() == 2);
        term.keys("q");
        quit(&mut term);
    }
    let mut third = start();
    third.wait_text("README.txt");
    third.keys("w");
    third.wait_for("both tasks", |screen| screen.contents().matches("done ").count() == 2);
    third.keys("q");
    quit(&mut third);
    assert_eq!(tasks(&sandbox), 2);
    let refreshes = sandbox.state()["token_refreshes"].as_u64();
    assert_eq!(refreshes, Some(1), "one expiry is one refresh, however many hemi there are");
}

#[test]
fn control_z_while_a_transfer_runs() {
    let sandbox = slow();
    let data = tempfile::tempdir().unwrap();
    let [left, right] = places(&sandbox);
    let own = &sandbox.ready.service_client;
    let mut term = at(Start::shell(&["-i"]), &sandbox)
        .size(100, 30)
        .variable("PS1", "ready> ")
        .variable("HEMI_CLIENT_ID", &own.id.to_string())
        .variable("HEMI_CLIENT_SECRET", &own.secret)
        .run();
    term.wait_text("ready> ");
    term.keys(format!("{HEMI} {left} {right} --data {}\n", data.path().display()));
    term.wait_text("00slow.nc");
    term.wait_text("0 items");
    go_to(&term, "00slow.nc");
    send(&term);
    term.keys("w");
    term.wait_text("▌ ▸ running");
    term.keys([0x1a]);
    term.wait_for("the shell", |screen| !screen.alternate_screen() && screen.contents().contains("Stopped"));
    // The service finishes while hemi is suspended.
    rate(&sandbox, None);
    until("the end of the task", || states(&sandbox) == ["SUCCEEDED"]);
    term.keys("fg\n");
    term.assert_taken();
    term.wait_text("▌ ✓ done");
    term.wait_for("the file in the other pane", |screen| screen.contents().matches("00slow.nc").count() >= 2);
    term.keys("qq");
    term.wait_for("the shell", |screen| !screen.alternate_screen());
    term.keys("echo code=$?\nexit\n");
    term.wait_text("code=0");
    term.wait_end();
    term.assert_given_back();
}

/// However the first one ends, the second shows the running task.
fn left_while_a_transfer_runs(end: impl Fn(&mut Term)) {
    let sandbox = slow();
    let data = tempfile::tempdir().unwrap();
    let mut term = open(&sandbox, data.path());
    go_to(&term, "00slow.nc");
    send(&term);
    until("the task", || states(&sandbox) == ["ACTIVE"]);
    end(&mut term);
    let mut term = service(&sandbox, data.path(), &places(&sandbox).each_ref().map(String::as_str)).run();
    term.wait_text("README.txt");
    term.keys("w");
    term.wait_text("▌ ▸ running");
    rate(&sandbox, None);
    term.wait_text("▌ ✓ done");
    term.keys("q");
    quit(&mut term);
    assert_eq!(states(&sandbox), ["SUCCEEDED"]);
}

#[test]
fn leaving_while_a_transfer_runs() {
    left_while_a_transfer_runs(quit);
}

#[test]
fn a_kill_while_a_transfer_runs() {
    left_while_a_transfer_runs(|term| {
        term.signal(Signal::KILL);
        term.wait_end();
    });
}

#[test]
fn places_as_people_have_them() {
    let sandbox = Sandbox::start();
    let data = tempfile::tempdir().unwrap();
    let id = sandbox.id(JASMIN);
    let path = format!("{id}:{HOME}/names/field notes, May 2023");
    let link = format!(
        "https://app.globus.org/file-manager?origin_id={id}&origin_path=%2Fhome%2Fusers%2Fdemo%2Fnames%2F%E8%A6%B3%E6%B8%AC%E3%83%87%E3%83%BC%E3%82%BF%2F&two_pane=true"
    );
    let mut term = service(&sandbox, data.path(), &[&path, &link]).size(120, 30).run();
    term.wait_text("site visit (Rothera).txt");
    term.wait_text("気温_2023年.csv");
    quit(&mut term);
}

#[test]
fn places_that_are_not_there() {
    let sandbox = Sandbox::start();
    let id = sandbox.id(JASMIN);
    let unknown = "6d3b5a2e-1111-4222-8333-444455556666";
    for (place, said) in [
        ("no such place", "no such place: you have no bookmark of that name"),
        (unknown, "it does not exist, or you may not see it"),
        (&format!("{id}:/no/such/path"), "/no/such/path: it does not exist, or you may not see it"),
        (&format!("{id}:{HOME}/README.txt"), "it is a file, not a directory"),
        ("https://app.globus.org/file-manager?origin_id=nonsense", "you have no bookmark of that name"),
    ] {
        let data = tempfile::tempdir().unwrap();
        // So narrow that the sentence is alone on the screen.
        let mut term = service(&sandbox, data.path(), &[place, &places(&sandbox)[0]]).size(66, 30).run();
        term.wait_for(&format!("{said:?}"), |screen| in_words(screen).contains(said));
        // The other pane is as it should be.
        term.keys("\t");
        term.wait_text("README.txt");
        quit(&mut term);
    }
}
