//! Help within dialogs: F1 anywhere, `?` where it is no letter, over the dialog and away again.

use super::kit::*;
use crate::app::commands::Command;
use crate::app::input::Input;
use crate::app::overlay::samples::samples;
use crate::app::overlay::{Modal as _, Overlay};
use crate::app::theme::Theme;
use crate::app::widgets::drawn::Drawn;
use crate::domain::text::{SafeText, Untrusted};

fn keys(command: &Command) -> SafeText {
    crate::safe!("{}", command.name.chars().next().unwrap_or('?'))
}

fn dialogs() -> impl Iterator<Item = (&'static str, Rig)> {
    samples(&Untrusted::new("tas"), keys).into_iter().map(|(what, sample)| {
        let mut rig = Rig::browsing(&["a", "b"]);
        rig.app.open(sample.overlay);
        (what, rig)
    })
}

/// All that is drawn, and where the cursor is.
fn picture(rig: &Rig) -> (String, Drawn) {
    let (text, mut buf) = (rig.text(), crate::app::view::drawn(&rig.app, &Theme::mono(), (80, 24)));
    (text, crate::app::view::view(&rig.app, &Theme::mono(), &mut buf))
}

/// All pages of the help that is open.
fn pages(rig: &mut Rig) -> String {
    let mut all = rig.text();
    for _ in 0..4 {
        rig.keys("PgDn");
        all.push_str(&rig.text());
    }
    all
}

#[test]
fn f1_shows_the_keys_of_every_dialog_and_esc_brings_it_back_unharmed() {
    for (what, mut rig) in dialogs().filter(|(what, _)| *what != "help") {
        let (dialog, before) = (format!("{:?}", rig.app.overlay()), picture(&rig));
        rig.take();
        rig.keys("F1");
        let hints = rig.app.overlay().unwrap().hints();
        assert!(!hints.is_empty(), "{what} names no keys");
        let help = pages(&mut rig);
        assert!(help.contains("In this dialog") && !help.contains("In a pane"), "{what}: {help}");
        for (key, words) in hints {
            let row = help.lines().any(|line| line.contains(key) && line.contains(words));
            assert!(row, "{what}: {key} {words} is not in {help}");
        }
        rig.event(Event::Terminal(TerminalReport::Drawn { frame: 1 }));
        let effects = rig.app.input(Input::Paste("pasted\n".into()), at(rig.now));
        assert!(effects.is_empty(), "{what}: {effects:?}");
        rig.keys("Esc");
        assert_eq!(format!("{:?}", rig.app.overlay()), dialog, "{what}");
        assert_eq!(picture(&rig), before, "{what}");
        assert!(rig.take().is_empty(), "{what}");
    }
}

#[test]
fn the_hint_bar_names_the_keys_of_the_dialog_only() {
    for (what, mut rig) in dialogs() {
        // Large enough for any dialog to leave the last row free.
        rig.app.input(Input::Resize { columns: 160, rows: 60 }, at(rig.now));
        let overlay = rig.app.overlay().unwrap();
        let bar = rig.hints();
        let help = match overlay {
            Overlay::Help(_) => "Esc close",
            overlay if overlay.takes_text() => "F1 help",
            _ => "? help",
        };
        assert!(bar.starts_with(help), "{what}: {bar}");
        let (key, word) = overlay.hints()[0];
        assert!(bar.contains(&format!("{key} {word}")), "{what}: {bar}");
        assert!(!bar.contains("w tasks") && !bar.contains("Space mark"), "{what}: {bar}");
    }
}

#[test]
fn a_question_mark_is_a_letter_where_text_is_typed() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("o w ? x");
    assert!(rig.text().contains("Find: w?x"), "{}", rig.text());
    rig.keys("Left F1");
    assert!(rig.text().contains("In this dialog"));
    rig.keys("Esc y");
    assert!(rig.text().contains("Find: w?yx"), "the cursor is where it was: {}", rig.text());
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("P ?");
    assert!(rig.text().contains("In this dialog") && rig.text().contains("renew all"), "{}", rig.text());
    for close in ["?", "F1", "q"] {
        rig.keys(close);
        assert!(!rig.text().contains("In this dialog"), "{close}");
        rig.keys("F1");
    }
}

#[test]
fn a_plan_under_its_help_has_not_been_read() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("c F1").drawn().wait(1_000).drawn();
    rig.take();
    rig.keys("Esc Enter");
    assert!(calls::<Submit>(&rig.take()).is_empty(), "it was covered all the time");
    rig.drawn().wait(400).keys("Enter");
    assert_eq!(calls::<Submit>(&rig.take()).len(), 1);
}

#[test]
fn the_first_page_names_the_most_important_keys() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("?");
    let page = rig.text();
    let wanted = [
        "q F10",
        "? F1",
        "w ",
        "P ",
        "o ",
        "j Down",
        "k Up",
        "l Enter Right",
        "h Backspace Left",
        "Space Insert",
        "c F5",
        "Quit hemi",
        "List the keys",
        "task panel",
        "Sign in",
        "Open a place",
        "Move to the next row",
        "Open the directory",
        "Mark or unmark",
        "Plan a transfer",
        "not possible now",
    ];
    for words in wanted {
        assert!(page.contains(words), "no {words:?} in {page}");
    }
    rig.app.input(Input::Resize { columns: 120, rows: 90 }, at(rig.now));
    let wide = rig.text();
    let beside =
        |line: &str| line.contains("First of all") && !line.trim_end_matches(['│', ' ']).ends_with("all");
    assert!(wide.lines().any(beside), "two columns: {wide}");
    assert!(wide.contains("Moving the cursor") && wide.contains("Sort by size"), "all of it is seen: {wide}");
}

/// The keys that the help on top names.
fn named_keys(rig: &Rig) -> Vec<String> {
    let help = rig.app.host.help().or(match rig.app.overlay() {
        Some(Overlay::Help(help)) => Some(help),
        _ => None,
    });
    let keys = help.unwrap().keys();
    keys.flat_map(|keys| keys.as_str().split(' ').map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// The keys of a name such as `gg` or `Ctrl-X`.
fn presses(name: &str) -> Vec<String> {
    match crate::app::keymap::KeyPress::parse(name) {
        Some(_) => vec![name.to_owned()],
        None => name.chars().map(|letter| letter.to_string()).collect(),
    }
}

#[test]
fn help_names_no_key_that_means_nothing_there() {
    for focus in ["Tab Tab", "w"] {
        let mut rig = Rig::browsing(&["a"]);
        rig.keys(focus).keys("?");
        let keys = named_keys(&rig);
        assert!(keys.len() > 20, "{keys:?}");
        for key in keys {
            let mut rig = Rig::browsing(&["a"]);
            rig.keys(focus);
            for press in presses(&key) {
                rig.keys(&press);
            }
            let bar = rig.screen().pop().unwrap();
            assert!(!bar.contains("bound to") && !bar.contains(" works in "), "{focus}, {key}: {bar}");
        }
    }
    for (index, (what, _)) in dialogs().enumerate().filter(|(_, (what, _))| *what != "help") {
        let mut rig = dialogs().nth(index).unwrap().1;
        rig.keys("F1");
        for key in named_keys(&rig) {
            let mut rig = dialogs().nth(index).unwrap().1;
            rig.app.input(Input::Resize { columns: 160, rows: 60 }, at(rig.now));
            rig.keys(&key);
            let bar = rig.screen().pop().unwrap();
            assert!(!bar.contains("does nothing here"), "{what}, {key}: {bar}");
        }
    }
}
