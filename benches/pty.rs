//! The real binary in a real pseudo-terminal, beside an earlier build of itself, Midnight Commander and the official CLI:
//! start to first frame, a listing of 100,000 entries, key to frame at that size, bytes per key, memory, idle.
//!
//! Figures are medians of whole runs. Programs take turns, so that a noisy moment affects all alike. `tests/run --bench`
//! runs it; `HEMI_BASELINE` names the earlier build.
// A bench may stop at the first unexpected thing, and prints its figures.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod far;
mod report;
mod rig;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use report::{Report, Subject};
use rig::{Home, Sandbox, Term};

const STARTS: usize = 15;
const MILLION: usize = 1_000_000;
/// The first rows come when the sandbox has read a directory: few samples say little.
const LOADS: usize = 15;
const MILLION_LOADS: usize = 5;
const KEY_ROUNDS: usize = 3;
const KEYS: usize = 100;
const PAGES: usize = 5;
const SLOW_ROUNDS: usize = 2;
/// Keys that move the bar in a pane of 40 rows and do not scroll it.
const WITHOUT_SCROLLING: std::ops::Range<usize> = 3..16;
const BIG: &str = "Very large directories";
const MC: Subject = Subject::Peer("mc -u");
const GLOBUS: Subject = Subject::Peer("globus ls");
const DEMO: Subject = Subject::Peer("hemi --demo");

fn main() {
    // `cargo test` may run benches without work to see that they start.
    if std::env::args().any(|a| a == "--test") {
        return;
    }
    let builds = builds();
    let hemi = &builds[0].1;
    let mut report = Report::default();
    type Part<'a> = (&'static str, &'a dyn Fn(&mut Report));
    let parts: [Part<'_>; 9] = [
        ("starts", &|report| starts(&builds, report)),
        ("local_starts", &|report| local_starts(hemi, report)),
        ("keys", &|report| keys(&builds, report)),
        ("truecolor", &|report| truecolor(hemi, report)),
        ("slow_line", &|report| slow_line(&builds, report)),
        ("big_listing", &|report| big_listing(&builds, report)),
        ("walk", &|report| far::walk(&builds, report)),
        ("thin_listing", &|report| far::thin_listing(&builds, report)),
        ("local_million", &|report| local_million(hemi, report)),
    ];
    // Arguments choose parts, as those of criterion choose its benches.
    let chosen: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    for (name, part) in parts {
        if chosen.is_empty() || chosen.iter().any(|wanted| wanted == name) {
            part(&mut report);
        }
    }
    println!("\n{report}");
}

/// The build to measure and, where there is one, the build to compare it with.
fn builds() -> Vec<(Subject, PathBuf)> {
    let mut builds = vec![(Subject::Hemi, PathBuf::from(env!("CARGO_BIN_EXE_hemi")))];
    if let Some(binary) = std::env::var_os("HEMI_BASELINE") {
        builds.push((Subject::Baseline, binary.into()));
    }
    builds
}

/// The builds in the order of this round: each is the first in every other one.
fn in_turn(builds: &[(Subject, PathBuf)], round: usize) -> Vec<(Subject, &Path)> {
    let mut order: Vec<(Subject, &Path)> =
        builds.iter().map(|(who, binary)| (*who, binary.as_path())).collect();
    if round % 2 == 1 {
        order.reverse();
    }
    order
}

/// All 100,000 rows are there and nothing more is awaited.
fn is_whole(text: &str) -> bool {
    text.contains("100,000 items") && !text.contains("loading")
}

fn mc(dir: &Path) -> Command {
    let mut command = Command::new("mc");
    command.arg("-u").arg(dir).arg(dir);
    command
}

/// hemi at the sandbox with these places.
fn at_sandbox(binary: &Path, sandbox: &Sandbox, places: [String; 2]) -> Command {
    let mut command = Command::new(binary);
    sandbox.point(&mut command);
    command.args(places);
    command
}

/// From spawning the process to the arrival of the bytes that complete the first picture of both panes.
fn starts(builds: &[(Subject, PathBuf)], report: &mut Report) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("file_05.txt"), "x").unwrap();
    for round in 0..STARTS {
        let home = Home::new();
        for (who, binary) in in_turn(builds, round) {
            let mut command = Command::new(binary);
            command.arg("--demo");
            let mut term = Term::start(command, &home, 120, 40);
            let shown =
                |text: &str| text.contains("JASMIN Default Collection") && text.contains("GCP laptop");
            report.time(report::FIRST_FRAME, who, term.until(shown));
            report.add(report::FIRST_FRAME_BYTES, who, term.bytes as f64);
            term.until(|text| text.contains("Downloads"));
            term.settle();
            report.add(report::MEMORY_AT_START, who, term.resident_mib());
            term.quit("q");
        }
        let mut term = Term::start(mc(dir.path()), &home, 120, 40);
        let shown = |text: &str| text.matches("file_05.txt").count() >= 2 && text.contains("10Quit");
        report.time(report::FIRST_FRAME, MC, term.until(shown));
        term.quit("\x1b[21~");
    }
}

