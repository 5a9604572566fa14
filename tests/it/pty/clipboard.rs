//! Copying inside tmux and outside.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::steps::{PASTE, in_words, person, until};
use super::term::Term;
use crate::drive::Sandbox;

/// hemi at the link of a sign-in, with `tmux` in the path that keeps its input and ends with `code`.
fn at_link(data: &Path, code: i32, inside_tmux: bool) -> (Sandbox, Term) {
    let sandbox = Sandbox::start();
    let script =
        format!("#!/bin/sh\necho \"$@\" >>'{0}/arguments'\ncat >'{0}/buffer'\nexit {code}\n", data.display());
    std::fs::write(data.join("tmux"), script).unwrap();
    std::fs::set_permissions(data.join("tmux"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", data.display(), std::env::var("PATH").unwrap());
    let mut start = person(&sandbox, data, &[]).variable("PATH", &path).size(160, 40);
    if inside_tmux {
        start = start.variable("TMUX", "/tmp/tmux-0/default,1,0");
    }
    let term = start.run();
    term.wait_text("With a link to open");
    term.keys("p");
    term.wait_text(PASTE);
    term.keys("\x19");
    (sandbox, term)
}

fn says(term: &Term, words: &str) {
    term.wait_for(words, |screen| in_words(screen).contains(words));
}

#[test]
fn inside_tmux_its_buffer_is_set_and_named() {
    let data = tempfile::tempdir().unwrap();
    let (_sandbox, term) = at_link(data.path(), 0, true);
    says(&term, "The link was copied to tmux's buffer.");
    let buffer = std::fs::read_to_string(data.path().join("buffer")).unwrap();
    assert!(buffer.starts_with("http") && buffer.contains("code_challenge"), "{buffer}");
    assert_eq!(std::fs::read_to_string(data.path().join("arguments")).unwrap(), "load-buffer -w -\n");
    assert!(!String::from_utf8_lossy(&term.raw()).contains("]52;"), "both ways were taken");
}

#[test]
fn a_tmux_that_refuses_and_a_terminal_that_cannot_be_asked_are_not_claimed() {
    let data = tempfile::tempdir().unwrap();
    for inside_tmux in [true, false] {
        let (_sandbox, term) = at_link(data.path(), 1, inside_tmux);
        says(&term, "The link was sent to the terminal's clipboard (if it allows OSC 52).");
        until("OSC 52", || String::from_utf8_lossy(&term.raw()).contains("\x1b]52;c;"));
    }
}
