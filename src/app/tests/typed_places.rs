//! Places that are typed: paths with completion, ids and links.

use super::kit::*;
use crate::app::input::Input;
use crate::domain::ids::RequestId;
use crate::domain::place::{PlaceSpec, Side};
use crate::domain::problem::{Problem, ProblemKind};

fn asked_for(rig: &mut Rig) -> (RequestId, String) {
    let effects = rig.take();
    let [(id, List { path: Some(path), .. })] = &calls::<List>(&effects)[..] else { panic!("{effects:?}") };
    (*id, path.sanitized().as_str().to_owned())
}

fn typed(rig: &mut Rig, text: &str) {
    let effects = rig.app.input(Input::Paste(text.to_owned()), at(rig.now));
    rig.effects.extend(effects);
}

/// What is in the line.
fn line(rig: &Rig) -> String {
    let row = rig.screen().into_iter().find(|row| row.starts_with(" Go to:")).unwrap_or_default();
    row.trim_start_matches(" Go to:").trim().to_owned()
}

#[test]
fn the_path_shown_is_edited_and_opened() {
    let mut rig = Rig::browsing(&["a/"]);
    rig.keys("e");
    assert_eq!(line(&rig), "/home/demo/");
    typed(&mut rig, "x y");
    rig.keys("Enter");
    assert!(rig.app.overlay().is_none());
    let (id, asked) = asked_for(&mut rig);
    assert_eq!(asked, "/home/demo/x y");
    rig.list(id, "/home/demo/x y", &["b"]);
    assert_eq!(rig.names(Side::Left), ["b"]);
    rig.app.cx.listings.forget_all();
    for (text, path) in
        [("..", "/home/demo"), ("~/z", "/~/z"), ("/~/", "/~"), ("n/m", "/home/demo/x y/n/m"), ("/", "/")]
    {
        rig.keys("F4 Ctrl-U");
        typed(&mut rig, text);
        rig.keys("Enter");
        assert_eq!(asked_for(&mut rig).1, path, "{text}");
        rig.keys("Ctrl-C");
        rig.take();
    }
    rig.keys("e Esc");
    assert!(rig.take().is_empty() && rig.app.overlay().is_none());
}

#[test]
fn a_path_that_cannot_be_opened_comes_back_with_the_reason_and_the_pane_stays() {
    let mut rig = Rig::browsing(&["a/"]);
    rig.keys("e n o Enter");
    let (id, _) = asked_for(&mut rig);
    rig.event(Event::done::<List>(
        id,
        Err(Problem::new(ProblemKind::NotFound, "It is not there.", "Try another.")),
    ));
    assert!(
        line(&rig).starts_with("/home/demo/no") && line(&rig).ends_with("It is not there."),
        "{}",
        rig.text()
    );
    assert_eq!(rig.names(Side::Left), ["a"]);
    rig.keys("Backspace");
    assert_eq!(line(&rig), "/home/demo/n");
    rig.keys("Enter");
    let (id, asked) = asked_for(&mut rig);
    assert_eq!(asked, "/home/demo/n");
    rig.list(id, "/home/demo/n", &["b"]);
    assert_eq!((rig.names(Side::Left), line(&rig).as_str()), (vec!["b".to_owned()], ""));
    // What failed after something else was asked for is not about what was typed.
    rig.keys("e x Enter h");
    let asked = calls::<List>(&rig.take());
    rig.event(Event::done::<List>(asked[1].0, Err(problem("No."))));
    assert!(rig.app.overlay().is_none());
}

#[test]
fn tab_completes_from_what_the_pane_shows_without_a_request() {
    let mut rig = Rig::browsing(&["Documents/", "data10/", "data2/", "dat.txt", ".config/", "it\u{7}/"]);
    rig.keys("e d Tab");
    assert!(
        line(&rig).starts_with("/home/demo/data ") && line(&rig).ends_with("2 directories: data2  data10"),
        "{}",
        line(&rig)
    );
    rig.keys("2 Tab");
    assert_eq!(line(&rig), "/home/demo/data2/");
    rig.keys("Ctrl-U d o c Tab");
    assert_eq!(line(&rig), "Documents/", "a relative path begins in the directory shown");
    rig.keys("Ctrl-U . c Tab");
    assert_eq!(line(&rig), ".config/");
    rig.keys("Ctrl-U i Tab");
    assert!(line(&rig).contains("No directory begins like this."), "{}", line(&rig));
    assert!(calls::<List>(&rig.take()).is_empty());
}

#[test]
fn tab_completes_elsewhere_by_one_listing() {
    let mut rig = Rig::browsing(&["a/"]);
    rig.keys("e Ctrl-U / e t Tab");
    let (id, asked) = asked_for(&mut rig);
    assert_eq!(asked, "/");
    rig.event(Event::partial::<List>(id, chunk(&["etc/", "opt/"])));
    rig.listed(id, "/");
    assert_eq!(line(&rig), "/etc/");
    rig.keys("Ctrl-U / o Tab");
    assert_eq!((line(&rig).as_str(), calls::<List>(&rig.take()).len()), ("/opt/", 0));
    rig.keys("Ctrl-U ~ Tab");
    assert_eq!(line(&rig), "~/");
    rig.keys("Tab");
    let (id, asked) = asked_for(&mut rig);
    assert_eq!(asked, "/~");
    rig.event(Event::done::<List>(id, Err(problem("Not for you."))));
    assert!(line(&rig).contains("Not for you."));
    // Typing gives a listing up.
    rig.keys("Tab");
    let (id, _) = asked_for(&mut rig);
    rig.keys("x");
    assert_eq!(cancelled(&rig.take()), [id]);
}

#[test]
fn ids_and_links_go_to_their_collection_and_nonsense_says_what_is_taken() {
    let id = "00000000-0000-0000-0000-000000000002";
    for text in
        [id.to_owned(), format!("{id}:/x"), format!("https://app.globus.org/file-manager?origin_id={id}")]
    {
        let mut rig = Rig::browsing(&["a/"]);
        rig.keys("g u");
        assert_eq!(line(&rig), "");
        typed(&mut rig, &text);
        rig.keys("Enter");
        let effects = rig.take();
        let [(id, Resolve { spec })] = &calls::<Resolve>(&effects)[..] else { panic!("{effects:?}") };
        assert_eq!(*spec, PlaceSpec::parse(&text));
        rig.event(Event::done::<Resolve>(*id, Err(problem("There is no such collection."))));
        assert!(line(&rig).contains("There is no such c"), "{}", rig.text());
        assert_eq!(rig.names(Side::Left), ["a"]);
    }
    let mut rig = Rig::signed_in((80, 24));
    rig.keys("g u");
    typed(&mut rig, "somewhere");
    rig.keys("Enter");
    assert!(line(&rig).contains("no absolute path"), "{}", rig.text());
    rig.keys("Ctrl-U Enter");
    assert!(line(&rig).contains("Type where to go."), "{}", rig.text());
    typed(&mut rig, "/tmp");
    rig.keys("Enter");
    assert_eq!(asked_for(&mut rig).1, "/tmp");
}
