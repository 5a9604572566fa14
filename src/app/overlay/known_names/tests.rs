//! Names come while the index is searched, and Enter goes to the one at the cursor.

use super::*;
use crate::app::overlay::sample::Sample;
use crate::app::widgets::field::tests::keys;
use crate::domain::entry::EntryKind;
use crate::domain::ids::CollectionId;
use crate::domain::known_names::KnownName;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::text::UntrustedRef;
use crate::domain::time::Timestamp;

fn opened() -> Sample<KnownNames> {
    Sample::open(Timestamp::default(), |cx| KnownNames::open(TimeZone::UTC, cx))
}

fn hit(name: &str, letters: Vec<usize>) -> KnownName {
    KnownName {
        collection: CollectionId::new(uuid::Uuid::from_u128(1)),
        title: Untrusted::new("JASMIN"),
        directory: StorePath::parse("/gws/runs").unwrap(),
        name: EntryName::new(UntrustedRef(name.as_bytes())).unwrap(),
        kind: EntryKind::File,
        size: Some(2048),
        at: 1_700_000_000_000,
        letters,
    }
}

fn answer(sample: &mut Sample<KnownNames>, hits: Vec<KnownName>, of: u64) {
    let found = FoundNames { hits, looked: of, of };
    sample.reply::<FindNames>(KnownNames::purpose(), Part::Partial(found));
}

fn press(sample: &mut Sample<KnownNames>, text: &str) -> Option<CloseAction> {
    let response = keys(text).iter().fold(None, |last, key| sample.input(key).or(last));
    if let Some(due) = sample.overlay.next_wake() {
        sample.at(due);
        sample.with(|list, cx| list.wake(cx));
    }
    response
}

fn text(sample: &Sample<KnownNames>) -> String {
    let glyphs = crate::app::theme::Glyphs::ASCII;
    let rows = (0..sample.overlay.found.hits.len()).map(|at| sample.overlay.row(at, 100, &glyphs));
    let searches = sample.overlay.due.is_some() || sample.waits_for(KnownNames::purpose());
    let below = sample.overlay.below(searches, 100, &glyphs);
    rows.chain(below).map(|line| line.text().to_string()).collect::<Vec<_>>().join("\n")
}

#[test]
fn without_a_text_it_says_how_much_is_known() {
    let mut sample = opened();
    let facts =
        IndexFacts { bytes: 9, directories: 2, names: 1_500, oldest: Some(0), newest: Some(86_400_000) };
    sample.reply::<FindNames>(KnownNames::purpose(), Part::Done(Ok(Some(facts))));
    let said = text(&sample);
    assert!(said.contains("1,500 names in 2 directories") && said.contains("1970-01-01"), "{said}");
    let mut none = opened();
    none.reply::<FindNames>(KnownNames::purpose(), Part::Done(Ok(None)));
    assert!(text(&none).contains("No names are known yet"), "{}", text(&none));
}

#[test]
fn names_come_as_they_are_found_and_enter_goes_there() {
    let mut sample = opened();
    press(&mut sample, "tas");
    // What was found for an earlier text is not gone to.
    assert!(press(&mut sample, "\n").is_none());
    answer(&mut sample, vec![hit("tas_1.nc", vec![0, 1, 2]), hit("old_tas.nc", vec![4, 5, 6])], 70);
    let said = text(&sample);
    assert!(said.contains("tas_1.nc JASMIN /gws/runs") && said.contains("2023-11-14"), "{said}");
    let row = sample.overlay.row(1, 100, &crate::app::theme::Glyphs::ASCII);
    let lit: Vec<String> = row
        .0
        .iter()
        .filter(|(role, _)| *role == crate::app::theme::Role::Match)
        .map(|(_, piece)| piece.to_string())
        .collect();
    assert_eq!(lit.concat(), "tas");
    sample.reply::<FindNames>(KnownNames::purpose(), Part::Done(Ok(None)));
    assert!(text(&sample).contains("2 names of 70 that were seen"), "{}", text(&sample));
    sample
        .overlay
        .choose(1, &mut ModalCx::new(sample.screen, &mut crate::app::update_cx::UpdateCx::default()));
    match press(&mut sample, "\n") {
        Some(CloseAction::OpenKnown(_, directory, name)) => {
            assert_eq!((directory.sanitized().as_str(), name.raw()), ("/gws/runs", &b"old_tas.nc"[..]));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_name_that_no_screen_can_show_is_written_with_escapes() {
    let mut sample = opened();
    press(&mut sample, "r");
    answer(&mut sample, vec![hit("\u{1b}[31mred", vec![5])], 1);
    assert!(text(&sample).contains("\\x1b[31mred"), "{}", text(&sample));
}
