//! Places that are no collections, what was learnt before, and more of the same.

use crossterm::event::KeyCode;

use super::tests::{Bench, bench, collection, find, known, question};
use super::*;
use crate::app::overlay::sample::Sample;
use crate::app::requests::Call as _;
use crate::domain::bookmark::Bookmark;
use crate::domain::ids::RequestId;

fn at(mono: u64) -> Timestamp {
    super::tests::at(mono)
}

#[test]
fn what_is_no_word_is_not_asked_of_the_service() {
    let mut bench = bench();
    bench.keys("? *", 0);
    bench.sample.at(at(1_000));
    bench.sample.with(|search, cx| search.wake(cx));
    assert_eq!(question(&bench.sample.take_effects()), None, "the recent ones were asked for already");
    bench.keys("x", 1_000);
    bench.sample.at(at(2_000));
    bench.sample.with(|search, cx| search.wake(cx));
    assert_eq!(question(&bench.sample.take_effects()), Some(("? *x".into(), SearchScope::All)));
}

fn bookmark(name: &str, path: &str) -> Bookmark {
    let path = crate::domain::path::StorePath::parse(path)
        .map_err(|reason| crate::domain::bookmark::UnusablePath { text: Untrusted::new(path), reason });
    Bookmark { id: None, name: Untrusted::new(name), collection: collection(1, "").id, path }
}

#[test]
fn bookmarks_and_this_computer_are_among_the_places_and_open_where_they_lead() {
    let mut bench = known();
    let bookmarks = vec![bookmark("runs", "/gws/runs"), bookmark("broken", "relative")];
    bench.sample.reply::<ReadBookmarks>(Purpose::read::<ReadBookmarks>(), Part::Done(Ok(bookmarks)));
    assert_eq!(bench.names(), ["JASMIN Default Collection", "GCP laptop", "ALCF Eagle", "runs", "broken"]);
    let local = bench.keys("↓↓↓\n", 0);
    assert!(matches!(local, Some(CloseAction::Open(store)) if store.collection().is_none()));
    bench.keys("\t\t", 0);
    assert_eq!(bench.names(), ["runs", "broken"]);
    assert!(find(&bench.wake(0)).is_none(), "no collection is looked for among bookmarks");
    let spec = PlaceSpec::Collection {
        id: collection(1, "").id,
        path: Some(crate::domain::path::StorePath::parse("/gws/runs").unwrap()),
    };
    assert!(matches!(bench.keys("\n", 0), Some(CloseAction::OpenSpec(open)) if open == spec));
    assert!(bench.keys("↓\n", 0).is_none());
    assert!(bench.sample.overlay.refusal.as_ref().unwrap().as_str().contains("cannot be used"));
    let row = bench.sample.overlay.row(0, 90, "~").text();
    assert!(row.as_str().contains("JASMIN Default Collection /gws/runs"), "{row}");
}

#[test]
fn what_was_learnt_is_there_at_once_the_next_time() {
    let known = known().sample.overlay.into_known();
    let mut bench =
        Bench { sample: Sample::open(at(0), |cx| Search::open(known, cx)), first: RequestId::default() };
    assert_eq!(bench.names().len(), 3);
    bench.keys("lap", 0);
    assert_eq!(bench.names(), ["GCP laptop"], "before any answer");
}

#[test]
fn going_down_asks_for_more_once_and_the_answer_joins_the_rows() {
    let mut bench = bench();
    let page =
        |from: u128| -> Vec<_> { (from..from + 100).map(|n| collection(n, &format!("c{n}"))).collect() };
    let reply = |bench: &mut Bench, from: u128, next| {
        let found = FoundCollections { collections: page(from), next };
        bench.sample.reply::<FindCollections>(Purpose::read::<FindCollections>(), Part::Done(Ok(found)));
    };
    reply(&mut bench, 1, Some(100));
    bench.sample.take_effects();
    bench.keys("↓", 0);
    assert!(bench.sample.take_effects().is_empty(), "the end is far");
    for _ in 0..20 {
        bench.sample.input(&key(KeyCode::PageDown));
    }
    let effects = bench.sample.take_effects();
    assert_eq!(find(&effects).map(|(_, call)| call.offset), Some(100));
    bench.keys("↑↓", 0);
    assert!(bench.sample.take_effects().is_empty(), "it is asked already");
    let chosen = bench.sample.overlay.chosen().unwrap().key();
    reply(&mut bench, 101, None);
    assert_eq!(bench.names().len(), 200);
    assert_eq!(bench.sample.overlay.chosen().unwrap().key(), chosen);
    for _ in 0..20 {
        bench.sample.input(&key(KeyCode::PageDown));
    }
    assert!(bench.sample.take_effects().is_empty(), "there are no more");
}

