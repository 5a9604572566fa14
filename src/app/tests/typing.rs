//! What is typed before, between and instead of the keys of commands: numbers, sequences, keys that mean nothing; and
//! what is copied.

use super::kit::*;
use crate::app::App;
use crate::app::effect::TerminalCommand;
use crate::app::event::Clipboard;
use crate::domain::place::Side;
use crate::domain::task::TaskStatus;

const NAMES: &[&str] = &["a", "b", "c", "d", "e", "f", "g", "h", "i", "k", "l", "m"];

fn browsing(preset: &str, names: &[&str]) -> Rig {
    Rig::browsing_in(with_keys(preset, setup((80, 24))), names)
}

fn bar(rig: &Rig) -> String {
    rig.screen().pop().unwrap().trim_start().to_owned()
}

fn marked(rig: &mut Rig) -> usize {
    rig.settle();
    rig.app.pane(Side::Left).here().unwrap().marks().len()
}

#[test]
fn a_number_repeats_motions_and_marks() {
    for preset in ["blend", "vim"] {
        let mut rig = browsing(preset, NAMES);
        assert_eq!(rig.keys("5 j").entry_at_cursor(), "f", "{preset}");
        assert_eq!(rig.keys("2 k").entry_at_cursor(), "d");
        assert_eq!(rig.keys("1 0 j").entry_at_cursor(), "m", "not past the last row");
        assert_eq!(rig.keys("4 G").entry_at_cursor(), "c", "the row of the parent is the first");
        assert_eq!(rig.keys("7 g g").entry_at_cursor(), "f");
        assert_eq!(rig.keys("1 G").entry_at_cursor(), "");
        assert_eq!(rig.keys("G").entry_at_cursor(), "m");
        rig.keys("g g j 3 Space");
        assert_eq!((marked(&mut rig), rig.entry_at_cursor()), (3, "d".to_owned()));
        rig.keys("9 9 9 9 9 9 9 9 9 9 Space");
        assert_eq!(marked(&mut rig), 12, "each row once");
    }
}

#[test]
fn a_number_is_shown_and_can_be_given_up() {
    let mut rig = browsing("blend", NAMES);
    rig.take_dirty();
    rig.keys("1 2");
    assert!(rig.take_dirty() && bar(&rig).starts_with("12…"), "{}", bar(&rig));
    rig.keys("g");
    assert!(bar(&rig).starts_with("12g…"), "{}", bar(&rig));
    for give_up in ["Ctrl-C", "Esc"] {
        let mut rig = browsing("blend", NAMES);
        rig.keys("5").keys(give_up);
        assert!(bar(&rig).starts_with("? help"), "{give_up} only gives the number up: {}", bar(&rig));
        assert_eq!(rig.keys("j").entry_at_cursor(), "b", "{give_up}");
    }
    let mut rig = browsing("blend", NAMES);
    rig.keys("5 x");
    assert!(bar(&rig).starts_with("x (cancel) works in the task panel"), "{}", bar(&rig));
    assert_eq!(rig.keys("j").entry_at_cursor(), "b", "an unknown key ends it");
    rig.keys("5 o a Esc");
    assert_eq!(rig.keys("j").entry_at_cursor(), "c", "a dialog ends it");
    rig.keys("0");
    assert!(bar(&rig).starts_with("Nothing is bound to 0."), "{}", bar(&rig));
}

#[test]
fn numbers_count_in_the_task_panel_too() {
    let mut rig = browsing("blend", &["a"]);
    rig.event(listed((1..=9).map(|id| task(id, TaskStatus::Active)).collect()));
    rig.keys("w 3 j");
    assert_eq!(rig.app.monitor().chosen_index(), 3);
    rig.keys("8 G");
    assert_eq!(rig.app.monitor().chosen_index(), 7);
    rig.keys("2 g g");
    assert_eq!(rig.app.monitor().chosen_index(), 1);
}

