//! The whole sign-in, as a person walks it: the link read from the screen, Allow or Deny pressed on the page it
//! leads to, and the answer brought back by hand or by the browser.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::steps::{JASMIN, LAPTOP, PASTE, files, in_words, link, person, sign_in, until};
use super::term::{Start, Term};
use crate::drive::Sandbox;
use crate::http::{code_on, consent, get, parameter};

/// The line of the field under the link.
const FIELD: &str = "Code:";

/// A sandbox whose sign-in shows its page, and the places of the demo in it.
fn sandbox() -> (Sandbox, [String; 2]) {
    let sandbox = Sandbox::with(|options| options.auto_consent = false);
    let places = [sandbox.id(JASMIN), sandbox.id(LAPTOP)];
    (sandbox, places)
}

fn both_panes(term: &Term) {
    term.wait_text("README.txt");
    term.wait_text("Documents");
    term.wait_text("demo@");
}

fn quit(term: &mut Term) {
    term.keys("q");
    assert_eq!(term.wait_end().code(), Some(0));
    term.assert_given_back();
}

/// A second start shows the files at once: the question for the way is never on its screen.
fn needs_no_sign_in(start: Start) {
    let mut term = start.run();
    both_panes(&term);
    quit(&mut term);
    let written = String::from_utf8_lossy(&term.raw()).into_owned();
    assert!(!written.contains("Sign in to Globus"), "it asked again");
}

/// Over SSH a pasted code is offered first; a wrong one is refused, and the field keeps its text.
fn by_pasted_code(start: impl Fn() -> Start) {
    let mut term = start().variable("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22").run();
    term.wait_text("> p With a link to open");
    term.keys("\r");
    term.wait_text(PASTE);
    let code = code_on(&consent(&link(&term), "allow"));
    term.paste("wrong");
    term.wait_text(&format!("{FIELD} •••••"));
    term.keys("\r");
    term.wait_for("a word about the code", |screen| in_words(screen).contains("did not accept that code"));
    term.wait_text(&format!("{FIELD} •••••"));
    // Ctrl-U empties the field. What a browser copies may begin and end with blanks.
    term.keys("\x15");
    term.wait_for("an empty field", |screen| !screen.contents().contains(&format!("{FIELD} •")));
    term.paste(&format!("  {code}\r\n"));
    term.keys("\r");
    both_panes(&term);
    quit(&mut term);
    needs_no_sign_in(start());
}

#[test]
fn the_demo_by_a_pasted_code() {
    let kept = tempfile::tempdir().unwrap();
    let data = kept.path().to_str().unwrap().to_owned();
    by_pasted_code(|| Start::hemi(&["--demo", "--sign-in", "--data", &data]));
}

#[test]
fn a_service_by_a_pasted_code() {
    let (sandbox, places) = sandbox();
    let kept = tempfile::tempdir().unwrap();
    by_pasted_code(|| person(&sandbox, kept.path(), &[&places[0], &places[1]]));
    let tokens: Vec<PathBuf> =
        files(kept.path()).into_iter().filter(|path| path.ends_with("tokens.json")).collect();
    assert_eq!(tokens.len(), 1);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&tokens[0]), mode(tokens[0].parent().unwrap())), (0o600, 0o700));
}

/// A desktop whose browser is a script that writes down what it is to open.
struct Desktop {
    dir: tempfile::TempDir,
}

impl Desktop {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let script = dir.path().join("xdg-open");
        // Written beside and moved, so that the address is never seen in half.
        let text = "#!/bin/sh\nprintf %s \"$1\" >\"$0.part\" && mv \"$0.part\" \"$0.opened\"\n";
        std::fs::write(&script, text).unwrap();
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
        Self { dir }
    }

    fn on(&self, start: Start) -> Start {
        let path = format!("{}:{}", self.dir.path().display(), std::env::var("PATH").unwrap());
        start.variable("DISPLAY", ":0").variable("PATH", &path)
    }

    /// The address the browser was given; it is forgotten here, so that the next one is another.
    fn opened(&self) -> String {
        let opened = self.dir.path().join("xdg-open.opened");
        until("the browser", || opened.exists());
        let address = std::fs::read_to_string(&opened).unwrap();
        std::fs::remove_file(opened).unwrap();
        address
    }
}

/// The browser redirects to this machine: a refusal is shown, and the next try signs in without a code.
#[test]
fn a_browser_on_this_machine() {
    let (sandbox, places) = sandbox();
    let (kept, desktop) = (tempfile::tempdir().unwrap(), Desktop::new());
    let start = || desktop.on(person(&sandbox, kept.path(), &[&places[0], &places[1]]));
    let mut term = start().run();
    term.wait_text("> b With a browser on this computer");
    term.keys("\r");
    let back = consent(&desktop.opened(), "deny");
    assert!(back.starts_with("http://127.0.0.1:"), "{back}");
    get(&back);
    term.wait_for("a word about the refusal", |screen| in_words(screen).contains("refused in the browser"));
    assert!(files(kept.path()).iter().all(|path| !path.ends_with("tokens.json")), "tokens without a sign-in");
    term.keys("\r");
    let back = consent(&desktop.opened(), "allow");
    let (status, page) = get(&back);
    let code = parameter(&back, "code").unwrap();
    assert_eq!(status, 200);
    assert!(page.contains("hemi") && !page.contains(&code), "the page echoes nothing: {page}");
    both_panes(&term);
    quit(&mut term);
    needs_no_sign_in(start());
}

/// Where the browser ends at an address without a page, that address can be pasted.
#[test]
fn a_refusal_that_is_pasted() {
    let (sandbox, places) = sandbox();
    let kept = tempfile::tempdir().unwrap();
    let mut term = person(&sandbox, kept.path(), &[&places[0], &places[1]]).run();
    term.wait_text("With a link to open");
    term.keys("p");
    term.wait_text(PASTE);
    term.paste(&consent(&link(&term), "deny"));
    term.keys("\r");
    term.wait_for("a word about the refusal", |screen| in_words(screen).contains("sign-in was refused"));
    sign_in(&term);
    both_panes(&term);
    quit(&mut term);
}
