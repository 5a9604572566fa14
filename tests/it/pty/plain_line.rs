//! A link as one plain line on the shell's screen: the terminal's own wrap, so that it can be selected whole.

use rustix::process::Signal;

use super::term::{Start, Term};

/// hemi with services that do not answer: a link needs none.
fn asking(start: Start) -> Start {
    start
        .variable("HEMI_CLIENT_ID", "1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901")
        .variable("GLOBUS_SDK_ENVIRONMENT", "production")
        .variable("GLOBUS_SDK_SERVICE_URL_AUTH", "http://127.0.0.1:1/")
        .variable("GLOBUS_SDK_SERVICE_URL_TRANSFER", "http://127.0.0.1:1/")
}

/// A terminal in which the link is shown.
fn alone() -> Term {
    let term = asking(Start::hemi(&[])).run();
    to_the_link(&term);
    term
}

fn to_the_link(term: &Term) {
    term.wait_text("Sign in to Globus");
    term.keys("p");
    term.wait_text("Code:");
}

/// A shell with something on its screen, in which hemi waits at the link to sign in.
fn at_the_link(size: (u16, u16)) -> Term {
    let script = "echo BEFORE; $HEMI; echo AFTER";
    let term =
        asking(Start::shell(&["-c", script])).variable("HEMI", super::term::HEMI).size(size.0, size.1).run();
    to_the_link(&term);
    term
}

/// The link, however many rows it takes.
fn link(screen: &vt100::Screen) -> Option<String> {
    let lines: Vec<String> = screen.rows(0, screen.size().1).collect();
    let begin = lines.iter().position(|line| line.starts_with("http://"))?;
    let mut link = String::new();
    for (y, line) in (0_u16..).zip(&lines).skip(begin) {
        link.push_str(line);
        // Wrapped by the terminal: to it this is one line.
        if !screen.row_wrapped(y) {
            break;
        }
    }
    Some(link)
}

fn is_whole(link: impl AsRef<str>) -> bool {
    let link = link.as_ref();
    link.contains("code_challenge=") && link.contains("code_challenge_method=S256") && !link.contains(' ')
}

fn print(term: &Term) {
    // Ctrl-R works while the code is typed.
    term.keys([0x12]);
    term.wait_for("the link on the shell's screen", |screen| {
        !screen.alternate_screen() && link(screen).is_some_and(is_whole)
    });
}

fn comes_back(term: &Term) {
    term.wait_for("hemi again", |screen| screen.alternate_screen() && screen.contents().contains("Code:"));
}

#[test]
fn the_link_is_one_line_to_the_terminal_and_any_key_comes_back() {
    for size in [(80, 24), (40, 20), (200, 50)] {
        let mut term = at_the_link(size);
        print(&term);
        assert!(size.1 < 24 || term.contents().contains("BEFORE"), "this is not the shell's screen");
        // A key that would leave means nothing more than any other.
        term.keys("q");
        comes_back(&term);
        print(&term);
        term.keys([0x1b]);
        comes_back(&term);
        term.keys([0x1b]);
        term.wait_for("the panes", |screen| !screen.contents().contains("Code:"));
        term.keys("q");
        term.wait_end();
        // The shell continues below what was printed.
        term.wait_text("AFTER");
        let screen = term.contents();
        let link = screen.rfind("http://").expect("the link is still there");
        assert!(screen.rfind("AFTER").is_some_and(|after| after > link), "{screen}");
        term.assert_given_back();
    }
}

#[test]
fn a_paste_comes_back_too_and_is_not_the_code() {
    let term = at_the_link((80, 24));
    print(&term);
    term.keys("\x1b[200~q\n\x1b[201~");
    comes_back(&term);
    assert!(!term.contents().contains('•'), "{}", term.contents());
}

#[test]
fn another_size_meanwhile_is_fine() {
    let term = at_the_link((80, 24));
    print(&term);
    term.resize(60, 20);
    term.resize(100, 30);
    term.keys(" ");
    term.wait_for("a picture of the new size", |screen| {
        screen.alternate_screen()
            && screen.contents().contains("Code:")
            && screen.rows(0, 100).nth(29).is_some_and(|row| !row.trim().is_empty())
    });
}

#[test]
fn an_end_meanwhile_gives_the_terminal_back_and_leaves_the_link() {
    for signal in [Signal::TERM, Signal::HUP] {
        let mut term = alone();
        term.keys([0x12]);
        term.wait_for("the link", |screen| !screen.alternate_screen() && link(screen).is_some());
        term.signal(signal);
        assert_eq!(term.wait_end().code(), Some(128 + signal.as_raw()));
        term.assert_given_back();
        let screen = term.contents();
        assert!(screen.contains("http://") && screen.contains("code_challenge="), "written over:\n{screen}");
    }
}

#[test]
fn a_stop_meanwhile_ends_it() {
    let mut term = alone();
    term.keys([0x12]);
    term.wait_for("the link", |screen| !screen.alternate_screen() && link(screen).is_some());
    term.signal(Signal::TSTP);
    term.wait_stopped();
    term.assert_given_back();
    term.signal(Signal::CONT);
    comes_back(&term);
    term.signal(Signal::TERM);
    term.wait_end();
    term.assert_given_back();
}

/// OSC 8: a terminal that knows it opens the whole link at a click on any of its rows.
#[test]
fn the_words_of_the_link_lead_there() {
    for size in [(80, 24), (40, 12)] {
        let mut term = asking(Start::hemi(&[]).size(size.0, size.1)).run();
        to_the_link(&term);
        term.keys([0x1b]);
        term.wait_for("the panes", |screen| !screen.contents().contains("Code:"));
        term.keys("q");
        term.wait_end();
        let raw = String::from_utf8_lossy(&term.raw()).into_owned();
        let parts: Vec<&str> =
            raw.split("\x1b]8;").skip(1).map(|part| part.split_once("\x1b\\").unwrap().0).collect();
        let targets = parts.iter().filter_map(|part| part.strip_prefix("id=hemi;"));
        assert!(targets.clone().count() > 0 && targets.clone().all(is_whole), "{parts:?}");
        assert_eq!(parts.last(), Some(&";"), "a link is left open");
    }
}