#[test]
fn digits_are_function_keys_for_users_of_mc() {
    let mut rig = browsing("mc", NAMES);
    rig.keys("1");
    assert!(rig.text().contains("List the keys"), "{}", rig.text());
    rig.keys("Esc 8");
    assert!(rig.text().contains("Finding out what must stay"), "{}", rig.text());
    rig.keys("Esc Esc 2");
    assert!(matches!(rig.app.overlay(), Some(crate::app::overlay::Overlay::Actions(_))), "F2");
    rig.keys("Esc Esc 9");
    assert!(matches!(rig.app.overlay(), Some(crate::app::overlay::Overlay::Palette(_))), "F9");
    rig.keys("Esc");
    rig.keys("0");
    assert!(rig.take().iter().any(|effect| matches!(effect, Effect::Exit(ExitReason::Quit))), "F10");
    for preset in ["blend", "mc"] {
        for keys in ["Esc 1", "Alt-1"] {
            let mut rig = browsing(preset, NAMES);
            rig.keys(keys);
            assert!(rig.text().contains("List the keys"), "{preset}, {keys}: {}", rig.text());
        }
    }
}

#[test]
fn ctrl_c_is_always_answered_and_takes_away_one_thing_at_a_time() {
    let mut rig = browsing("blend", &["a"]);
    rig.keys("Ctrl-C");
    assert!(bar(&rig).starts_with("There is nothing to stop; q quits."), "{}", bar(&rig));
    for key in ["Ctrl-C", "Esc"] {
        for focus in ["w", "w Tab"] {
            let mut rig = browsing("blend", &["a"]);
            rig.keys(focus);
            rig.event(Event::Auth(AuthEvent::NotSaved(Some(problem("The disk is full.")))));
            rig.wait(2_000);
            assert!(rig.text().contains("The disk is full"), "{}", rig.text());
            rig.keys(key);
            assert!(!rig.text().contains("The disk is full"), "{key}: the message first");
            assert!(rig.app.monitor().is_open(), "{key}: the message first");
            rig.keys(key);
            assert!(!rig.app.monitor().is_open(), "{key} closes the panel next");
        }
    }
    let mut rig = browsing("blend", &["a"]);
    rig.keys("R Ctrl-C");
    assert!(rig.text().contains("Stopped."), "{}", rig.text());
}

#[test]
fn keys_that_mean_nothing_are_named() {
    let mut rig = browsing("blend", &["a"]);
    for (keys, words) in [
        ("F9", "Nothing is bound to F9."),
        ("g z", "Nothing is bound to g z."),
        ("g Enter", "Nothing is bound to g Enter."),
    ] {
        rig.keys(keys);
        assert!(bar(&rig).starts_with(words), "{}", bar(&rig));
    }
    rig.app.input(crate::app::input::Input::Resize { columns: 160, rows: 50 }, at(0));
    for (open, key) in [("?", "F7"), ("o", "F7"), (":", "Insert"), ("P", "z"), ("c", "Ctrl-X"), ("q", "5")] {
        rig.keys(open).keys(key);
        if rig.app.overlay().is_none() {
            continue;
        }
        let words = format!("{key} does nothing here.");
        assert!(bar(&rig).starts_with(&words), "{open}: {}", bar(&rig));
        if open == "?" {
            rig.keys("Esc");
            continue;
        }
        rig.keys("F1 F7");
        assert!(bar(&rig).starts_with("F7 does nothing here."), "{open}: {}", bar(&rig));
        rig.keys("Esc");
        assert!(!bar(&rig).contains("nothing here"), "{open}: {}", bar(&rig));
        rig.keys("Esc");
    }
}

fn copied(rig: &mut Rig) -> Option<String> {
    rig.take().iter().find_map(|effect| match effect {
        Effect::Terminal(TerminalCommand::Copy(text)) => Some(text.as_str().to_owned()),
        _ => None,
    })
}

/// A setup at the real services.
fn production() -> Rig {
    let mut setup = setup((80, 24));
    setup.demo = false;
    Rig::browsing_in(setup, &["a b.nc", "caf\u{e9}", "x\ty"])
}

