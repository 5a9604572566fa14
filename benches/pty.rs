//! The real binary in a real pseudo-terminal, beside Midnight Commander and the official CLI in the same run:
//! start to first frame, a listing of 100,000 entries, key to frame at that size, bytes per key, idle.
//!
//! Figures are medians of whole runs, programs taken in turn, so that a noisy moment hits all alike. Run it by
//! `tests/run --bench`.
// A bench may stop at the first thing that is not as it should be, and prints its figures.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod rig;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rig::{Home, Sandbox, Term, median};

const STARTS: usize = 15;
const KEYS: usize = 100;
const BIG: &str = "Very large directories";

/// One line of the report.
struct Figure {
    what: &'static str,
    hemi: String,
    peer: String,
}

fn main() {
    // `cargo test` may run benches without work to see that they start.
    if std::env::args().any(|a| a == "--test") {
        return;
    }
    let mut figures = Vec::new();
    starts(&mut figures);
    keys(&mut figures);
    big_listing(&mut figures);
    println!("\n| figure | hemi | beside it |\n|---|---|---|");
    for figure in figures {
        println!("| {} | {} | {} |", figure.what, figure.hemi, figure.peer);
    }
}

fn ms(of: Duration) -> String {
    format!("{:.1} ms", of.as_secs_f64() * 1e3)
}

/// All 100,000 rows are there and nothing more is awaited.
fn is_whole(text: &str) -> bool {
    text.contains("100,000 items") && !text.contains("loading")
}

fn hemi() -> Command {
    Command::new(env!("CARGO_BIN_EXE_hemi"))
}

fn mc(dir: &Path) -> Command {
    let mut command = Command::new("mc");
    command.arg("-u").arg(dir).arg(dir);
    command
}

/// From spawning the process to the arrival of the bytes that complete the first picture of both panes.
fn starts(figures: &mut Vec<Figure>) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("file_05.txt"), "x").unwrap();
    let (mut ours, mut theirs, mut bytes) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let home = Home::new();
        let mut command = hemi();
        command.arg("--demo");
        let mut term = Term::start(command, &home, 120, 40);
        let shown = |text: &str| text.contains("JASMIN Default Collection") && text.contains("GCP laptop");
        ours.push(term.until(shown));
        bytes.push(term.bytes);
        term.until(|text| text.contains("Downloads"));
        term.quit("q");
        let mut term = Term::start(mc(dir.path()), &home, 120, 40);
        theirs.push(term.until(|text| text.matches("file_05.txt").count() >= 2 && text.contains("10Quit")));
        term.quit("\x1b[21~");
    }
    figures.push(Figure {
        what: "start to first frame, both panes drawn",
        hemi: ms(median(&ours)),
        peer: format!("mc -u {}", ms(median(&theirs))),
    });
    bytes.sort_unstable();
    figures.push(Figure {
        what: "bytes of the first frame",
        hemi: bytes[bytes.len() / 2].to_string(),
        peer: String::new(),
    });
}

/// Bytes written and time to the last byte of a frame, for single Downs in a directory of some hundred files.
fn keys(figures: &mut Vec<Figure>) {
    let dir = tempfile::tempdir().unwrap();
    for n in 0..5_000 {
        std::fs::write(dir.path().join(format!("file_{n:04}.nc")), "").unwrap();
    }
    let home = Home::new();
    let sandbox = Sandbox::start(&home);
    let big = sandbox.id(BIG);
    let mut command = hemi();
    sandbox.point(&mut command);
    command.arg(format!("{big}:/100000/")).arg(format!("{big}:/"));
    let mut term = Term::start(command, &home, 120, 40);
    term.until(is_whole);
    let ours = downs(&mut term, "\x1b[B");
    let idle = term.quiet_for(Duration::from_secs(3));
    term.quit("q");
    let mut term = Term::start(mc(dir.path()), &home, 120, 40);
    term.until(|text| text.contains("file_0010.nc") && text.contains("10Quit"));
    let theirs = downs(&mut term, "\x1bOB");
    term.quit("\x1b[21~");
    figures.push(Figure {
        what: "key to frame in 100,000 entries (mc: 5,000 local), median",
        hemi: ms(ours.time),
        peer: format!("mc -u {}", ms(theirs.time)),
    });
    figures.push(Figure {
        what: "bytes per Down, bar moves",
        hemi: ours.bar.to_string(),
        peer: format!("mc -u {}", theirs.bar),
    });
    figures.push(Figure {
        what: "bytes per Down, mean of 100 with scrolling",
        hemi: ours.mean.to_string(),
        peer: format!("mc -u {}", theirs.mean),
    });
    figures.push(Figure {
        what: "bytes written in 3 s of idling",
        hemi: idle.to_string(),
        peer: String::new(),
    });
}

