//! `hemi login` at a terminal.

use super::steps::{at, link};
use super::term::Start;
use crate::drive::Sandbox;
use crate::http::{parameter, redirect_of};

const QUESTION: &str = "Paste the code that the page shows";

#[test]
fn a_wrong_code_is_asked_for_again() {
    let sandbox = Sandbox::start();
    let start = at(Start::hemi(&["login", "--paste"]), &sandbox).size(500, 24);
    let mut term = start.variable("HEMI_CLIENT_ID", &sandbox.ready.client_id.to_string()).run();
    term.wait_text(QUESTION);
    let page = redirect_of(&format!("{}&sandbox_user=demo", link(&term)));
    let asked = |times| move |screen: &vt100::Screen| screen.contents().matches(QUESTION).count() == times;
    term.keys("wrong\r");
    term.wait_for("a second question", asked(2));
    term.wait_text("did not accept that code");
    term.wait_text("Open the same link again");
    term.keys("\r");
    term.wait_for("a third question", asked(3));
    term.wait_text("The text holds no code");
    term.keys(format!("{}\r", parameter(&page, "code").unwrap()));
    term.wait_text("You are signed in as demo@");
    assert_eq!(term.wait_end().code(), Some(0));
    // The echo is on again.
    term.assert_given_back();
}
