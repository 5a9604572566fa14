//! Signing in at a real terminal: what is typed is not shown, and the terminal is given back. `ARCHITECTURE.md` P0-3, P0-7.

use rustix::process::Signal;

use super::term::{Start, Term};
use crate::drive::{Drive, Sandbox, Start as InApp};
use crate::http::{parameter, redirect_of};

const DEMO: &str = "demo@globusid.example.org";

fn hemi(sandbox: &Sandbox, arguments: &[&str]) -> Start {
    Start::hemi(arguments)
        .variable("GLOBUS_SDK_ENVIRONMENT", "production")
        .variable("GLOBUS_SDK_SERVICE_URL_AUTH", &sandbox.ready.url)
        .variable("GLOBUS_SDK_SERVICE_URL_TRANSFER", &sandbox.ready.url)
}

fn registered(sandbox: &Sandbox, arguments: &[&str]) -> Start {
    hemi(sandbox, arguments).variable("HEMI_CLIENT_ID", &sandbox.ready.client_id.to_string())
}

/// All that was written, without what the line added.
fn written(term: &Term) -> String {
    String::from_utf8(term.raw()).unwrap().replace('\r', "")
}

/// The link, which is one whole line however narrow the terminal is.
fn link(term: &Term) -> String {
    term.wait_text("it stays hidden");
    written(term).lines().find(|line| line.starts_with("http")).expect("a line that is a link").to_owned()
}

#[test]
fn a_code_is_typed_unseen_and_the_terminal_shows_typing_again() {
    let sandbox = Sandbox::start();
    let mut term = registered(&sandbox, &["login", "--paste"]).run();
    let code = parameter(&redirect_of(&link(&term)), "code").expect("a code");
    // Once it is asked for, the line is quiet: what is typed now must not come back.
    term.keys("CANARY-wrong\n");
    term.wait_text("did not accept that code");
    term.keys(format!("{code}\n"));
    term.wait_text(DEMO);
    assert_eq!(term.wait_end().code(), Some(0));
    term.assert_given_back();
    let written = written(&term);
    assert!(!written.contains("CANARY") && !written.contains(&code), "{written}");
}

#[test]
fn whatever_ends_the_question_the_terminal_shows_typing_again() {
    let sandbox = Sandbox::start();
    for end in ["\u{3}", "\u{4}"] {
        let mut term = registered(&sandbox, &["login", "--paste"]).run();
        link(&term);
        term.keys(end);
        assert_eq!(term.wait_end().code(), Some(5), "{end:?}");
        term.assert_given_back();
    }
    for signal in [Signal::TERM, Signal::HUP] {
        let mut term = registered(&sandbox, &["login", "--paste"]).run();
        link(&term);
        term.signal(signal);
        assert_eq!(term.wait_end().code(), Some(128 + signal.as_raw()));
        term.assert_given_back();
    }
}

#[test]
fn the_first_sign_in_explains_both_registrations_and_takes_an_id() {
    let sandbox = Sandbox::start();
    let mut term = hemi(&sandbox, &["login", "--paste"]).run();
    term.wait_text("Client UUID: ");
    let said = written(&term);
    for words in [
        "https://app.globus.org/settings/developers",
        "Register a thick client or script that will be installed and run by users on their devices",
        "Register a service account or application credential for automation",
        "HEMI_CLIENT_SECRET",
    ] {
        assert!(said.contains(words), "{words:?} is not in {said}");
    }
    term.keys("nonsense\n");
    term.wait_text("That is not a UUID");
    term.keys(format!("  {} \n", sandbox.ready.client_id));
    let code = parameter(&redirect_of(&link(&term)), "code").expect("a code");
    term.keys(format!("{code}\n"));
    term.wait_text(DEMO);
    assert_eq!(term.wait_end().code(), Some(0));
    let config = std::fs::read_to_string(term.home().join(".config/hemi/config.toml")).unwrap();
    assert!(config.contains(&sandbox.ready.client_id.to_string()), "{config}");
}

#[test]
fn inside_hemi_another_person_is_refused_by_both_names() {
    let sandbox = Sandbox::start();
    let home = tempfile::tempdir().unwrap();
    let drive = Drive::start_in(&sandbox, InApp::demo(&sandbox), home.path());
    drive.expect("analysis").idle().keys("q");
    drive.exit();
    drop(drive);
    let file = home.path().join("data/default/tokens.json");
    let before = std::fs::read(&file).unwrap();
    // The sign-in has ended, so hemi asks for a new one, and another person signs in.
    sandbox.control("expire", &serde_json::json!({}));
    let drive =
        Drive::start_in(&sandbox, InApp { auto_consent: false, ..InApp::demo(&sandbox) }, home.path());
    drive.expect("Sign in to Globus").keys("p").expect("authorize").keys("<C-y>");
    let page = redirect_of(&format!("{}&sandbox_user=alice", drive.copied()));
    drive.paste(&parameter(&page, "code").expect("a code")).keys("<Enter>");
    drive.until("both names", |screen| {
        screen.contains("demo@globusid.example.org") && screen.contains("alice@uni.example.org")
    });
    assert_eq!(std::fs::read(&file).unwrap(), before, "nothing is overwritten");
}
