//! The main job on the real binary, as a newcomer does it: `hemi --demo`, two panes, marks, a plan, a task
//! watched while it runs, and the files on the other side, byte for byte.

use std::cell::RefCell;
use std::path::Path;

use serde_json::json;

use super::steps::{PLAN, go_to, in_words, plan};
use super::term::{Start, Term};
use crate::journeys::tree;

/// What is marked and sent: all that is hard about names, a directory of 5,000 files, an empty one, and links.
const SENT: [&str; 4] = ["runs/", "names/", "members/", "empty/"];

/// So slow that the task is seen at work, in bytes a second.
const SLOW: u64 = 250_000;

/// The rate of the demo's own service, at the address it keeps beside its files.
fn rate(kept: &Path, bytes_per_second: Option<u64>) {
    let port = std::fs::read_to_string(kept.join("sandbox/port")).unwrap();
    let control = format!("http://127.0.0.1:{}/__sandbox__/rate", port.trim());
    let (status, said) =
        crate::http::post(&control, &json!({"bytes_per_second": bytes_per_second}).to_string());
    assert_eq!(status, 200, "{said}");
}

/// One look at the task that runs: what the panel says of it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Capture {
    files: f64,
    bytes: f64,
    rate: f64,
    /// Columns of the sparkline.
    columns: usize,
}

/// Reads the panel's one running task by the heads of its columns.
fn look(screen: &vt100::Screen) -> Option<Capture> {
    let lines: Vec<Vec<char>> = screen.contents().lines().map(|line| line.chars().collect()).collect();
    let text = |line: &[char]| line.iter().collect::<String>();
    let heads = lines.iter().find(|line| text(line).contains("Rate now"))?;
    let task = lines.iter().find(|line| text(line).contains("▌ ▸ running"))?;
    let ends = |head: &str| {
        let wanted: Vec<char> = head.chars().collect();
        Some(heads.windows(wanted.len()).position(|part| *part == wanted)? + wanted.len())
    };
    let (files, bytes, rate) = (ends(" Files")?, ends(" Bytes")?, ends("Rate now")?);
    let cells =
        |from: usize, to: usize| text(&task[from.min(task.len())..to.min(task.len())]).trim().to_owned();
    // As many files as the column's blank before it leaves room for.
    let moved = cells(files - 11, files);
    let (moved, _) = moved.split_once('/')?;
    Some(Capture {
        files: moved.replace(',', "").parse().ok()?,
        bytes: amount(&cells(files, bytes)),
        rate: amount(cells(bytes, rate).trim_end_matches("/s")),
        columns: cells(rate, task.len()).chars().filter(|sign| ('▁'..='█').contains(sign)).count(),
    })
}

/// `1.2 MiB` as a number; 0 for what is not known.
fn amount(text: &str) -> f64 {
    let Some((number, unit)) = text.split_once(' ') else { return 0.0 };
    let units = ["B", "KiB", "MiB", "GiB"];
    let power =
        units.iter().position(|known| *known == unit).unwrap_or_else(|| panic!("no unit in {text:?}"));
    number.parse::<f64>().unwrap() * 1024_f64.powi(i32::try_from(power).unwrap())
}

/// Watches until files, bytes and the sparkline were seen to grow twice and a rate was shown.
fn watch(term: &Term) {
    let seen = RefCell::new(Vec::<Capture>::new());
    term.wait_for("a task at work", |screen| {
        let mut seen = seen.borrow_mut();
        let news = look(screen).filter(|look| seen.last() != Some(look));
        seen.extend(news);
        let grown =
            |of: fn(&Capture) -> f64| seen.windows(2).filter(|two| of(&two[1]) > of(&two[0])).count() >= 2;
        let most = seen.iter().map(|look| look.columns).max();
        grown(|look| look.files)
            && grown(|look| look.bytes)
            && most >= Some(3)
            && seen.iter().any(|look| look.rate > 1024.0)
    });
    let seen = seen.into_inner();
    assert!(seen.windows(2).all(|two| two[0].bytes <= two[1].bytes), "bytes went back: {seen:?}");
    assert!(seen.windows(2).all(|two| two[0].columns <= two[1].columns), "the sparkline shrank: {seen:?}");
}

