//! Directories are created and entries renamed where a pane shows them, whatever kind of store it shows.

use super::kit::*;
use crate::app::overlay::Overlay;
use crate::app::requests::fs::{Changed, MakeDirectories, RenameEntry};
use crate::domain::path::EntryName;
use crate::domain::place::{Place, Side};
use crate::domain::text::UntrustedRef;

fn name(text: &str) -> EntryName {
    EntryName::new(UntrustedRef(text.as_bytes())).unwrap()
}

fn changed(at: &Place, text: &str) -> Changed {
    Changed { at: at.clone(), name: name(text), from: None, created: Vec::new() }
}

fn letters(rig: &mut Rig, text: &str) {
    for letter in text.chars() {
        rig.keys(&letter.to_string());
    }
}

#[test]
fn a_directory_is_created_in_the_directory_shown_and_has_the_cursor() {
    for key in ["a", "F7"] {
        let mut rig = Rig::browsing(&["alpha/", "zeta"]);
        rig.keys(key);
        let text = rig.text();
        assert!(text.contains("JASMIN") && text.contains("/home/demo"), "{text}");
        letters(&mut rig, "new");
        rig.keys("Enter");
        let (id, call) = calls::<MakeDirectories>(&rig.take()).remove(0);
        assert_eq!((call.at.path.clone(), call.names), (path("/home/demo"), vec![name("new")]));
        assert!(rig.app.is_busy());
        rig.event(Event::done::<MakeDirectories>(id, Ok(changed(&call.at, "new"))));
        assert!(rig.app.overlay().is_none());
        let again = rig.asked();
        rig.list(again, "/home/demo", &["alpha/", "new/", "zeta"]);
        rig.settle();
        assert_eq!(rig.entry_at_cursor(), "new");
        assert_eq!(rig.notice(), "Created /home/demo/new.");
    }
}

#[test]
fn what_is_created_after_its_dialog_was_left_is_told() {
    let mut rig = Rig::browsing(&["alpha/"]);
    rig.keys("a x Enter Esc");
    let effects = rig.take();
    let (id, call) = calls::<MakeDirectories>(&effects).remove(0);
    assert!(cancelled(&effects).is_empty() && rig.app.overlay().is_none(), "a change is not cancelled");
    rig.event(Event::done::<MakeDirectories>(id, Err(problem("The disk is full."))));
    assert!(rig.notice().contains("The disk is full."), "{}", rig.notice());
    rig.keys("a x Enter Esc");
    let (id, _) = calls::<MakeDirectories>(&rig.take()).remove(0);
    rig.event(Event::done::<MakeDirectories>(id, Ok(changed(&call.at, "x"))));
    assert_eq!(rig.notice(), "Created /home/demo/x.");
    assert_eq!(calls::<List>(&rig.take()).len(), 1);
}

#[test]
fn the_first_of_several_is_listed_when_a_later_one_failed() {
    let mut rig = Rig::browsing(&["alpha/"]);
    rig.keys("a x / y Enter");
    let (id, call) = calls::<MakeDirectories>(&rig.take()).remove(0);
    rig.event(Event::partial::<MakeDirectories>(id, changed(&call.at, "x")));
    rig.event(Event::done::<MakeDirectories>(id, Err(problem("You may not write there."))));
    assert_eq!(calls::<List>(&rig.take()).len(), 1);
    let text = rig.text();
    assert!(text.contains("You may not write there.") && text.contains("x/y"), "{text}");
}

#[test]
fn a_rename_keeps_the_cursor_on_the_entry_and_lists_both_panes_that_show_it() {
    let mut rig = Rig::browsing(&["alpha/", "beta.txt"]);
    rig.keys("G r");
    assert!(rig.text().contains("Old name  beta.txt"), "{}", rig.text());
    rig.keys("Home z Enter");
    let (id, call) = calls::<RenameEntry>(&rig.take()).remove(0);
    assert_eq!((call.from, call.to), (name("beta.txt"), name("zbeta.txt")));
    rig.event(Event::done::<RenameEntry>(id, Ok(changed(&call.at, "zbeta.txt"))));
    let again = rig.asked();
    rig.list(again, "/home/demo", &["alpha/", "mu", "zbeta.txt"]);
    rig.settle();
    assert_eq!(rig.entry_at_cursor(), "zbeta.txt");
    assert_eq!(rig.notice(), "Renamed to /home/demo/zbeta.txt.");
}

#[test]
fn a_place_without_the_ability_and_the_row_of_the_parent_say_so() {
    let mut rig = Rig::browsing(&["alpha/"]);
    rig.keys("g g r");
    assert!(rig.app.overlay().is_none());
    assert!(rig.notice().contains(".. leads up"), "{}", rig.notice());
    let mut read_only = (*store(3, "Archive")).clone();
    read_only.capabilities = crate::domain::capability::Capabilities::default();
    let mut rig = Rig::browsing(&["alpha/"]);
    let left = rig.app.panes.get_mut(Side::Left);
    left.open(std::sync::Arc::new(read_only), Some(path("/")), &mut rig.app.cx);
    let effects = rig.app.finish();
    rig.effects.extend(effects);
    let id = rig.asked();
    rig.list(id, "/", &["one"]);
    rig.keys("a");
    assert!(rig.notice().contains("No directory can be created"), "{}", rig.notice());
    rig.keys("r");
    assert!(rig.notice().contains("Nothing can be renamed"), "{}", rig.notice());
}

#[test]
fn a_press_in_the_field_puts_the_cursor_there() {
    let mut rig = Rig::browsing(&["alpha/", "beta.txt"]);
    rig.keys("G r Right Right Right Right Home End");
    assert!(matches!(rig.app.overlay(), Some(Overlay::NameDialog(_))));
    letters(&mut rig, "z");
    assert!(rig.text().contains("beta.txt becomes beta.txtz"), "{}", rig.text());
}

#[test]
fn a_new_name_that_is_hidden_says_how_to_see_it() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("a . c a c h e Enter");
    let (id, _) = calls::<MakeDirectories>(&rig.take()).pop().unwrap();
    let at = crate::domain::place::Place { store: store(JASMIN, "JASMIN").id, path: path("/home/demo") };
    let name = crate::domain::path::EntryName::new(crate::domain::text::UntrustedRef(b".cache")).unwrap();
    let made = Changed { created: vec![at.path.join(&name)], at, name, from: None };
    rig.event(Event::done::<MakeDirectories>(id, Ok(made)));
    assert!(rig.notice().contains("begins with a dot: . shows such names"), "{}", rig.notice());
}
