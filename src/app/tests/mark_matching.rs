//! Marking by what entries are: patterns, sizes, times, kinds; counted while it is typed.

use super::kit::*;
use crate::app::input::Input;
use crate::domain::entry::{EntryKind, RawEntry};
use crate::domain::listing::ChunkBuilder;
use crate::domain::place::{PlaceSpec, Side};

const NAMES: &[&str] = &["Docs/", "tas_1.nc", "tas_2.nc", "README", "pr_1.nc", ".hidden.nc", "a b.txt"];

fn typed(rig: &mut Rig, text: &str) {
    rig.now += 10;
    let effects = rig.app.input(Input::Paste(text.to_owned()), at(rig.now));
    rig.effects.extend(effects);
    rig.settle();
}

fn marks(rig: &Rig) -> Vec<String> {
    let here = rig.app.pane(Side::Left).here().unwrap();
    here.marks().iter().map(|(name, _)| name.sanitized().as_str().to_owned()).collect()
}

#[test]
fn the_line_counts_while_it_is_typed_and_enter_marks() {
    let mut rig = Rig::browsing(NAMES);
    rig.keys("+");
    typed(&mut rig, "*.nc");
    assert!(rig.text().contains("3 of 6: entries named *.nc"), "{}", rig.text());
    assert_eq!(marks(&rig), [""; 0], "nothing is marked before Enter");
    rig.keys("Esc");
    rig.settle();
    assert_eq!((marks(&rig), rig.app.overlay().is_none()), (vec![], true));
    rig.keys("+");
    typed(&mut rig, "*.nc,README");
    rig.keys("Enter");
    rig.settle();
    assert_eq!(marks(&rig), ["README", "pr_1.nc", "tas_1.nc", "tas_2.nc"]);
    assert!(rig.notice().contains("Marked 4 of 6: entries named *.nc,README."), "{}", rig.notice());
    // What is unmarked is a part of what is marked.
    rig.keys("-");
    typed(&mut rig, "tas_[2-9]* <1G");
    assert!(rig.text().contains("1 of 4 marked: files named"), "{}", rig.text());
    rig.keys("Enter");
    rig.settle();
    assert_eq!(marks(&rig), ["README", "pr_1.nc", "tas_1.nc"]);
    rig.keys("\\");
    typed(&mut rig, "*");
    rig.keys("Enter");
    rig.settle();
    assert_eq!(marks(&rig), [""; 0]);
    rig.keys("-");
    assert!(rig.notice().contains("Nothing is marked."), "{}", rig.notice());
}

#[test]
fn a_wrong_word_is_said_and_nothing_is_done() {
    let mut rig = Rig::browsing(NAMES);
    rig.keys("+");
    typed(&mut rig, "*.nc newer:2x");
    rig.keys("Enter");
    rig.settle();
    assert!(rig.text().contains("newer:2x: type a number"), "{}", rig.text());
    assert!(rig.app.overlay().is_some() && marks(&rig).is_empty());
    rig.keys("Backspace d Enter");
    rig.settle();
    assert!(rig.app.overlay().is_none() && marks(&rig).len() == 3, "{}", rig.text());
}

#[test]
fn what_is_wrong_is_said_whole_and_help_lists_what_can_be_typed() {
    for (keys, narrow) in [("+", true), ("F", true), ("+", false)] {
        let mut rig = Rig::browsing(NAMES);
        if narrow {
            rig.app.input(Input::Resize { columns: 60, rows: 20 }, at(rig.now));
        }
        rig.keys(keys);
        typed(&mut rig, "blah:3");
        rig.keys("Enter");
        let said: String = rig.text().split(['│', '\n']).map(str::trim).collect::<Vec<_>>().join(" ");
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            said.contains("blah:3: the tests are newer:, older:, type:, name:, > and <."),
            "{keys}: {said}"
        );
        assert!(said.contains("A name with a colon is typed name:blah:3."), "{keys}: {said}");
        rig.keys("F1");
        let help = rig.text();
        assert!(help.contains("What can be typed"), "{keys}: {help}");
    }
}

#[test]
fn the_palette_takes_the_text_behind_the_name() {
    let mut rig = Rig::browsing(NAMES);
    rig.keys(":");
    typed(&mut rig, "mark newer:2d <15 type:file");
    assert!(rig.text().contains("Mark or unmark the entry"), "{}", rig.text());
    rig.keys("Enter");
    rig.settle();
    assert_eq!(marks(&rig), ["tas_1.nc"]);
    assert!(
        rig.notice().contains("Marked 1 of 6: files changed in the last 2 days, smaller than 15 B."),
        "{}",
        rig.notice()
    );
    rig.keys(":");
    typed(&mut rig, "unmark *_1*");
    rig.keys("Enter");
    rig.settle();
    assert_eq!(marks(&rig), [""; 0]);
    // Text that means nothing comes back in the line, with the reason.
    rig.keys(":");
    typed(&mut rig, "mark kind:file");
    rig.keys("Enter");
    assert!(rig.text().contains("Mark: kind:file") && marks(&rig).is_empty(), "{}", rig.text());
}