#[test]
fn paths_ids_and_links_are_copied() {
    let mut rig = production();
    let jasmin = uuid::Uuid::from_u128(JASMIN);
    let task_7 = uuid::Uuid::from_u128(7);
    assert_eq!(copied(rig.keys("y y")).unwrap(), "/home/demo/a b.nc");
    assert_eq!(copied(rig.keys("j y y")).unwrap(), "/home/demo/caf\u{e9}");
    assert_eq!(copied(rig.keys("g g y y")).unwrap(), "/home/demo", "at the row of the parent");
    assert_eq!(copied(rig.keys("y u")).unwrap(), jasmin.to_string());
    let link =
        format!("https://app.globus.org/file-manager?origin_id={jasmin}&origin_path=%2Fhome%2Fdemo%2F");
    assert_eq!(copied(rig.keys("y l")).unwrap(), link);
    rig.event(listed(vec![task(7, TaskStatus::Active)]));
    assert_eq!(copied(rig.keys("w y t")).unwrap(), task_7.to_string());
    assert_eq!(copied(rig.keys("y l")).unwrap(), format!("https://app.globus.org/activity/{task_7}"));
}

#[test]
fn only_what_is_known_of_a_copy_is_said() {
    let told = |rig: &mut Rig, clipboard| {
        rig.event(Event::Terminal(TerminalReport::Copied(clipboard)));
        rig.text()
    };
    let mut rig = production();
    rig.keys("y y");
    assert!(!rig.text().contains("clipboard"), "nothing is known yet: {}", rig.text());
    let words = told(&mut rig, Clipboard::Terminal);
    assert!(
        words.contains("The path was sent to the terminal's clipboard (if it allows OSC 52)."),
        "{words}"
    );
    rig.keys("y u");
    assert!(told(&mut rig, Clipboard::Tmux).contains("was copied to tmux's buffer."));
    rig.keys("2 j y y");
    let words = told(&mut rig, Clipboard::Terminal);
    assert!(words.contains("The escaped path was sent"), "{words}");
}

#[test]
fn what_has_no_id_or_link_says_why() {
    let mut rig = super::notices::local((80, 24));
    let id = rig.asked();
    rig.list(id, "/home/ada", &["f"]);
    for (keys, words) in [
        ("y u", "This computer has no UUID"),
        ("y l", "does not show this computer"),
        ("Tab y y", "Nothing is shown here yet."),
    ] {
        rig.keys(keys);
        assert!(rig.text().contains(words), "{keys}: {}", rig.text());
        assert_eq!(copied(&mut rig), None, "{keys}");
    }
    let mut rig = browsing("blend", &["a"]);
    rig.keys("y l");
    assert!(rig.text().contains("web app does not know these services"), "{}", rig.text());
}

#[test]
fn two_panes_swap_and_the_cursor_stays_on_its_side() {
    let mut rig = browsing("blend", &["a", "b"]);
    let titles = |app: &App| Side::BOTH.map(|side| app.pane(side).here().unwrap().store().title());
    let before = titles(&rig.app);
    rig.keys("X");
    assert_eq!(titles(&rig.app), [before[1].clone(), before[0].clone()]);
    assert_eq!(rig.app.active(), Side::Left);
    rig.keys("Tab j").settle();
    assert_eq!(rig.entry_at_cursor(), "b");
    rig.keys("R");
    let id = rig.asked();
    rig.list(id, "/home/demo", &["z"]);
    assert_eq!(rig.names(Side::Right), ["z"], "rows go where their pane is now");
}

#[test]
fn a_key_that_nobody_knows_is_named_by_what_it_sends_until_the_next() {
    use crate::app::input::{Input, RawKey};
    let mut rig = Rig::browsing(&["a", "b"]);
    let raw =
        |bytes: &[u8]| Input::Raw(RawKey { bytes: crate::domain::text::Untrusted::new(bytes), key: None });
    rig.app.input(raw(b"\x1b[99~"), at(rig.now));
    assert!(rig.hints().starts_with("No key that hemi knows sends ESC [ 9 9 ~."), "{}", rig.hints());
    rig.keys("j");
    assert!(!rig.hints().contains("No key"));
    rig.app.input(raw(&[0xff; 500]), at(rig.now));
    assert!(rig.hints().contains("0xff ..."), "{}", rig.hints());
}
