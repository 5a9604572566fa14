//! What a keymap may say, and that the one we ship keeps the rules.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::*;

fn press(name: &str) -> KeyPress {
    KeyPress::parse(name).unwrap_or_else(|| panic!("{name} is no key"))
}

#[test]
fn every_command_can_be_reached_by_a_letter() {
    let map = Keymap::read(BLEND).unwrap();
    for command in commands::all() {
        let safe =
            map.rows.iter().any(|row| row.command == command && row.keys.iter().all(|key| key.is_safe()));
        assert!(safe, "{} has no key that every terminal sends", command.name);
    }
}

#[test]
fn keys_that_lines_and_multiplexers_eat_are_not_bound() {
    let map = Keymap::read(BLEND).unwrap();
    for name in ["Ctrl-S", "Ctrl-Q", "Ctrl-A", "Ctrl-B"] {
        let bound = map.rows.iter().find(|row| row.keys.contains(&press(name)));
        assert!(bound.is_none(), "{name} is bound to {:?}", bound.map(|row| row.command));
    }
}

#[test]
fn a_clash_is_refused_and_named() {
    for (text, both) in [
        ("[list]\nmark = [\"x\"]\nrefresh = [\"x\"]", ["mark", "refresh"]),
        ("[list]\nmark = [\"s\"]\nsort_name = [\"s n\"]", ["mark", "sort_name"]),
        ("[list]\nswitch_pane = [\"Tab\"]\nmark = [\"Ctrl-I\"]", ["switch_pane", "mark"]),
        ("[list]\nenter = [\"Enter\"]\nmark = [\"Ctrl-J\"]", ["enter", "mark"]),
        ("[global]\nquit = [\"g\"]\n[list]\ntop = [\"g g\"]", ["quit", "top"]),
    ] {
        let said = Keymap::read(text).unwrap_err().to_string();
        assert!(both.iter().all(|name| said.contains(name)), "{said}");
    }
}

#[test]
fn what_is_not_known_is_refused_and_named() {
    for (text, word) in [
        ("[panes]\nmark = [\"x\"]", "panes"),
        ("[list]\nfly = [\"x\"]", "fly"),
        ("[list]\nmark = [\"Hyper-x\"]", "Hyper-x"),
        ("[list]\nmark = [\"\"]", "mark"),
        ("[list]\nmark = [\"F13\"]", "F13"),
        ("list = 3", "cannot be read"),
    ] {
        let said = Keymap::read(text).unwrap_err().to_string();
        assert!(said.contains(word), "{said}");
    }
}

#[test]
fn the_focused_context_wins_and_sequences_are_followed() {
    let map = Keymap::blend();
    let tasks = [Context::Tasks, Context::Global];
    let list = [Context::List, Context::Global];
    assert_eq!(map.find(&tasks, &[press("q")]), Found::Command(&commands::tasks::CLOSE));
    assert_eq!(map.find(&list, &[press("q")]), Found::Command(&commands::global::QUIT));
    assert_eq!(map.find(&list, &[press("g")]), Found::Prefix);
    assert_eq!(map.find(&list, &[press("g"), press("g")]), Found::Command(&commands::cursor::FIRST));
    assert_eq!(map.find(&list, &[press("g"), press("x")]), Found::Nothing);
    assert_eq!(map.find(&list, &[press("Ctrl-X")]), Found::Nothing);
    let after: Vec<_> = map.after(&list, &[press("s")]).into_iter().map(|(_, command)| command).collect();
    for command in commands::sort::ROWS {
        assert!(after.contains(command));
    }
}

#[test]
fn the_same_key_has_one_spelling() {
    let event = |code, held| KeyPress::of(KeyEvent::new(code, held));
    assert_eq!(event(KeyCode::Char('h'), KeyModifiers::CONTROL), press("Backspace"));
    assert_eq!(event(KeyCode::Char('G'), KeyModifiers::SHIFT), press("G"));
    assert_eq!(event(KeyCode::BackTab, KeyModifiers::SHIFT), press("Shift-Tab"));
    assert_eq!(event(KeyCode::BackTab, KeyModifiers::NONE), press("Shift-Tab"));
    for name in ["j", "G", "Ctrl-D", "Shift-Tab", "F5", "Space", "Alt-Enter"] {
        assert_eq!(KeyPress::of(press(name).event()), press(name), "{name}");
    }
    assert_eq!(press("Ctrl-X").sanitized().as_str(), "Ctrl-X");
    assert_eq!(press("Ctrl--").sanitized().as_str(), "Ctrl--");
    assert_eq!(event(KeyCode::Char('\u{9b}'), KeyModifiers::NONE).sanitized().as_str(), "\\u{9b}");
    assert_eq!(name(&[press("g"), press("g")]).as_str(), "gg");
}
