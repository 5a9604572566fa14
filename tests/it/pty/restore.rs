//! The next start is where the last run was, however that ended, and whatever else ran meanwhile.

use std::path::Path;

use rustix::process::Signal;

use super::steps::{files, until};
use super::term::{Start, Term};

/// Two directories of this computer with files named after it, and the directory of hemi's own files.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        for place in ["west", "east", "north", "south"] {
            std::fs::create_dir(desk.0.path().join(place)).unwrap();
            for file in ["one", "two", "three"] {
                std::fs::write(desk.0.path().join(place).join(format!("{place}-{file}")), "").unwrap();
            }
        }
        desk
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    /// hemi with its files on this desk.
    fn hemi(&self, arguments: &[&str]) -> Term {
        let data = self.path("data");
        Start::hemi(&[arguments, &["--data", &data]].concat()).size(100, 24).run()
    }

    /// hemi with a place in each pane, once both are listed.
    fn hemi_at(&self, left: &str, right: &str, more: &[&str]) -> Term {
        let places = [self.path(left), self.path(right)];
        let term = self.hemi(&[&[places[0].as_str(), places[1].as_str()], more].concat());
        term.wait_text(&format!("{left}-two"));
        term.wait_text(&format!("{right}-two"));
        term
    }

    /// The texts of all saved sessions.
    fn saved(&self) -> Vec<String> {
        let is_session = |path: &Path| {
            path.extension().is_some_and(|extension| extension == "json")
                && path.parent().is_some_and(|dir| dir.ends_with("saved-sessions"))
        };
        let all = files(&self.0.path().join("data")).into_iter().filter(|path| is_session(path));
        all.filter_map(|path| std::fs::read_to_string(path).ok()).collect()
    }
}

fn quit(mut term: Term) {
    term.keys("q");
    assert_eq!(term.wait_end().code(), Some(0));
}

#[test]
fn killed_hung_up_or_quit_it_comes_back_with_its_marks() {
    type End = fn(&Desk, &mut Term);
    let ends: [End; 4] = [
        |desk, term| {
            until("a save", || desk.saved().iter().any(|saved| saved.contains(r#""name":"west-one""#)));
            term.signal(Signal::KILL);
        },
        |_, term| term.hang_up(),
        |_, term| term.signal(Signal::TERM),
        |_, term| term.keys("q"),
    ];
    for end in ends {
        let desk = Desk::new();
        let mut term = desk.hemi_at("west", "east", &[]);
        term.keys("sr");
        term.keys("G ");
        term.wait_text("●west-one");
        term.keys("k");
        end(&desk, &mut term);
        term.wait_end();
        let term = desk.hemi(&[]);
        term.wait_text("●west-one");
        for row in ["west-one", "east-three"] {
            term.wait_text(row);
        }
        quit(term);
    }
}

#[test]
fn two_at_once_lose_nothing_of_each_other() {
    let desk = Desk::new();
    let mut first = desk.hemi_at("west", "east", &[]);
    let second = desk.hemi_at("north", "south", &[]);
    until("two sessions", || desk.saved().len() == 2);
    // What ends last is restored first, and the other one beside it.
    quit(second);
    first.signal(Signal::TERM);
    first.wait_end();
    let third = desk.hemi(&[]);
    third.wait_text("west-two");
    let fourth = desk.hemi(&[]);
    fourth.wait_text("north-two");
    fourth.wait_text("south-two");
    assert!(!fourth.contents().contains("west"), "{}", fourth.contents());
    quit(fourth);
    quit(third);
    assert_eq!(desk.saved().len(), 2);
}

#[test]
fn started_fresh_or_left_with_a_capital_q_the_last_one_is_kept_as_it_was() {
    let desk = Desk::new();
    quit(desk.hemi_at("west", "east", &[]));
    let before = desk.saved();
    let mut term = desk.hemi(&["--fresh"]);
    // A plain start shows the working directory, which has nothing that is not hidden.
    term.wait_text("This directory is empty.");
    assert!(!term.contents().contains("west"));
    term.keys("Q");
    term.wait_end();
    let mut term = desk.hemi(&[]);
    term.wait_text("west-two");
    term.keys("hQ");
    term.wait_end();
    assert_eq!(desk.saved(), before);
}
