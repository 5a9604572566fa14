//! The plain mode, driven by lines alone: through pipes, and on a terminal that cannot move its cursor.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use super::term::{DEADLINE, HEMI, Start};
use crate::http;

/// hemi with pipes for its input and output.
struct Piped {
    child: Child,
    input: Option<ChildStdin>,
    said: Arc<(Mutex<String>, Condvar)>,
    /// How much of it was looked at.
    seen: usize,
    _home: tempfile::TempDir,
}

impl Piped {
    fn start(arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut child = Command::new(HEMI)
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", home.path())
            .env("TMPDIR", home.path())
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, mut output) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        let said = Arc::new((Mutex::new(String::new()), Condvar::new()));
        std::thread::spawn({
            let said = Arc::clone(&said);
            move || {
                loop {
                    let bytes = output.fill_buf().map(<[u8]>::to_vec).unwrap_or_default();
                    output.consume(bytes.len());
                    if bytes.is_empty() {
                        return;
                    }
                    said.0.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes));
                    said.1.notify_all();
                }
            }
        });
        Self { child, input, said, seen: 0, _home: home }
    }

    fn say(&mut self, line: &str) {
        let input = self.input.as_mut().unwrap();
        input.write_all(format!("{line}\n").as_bytes()).unwrap();
        input.flush().unwrap();
    }

    /// Waits for words after those that were waited for before; what came until their end.
    fn hear(&mut self, words: &str) -> String {
        let (said, changed) = &*self.said;
        let from = self.seen;
        let found = |said: &String| said[from..].find(words).map(|at| from + at + words.len());
        let (said, _) =
            changed.wait_timeout_while(said.lock().unwrap(), DEADLINE, |said| found(said).is_none()).unwrap();
        let end = found(&said).unwrap_or_else(|| panic!("no {words:?} after:\n{}", &*said));
        self.seen = end;
        said[from..end].to_owned()
    }

    /// The number of the answer that begins so, of those that came last.
    fn number(&self, label: &str) -> String {
        let said = self.said.0.lock().unwrap();
        let is_it = |line: &&str| line.split_once(". ").is_some_and(|(_, words)| words.starts_with(label));
        let line = said.lines().rev().find(is_it).unwrap_or_else(|| panic!("no {label:?} in:\n{}", &*said));
        line.split_once('.').unwrap().0.to_owned()
    }

    /// Answers until the words come: a plan is not sent before it could be read.
    fn insist(&mut self, line: &str, words: &str) {
        let until = Instant::now() + DEADLINE;
        loop {
            self.say(line);
            let (said, changed) = &*self.said;
            let from = self.seen;
            let wait = Duration::from_millis(150);
            let (said, late) = changed
                .wait_timeout_while(said.lock().unwrap(), wait, |said| !said[from..].contains(words))
                .unwrap();
            assert!(Instant::now() < until, "no {words:?} after:\n{}", &*said);
            if !late.timed_out() {
                break;
            }
        }
        self.hear(words);
    }

    fn end(mut self) -> String {
        drop(self.input.take());
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
        self.said.0.lock().unwrap().clone()
    }
}

/// The main job: a collection by search, a directory, marks, a plan, the task, its events.
fn walk(mut hemi: Piped) -> String {
    hemi.hear("hemi, left pane: ");
    hemi.say("search");
    hemi.hear("Find, or a number: ");
    hemi.say("jasmin");
    hemi.hear("Searched for: jasmin");
    hemi.hear("JASMIN Default Collection");
    hemi.hear("Find, or a number: ");
    let jasmin = hemi.number("JASMIN Default Collection");
    hemi.say(&jasmin);
    hemi.hear("members, directory");
    hemi.hear("hemi, left pane: ");
    let analysis = hemi.number("analysis");
    hemi.say(&analysis);
    hemi.hear("/home/users/demo/analysis: ");
    hemi.hear("hemi, left pane: ");
    let marks = [hemi.number("environment.yml"), hemi.number("plot_tas_anomaly.py")];
    hemi.say(&format!("m {} {}", marks[0], marks[1]));
    hemi.hear("2 marked");
    hemi.say("transfer");
    for words in
        ["From: JASMIN Default Collection /home/users/demo/analysis", "To: GCP laptop", "What: 2 files of"]
    {
        hemi.hear(words);
    }
    hemi.hear("Answer, 0 to ");
    let send = hemi.number("send");
    hemi.insist(&send, "Submitting 2 items to GCP laptop");
    hemi.hear("Done: ");
    hemi.hear("(2 files, ");
    hemi.say("tasks");
    hemi.hear("done, 2 files");
    hemi.say("task_events");
    hemi.hear("Started: ");
    hemi.hear("Answer, 0 to ");
    hemi.say("0");
    hemi.hear("hemi, tasks: ");
    hemi.say("fly");
    hemi.hear("There is no such command");
    hemi.say("quit");
    hemi.end()
}

