//! What is found, in which order, and what Enter makes of it.

use super::*;
use crate::app::commands::{changes, global, marks, places, tasks, transfer};
use crate::app::overlay::sample::Sample;
use crate::app::widgets::field::tests::keys;
use crate::domain::time::Timestamp;

fn opened() -> Sample<Palette> {
    let disabled =
        |command: &Command| (*command == transfer::TRANSFER).then(|| "There is nothing to send.".into());
    Sample::open(Timestamp::default(), |_| Palette::new(|_| "x".into(), disabled))
}

/// Types, and returns the commands listed.
fn found(palette: &mut Sample<Palette>, typed: &str) -> Vec<&'static Command> {
    for key in keys(typed) {
        assert!(palette.input(&key).is_none());
    }
    let palette = &palette.overlay;
    let item = |row: &Row| match palette.entries[row.entry].item {
        Item::Command(command) => Some(command),
        Item::Guide(_) => None,
    };
    palette.rows.iter().filter_map(item).collect()
}

#[test]
fn nothing_typed_lists_every_command() {
    assert_eq!(found(&mut opened(), ""), commands::all().collect::<Vec<_>>());
}

#[test]
fn names_words_and_sentences_are_searched() {
    for (typed, first) in [
        ("quit", &global::QUIT),
        ("mark_all", &marks::MARK_ALL),
        ("markall", &marks::MARK_ALL),
        ("send_job", &tasks::SEND),
        ("send", &transfer::TRANSFER),
        ("plan trans", &transfer::TRANSFER),
        ("cancel", &tasks::CANCEL),
        ("REDR", &global::REDRAW),
    ] {
        assert_eq!(found(&mut opened(), typed).first(), Some(&first), "{typed}");
    }
    assert!(found(&mut opened(), "zzz").is_empty());
    for (typed, command) in [
        ("copy", &transfer::TRANSFER),
        ("cp", &transfer::TRANSFER),
        ("upload", &transfer::TRANSFER),
        ("Download", &transfer::TRANSFER),
        ("find", &places::SEARCH),
        ("login", &global::ACCOUNT),
        ("select all", &marks::MARK_ALL),
        ("exit", &global::QUIT),
        ("activity", &tasks::TOGGLE),
        ("delete", &changes::DELETE),
    ] {
        assert_eq!(found(&mut opened(), typed).first(), Some(&command), "{typed}");
    }
    assert!(found(&mut opened(), "down").len() > 3, "a beginning does not push out what is called so");
    assert!(found(&mut opened(), "send").contains(&&tasks::SEND));
    assert!(found(&mut opened(), "quit").len() < 6, "letters far apart match by chance");
}

#[test]
fn enter_does_the_one_at_the_cursor_and_a_number_is_a_row() {
    let done = |typed: &str| {
        let mut palette = opened();
        found(&mut palette, typed);
        palette.input(&keys("\r").remove(0))
    };
    assert!(matches!(done("suspend"), Some(CloseAction::Run(command, _)) if *command == global::SUSPEND));
    assert!(matches!(done("plan trans"), Some(CloseAction::Run(..))), "the app says why not");
    let row = Args { count: Some(42), text: None };
    assert!(
        matches!(done("42"), Some(CloseAction::Run(command, args)) if *command == cursor::LAST && args == row)
    );
    assert!(done("zzz").is_none() && done("0").is_none());
    let mut palette = opened();
    let first = palette.overlay.entry().map(|entry| entry.item);
    palette.input(&keys("\x0e").remove(0));
    assert_ne!(palette.overlay.entry().map(|entry| entry.item), first);
    assert!(matches!(palette.input(&keys("\x03").remove(0)), Some(CloseAction::Closed)));
}

#[test]
fn guides_are_found_by_the_word_and_read() {
    let mut palette = opened();
    palette.overlay = palette.overlay.at_guides();
    assert!(
        palette.overlay.entries.iter().all(|entry| entry.keys.is_empty()),
        "the title says what they are"
    );
    let guides = palette.overlay.rows.iter().take(guides::GUIDES.len());
    assert!(guides.clone().all(|row| matches!(palette.overlay.entries[row.entry].item, Item::Guide(_))));
    assert_eq!(guides.count(), guides::GUIDES.len());
    // They are few: letters move, as in other lists.
    for (key, at) in [("j", 1), ("j", 2), ("k", 1), ("G", guides::GUIDES.len() - 1), ("g", 0), ("k", 0)] {
        assert!(palette.input(&keys(key).remove(0)).is_none());
        assert_eq!((palette.overlay.selection.at, palette.overlay.field.raw()), (at, ""), "{key}");
    }
    assert!(matches!(palette.input(&keys("\r").remove(0)), Some(CloseAction::ReadGuide(_))));
}
