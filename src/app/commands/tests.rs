//! Rules for the rows. A planted row that breaks each of them is found.

use std::collections::BTreeSet;

use super::*;
use crate::app::keymap::Keymap;

/// Commands without a key, each with the reason.
const WITHOUT_KEY: &[(&str, &str)] = &[];

fn complaints<'a>(commands: impl Iterator<Item = &'a Command>) -> Vec<String> {
    let keymap = Keymap::blend();
    let mut names = BTreeSet::new();
    let mut found = Vec::new();
    for command in commands {
        let mut complain = |what: &str| found.push(format!("{}: {what}", command.name));
        if command.name.is_empty() || !names.insert(command.name) {
            complain("the name is empty or given twice");
        }
        if !command.sentence.starts_with(char::is_uppercase) || !command.sentence.ends_with('.') {
            complain("the sentence has no capital or no full stop");
        }
        if command.word.is_empty() || command.word.ends_with('.') {
            complain("there is no word for the hint bar");
        }
        if command.also.chars().any(|letter| letter != ' ' && !letter.is_ascii_lowercase()) {
            complain("another name is not in small letters");
        }
        if command.contexts.is_empty() {
            complain("it applies nowhere");
        }
        let excused = WITHOUT_KEY.iter().any(|(name, _)| *name == command.name);
        if keymap.all_keys(command).is_empty() != excused {
            complain("it has no key, or has one and is listed as without");
        }
    }
    found
}

#[test]
fn every_row_is_complete() {
    assert_eq!(complaints(all()), Vec::<String>::new());
    assert!(all().count() > 30);
}

#[test]
fn a_row_that_breaks_a_rule_is_found() {
    let good = Command { name: "mark", sentence: "Mark it.", word: "mark", ..Command::BASE };
    assert_eq!(complaints([&good].into_iter()), Vec::<String>::new());
    let bad = [
        (Command { name: "", ..good }, "the name"),
        (Command { sentence: "Mark it", ..good }, "full stop"),
        (Command { word: "", ..good }, "no word"),
        (Command { also: "Copy", ..good }, "small letters"),
        (Command { contexts: &[], ..good }, "nowhere"),
        (Command { name: "fly", ..good }, "no key"),
    ];
    for (row, what) in &bad {
        let found = complaints([row].into_iter());
        assert!(found.iter().any(|complaint| complaint.contains(what)), "{what}: {found:?}");
    }
    assert!(complaints([&good, &good].into_iter()).iter().any(|complaint| complaint.contains("twice")));
}

#[test]
fn no_two_commands_have_the_same_place_in_a_hint_bar() {
    let mut places = BTreeSet::new();
    for command in all() {
        for place in command.hints {
            let at = (format!("{:?}", place.bar), place.rank);
            assert!(places.insert(at), "{} has the place of another", command.name);
        }
    }
}
