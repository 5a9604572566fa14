//! Each key that the hint bar names does something or says why it does nothing.

use super::kit::*;
use super::notices::local;
use crate::domain::task::TaskStatus;

const SIZES: [(u16, u16); 2] = [(80, 24), (200, 50)];

/// A name for a state, and how to come to it.
type State = (&'static str, fn((u16, u16)) -> Rig);

fn without_an_account(size: (u16, u16)) -> Rig {
    let mut rig = local(size);
    let id = rig.asked();
    rig.list(id, "/home/ada", &["d/", "f"]);
    rig.event(sign_in_needed());
    rig
}

fn browsing(size: (u16, u16)) -> Rig {
    Rig::browsing_in(setup(size), &["d/", "f"])
}

fn pressed(size: (u16, u16), keys: &str) -> Rig {
    let mut rig = browsing(size);
    rig.event(listed(vec![task(7, TaskStatus::Active)]));
    rig.keys(keys);
    rig
}

const STATES: &[State] = &[
    ("without an account", without_an_account),
    ("the empty pane beside it", |size| {
        let mut rig = without_an_account(size);
        rig.keys("Tab");
        rig
    }),
    ("browsing", browsing),
    ("an empty directory", |size| pressed(size, "Tab")),
    ("loading", |size| {
        let mut rig = pressed(size, "R");
        rig.rest();
        rig
    }),
    ("the task panel", |size| pressed(size, "w")),
    ("the task panel with two tasks", |size| {
        let mut rig = pressed(size, "w");
        rig.event(listed(vec![task(7, TaskStatus::Active), task(8, TaskStatus::Succeeded)]));
        rig
    }),
    ("the task panel without tasks", |size| {
        let mut rig = browsing(size);
        rig.keys("w");
        rig
    }),
    ("the start of a sequence", |size| pressed(size, "s")),
];

/// The keys that the bar names; a sequence by its first.
fn keys_of(rig: &Rig) -> Vec<String> {
    let bar = rig.screen().pop().unwrap();
    let hints = bar.split("  ").map(str::trim).filter(|hint| !hint.is_empty());
    hints
        .map(|hint| hint.trim_start_matches('(').split(' ').next().unwrap().trim_end_matches('…').to_owned())
        .collect()
}

#[test]
fn every_key_of_the_hint_bar_does_something_or_says_why_not() {
    let mut silent = Vec::new();
    for size in SIZES {
        for (name, state) in STATES {
            let keys = keys_of(&state(size));
            assert!(keys.len() > 2, "{name}: {keys:?}");
            for key in keys {
                let mut rig = state(size);
                rig.take();
                let before = rig.text();
                rig.keys(&key);
                if rig.text() == before && rig.take().is_empty() {
                    silent.push(format!("{name}, {size:?}: {key}"));
                }
            }
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn a_filter_and_a_comparison_name_the_key_that_ends_them() {
    let mut rig = Rig::browsing(&["a", "b"]);
    assert!(!rig.hints().contains("show all"), "{}", rig.hints());
    rig.keys("f a Enter");
    rig.settle();
    assert!(rig.hints().contains("show all"), "{}", rig.hints());
    rig.keys("Esc");
    rig.settle();
    assert!(!rig.hints().contains("show all"), "{}", rig.hints());
}

#[test]
fn in_the_keymap_of_mc_its_keys_open_and_leave_the_viewer() {
    for leave in ["F3", "F10", "Esc", "q"] {
        let mut rig = Rig::browsing_in(with_keys("mc", setup((80, 24))), &["a"]);
        rig.keys("F3");
        assert!(rig.app.overlay().is_some());
        assert!(rig.hints().starts_with("F1 help  Esc q i F3 close"), "{}", rig.hints());
        rig.keys(leave);
        assert!(rig.app.overlay().is_none(), "{leave}");
    }
    let mut rig = Rig::browsing_in(with_keys("mc", setup((80, 24))), &["a"]);
    rig.keys("Alt-?");
    assert!(rig.text().contains("Find below"), "{}", rig.text());
}

#[test]
fn the_keymap_of_mc_names_its_function_keys_first_and_help_says_what_digits_are() {
    let mut rig = Rig::browsing_in(with_keys("mc", setup((120, 35))), &["d/", "f"]);
    let bar = rig.hints();
    for hint in ["F1 help", "Insert mark", "F5 send", "F9 more", "F10 quit"] {
        assert!(bar.contains(hint), "{hint}: {bar}");
    }
    rig.keys("F1");
    assert!(rig.text().contains("1 to 9, 0") && rig.text().contains("F5 c"), "{}", rig.text());
    let mut blend = Rig::browsing(&["d/", "f"]);
    assert!(blend.hints().starts_with("? help"), "{}", blend.hints());
    blend.keys("?");
    assert!(!blend.text().contains("1 to 9, 0"), "{}", blend.text());
}
