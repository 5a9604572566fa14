use super::*;
use crate::app::input::Input;
use crate::app::keymap::KeyPress;
use crate::app::overlay::sample::Sample;
use crate::app::pane::marks::Marked;
use crate::domain::entry::EntryKind;
use crate::domain::path::StorePath;
use crate::domain::place::Place;
use crate::domain::text::Untrusted;
use crate::domain::time::Timestamp;

fn dir(path: &str, names: &[&str]) -> MarkedDirectory {
    let marked = |name: &str| {
        let kind = if name.ends_with('/') { EntryKind::Dir } else { EntryKind::File };
        (
            Untrusted::new(name.trim_end_matches('/')),
            Marked { kind, size: Some(10).filter(|_| kind == EntryKind::File) },
        )
    };
    MarkedDirectory {
        place: Place { store: StoreId::Local, path: StorePath::parse(path).unwrap() },
        title: "store".into(),
        marks: names.iter().map(|name| marked(name)).collect(),
    }
}

fn open(dirs: Vec<MarkedDirectory>) -> Sample<Basket> {
    Sample::open(Timestamp::default(), |_| Basket::new(dirs, Some(StoreId::Local)))
}

fn key(basket: &mut Sample<Basket>, name: &str) -> (Response, Vec<PaneEdit>) {
    let input = Input::Key(KeyPress::parse(name).unwrap().event());
    basket.with(|basket, cx| {
        let response = basket.input(&input, cx);
        (response, cx.take_edits())
    })
}

#[test]
fn sums_never_guess_a_directory() {
    let basket = open(vec![dir("/a", &["d/", "x"]), dir("/b", &["y"])]);
    assert_eq!(
        basket.overlay.sum().as_str(),
        "2 files of 20 B + 1 directory (not scanned), marked in 2 directories"
    );
}

#[test]
fn marks_and_directories_are_removed_one_by_one() {
    let mut basket = open(vec![dir("/a", &["x", "y"]), dir("/b", &["z"])]);
    key(&mut basket, "j");
    let (_, edits) = key(&mut basket, "x");
    let place = dir("/a", &[]).place;
    assert_eq!(edits, [PaneEdit::Unmark(place.clone(), Some(Untrusted::new("x")))]);
    assert_eq!(basket.overlay.rows(), 4);
    let (_, edits) = key(&mut basket, "x");
    assert_eq!(edits, [PaneEdit::Unmark(place, Some(Untrusted::new("y")))]);
    assert_eq!(basket.overlay.rows(), 2, "a directory without marks goes");
    let _ = key(&mut basket, "k");
    let (_, edits) = key(&mut basket, "x");
    assert_eq!(edits, [PaneEdit::Unmark(dir("/b", &[]).place, None)]);
    assert_eq!((basket.overlay.rows(), basket.overlay.sum().as_str()), (0, "Nothing is marked."));
}

#[test]
fn all_marks_are_removed_by_the_second_key_only() {
    let mut basket = open(vec![dir("/a", &["x", "y"])]);
    assert!(key(&mut basket, "u").1.is_empty());
    assert!(key(&mut basket, "j").1.is_empty());
    assert!(key(&mut basket, "u").1.is_empty(), "a key between them begins anew");
    assert_eq!(key(&mut basket, "u").1, [PaneEdit::UnmarkAll]);
}

#[test]
fn two_marks_of_one_name_are_not_planned() {
    let mut basket = open(vec![dir("/a", &["x", "y"]), dir("/b", &["y", "z"])]);
    assert!(key(&mut basket, "c").0.is_none());
    let words = basket.overlay.words.clone().unwrap().1;
    assert!(words.as_str().contains("y is marked in /a and in /b"), "{words}");
    // The cursor is on one of them.
    key(&mut basket, "x");
    assert!(matches!(key(&mut basket, "c").0, Some(CloseAction::PlanMarked)));
    assert!(open(vec![]).with(|basket, _| basket.plan()).is_none());
}

#[test]
fn what_would_not_be_sent_is_not_written() {
    let mut basket = open(vec![dir("/a", &["x"]), dir("/b", &["x"])]);
    assert!(key(&mut basket, "w").0.is_none());
    assert!(basket.overlay.words.clone().unwrap().1.as_str().contains("one would overwrite the other"));
    let mut basket = open(vec![dir("/a", &["d/"]), dir("/a/d/e", &["y"])]);
    for keys in ["w", "c"] {
        assert!(key(&mut basket, keys).0.is_none());
        let words = basket.overlay.words.clone().unwrap().1;
        assert!(words.as_str().starts_with("/a/d is marked, and so is something in it"), "{words}");
    }
    key(&mut basket, "x");
    assert!(matches!(key(&mut basket, "w").0, Some(CloseAction::AskBatch(_))));
}

#[test]
fn enter_leads_to_a_mark() {
    let mut basket = open(vec![dir("/a", &["x"])]);
    let place = dir("/a", &[]).place;
    assert!(matches!(key(&mut basket, "Enter").0, Some(CloseAction::GoToEntry(at, None)) if at == place));
    key(&mut basket, "j");
    assert!(
        matches!(key(&mut basket, "Enter").0, Some(CloseAction::GoToEntry(_, Some(name))) if name == Untrusted::new("x"))
    );
}
