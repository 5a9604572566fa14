//! `--print-dir-on-quit`: the shell goes where the user was, after a quit and after nothing else.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;

use rustix::process::Signal;

use super::term::{HEMI, Start, Term};

/// A directory whose name is no text and has all that shells split and expand, in one of its own.
const HOSTILE: &[u8] = b"a b$(x)\n\xff'";

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let deep = desk.0.path().join("top").join(OsStr::from_bytes(HOSTILE));
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::write(deep.join("inside"), "").unwrap();
        std::fs::write(desk.told(), "before").unwrap();
        desk
    }

    fn told(&self) -> PathBuf {
        self.0.path().join("told")
    }

    fn top(&self) -> PathBuf {
        self.0.path().canonicalize().unwrap().join("top")
    }

    /// hemi in the hostile directory.
    fn hemi(&self, more: &[&str]) -> Term {
        let (told, top) = (self.told(), self.top());
        let (told, top) = (told.to_str().unwrap(), top.to_str().unwrap());
        let term = Start::hemi(&[&["--print-dir-on-quit", told, top], more].concat()).run();
        walk(&term);
        term
    }

    fn text(&self) -> Vec<u8> {
        std::fs::read(self.told()).unwrap()
    }
}

/// From the top directory into the one below.
fn walk(term: &Term) {
    term.wait_text("a b$(x)");
    term.keys("jl");
    term.wait_text("inside");
}

#[test]
fn a_quit_tells_the_directory_as_its_bytes_are() {
    let desk = Desk::new();
    let mut term = desk.hemi(&[]);
    term.keys("q");
    assert_eq!(term.wait_end().code(), Some(0));
    term.assert_given_back();
    let wanted = [desk.top().as_os_str().as_bytes(), b"/", HOSTILE].concat();
    assert_eq!(desk.text().strip_suffix(b"/").unwrap_or(&desk.text()), wanted);
}

#[test]
fn what_is_no_quit_with_q_tells_nothing() {
    let desk = Desk::new();
    // The last one in the other pane, which shows no directory of this computer.
    for (code, keys) in [(0, "Q"), (143, ""), (0, "\tq")] {
        let mut term = desk.hemi(&[]);
        match keys {
            "" => term.signal(Signal::TERM),
            keys => term.keys(keys),
        }
        assert_eq!(term.wait_end().code(), Some(code));
        assert_eq!(desk.text(), b"before");
    }
}

#[test]
fn a_file_that_cannot_be_written_is_said_behind_the_end() {
    let mut term = Start::hemi(&["--print-dir-on-quit", "/nowhere/told", "/"]).run();
    term.wait_ready();
    term.wait_text("etc");
    term.keys("q");
    assert_eq!(term.wait_end().code(), Some(1));
    term.wait_text("/nowhere/told");
    term.assert_given_back();
}

#[test]
fn the_function_of_the_readme_goes_there() {
    let desk = Desk::new();
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let function = readme.split("```sh\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let script = format!(
        "{function}\nPATH=$(dirname '{HEMI}'):$PATH\nh '{}'; echo code $? >'{1}'; pwd >>'{1}'",
        desk.top().display(),
        desk.told().display()
    );
    let mut term = Start::shell(&["-c", r#"bash -c "$0""#, &script]).run();
    walk(&term);
    term.keys("q");
    term.wait_end();
    let wanted = [b"code 0\n", desk.top().as_os_str().as_bytes(), b"/", HOSTILE, b"\n"].concat();
    assert_eq!(desk.text(), wanted, "{}", term.contents());
}