/// The first frame of a local directory, without a client id, a network or a configuration, and that of the demo.
fn local_starts(binary: &Path, report: &mut Report) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("file_05.txt"), "x").unwrap();
    for _ in 0..STARTS {
        let home = Home::new();
        let mut command = Command::new(binary);
        command.arg(dir.path());
        let mut term = Term::start(command, &home, 80, 24);
        let name = dir.path().file_name().unwrap().to_str().unwrap();
        report.time(report::LOCAL_FRAME, Subject::Hemi, term.until(|text| text.contains(name)));
        report.time(report::LOCAL_FIRST_ROWS, Subject::Hemi, term.until(|text| text.contains("file_05.txt")));
        term.quit("q");
        let mut command = Command::new(binary);
        command.arg("--demo");
        let mut term = Term::start(command, &home, 80, 24);
        let shown = |text: &str| text.contains("JASMIN Default Collection") && text.contains("GCP laptop");
        report.time(report::LOCAL_FRAME, DEMO, term.until(shown));
        term.until(|text| text.contains("Downloads"));
        term.quit("q");
    }
}

/// Bytes written and time to the last byte of a frame, for single Downs in a long directory.
fn keys(builds: &[(Subject, PathBuf)], report: &mut Report) {
    let dir = tempfile::tempdir().unwrap();
    for n in 0..5_000 {
        std::fs::write(dir.path().join(format!("file_{n:04}.nc")), "").unwrap();
    }
    let home = Home::new();
    let sandbox = Sandbox::start(&home);
    let big = sandbox.id(BIG);
    for round in 0..KEY_ROUNDS {
        for (who, binary) in in_turn(builds, round) {
            let command = at_sandbox(binary, &sandbox, [format!("{big}:/100000/"), format!("{big}:/")]);
            let mut term = Term::start(command, &home, 120, 40);
            term.until(is_whole);
            downs(&mut term, "\x1b[B", who, report);
            pages(&mut term, who, report);
            report.add(report::IDLE_BYTES, who, term.quiet_for(Duration::from_secs(3)) as f64);
            report.add(report::MEMORY_WITH_ROWS, who, term.resident_mib());
            term.quit("q");
        }
        let mut term = Term::start(mc(dir.path()), &home, 120, 40);
        term.until(|text| text.contains("file_0010.nc") && text.contains("10Quit"));
        downs(&mut term, "\x1bOB", MC, report);
        term.quit("\x1b[21~");
    }
}

