//! Every end of the program gives the terminal back as it was. `ARCHITECTURE.md` P0-7.

use rustix::process::Signal;

use super::term::{HEMI, Start, Term, rounds};

fn started(arguments: &[&str]) -> Term {
    let term = Start::hemi(arguments).run();
    term.wait_ready();
    term.assert_taken();
    term
}

fn ends(code: i32, arguments: &[&str], end: impl Fn(&mut Term)) {
    for _ in 0..rounds() {
        let mut term = started(arguments);
        end(&mut term);
        let status = term.wait_end();
        term.assert_given_back();
        assert_eq!(status.code(), Some(code), "{status:?}");
    }
}

#[test]
fn quitting() {
    ends(0, &[], |term| term.keys("q"));
}

#[test]
fn an_error() {
    ends(1, &["--fault", "error"], |term| term.keys("!"));
}

#[test]
fn a_panic_of_the_main_thread() {
    ends(101, &["--fault", "panic-ui"], |term| {
        term.keys("!");
        // Said on the shell's screen, not on ours.
        term.wait_for("words about it", |screen| {
            !screen.alternate_screen() && screen.contents().contains("a test asked the main thread to panic")
        });
    });
}

#[test]
fn a_panic_of_a_task() {
    ends(101, &["--fault", "panic-actor"], |term| {
        term.keys("!");
        term.wait_text("a test asked a task to panic");
    });
}

#[test]
fn signals_that_end() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT] {
        ends(128 + signal.as_raw(), &[], |term| term.signal(signal));
    }
}

#[test]
fn a_signal_before_the_first_frame() {
    for _ in 0..rounds() * 5 {
        let mut term = Start::hemi(&[]).run();
        term.signal(Signal::TERM);
        term.wait_end();
        term.assert_given_back();
    }
}

#[test]
fn control_z_and_back() {
    stopped_and_continued(|term| term.keys([0x1a]));
}

#[test]
fn stopped_from_outside_and_back() {
    stopped_and_continued(|term| term.signal(Signal::TSTP));
}

fn stopped_and_continued(stop: impl Fn(&Term)) {
    for _ in 0..rounds() {
        let mut term = started(&[]);
        stop(&term);
        term.wait_stopped();
        term.assert_given_back();
        // The window may have another size when the program continues.
        term.resize(90, 30);
        term.signal(Signal::CONT);
        term.assert_taken();
        term.wait_for("a whole picture of the new size", |screen| {
            screen.rows(0, 90).nth(29).is_some_and(|row| !row.trim().is_empty())
        });
        term.keys("q");
        assert_eq!(term.wait_end().code(), Some(0));
        term.assert_given_back();
    }
}

#[test]
fn stopped_without_a_chance_and_back() {
    for _ in 0..rounds() {
        let mut term = started(&[]);
        term.signal(Signal::STOP);
        term.wait_stopped();
        term.signal(Signal::CONT);
        term.assert_taken();
        term.keys("q");
        assert_eq!(term.wait_end().code(), Some(0));
        term.assert_given_back();
    }
}

#[test]
fn ended_while_stopped() {
    for _ in 0..rounds() {
        let mut term = started(&[]);
        term.keys([0x1a]);
        term.wait_stopped();
        term.signal(Signal::TERM);
        term.signal(Signal::CONT);
        assert_eq!(term.wait_end().code(), Some(143));
        term.assert_given_back();
    }
}

#[test]
fn hanging_up() {
    for _ in 0..rounds() {
        let mut term = started(&[]);
        term.hang_up();
        let status = term.wait_end();
        assert_eq!(status.code(), Some(129), "{status:?}");
    }
}

/// `ssh -t` and tmux close a terminal under a program that gets no signal.
#[test]
fn hanging_up_without_a_signal() {
    for _ in 0..rounds() {
        let mut term = Start::shell(&["-c", r#"trap "" HUP; "$0"; echo $? >"$HOME/code""#, HEMI]).run();
        term.wait_ready();
        term.assert_taken();
        term.hang_up();
        term.wait_end();
        assert_eq!(std::fs::read_to_string(term.home().join("code")).unwrap().trim(), "129");
    }
}

#[test]
fn a_shells_jobs() {
    for _ in 0..rounds() {
        let mut term = Start::shell(&["-i"]).variable("PS1", "ready> ").run();
        term.wait_text("ready> ");
        term.keys(format!("{HEMI}\n"));
        term.assert_taken();
        term.wait_ready();
        term.keys([0x1a]);
        term.wait_for("the shell", |screen| {
            !screen.alternate_screen() && screen.contents().contains("Stopped")
        });
        // Sent on in the background, it must not draw over the shell: it stops again.
        term.keys("bg\n");
        term.keys("echo one''two\n");
        term.wait_text("onetwo");
        term.keys("fg\n");
        term.assert_taken();
        term.wait_ready();
        term.keys("q");
        term.wait_for("the shell", |screen| !screen.alternate_screen());
        term.keys("echo code=$?\n");
        term.wait_text("code=0");
        term.keys("exit\n");
        term.wait_end();
        term.assert_given_back();
    }
}

#[test]
fn what_is_typed_behind_the_end_is_the_shells() {
    for _ in 0..rounds() {
        let mut term = started(&[]);
        term.keys("q");
        term.wait_for("the shell's screen", |screen| !screen.alternate_screen());
        term.keys("ls\n");
        term.wait_end();
        let mut typed = [0; 16];
        let count = rustix::io::read(term.line(), &mut typed).unwrap();
        assert_eq!(&typed[..count], b"ls\n");
    }
}
