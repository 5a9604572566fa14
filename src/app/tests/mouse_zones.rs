//! What else is pressed: the header, titles, the rows of dialogs, and text fields.

use super::kit::*;
use super::mouse::{click, frame};
use crate::app::Focus;
use crate::app::commands::{global, tasks};
use crate::app::overlay::Overlay;
use crate::app::pointer::Target;
use crate::domain::identity::{AccountDetails, Consent};
use crate::domain::place::Side;
use crate::domain::task::TaskStatus;
use crate::domain::text::Untrusted;

/// Where words of the screen begin.
fn cell(rig: &Rig, words: &str) -> (u16, u16) {
    let screen = rig.screen();
    let (row, line) = screen.iter().enumerate().find(|(_, line)| line.contains(words)).unwrap();
    let column = line.split(words).next().unwrap().chars().count();
    (u16::try_from(column).unwrap(), u16::try_from(row).unwrap())
}

fn target(rig: &Rig, words: &str) -> Option<Target> {
    let (x, y) = cell(rig, words);
    frame(&rig.app).hit(x, y).cloned()
}

#[test]
fn the_header_opens_the_account_and_the_tasks() {
    for size in [(80, 24), (120, 35), (60, 20)] {
        let mut rig = Rig::browsing_in(setup(size), &["a"]);
        rig.event(listed(vec![task(1, TaskStatus::Active)]));
        assert_eq!(target(&rig, "ada@demo"), Some(Target::Command(&global::ACCOUNT)));
        assert_eq!(target(&rig, "1 running"), Some(Target::Command(&tasks::TOGGLE)));
        assert_eq!(target(&rig, "hemi"), None, "the name of the program does nothing");
        click(&mut rig, &Target::Command(&tasks::TOGGLE));
        assert_eq!(rig.app.focus, Focus::Tasks);
        click(&mut rig, &Target::Command(&global::ACCOUNT));
        assert!(matches!(rig.app.overlay(), Some(Overlay::Account(_))));
    }
}

#[test]
fn a_title_gives_its_pane_the_keys() {
    let rig = Rig::browsing(&["a"]);
    assert_eq!(target(&rig, "laptop"), Some(Target::Pane(Side::Right)));
    assert_eq!(cell(&rig, "laptop").1, 1, "that is the title");
    let mut narrow = Rig::browsing_in(setup((60, 20)), &["a"]);
    let title = target(&narrow, "Tab laptop").unwrap();
    click(&mut narrow, &title);
    assert_eq!(narrow.app.active(), Side::Right);
    let title = target(&narrow, "Tab JASMIN").unwrap();
    click(&mut narrow, &title);
    assert_eq!(narrow.app.active(), Side::Left);
}

#[test]
fn the_rows_of_the_account_are_chosen() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("P");
    let [(id, _)] = &calls::<ReadAccount>(&rig.take())[..] else { panic!("it is read") };
    let consent = |scope: &str| Consent { scope: Untrusted::new(scope), depth: 0, created: None };
    let details = AccountDetails {
        consents: Some(vec![consent("openid"), consent("email")]),
        ..AccountDetails::default()
    };
    rig.event(Event::done::<ReadAccount>(*id, Ok(details)));
    let row = target(&rig, "know your email address").unwrap();
    assert!(matches!(row, Target::DialogRow(_)), "{row:?}");
    let before = rig.text();
    click(&mut rig, &row);
    assert_ne!(rig.text(), before);
    let (_, y) = cell(&rig, "know your email address");
    assert!(rig.screen()[usize::from(y)].contains('▌'), "{}", rig.text());
}

#[test]
fn rows_of_a_list_in_a_dialog_are_chosen_by_one_click_and_opened_by_two() {
    for size in [(80, 24), (120, 35)] {
        let mut rig = Rig::browsing_in(setup(size), &["a"]);
        rig.keys("o");
        let id = rig.take().iter().find_map(|effect| call::<FindCollections>(effect).map(|(id, _)| id));
        let collections = vec![collection(7, "Seven"), collection(8, "Eight")];
        if let Some(id) = id {
            rig.event(Event::done::<FindCollections>(id, Ok(FoundCollections { collections, next: None })));
        }
        let first = rig.text();
        click(&mut rig, &Target::DialogRow(1));
        assert_ne!(rig.text(), first, "another row is chosen");
        assert!(rig.app.overlay().is_some());
        click(&mut rig, &Target::DialogRow(1));
        assert!(rig.app.overlay().is_none(), "{}", rig.text());
    }
}

#[test]
fn a_press_in_a_text_field_puts_the_cursor_there() {
    for open in [":", "o"] {
        let mut rig = Rig::browsing(&["a"]);
        rig.keys(open).keys("q u i t");
        for (at, typed) in [(2, "quXit"), (0, "YquXit"), (6, "YquXitZ")] {
            click(&mut rig, &Target::Text(at));
            let letter = typed.chars().nth(at).unwrap().to_string();
            rig.keys(&letter);
            assert!(rig.text().contains(typed), "{open} {at}: {}", rig.text());
        }
    }
    // Behind the text is its end.
    let mut rig = Rig::browsing(&["a"]);
    rig.keys(": q u i t Home");
    let (x, y) = cell(&rig, "quit");
    assert_eq!(frame(&rig.app).hit(x + 20, y), Some(&Target::Text(4)));
}