/// Waits for the end, for as long as there is progress: 5,000 files take their time on a busy machine.
fn wait_done(term: &Term) {
    let is_done = |screen: &vt100::Screen| screen.contents().contains("▌ ✓ done");
    let mut last = None;
    while !is_done(&term.screen()) {
        term.wait_for("an end, or progress", |screen| is_done(screen) || look(screen) != last);
        last = look(&term.screen());
    }
}

/// Marks the row.
fn mark(term: &Term, name: &str, marked: &str) {
    go_to(term, name);
    term.keys(" ");
    term.wait_text(marked);
}

#[test]
fn the_main_job_of_the_demo() {
    let kept = tempfile::tempdir().unwrap();
    // At 80 columns the panel has no room for the graph.
    let mut term = Start::hemi(&["--demo", "--data", kept.path().to_str().unwrap()]).size(110, 24).run();
    term.wait_text("JASMIN Default Collection");
    term.wait_text("GCP laptop");
    term.wait_text("README.txt");
    term.wait_text("Documents");
    rate(kept.path(), Some(SLOW));
    // Down a tree and back; the bar is on the directory just left.
    go_to(&term, "names/");
    term.keys("\r");
    term.wait_text("/home/users/demo/names");
    for name in
        ["field notes,", "観測データ/", "데이터/", "🌍 global means.csv", "team photo.png", "accents/"]
    {
        term.wait_text(name);
    }
    term.keys("\x7f");
    term.wait_for("the directory just left", |screen| {
        screen.contents().lines().any(|line| line.starts_with("│▌ names/"))
    });
    // Directories and a file are marked and planned.
    for (count, name) in SENT.iter().enumerate() {
        mark(&term, name, if count == 0 { "1 dir" } else { "dirs" });
    }
    mark(&term, "README.txt", "5 marked");
    plan(&term);
    for said in [
        "JASMIN Default Collection",
        "/home/users/demo",
        "GCP laptop",
        "/home/demo",
        "members/",
        "4 directories",
    ] {
        term.wait_for(said, |screen| in_words(screen).contains(said));
    }
    term.press_until_gone("\r", PLAN);
    term.keys("w");
    term.wait_text("Tasks");
    watch(&term);
    rate(kept.path(), None);
    wait_done(&term);
    term.keys("w");
    // The other pane is refreshed automatically.
    term.wait_for("the files in the other pane", |screen| {
        let contents = screen.contents();
        SENT.iter().chain(&["README.txt"]).all(|name| contents.matches(name).count() >= 2)
    });
    let collections = kept.path().join("sandbox/collections");
    let (here, there) = (collections.join("jasmin/home/users/demo"), collections.join("laptop/home/demo"));
    for (name, fewest) in SENT.into_iter().zip([21, 17, 5_000, 0]) {
        let sent = tree(&here.join(name));
        assert!(sent.len() >= fewest, "only {} files and directories in {name}", sent.len());
        assert!(sent == tree(&there.join(name)), "{name} is not the same on both sides");
    }
    assert_eq!(
        std::fs::read(here.join("README.txt")).unwrap(),
        std::fs::read(there.join("README.txt")).unwrap()
    );
    // A link inside a tree that leads nowhere stays behind, as Transfer has it.
    assert!(here.join("runs/first-guess").is_symlink());
    assert!(std::fs::symlink_metadata(there.join("runs/first-guess")).is_err());
    // All of the long directory can be walked on the other side.
    term.keys("\tgg");
    term.wait_for("the bar", |screen| screen.contents().contains("│▌ .. "));
    while !term.contents().contains("│▌ members/") {
        let before = term.contents();
        term.keys("j");
        term.wait_for("the bar to move", |screen| screen.contents() != before);
    }
    term.keys("\r");
    term.wait_text("5,000 items");
    term.keys("G");
    term.wait_text("tas_member_4999.csv");
    // Another collection is found by typing.
    term.keys("o");
    term.wait_text("Open a place");
    term.keys("ceda archive");
    term.wait_text("CEDA Archive");
    term.press_until_gone("\r", "Open a place");
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
