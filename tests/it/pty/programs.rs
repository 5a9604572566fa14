//! The terminal in the hands of the user's programs, and back: no byte goes to the wrong one.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use rustix::process::{Pid, Signal, kill_process_group};

use super::steps::until;
use super::term::{Start, Term, rounds};

/// No text, and all that shells split and expand and programs take for an option.
const HOSTILE: &[u8] = b"-rf a b$(x)'\n\xff";

/// Variables that no program may get.
const SECRETS: [(&str, &str); 2] = [("HEMI_CLIENT_SECRET", "secret"), ("GLOBUS_CLI_CLIENT_SECRET", "secret")];

struct Desk(tempfile::TempDir);

impl Desk {
    /// A directory with one file of a hostile name, and a program that says what it got and reads one line.
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir(desk.path("dir")).unwrap();
        std::fs::write(desk.path("dir").join(OsStr::from_bytes(HOSTILE)), "words\n").unwrap();
        desk.program(
            "program",
            r#"echo "program is ready"
            : >"$DESK/ready"
            IFS= read -r line
            printf '%s|%s|%s|%s|' "$line" "$*" "$(pwd)" "${HEMI_CLIENT_SECRET-}${GLOBUS_CLI_CLIENT_SECRET-}" >"$DESK/said.new"
            mv "$DESK/said.new" "$DESK/said"
            until [ -e "$DESK/go" ]; do sleep 0.01; done
            rm "$DESK/go"
            touch made
            printf "\033[H\033[2J""#,
        );
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().canonicalize().unwrap().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    fn program(&self, name: &str, lines: &str) {
        let path = self.path(name);
        std::fs::write(&path, format!("#!/bin/sh\n{lines}\n")).unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// hemi in that directory, the cursor on the file, with a variable that names the program.
    fn hemi(&self, variables: &[(&str, &str)]) -> Term {
        let directory = self.text("dir");
        let start = Start::hemi(&["--fresh", &directory]).variable("DESK", &self.text(""));
        let start = variables.iter().fold(start, |start, (name, value)| start.variable(name, value));
        let term = start.run();
        term.wait_text("-rf a b$(x)");
        term.keys("j");
        term
    }

    /// Waits until the program runs and its words are on the shell's screen. The words alone may be those of a program before it.
    fn wait_started(&self, term: &Term) {
        until("the program runs", || self.path("ready").exists());
        std::fs::remove_file(self.path("ready")).unwrap();
        term.wait_for("the program on the shell's screen", |screen| {
            !screen.alternate_screen() && screen.contents().contains("program is ready")
        });
    }

    /// Types a line for the program, and more that it does not read; then has it end.
    fn serve(&self, term: &Term) -> Vec<u8> {
        self.wait_started(term);
        self.answer(term)
    }

    fn answer(&self, term: &Term) -> Vec<u8> {
        term.assert_given_back();
        term.keys("what is typed for it, qQ: all\n");
        until("what the program says", || self.path("said").exists());
        let said = std::fs::read(self.path("said")).unwrap();
        std::fs::remove_file(self.path("said")).unwrap();
        // In hemi, this would quit.
        term.keys("q\n");
        until("a line that is not read", || rustix::io::ioctl_fionread(term.line()).unwrap() >= 2);
        std::fs::write(self.path("go"), "").unwrap();
        term.assert_taken();
        said
    }

    fn said(&self, argument: &[u8]) -> Vec<u8> {
        [b"what is typed for it, qQ: all|", argument, b"|", self.path("dir").as_os_str().as_bytes(), b"||"]
            .concat()
    }
}

fn quit(mut term: Term) {
    term.keys("q");
    assert_eq!(term.wait_end().code(), Some(0), "{}", term.contents());
    term.assert_given_back();
}

#[test]
fn editor_and_pager_get_the_file_the_keys_and_no_secret() {
    for (key, variable) in [("E", "EDITOR"), ("gp", "PAGER")] {
        let desk = Desk::new();
        let program = format!("{} -x", desk.text("program"));
        let term = desk.hemi(&[&SECRETS[..], &[(variable, &program), ("VISUAL", "")]].concat());
        let file = [b"-x ", desk.path("dir").as_os_str().as_bytes(), b"/", HOSTILE].concat();
        for _ in 0..rounds().max(3) {
            term.keys(key);
            assert_eq!(
                desk.serve(&term).escape_ascii().to_string(),
                desk.said(&file).escape_ascii().to_string()
            );
            term.wait_text("made");
            std::fs::remove_file(desk.path("dir/made")).unwrap();
        }
        quit(term);
    }
}

#[test]
fn a_shell_is_opened_in_the_directory_and_what_it_made_is_listed() {
    let desk = Desk::new();
    let term = desk.hemi(&[&SECRETS[..], &[("SHELL", &desk.text("program"))]].concat());
    term.keys("!");
    assert_eq!(desk.serve(&term), desk.said(b""));
    term.wait_text("made");
    quit(term);
}

#[test]
fn the_keys_that_end_and_stop_a_program_do_not_end_hemi() {
    let desk = Desk::new();
    let term = desk.hemi(&[("EDITOR", &desk.text("program"))]);
    for key in [0x03, 0x1c] {
        term.keys("E");
        desk.wait_started(&term);
        term.keys([key]);
        term.assert_taken();
        term.wait_text("The editor");
    }
    term.keys("E");
    desk.wait_started(&term);
    term.keys([0x1a]);
    term.wait_stopped();
    term.assert_given_back();
    kill_process_group(Pid::from_raw(i32::try_from(term.id()).unwrap()).unwrap(), Signal::CONT).unwrap();
    desk.answer(&term);
    term.wait_text("made");
    quit(term);
}

#[test]
fn what_does_not_exist_or_fails_is_said() {
    let desk = Desk::new();
    desk.program("fails", "exit 3");
    let fails = desk.text("fails");
    let term = desk.hemi(&[("EDITOR", &fails), ("PAGER", "/no/such/pager"), ("SHELL", "/no/such/shell")]);
    for (key, words) in [("E", "ended with code 3"), ("gp", "was not found"), ("!", "cannot be started")] {
        term.keys(key);
        term.wait_text(words);
        term.assert_taken();
    }
    quit(term);
}

#[test]
fn enter_opens_a_file_with_the_desktop_or_says_why_not() {
    let desk = Desk::new();
    let term = desk.hemi(&[]);
    // What is said of the services comes when it comes: it would take the place of the answer.
    term.wait_text("gm shows all");
    term.keys("\x1b");
    term.wait_for("the message is closed", |screen| !screen.contents().contains("gm shows all"));
    term.keys("\r");
    term.wait_text("No window can be opened from here: E edits this file, gp shows it.");
    quit(term);
    desk.program(
        "xdg-open",
        r#"printf %s "$*${HEMI_CLIENT_SECRET-}" >"$DESK/opened.new"; mv "$DESK/opened.new" "$DESK/opened""#,
    );
    let path = format!("{}:{}", desk.text(""), std::env::var("PATH").unwrap());
    let term = desk.hemi(&[&SECRETS[..], &[("DISPLAY", ":0"), ("PATH", &path)]].concat());
    term.keys("\r");
    until("the desktop's program", || desk.path("opened").exists());
    let file = [desk.path("dir").as_os_str().as_bytes(), b"/", HOSTILE].concat();
    assert_eq!(std::fs::read(desk.path("opened")).unwrap(), file);
    quit(term);
}

#[test]
fn what_changes_underneath_is_listed_without_a_key() {
    let desk = Desk::new();
    let term = desk.hemi(&[]);
    term.wait_text("free");
    for name in ["appears", "too"] {
        std::fs::write(desk.path("dir").join(name), "").unwrap();
        term.wait_text(name);
    }
    // The cursor is still on the first file.
    term.wait_for("the cursor", |screen| {
        screen.contents().lines().any(|line| line.starts_with("│▌ -rf a b"))
    });
    quit(term);
}
