//! How the screen looks: the locale, and the settings of the config file.

use std::path::Path;

use super::steps::{JASMIN, service};
use super::term::{Start, Term};
use crate::drive::Sandbox;

/// The left pane at the top directory of a collection that has a name with an accent.
fn start(sandbox: &Sandbox, data: &Path) -> Start {
    let collection = sandbox.ready.collections.iter().find(|one| one.name == JASMIN).unwrap();
    std::fs::write(collection.root.join("caf\u{e9}.nc"), "").unwrap();
    service(sandbox, data, &[&format!("{}:/", collection.id)])
}

fn is_ascii(term: &Term) -> bool {
    term.raw().is_ascii()
}

/// Whether a colour of text or ground was set (SGR).
pub fn has_colour(term: &Term) -> bool {
    let raw = String::from_utf8_lossy(&term.raw()).into_owned();
    let sequences = raw.split("\x1b[").skip(1).filter_map(|rest| rest.split_once('m'));
    let is_sgr = |codes: &&str| codes.bytes().all(|byte| byte.is_ascii_digit() || byte == b';');
    let codes = sequences.map(|(codes, _)| codes).filter(is_sgr).flat_map(|codes| codes.split(';'));
    codes.filter_map(|code| code.parse::<u16>().ok()).any(|code| code >= 30 && code != 39 && code != 49)
}

#[test]
fn a_locale_that_is_not_utf8_gets_ascii_only() {
    let sandbox = Sandbox::start();
    let data = tempfile::tempdir().unwrap();
    for (name, value) in [("LC_ALL", "C"), ("LC_CTYPE", "POSIX"), ("LANG", "de_DE.ISO-8859-1")] {
        let term = start(&sandbox, data.path()).variable(name, value).run();
        term.wait_text("caf\\u{e9}.nc");
        assert!(is_ascii(&term), "{name}={value}: {}", term.contents());
    }
    let term = start(&sandbox, data.path()).variable("LC_ALL", "en_GB.UTF-8").run();
    term.wait_text("caf\u{e9}.nc");
    assert!(!is_ascii(&term));
}

#[test]
fn theme_and_ascii_of_the_config_file_are_used_and_a_mistyped_key_is_named() {
    let sandbox = Sandbox::start();
    let data = tempfile::tempdir().unwrap();
    let config = data.path().join("config");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("config.toml"), "theme = \"mono\"\nascii = true\nthmee = \"x\"\n").unwrap();
    let term = start(&sandbox, data.path()).size(160, 40).run();
    term.wait_text("line 3: thmee is not a setting of hemi: did you mean theme?");
    // Only what the user draws is ASCII: names stay as they are where the locale is UTF-8.
    term.wait_text("caf\u{e9}.nc");
    assert!(!term.contents().contains('│'), "{}", term.contents());
    assert!(!has_colour(&term));
    std::fs::write(config.join("config.toml"), "theme = \"nonsense\"\n").unwrap();
    let term = start(&sandbox, data.path()).size(160, 40).run();
    term.wait_text("line 1: theme has no value \"nonsense\"");
}

#[test]
fn order_and_hidden_names_of_the_config_file_are_used_at_the_start() {
    let data = tempfile::tempdir().unwrap();
    let (config, files) = (data.path().join("config"), data.path().join("files"));
    for dir in [&config, &files] {
        std::fs::create_dir_all(dir).unwrap();
    }
    for (name, bytes) in [("a-small", 1), ("b-large", 1000), (".hidden", 10)] {
        std::fs::write(files.join(name), vec![b'x'; bytes]).unwrap();
    }
    let start = || Start::hemi(&["--data", data.path().to_str().unwrap(), files.to_str().unwrap()]);
    let row = |term: &Term, name: &str| term.contents().lines().position(|line| line.contains(name));
    let term = start().run();
    term.wait_text("a-small");
    assert!(row(&term, "a-small") < row(&term, "b-large") && row(&term, ".hidden").is_none());
    std::fs::write(config.join("config.toml"), "sort = \"size\"\nshow_hidden = true\n").unwrap();
    let term = start().run();
    term.wait_text("a-small");
    assert!(row(&term, "b-large") < row(&term, ".hidden"), "{}", term.contents());
    assert!(row(&term, ".hidden") < row(&term, "a-small"), "{}", term.contents());
}

#[test]
fn an_unknown_time_zone_is_reported() {
    let sandbox = Sandbox::start();
    let data = tempfile::tempdir().unwrap();
    let term = start(&sandbox, data.path()).variable("TZ", "Asia/Tokio").size(160, 40).run();
    term.wait_text("TZ is Asia/Tokio, which is not a known time zone");
}