fn key(code: KeyCode) -> Input {
    Input::Key(crossterm::event::KeyEvent::new(code, crossterm::event::KeyModifiers::NONE))
}

#[test]
fn a_path_opens_on_this_computer_and_what_is_no_word_matches_nothing() {
    let mut bench = known();
    bench.paste("/gws/runs");
    let expected = PlaceSpec::parse("/gws/runs");
    assert!(matches!(bench.keys("\n", 0), Some(CloseAction::OpenSpec(spec)) if spec == expected));
    let mut bench = known();
    bench.keys("~/", 0);
    assert!(bench.names().is_empty() && bench.keys("\n", 0).is_none());
}

#[test]
fn a_press_on_a_scope_shows_it() {
    let mut bench = known();
    for (index, (tab, _)) in TABS.iter().enumerate().rev() {
        bench.sample.with(|search, cx| search.turn(index, cx));
        assert_eq!(bench.sample.overlay.tab, *tab);
    }
}

fn preset(name: &str, hint: Option<&'static str>) -> Preset {
    Preset { name: Untrusted::new(name), hint: hint.map(SafeText::from) }
}

/// With presets among the places, and a key that chose the first of them.
fn looked_up() -> Bench {
    let mut bench = bench();
    let presets = vec![preset("ARCHER2 filesystems", None), preset("Inside", Some("only inside STFC"))];
    bench.sample.with(|search, _| {
        search.known.presets = presets;
        search.rank();
    });
    assert_eq!(bench.names(), ["ARCHER2 filesystems", "Inside"]);
    assert!(bench.keys("arch\n", 0).is_none());
    let asked = question(&bench.sample.take_effects());
    assert_eq!(asked, Some(("ARCHER2 filesystems".into(), SearchScope::All)));
    bench
}

fn found_by_name(bench: &mut Bench, all: &[Arc<Collection>]) -> Response {
    let reply = FindCollections::reply(super::tests::answer(all));
    bench.sample.with(|search, cx| search.reply(&reply, cx))
}

#[test]
fn a_name_is_looked_up_when_it_is_chosen_and_the_one_that_has_it_exactly_is_opened() {
    let like = collection(1, "ARCHER2 filesystems (old)");
    let guest =
        Arc::new(Collection { entity: EntityType::Guest, ..(*collection(3, "ARCHER2 filesystems")).clone() });
    let it = collection(2, "ARCHER2 filesystems");
    let opened = found_by_name(&mut looked_up(), &[like, guest, it.clone()]);
    assert!(matches!(opened, Some(CloseAction::Open(store)) if store.collection() == Some(it.id)));
}

#[test]
fn none_and_several_of_a_name_are_said_and_none_is_opened() {
    for (all, word) in [
        (vec![collection(1, "ARCHER2 filesystems (old)")], "No collection"),
        (vec![collection(1, "ARCHER2 filesystems"), collection(2, "ARCHER2 filesystems")], "2 collections"),
    ] {
        let mut bench = looked_up();
        assert!(found_by_name(&mut bench, &all).is_none());
        let said = bench.sample.overlay.refusal.clone().unwrap();
        assert!(said.as_str().contains(word), "{said}");
        // Another text is no longer about that name.
        bench.keys("x", 0);
        assert!(bench.sample.overlay.refusal.is_none());
        assert!(found_by_name(&mut bench, &[collection(2, "ARCHER2 filesystems")]).is_none());
    }
}
