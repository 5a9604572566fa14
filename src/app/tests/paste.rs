//! A text pasted into a pane: a place is offered, anything else is named as what it is.

use super::kit::*;
use crate::app::input::Input;
use crate::app::overlay::Overlay;
use crate::domain::place::{PlaceSpec, Side};

const ID: &str = "6d3b5a2e-1111-4222-8333-444455556666";

fn paste(rig: &mut Rig, text: &str) {
    rig.now += 10;
    let effects = rig.app.input(Input::Paste(text.into()), at(rig.now));
    rig.effects.extend(effects);
}

/// How many places are to be opened: a path of this computer is listed, others are looked up, and may be listed meanwhile.
fn opened(rig: &mut Rig) -> usize {
    let effects = rig.take();
    calls::<Resolve>(&effects).len().max(calls::<List>(&effects).len())
}

#[test]
fn a_pasted_place_is_opened_after_a_question() {
    let link = format!("https://app.globus.org/file-manager?origin_id={ID}&origin_path=%2Fdata%2F");
    for (text, question) in [
        (format!("{ID}\n"), format!("Open the collection {ID}?")),
        (format!("  {ID}:/data/x "), "Directory: /data/x".to_owned()),
        (link, "Directory: /data".to_owned()),
        ("/home/ada/work\n".to_owned(), "Directory: /home/ada/work".to_owned()),
        ("~/work".to_owned(), "Directory: /~/work".to_owned()),
    ] {
        let mut rig = Rig::browsing(&["a", "b"]);
        rig.keys("Tab");
        paste(&mut rig, &text);
        assert!(rig.text().contains(&question), "{text}: {}", rig.text());
        assert_eq!(opened(&mut rig), 0, "nothing is opened unasked");
        // An Enter that was on its way answers nothing.
        rig.keys("Enter");
        assert!(matches!(rig.app.overlay(), Some(Overlay::Confirm(_))));
        rig.drawn().wait(1_000);
        rig.keys("Enter");
        assert!(rig.app.overlay().is_none());
        assert_eq!(rig.app.active(), Side::Right);
        assert_eq!(opened(&mut rig), 1, "{text}");
    }
}

#[test]
fn what_is_no_place_is_said_and_does_nothing() {
    for text in ["rm -rf ~", "q", "/a\n/b", "https://example.org/", "\u{1b}[2J", "c\r"] {
        let mut rig = Rig::browsing(&["a", "b"]);
        let before = rig.names(Side::Left);
        paste(&mut rig, text);
        assert!(rig.text().contains("Pasted text is not a place"), "{text:?}: {}", rig.text());
        assert!(rig.app.overlay().is_none() && rig.take().is_empty());
        assert_eq!(rig.names(Side::Left), before);
    }
    let mut rig = Rig::browsing(&["a"]);
    paste(&mut rig, " \n");
    assert!(rig.app.notice().is_none(), "nothing was pasted");
}

#[test]
fn the_question_can_be_declined() {
    let mut rig = Rig::browsing(&["a"]);
    paste(&mut rig, ID);
    rig.drawn().wait(1_000);
    rig.keys("n");
    assert!(rig.app.overlay().is_none() && opened(&mut rig) == 0);
}

#[test]
fn a_pasted_path_is_one_of_what_the_pane_shows() {
    let mut rig = Rig::browsing(&["a"]);
    paste(&mut rig, "/data/x");
    assert!(
        rig.text().contains("Open a directory of ") && rig.text().contains("Directory: /data/x"),
        "{}",
        rig.text()
    );
    rig.drawn().wait(1_000);
    rig.keys("Enter");
    let [(_, Resolve { spec })] = &calls::<Resolve>(&rig.take())[..] else { panic!("nothing is asked") };
    assert!(
        matches!(spec, PlaceSpec::Collection { path: Some(path), .. } if *path == super::kit::path("/data/x"))
    );
    let mut rig = super::notices::local((80, 24));
    paste(&mut rig, "/data/x");
    assert!(rig.text().contains("Open /data/x of this computer?"), "{}", rig.text());
}