#[test]
fn only_what_is_shown_is_marked_and_a_press_on_the_panes_marks_nothing() {
    let mut rig = Rig::browsing(NAMES);
    rig.keys(".");
    rig.settle();
    rig.keys("+");
    typed(&mut rig, "*.nc");
    assert!(rig.text().contains("4 of 7"), "{}", rig.text());
    rig.keys("Esc f");
    typed(&mut rig, "tas");
    rig.keys("Enter +");
    typed(&mut rig, "*.nc");
    assert!(rig.text().contains("2 of 2"), "{}", rig.text());
    rig.keys("Enter");
    rig.settle();
    assert_eq!(marks(&rig), ["tas_1.nc", "tas_2.nc"]);
}

#[test]
fn a_hundred_thousand_rows_are_counted_and_marked_between_keys() {
    let names: Vec<String> = (0..100_000).map(|number| format!("f{number:06}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut rig = Rig::browsing(&names);
    rig.settle();
    rig.keys("+ * 9 9");
    assert!(!rig.text().contains("1,000 of 100,000"), "no key waits for it");
    let turns = rig.settle();
    assert!((2..40).contains(&turns), "{turns} turns");
    assert!(rig.text().contains("1,000 of 100,000"), "{}", rig.text());
    // Enter before all is counted marks when it is.
    rig.keys("Backspace 8 Enter");
    assert_eq!(marks(&rig), [""; 0]);
    rig.settle();
    assert_eq!(marks(&rig).len(), 1_000);
}

/// A file of a listing of this computer: a name and a kind, and more where that is asked for.
fn chunk_of(rows: &[(&str, EntryKind, Option<u64>)]) -> std::sync::Arc<crate::domain::listing::Chunk> {
    let mut builder = ChunkBuilder::default();
    for (name, kind, size) in rows {
        let modified = size.map(|_| 1_699_999_000);
        builder.push(&RawEntry {
            name: name.as_bytes(),
            kind: Some(*kind),
            size: *size,
            modified,
            ..RawEntry::default()
        });
    }
    builder.finish()
}

#[test]
fn rows_of_names_alone_are_read_in_full_before_they_are_judged() {
    let mut options = setup((80, 24));
    options.start[0].spec = Some(PlaceSpec::Local(path("/d")));
    let mut rig = Rig { app: crate::app::App::new(options), now: 0, effects: Effects::new() };
    rig.keys("Ctrl-l");
    let asked = |rig: &mut Rig| match &calls::<List>(&rig.take())[..] {
        [(id, list)] => (*id, list.full),
        other => panic!("{other:?}"),
    };
    let (id, full) = asked(&mut rig);
    assert!(!full);
    rig.event(Event::partial::<List>(
        id,
        chunk_of(&[
            ("big", EntryKind::File, None),
            ("d", EntryKind::Dir, None),
            ("small", EntryKind::File, None),
        ]),
    ));
    rig.listed(id, "/d");
    rig.take();
    // A name pattern needs no more than names.
    rig.keys("+");
    typed(&mut rig, "b*");
    assert!(rig.text().contains("1 of 3") && calls::<List>(&rig.take()).is_empty(), "{}", rig.text());
    rig.keys("Ctrl-U");
    typed(&mut rig, ">1k");
    let (id, full) = asked(&mut rig);
    assert!(full, "sizes are asked for");
    assert!(rig.text().contains("0 of 3") && rig.text().contains("being read"), "{}", rig.text());
    rig.keys("Enter");
    rig.settle();
    assert_eq!(marks(&rig), [""; 0]);
    rig.event(Event::partial::<List>(
        id,
        chunk_of(&[
            ("big", EntryKind::File, Some(5_000)),
            ("d", EntryKind::Dir, None),
            ("odd", EntryKind::File, None),
            ("small", EntryKind::File, Some(10)),
        ]),
    ));
    rig.listed(id, "/d");
    rig.settle();
    assert_eq!(marks(&rig), ["big"]);
    let words = "Marked 1 of 4: files larger than 1 KiB; not known of 1 more.";
    assert!(rig.notice().contains(words), "{}", rig.notice());
}