struct Downs {
    time: Duration,
    bar: usize,
    mean: usize,
}

fn downs(term: &mut Term, key: &str) -> Downs {
    term.settle();
    let (mut times, mut bytes) = (Vec::new(), Vec::new());
    for _ in 0..KEYS {
        let (time, count) = term.press(key);
        times.push(time);
        bytes.push(count);
    }
    let mut early = bytes[3..16].to_vec();
    early.sort_unstable();
    Downs {
        time: median(&times),
        bar: early[early.len() / 2],
        mean: bytes.iter().sum::<usize>() / bytes.len(),
    }
}

/// 100,000 remote entries: from Enter to rows and to the whole, keys meanwhile, and a whole process against `globus ls`.
fn big_listing(figures: &mut Vec<Figure>) {
    let home = Home::new();
    let sandbox = Sandbox::start(&home);
    let big = sandbox.id(BIG);
    let (mut first, mut whole, mut process, mut globus, mut waits) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..5 {
        let mut command = hemi();
        sandbox.point(&mut command);
        command.arg(format!("{big}:/")).arg(format!("{big}:/"));
        let mut term = Term::start(command, &home, 120, 40);
        term.until(|text| text.matches("100000").count() >= 2);
        term.settle();
        let pressed = Instant::now();
        term.send("\r");
        term.until(|text| text.contains("station-"));
        first.push(pressed.elapsed());
        // Keys while it loads: each must be answered by a frame.
        while !is_whole(&term.text()) {
            let (wait, _) = term.press_only_first_byte("\x1b[B");
            waits.push(wait);
        }
        term.until(is_whole);
        whole.push(pressed.elapsed());
        term.quit("q");

        let mut command = hemi();
        sandbox.point(&mut command);
        command.arg(format!("{big}:/100000/")).arg(format!("{big}:/"));
        let started = Instant::now();
        let mut term = Term::start(command, &home, 120, 40);
        term.until(is_whole);
        process.push(started.elapsed());
        term.quit("q");

        let mut command = Command::new(std::env::var("HEMI_PEER_GLOBUS").expect("run by tests/run --bench"));
        sandbox.point(&mut command);
        command.arg("ls").arg(format!("{big}:/100000/"));
        let started = Instant::now();
        let status = home.apply(&mut command).stdout(Stdio::null()).status().unwrap();
        assert!(status.success(), "globus ls ended with {status}");
        globus.push(started.elapsed());
    }
    let peer = format!("`globus ls` {}", ms(median(&globus)));
    figures.push(Figure {
        what: "100,000 remote entries: Enter to first rows",
        hemi: ms(median(&first)),
        peer: String::new(),
    });
    figures.push(Figure {
        what: "100,000 remote entries: Enter to complete",
        hemi: ms(median(&whole)),
        peer: peer.clone(),
    });
    figures.push(Figure {
        what: "100,000 remote entries: process start to complete",
        hemi: ms(median(&process)),
        peer,
    });
    let longest = waits.iter().max().copied().unwrap_or_default();
    figures.push(Figure {
        what: "longest wait of a key while they load",
        hemi: format!("{} ({} keys)", ms(longest), waits.len()),
        peer: String::new(),
    });
    let ratio = median(&process).as_secs_f64() / median(&globus).as_secs_f64();
    figures.push(Figure {
        what: "ratio, process start to complete",
        hemi: format!("{ratio:.2}"),
        peer: "aim 0.50".to_owned(),
    });
}