#[test]
fn the_main_job_by_lines_alone() {
    let said = walk(Piped::start(&["--demo", "--plain"], &[("TERM", "xterm"), ("LANG", "C.UTF-8")]));
    assert!(!said.contains('\u{1b}') && !said.contains('\r'), "{said}");
}

#[test]
fn a_dumb_terminal_starts_it_and_an_ascii_locale_gets_ascii() {
    let said = walk(Piped::start(&["--demo"], &[("TERM", "dumb")]));
    assert!(said.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte)), "{said}");
}

#[test]
fn a_sign_in_by_a_link_and_a_code() {
    let mut hemi = Piped::start(&["--demo", "--sign-in", "--plain"], &[("LANG", "C.UTF-8")]);
    hemi.hear("Sign in to Globus");
    hemi.hear("Answer, 0 to ");
    let paste = hemi.number("With a link");
    hemi.say(&paste);
    hemi.hear("Open this link in a browser");
    let said = hemi.hear("The code: ");
    let link = said.split_whitespace().find(|word| word.starts_with("http://")).expect("a link");
    hemi.say("not the code");
    hemi.hear("Attention: ");
    hemi.hear("The code: ");
    let page = http::consent(link, "allow");
    hemi.say(&http::code_on(&page));
    hemi.hear("Signed in as ");
    hemi.hear("README.txt");
    // The end of the input ends it.
    let said = hemi.end();
    assert!(!said.contains('\u{1b}'));
}

#[test]
fn on_a_terminal_ctrl_c_leaves_a_dialog_and_nothing_but_text_is_written() {
    for term in ["dumb", ""] {
        on_a_terminal(term);
    }
}

fn on_a_terminal(term: &str) {
    let home = tempfile::tempdir().unwrap();
    let mut term = Start::hemi(&["--demo"])
        .size(100, 60)
        .variable("TERM", term)
        .variable("TMPDIR", home.path().to_str().unwrap())
        .run();
    term.wait_text("README.txt");
    term.wait_text("hemi, left pane: ");
    term.keys("transfer\n");
    term.wait_text("1. send");
    term.keys("\x03");
    term.wait_for("the prompt of the pane", |screen| {
        screen.contents().trim_end().ends_with("hemi, left pane:")
    });
    term.keys("tasks\n");
    term.wait_text("hemi, tasks: ");
    term.keys("quit\n");
    assert_eq!(term.wait_end().code(), Some(0));
    assert!(!term.raw().contains(&0x1b));
    term.assert_given_back();
}

#[test]
fn a_reader_that_goes_away_ends_it() {
    let mut child = Command::new(HEMI)
        .args(["--demo", "--plain"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(129));
}

#[test]
fn a_keymap_can_be_tried_in_the_demo() {
    for (arguments, says) in [
        (&["--demo", "--plain"][..], "no such command"),
        (&["--demo", "--plain", "--keymap", "mc"], "1 marked"),
    ] {
        let mut hemi = Piped::start(arguments, &[]);
        hemi.hear("1. ");
        hemi.say("Ctrl-T");
        hemi.hear(says);
        hemi.say("quit");
    }
}
