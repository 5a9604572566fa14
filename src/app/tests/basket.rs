//! Marks of several directories: listed, removed, sent as one.

use super::kit::*;
use crate::app::overlay::Overlay;
use crate::app::requests::batch::{ReadBatch, WriteBatch, Written};
use crate::domain::place::Side;

/// Two marks in /home/demo/a, one in /home/demo/b, none in /home/demo, which is shown.
fn marked() -> Rig {
    let mut rig = Rig::browsing(&["a/", "b/", "x"]);
    rig.keys("l");
    let id = rig.asked();
    rig.list(id, "/home/demo/a", &["1.nc", "2.nc", "sub/"]);
    rig.keys("Space j Space h");
    let id = rig.asked();
    rig.list(id, "/home/demo", &["a/", "b/", "x"]);
    rig.keys("j l");
    let id = rig.asked();
    rig.list(id, "/home/demo/b", &["1.nc", "2.nc", "3.nc"]);
    rig.keys("G Space h");
    let id = rig.asked();
    rig.list(id, "/home/demo", &["a/", "b/", "x"]);
    rig.take();
    rig
}

fn basket_text(rig: &mut Rig) -> String {
    rig.keys("b");
    rig.text()
}

#[test]
fn the_basket_lists_the_marks_of_all_directories() {
    let mut rig = marked();
    let text = basket_text(&mut rig);
    for words in
        ["/home/demo/a", "/home/demo/b", "3.nc", "2 files of", "1 directory (not scanned), marked in 2"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    // x removes the mark at the cursor.
    rig.keys("j x Esc b");
    assert_eq!(rig.text().matches(".nc").count(), 1, "{}", rig.text());
    rig.keys("u u");
    assert!(rig.text().contains("Nothing is marked."), "{}", rig.text());
    rig.keys("Esc c");
    assert!(matches!(rig.app.overlay(), Some(Overlay::Plan(_))), "{}", rig.text());
}

#[test]
fn enter_goes_to_a_mark() {
    let mut rig = marked();
    rig.keys("b G Enter");
    let id = rig.asked();
    rig.list(id, "/home/demo/b", &["0.nc", "1.nc", "3.nc"]);
    assert_eq!((rig.entry_at_cursor().as_str(), rig.app.overlay().is_none()), ("3.nc", true));
}

#[test]
fn with_marks_elsewhere_the_entry_at_the_cursor_is_not_sent_silently() {
    let mut rig = marked();
    rig.keys("G c");
    assert!(matches!(rig.app.overlay(), Some(Overlay::Basket(_))), "{}", rig.text());
    assert!(rig.text().contains("3 entries are elsewhere"), "{}", rig.text());
    rig.keys("Esc Space c");
    let Some(Overlay::Plan(plan)) = rig.app.overlay() else { panic!("{}", rig.text()) };
    assert_eq!(plan.plan().items().len(), 1);
}

#[test]
fn all_marks_of_a_collection_are_one_task_and_are_gone_when_it_is_sent() {
    let mut rig = marked();
    rig.keys("b c");
    let text = rig.text();
    for words in ["/home/demo ", "a/2.nc", "a/sub/", "b/3.nc", "2 files of"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    rig.drawn().wait(400).keys("Enter");
    let submits = calls::<Submit>(&rig.take());
    let [(id, submit)] = &submits[..] else { panic!("{submits:?}") };
    let paths: Vec<_> = submit
        .plan
        .plan()
        .paths()
        .map(|(_, from, to)| (from.sanitized().to_string(), to.sanitized().to_string()))
        .collect();
    let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    assert_eq!(
        paths,
        [
            pair("/home/demo/a/2.nc", "/data/2.nc"),
            pair("/home/demo/a/sub", "/data/sub"),
            pair("/home/demo/b/3.nc", "/data/3.nc"),
        ]
    );
    rig.event(Event::done::<Submit>(*id, Ok(Submission::Accepted { again: false })));
    rig.keys("b");
    assert!(rig.text().contains("Nothing is marked."), "{}", rig.text());
}

#[test]
fn two_marks_of_one_name_are_resolved_before_they_are_planned() {
    let mut rig = marked();
    rig.keys("l");
    let id = rig.asked();
    rig.list(id, "/home/demo/b", &["1.nc", "2.nc", "3.nc"]);
    rig.keys("k Space b c");
    assert!(rig.text().contains("2.nc is marked in /home/demo/a and in /home/demo/b"), "{}", rig.text());
    rig.keys("x c");
    let Some(Overlay::Plan(plan)) = rig.app.overlay() else { panic!("{}", rig.text()) };
    assert_eq!(plan.plan().items().len(), 3);
}

fn typed(rig: &mut Rig, text: &str) {
    let effects = rig.app.input(crate::app::input::Input::Paste(text.to_owned()), at(rig.now));
    rig.effects.extend(effects);
}

#[test]
fn marks_are_written_to_a_file_and_read_from_one() {
    let mut rig = marked();
    rig.keys("b w");
    typed(&mut rig, "list.txt");
    rig.keys("Enter");
    let [(id, write)] = &calls::<WriteBatch>(&rig.take())[..] else { panic!("{}", rig.text()) };
    let lines = "/home/demo/a/2.nc 2.nc\n--recursive /home/demo/a/sub sub\n/home/demo/b/3.nc 3.nc\n";
    assert_eq!((write.text.raw_str(), write.replace), (Some(lines), false));
    rig.event(Event::done::<WriteBatch>(*id, Ok(Written::Exists)));
    assert!(rig.text().contains("Enter again replaces it."), "{}", rig.text());
    rig.keys("Enter");
    let [(id, write)] = &calls::<WriteBatch>(&rig.take())[..] else { panic!("{}", rig.text()) };
    assert!(write.replace);
    rig.event(Event::done::<WriteBatch>(*id, Ok(Written::Whole)));
    assert!(rig.text().contains("Written to list.txt.") && rig.text().contains("Marks of this pane"));
    // Another pane's marks: what a file names is marked, as far as marks can say it.
    rig.keys("u u r");
    typed(&mut rig, "list.txt");
    rig.keys("Enter");
    let [(id, _)] = &calls::<ReadBatch>(&rig.take())[..] else { panic!("{}", rig.text()) };
    rig.event(Event::done::<ReadBatch>(*id, Ok(crate::domain::text::Untrusted::new("a b\n'c"))));
    assert!(rig.text().contains("Line 2: its quotation mark is not closed."), "{}", rig.text());
    rig.keys("Enter");
    let [(id, _)] = &calls::<ReadBatch>(&rig.take())[..] else { panic!("{}", rig.text()) };
    let text = "x x\ngone gone\nx x\n-r /data/run run\n/ y\nb/3.nc other.nc\n";
    rig.event(Event::done::<ReadBatch>(*id, Ok(crate::domain::text::Untrusted::new(text))));
    rig.settle();
    let text = rig.text();
    for words in [
        "3 entries of the file marked.",
        "1 entry is not in the directory shown, such as",
        "1 line of a path",
        "under their own names.",
        "/home/demo/b",
        "run/",
        "3.nc",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // The one in the directory shown is checked against its rows.
    let here = rig.app.pane(Side::Left).here().unwrap();
    assert_eq!(here.marks().totals().bytes, 20, "{text}");
}

#[test]
fn the_marks_of_all_directories_are_restored() {
    let rig = marked();
    let saved = rig.app.pane(Side::Left).saved();
    assert_eq!((saved.marks.len(), saved.elsewhere.len(), saved.unsaved_marks), (0, 2, 0));
    let mut rig = Rig::browsing(&["a/"]);
    rig.app.panes.get_mut(Side::Left).restore(&saved);
    let text = basket_text(&mut rig);
    assert!(text.contains("/home/demo/b") && text.contains("3.nc"), "{text}");
}
