//! Terminals that behave badly: sizes in a storm, junk for keys, readers that stall. `ARCHITECTURE.md` P2-1.

use std::time::{Duration, Instant};

use super::steps::until;
use super::term::{Start, rounds};

/// Work that repeats does so within this time.
const IDLE: Duration = Duration::from_secs(3);

#[test]
fn three_hundred_sizes() {
    let mut term = Start::hemi(&[]).run();
    term.wait_ready();
    for round in 0..300_u16 {
        term.resize(1 + round * 7 % 200, 1 + round * 5 % 60);
    }
    term.resize(80, 24);
    term.wait_for("a picture of the last size", |screen| {
        screen.rows(0, 80).nth(23).is_some_and(|row| !row.trim().is_empty())
    });
    term.keys("q");
    assert_eq!(term.wait_end().code(), Some(0));
    term.assert_given_back();
}

#[test]
fn one_cell() {
    let mut term = Start::hemi(&[]).size(1, 1).run();
    term.assert_taken();
    term.resize(80, 24);
    term.wait_ready();
    term.resize(1, 1);
    term.keys("jjq");
    assert_eq!(term.wait_end().code(), Some(0));
    term.assert_given_back();
}

/// Junk must change nothing on this disk: it may type a name and Enter, and walk anywhere first. So what changes a disk
/// has no key, nor has the palette, which finds such commands by their names.
const HARMLESS: &str = "[keys.global]\npalette = []\n[keys.list]\nnew_directory = []\nrename = []\nnew_file = []\ntouch = []\nchmod = []\npermissions = []\ncreate_guest = []\ndelete = []\nundo = []\nbasket = []\nactions = []\nedit_file = []\npage_file = []\nshell = []\n";

#[test]
fn twenty_thousand_bytes_of_junk() {
    for round in 0..rounds() {
        let data = tempfile::tempdir().unwrap();
        std::fs::create_dir(data.path().join("config")).unwrap();
        std::fs::write(data.path().join("config/config.toml"), HARMLESS).unwrap();
        let mut term = Start::hemi(&["--data", data.path().to_str().unwrap()]).run();
        term.wait_ready();
        // No `q`, no `0` (behind an Esc it is F10, as in mc), no Ctrl-C and no Ctrl-Z: those end or stop it, rightly.
        // No Ctrl-S and no Ctrl-\: one that is unread at the end is the terminal's, which stops all output or drops it.
        let mut seed = 0x9e37_79b9_u32.wrapping_add(round);
        let junk: Vec<u8> = std::iter::repeat_with(|| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        })
        .filter(|byte| !matches!(byte, b'q' | b'Q' | b'0' | 0x1a | 0x03 | 0x13 | 0x1c))
        .take(20_000)
        .collect();
        term.flood(&junk);
        term.signal(rustix::process::Signal::TERM);
        assert_eq!(term.wait_end().code(), Some(143), "{}", term.contents());
        term.assert_given_back();
        let made = std::fs::read_dir(term.home()).unwrap().map(|entry| entry.unwrap().file_name());
        let seen: Vec<_> = made.filter(|name| !name.to_string_lossy().starts_with('.')).collect();
        assert!(seen.is_empty(), "junk has made {seen:?}");
    }
}

#[test]
fn a_reader_that_stalls_does_not_keep_it_from_leaving() {
    for _ in 0..rounds() {
        let mut term = Start::hemi(&[]).size(200, 60).run();
        term.wait_ready();
        term.stall(true);
        // Each size is a whole picture; together they are more than any terminal buffers.
        let mut columns = (140..200).cycle();
        until("a terminal that takes no more", || {
            term.resize(columns.next().unwrap(), 60);
            !term.takes_more()
        });
        term.keys("q");
        let status = term.wait_end();
        term.stall(false);
        assert_eq!(status.code(), Some(0));
        term.assert_given_back();
    }
}

#[test]
fn nothing_is_written_and_nothing_computed_while_idle() {
    let term = Start::hemi(&[]).run();
    term.wait_ready();
    let state = || (term.raw().len(), term.ticks());
    let mut last = (state(), Instant::now());
    until("a span without a byte written and without a tick of the processor", || {
        if state() != last.0 {
            last = (state(), Instant::now());
        }
        last.1.elapsed() > IDLE
    });
}
