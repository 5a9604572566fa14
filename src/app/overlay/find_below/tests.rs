//! What is found comes while the search goes on, and can be marked; a search that is not whole says so.

use super::*;
use crate::app::effect::Effect;
use crate::app::overlay::sample::Sample;
use crate::app::overlay::samples;
use crate::app::requests::Call as _;
use crate::app::widgets::field::tests::keys;
use crate::domain::collection::EntityType;
use crate::domain::entry::EntryKind;
use crate::domain::path::EntryName;
use crate::domain::text::Untrusted;
use crate::domain::time::Timestamp;

fn path(text: &str) -> StorePath {
    StorePath::parse(text).unwrap()
}

fn opened() -> Sample<FindBelowDialog> {
    let store = samples::collection(1, &Untrusted::new("JASMIN"), EntityType::Mapped);
    let store = Arc::new(StoreInfo::from(&store));
    Sample::open(Timestamp::default(), |_| FindBelowDialog::new(store, path("/gws"), TimeZone::UTC))
}

fn press(sample: &mut Sample<FindBelowDialog>, text: &str) -> Option<CloseAction> {
    keys(text).iter().fold(None, |last, key| sample.input(key).or(last))
}

fn found(at: &str, size: u64) -> Found {
    let at = path(at);
    Found {
        directory: at.parent().unwrap(),
        name: EntryName::new(at.name().unwrap()).unwrap(),
        kind: EntryKind::File,
        is_link: false,
        size: Some(size),
        modified: None,
    }
}

fn more(sample: &mut Sample<FindBelowDialog>, found: Vec<Found>, waiting: u64) {
    let more = FoundBelow { found, looked: 1, waiting, ..FoundBelow::default() };
    sample.reply::<FindBelow>(Purpose::read::<FindBelow>(), Part::Partial(more));
}

/// The search that was asked for.
fn asked(sample: &mut Sample<FindBelowDialog>) -> FindBelow {
    let call = |effect: &Effect| match effect {
        Effect::Send { request, .. } => FindBelow::of(request).cloned(),
        _ => None,
    };
    sample.take_effects().iter().find_map(call).expect("a search is asked for")
}

fn state(sample: &Sample<FindBelowDialog>) -> String {
    sample.overlay.state(&crate::app::theme::Glyphs::ASCII).text().to_string()
}

#[test]
fn a_part_of_a_name_is_searched_for_and_hits_come_one_after_the_other() {
    let mut sample = opened();
    press(&mut sample, "tas\n");
    let call = asked(&mut sample);
    assert_eq!((call.directories, call.listings), (vec![path("/gws")], Some(LISTINGS)));
    more(&mut sample, vec![found("/gws/a/tas_1.nc", 5)], 3);
    assert_eq!(state(&sample), "1 entry in 1 directory, searching~ 3 left");
    more(&mut sample, vec![found("/gws/b/c/TAS_2.nc", 6)], 0);
    sample.reply::<FindBelow>(Purpose::read::<FindBelow>(), Part::Done(Ok(FoundEnd { rest: Vec::new() })));
    assert_eq!(state(&sample), "2 entries in 2 directories: that is all.");
    let row = |index| sample.overlay.row(index, 60, &crate::app::theme::Glyphs::ASCII).text().to_string();
    assert!(row(1).contains("b/c/TAS_2.nc"), "{}", row(1));
    press(&mut sample, "j");
    match press(&mut sample, "\n") {
        Some(CloseAction::OpenAt(_, directory, name)) => {
            assert_eq!((directory, name.raw()), (path("/gws/b/c"), &b"TAS_2.nc"[..]));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_found_is_marked_as_in_its_directory() {
    let mut sample = opened();
    press(&mut sample, "x\n");
    more(&mut sample, vec![found("/gws/x1", 5), found("/gws/x2", 6)], 0);
    let mut edits = |key: &str| {
        let key = keys(key).remove(0);
        sample.with(|dialog, cx| {
            dialog.input(&key, cx);
            cx.take_edits()
        })
    };
    assert_eq!(edits(" "), [PaneEdit::MarkFound(vec![found("/gws/x1", 5)], true)]);
    let all = vec![found("/gws/x1", 5), found("/gws/x2", 6)];
    assert_eq!(edits("A"), [PaneEdit::MarkFound(all.clone(), true)]);
    assert_eq!(edits("A"), [PaneEdit::MarkFound(all, false)]);
    edits("A");
    assert!(state(&sample).contains("2 marked"));
}

#[test]
fn a_search_that_stopped_says_what_is_left_and_goes_on() {
    let mut sample = opened();
    press(&mut sample, "x\n");
    more(&mut sample, Vec::new(), 2);
    let rest = vec![path("/gws/y"), path("/gws/z")];
    sample.reply::<FindBelow>(Purpose::read::<FindBelow>(), Part::Done(Ok(FoundEnd { rest: rest.clone() })));
    assert!(state(&sample).contains("; 2 directories left"), "{}", state(&sample));
    sample.take_effects();
    press(&mut sample, "m");
    let call = asked(&mut sample);
    assert_eq!(call.directories, rest);
    press(&mut sample, "\u{1b}");
    assert!(state(&sample).contains("stopped, not all was looked at"), "{}", state(&sample));
    assert!(matches!(press(&mut sample, "\u{1b}"), Some(CloseAction::Closed)));
}

#[test]
fn what_means_nothing_is_told_and_nothing_is_asked() {
    let mut sample = opened();
    for typed in ["", "newer:soon", ">much"] {
        press(&mut sample, typed);
        press(&mut sample, "\n");
        assert!(sample.overlay.refusal.is_some(), "{typed}");
        assert!(sample.take_effects().is_empty(), "{typed}");
        assert!(press(&mut sample, "\u{15}").is_none());
    }
}