/// At 9600 bits a second: a start, single keys, a key that is held in a directory of this computer.
fn slow_line(builds: &[(Subject, PathBuf)], report: &mut Report) {
    let dir = tempfile::tempdir().unwrap();
    for n in 0..500_u64 {
        // Names that share little, so that a row which scrolls is written anew.
        let rest = (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        std::fs::write(dir.path().join(format!("{n:04}_{rest:016x}.nc")), "").unwrap();
    }
    for round in 0..SLOW_ROUNDS {
        for (who, binary) in in_turn(builds, round) {
            let home = Home::new();
            let mut command = Command::new(binary);
            command.args([dir.path(), dir.path()]);
            let mut term = Term::start_on_slow_line(command, &home, 80, 24);
            let shown = |text: &str| text.contains("0005_") && text.matches("500 items").count() >= 2;
            report.time(report::SLOW_START, who, term.until(shown));
            term.settle();
            let every = Duration::from_millis(33);
            for _ in 0..5 {
                let one = term.hold("\x1b[B", 1, every, Duration::from_millis(500));
                report.time(report::SLOW_KEY, who, one);
            }
            report.time(report::SLOW_HELD, who, term.hold("\x1b[B", 90, every, Duration::from_secs(3)));
            assert!(term.text().contains("0095_"), "a key was lost:\n{}", term.text());
            term.quit("q");
        }
    }
}

/// Keys that change all rows of a pane.
fn pages(term: &mut Term, who: Subject, report: &mut Report) {
    for _ in 0..PAGES {
        report.add(report::PAGE_BYTES, who, term.press("\x1b[6~").1 as f64);
        report.add(report::MANY_BYTES, who, term.press_all(&"\x1b[B".repeat(200)) as f64);
    }
}

/// The same on a terminal of any colours, whose grounds are painted.
fn truecolor(binary: &Path, report: &mut Report) {
    let home = Home::new();
    let sandbox = Sandbox::start(&home);
    let big = sandbox.id(BIG);
    for _ in 0..KEY_ROUNDS {
        let command = at_sandbox(binary, &sandbox, [format!("{big}:/100000/"), format!("{big}:/")]);
        let mut term = Term::start_in_truecolor(command, &home, 120, 40);
        term.until(is_whole);
        term.settle();
        for pressed in 0..WITHOUT_SCROLLING.end {
            let (_, bytes) = term.press("\x1b[B");
            if WITHOUT_SCROLLING.contains(&pressed) {
                report.add(report::TRUE_BAR_BYTES, Subject::Hemi, bytes as f64);
            }
        }
        for _ in 0..PAGES {
            let bytes = term.press_all(&"\x1b[B".repeat(200));
            report.add(report::TRUE_MANY_BYTES, Subject::Hemi, bytes as f64);
        }
        let idle = term.quiet_for(Duration::from_secs(3));
        report.add(report::TRUE_IDLE_BYTES, Subject::Hemi, idle as f64);
        term.quit("q");
    }
}

fn downs(term: &mut Term, key: &str, who: Subject, report: &mut Report) {
    term.settle();
    let before = term.bytes;
    for pressed in 0..KEYS {
        let (time, bytes) = term.press(key);
        report.time(report::KEY_TO_FRAME, who, time);
        if WITHOUT_SCROLLING.contains(&pressed) {
            report.add(report::BAR_BYTES, who, bytes as f64);
        }
    }
    report.add(report::MEAN_BYTES, who, ((term.bytes - before) / KEYS) as f64);
}

/// 100,000 remote entries: from Enter to rows and to the whole, keys meanwhile, and a whole process against `globus ls`.
fn big_listing(builds: &[(Subject, PathBuf)], report: &mut Report) {
    let home = Home::new();
    // What the bar rests on would be there before Enter.
    home.set("prefetch = false\n");
    let sandbox = Sandbox::start(&home);
    let big = sandbox.id(BIG);
    for round in 0..LOADS {
        for (who, binary) in in_turn(builds, round) {
            let command = at_sandbox(binary, &sandbox, [format!("{big}:/"), format!("{big}:/")]);
            load(Term::start(command, &home, 120, 40), who, report);

            let command = at_sandbox(binary, &sandbox, [format!("{big}:/100000/"), format!("{big}:/")]);
            let started = Instant::now();
            let mut term = Term::start(command, &home, 120, 40);
            term.until(is_whole);
            report.time(report::PROCESS, who, started.elapsed());
            term.quit("q");
        }
        let mut command = Command::new(std::env::var("HEMI_PEER_GLOBUS").expect("run by tests/run --bench"));
        sandbox.point(&mut command);
        command.arg("ls").arg(format!("{big}:/100000/"));
        let started = Instant::now();
        let status = home.apply(&mut command).stdout(Stdio::null()).status().unwrap();
        assert!(status.success(), "globus ls ended with {status}");
        report.time(report::PROCESS, GLOBUS, started.elapsed());
    }
}

fn load(mut term: Term, who: Subject, report: &mut Report) {
    term.until(|text| text.matches("100000").count() >= 2);
    term.settle();
    let pressed = Instant::now();
    term.send("\r");
    term.until(|text| text.contains("station-"));
    report.time(report::FIRST_ROWS, who, pressed.elapsed());
    // Keys while it loads: each must be answered by a frame.
    let mut longest = Duration::ZERO;
    while !is_whole(&term.text()) {
        longest = longest.max(term.press_for_first_byte("\x1b[B"));
    }
    report.time(report::ALL_ROWS, who, pressed.elapsed());
    report.time(report::KEY_WHILE_LOADING, who, longest);
    term.quit("q");
}

/// 1,000,000 entries of a local directory: until all are listed, and keys meanwhile. Each key marks a row, and counts as
/// answered when the screen tells so.
fn local_million(binary: &Path, report: &mut Report) {
    const WHOLE: &str = "1,000,000 items";
    let dir = tempfile::tempdir().unwrap();
    for n in 0..MILLION {
        std::fs::File::create(dir.path().join(format!("file_{n:07}.nc"))).unwrap();
    }
    let home = Home::new();
    for _ in 0..MILLION_LOADS {
        let mut command = Command::new(binary);
        command.arg(dir.path());
        let mut term = Term::start(command, &home, 120, 40);
        let started = Instant::now();
        term.until(|text| text.contains("file_"));
        let mut waits = Vec::new();
        while !term.text().contains(WHOLE) && waits.len() < 999 {
            let marked = format!(" {} marked", waits.len() + 1);
            let pressed = Instant::now();
            term.send(" ");
            term.until(|text| text.contains(&marked));
            waits.push(pressed.elapsed());
        }
        term.until(|text| text.contains(WHOLE));
        report.time(report::LOCAL_ROWS, Subject::Hemi, started.elapsed());
        waits.sort();
        report.time(report::LOCAL_KEYS, Subject::Hemi, waits[waits.len() * 99 / 100]);
        term.quit("q");
    }
}
