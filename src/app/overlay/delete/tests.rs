use std::sync::Arc;

use super::*;
use crate::app::overlay::sample::{SCREEN, Sample};
use crate::app::requests::Purpose;
use crate::app::widgets::field::tests::{held, keys};
use crate::domain::collection::{Collection, EntityType};
use crate::domain::deletion::NoTrash;
use crate::domain::entry::EntryKind;
use crate::domain::ids::CollectionId;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::place::Side;
use crate::domain::problem::ProblemKind;
use crate::domain::route::EndInfo;
use crate::domain::store::StoreInfo;
use crate::domain::text::{Untrusted, UntrustedRef};

fn at(mono: u64) -> Timestamp {
    Timestamp { mono, wall: i64::try_from(mono).unwrap() }
}

fn path(text: &str) -> StorePath {
    StorePath::parse(text).unwrap()
}

fn item(text: &str, kind: EntryKind) -> DeleteItem {
    let name = EntryName::new(UntrustedRef(text.as_bytes())).unwrap();
    DeleteItem { name, kind, size: Some(10), modified: Some(1_706_702_400) }
}

fn draft(store: StoreInfo, kind: EntryKind) -> DeleteDraft {
    let directory = EndInfo::new(Arc::new(store), path("/data/run"));
    DeleteDraft { side: Side::Right, directory, items: vec![item("x", kind)], base: None, other: None }
}

fn collection() -> StoreInfo {
    let id = CollectionId::new(uuid::Uuid::from_u128(1));
    StoreInfo::from(&Collection::known_by(id, Untrusted::new("laptop"), EntityType::Personal))
}

fn open(draft: DeleteDraft, facts: DeleteFacts) -> Sample<DeleteReview> {
    let mut review = Sample::open(at(0), |cx| DeleteReview::open(draft, true, TimeZone::UTC, cx));
    review.reply::<ReadDeleteFacts>(Purpose::read::<ReadDeleteFacts>(), Piece::Done(Ok(facts)));
    review
}

/// A directory of a collection, shown at 0.
fn deep() -> Sample<DeleteReview> {
    let mut review = open(draft(collection(), EntryKind::Dir), DeleteFacts::default());
    review.overlay.drawn(SCREEN, at(0));
    review
}

fn press(review: &mut Sample<DeleteReview>, text: &str, when: u64) -> Option<CloseAction> {
    review.at(at(when));
    keys(text).iter().fold(None, |last, key| last.or(review.input(key)))
}

fn deletes(action: Option<&CloseAction>) -> bool {
    matches!(action, Some(CloseAction::Delete(..)))
}

#[test]
fn all_that_goes_is_named() {
    let review = deep();
    let text: String =
        review.overlay.above(80).iter().map(|line| line.text().as_str().to_owned() + "\n").collect();
    for words in
        ["laptop (right pane)", "/data/run", "1 directory with everything inside", "x, changed 2024-01-31"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(text.contains("no way back"), "{text}");
}

#[test]
fn the_word_and_only_the_word_deletes_what_is_deep() {
    for text in ["\n", "y", "\t\n", "delet\n", "deletee\n", "Delete\n", "\t\t\n", "\t\ty"] {
        let mut review = deep();
        let action = press(&mut review, text, 1_000);
        assert!(!deletes(action.as_ref()), "{text:?}: {action:?}");
    }
    assert!(deletes(press(&mut deep(), "delete\n", 1_000).as_ref()));
    assert!(deletes(press(&mut deep(), "delete\t\t\n", 1_000).as_ref()), "by the button, too");
}

#[test]
fn what_comes_before_the_plan_was_seen_is_no_consent() {
    let mut unseen = open(draft(collection(), EntryKind::Dir), DeleteFacts::default());
    assert!(!deletes(press(&mut unseen, "delete\n", 9_000).as_ref()), "never drawn");
    let mut review = deep();
    assert!(!deletes(press(&mut review, "delete", 299).as_ref()));
    assert!(!deletes(press(&mut review, "\n", 9_000).as_ref()), "the letters came too early");
    assert!(deletes(press(&mut review, "delete\n", 9_000).as_ref()));
    let mut small = open(draft(collection(), EntryKind::Dir), DeleteFacts::default());
    small.screen = Screen { columns: 80, rows: 8 };
    small.overlay.drawn(small.screen, at(0));
    assert!(!deletes(press(&mut small, "delete\n", 9_000).as_ref()), "not all can be read");
}

#[test]
fn a_paste_and_held_keys_are_no_consent() {
    let mut review = deep();
    review.at(at(1_000));
    review.input(&Input::Paste("delete".to_owned()));
    assert!(!deletes(press(&mut review, "\n", 1_000).as_ref()));
    for letter in "delete".chars() {
        review.input(&held(letter));
    }
    assert!(!deletes(press(&mut review, "\n", 1_000).as_ref()));
}

#[test]
fn a_few_files_need_a_key_that_is_not_enter() {
    let shown = || {
        let mut review = open(draft(collection(), EntryKind::File), DeleteFacts::default());
        review.overlay.drawn(SCREEN, at(0));
        review
    };
    assert!(matches!(press(&mut shown(), "\n", 1_000), Some(CloseAction::Closed)), "the safe button");
    assert!(!deletes(press(&mut shown(), "y", 299).as_ref()));
    assert!(deletes(press(&mut shown(), "y", 300).as_ref()));
    assert!(deletes(press(&mut shown(), "\t\n", 300).as_ref()));
    let mut review = shown();
    review.at(at(1_000));
    assert!(review.input(&held('y')).is_none());
}

#[test]
fn another_choice_is_another_plan() {
    let mut more = draft(collection(), EntryKind::Dir);
    more.items.push(item("y", EntryKind::Dir));
    let mut review = open(more.clone(), DeleteFacts::default());
    review.overlay.drawn(SCREEN, at(0));
    assert!(press(&mut review, "delete", 1_000).is_none());
    let mut less = draft(collection(), EntryKind::Dir);
    assert!(review.overlay.update(less.clone()));
    review.overlay.drawn(SCREEN, at(1_000));
    assert!(!deletes(press(&mut review, "\n", 9_000).as_ref()), "the consent was for another plan");
    assert!(!review.overlay.update(less.clone()), "nothing new");
    assert!(!review.overlay.update(more), "nothing is ever added");
    press(&mut review, "delete", 9_000);
    less.items.iter_mut().for_each(|item| item.modified = None);
    assert!(review.overlay.update(less), "more is known of the same entries");
    assert!(!deletes(press(&mut review, "\n", 9_000).as_ref()), "it must be seen");
    review.overlay.drawn(SCREEN, at(9_000));
    assert!(deletes(press(&mut review, "\n", 9_300).as_ref()));
}

#[test]
fn a_disk_with_a_trash_uses_it_and_for_good_needs_the_word() {
    let trash = DeleteFacts { home: Some(path("/home/x")), trash: true, ..DeleteFacts::default() };
    let mut review = open(draft(StoreInfo::local(), EntryKind::File), trash);
    review.overlay.drawn(SCREEN, at(0));
    assert_eq!(review.overlay.plan().unwrap().fate(), Fate::Trash);
    press(&mut review, "t", 1_000);
    assert_eq!(review.overlay.plan().unwrap().fate(), Fate::Removed);
    review.overlay.drawn(SCREEN, at(1_000));
    assert!(!deletes(press(&mut review, "y\n", 9_000).as_ref()));
    let elsewhere = DeleteFacts { no_trash: Some(NoTrash::OtherDisk), ..DeleteFacts::default() };
    let mut review = open(draft(StoreInfo::local(), EntryKind::File), elsewhere);
    review.overlay.drawn(SCREEN, at(0));
    let text: String = review.overlay.above(80).iter().map(|line| line.text().as_str().to_owned()).collect();
    assert!(text.contains("your trash is on another disk"), "{text}");
    assert!(deletes(press(&mut review, "delete\n", 1_000).as_ref()));
}

#[test]
fn what_must_stay_is_refused_whatever_is_typed() {
    let home = DeleteFacts { home: Some(path("/data/run/x/home")), trash: false, ..DeleteFacts::default() };
    let failed = Problem::new(ProblemKind::Offline, "No answer.", "Try again.");
    let mut never = open(draft(collection(), EntryKind::Dir), home);
    let mut silent = Sample::open(at(0), |cx| {
        DeleteReview::open(draft(collection(), EntryKind::Dir), true, TimeZone::UTC, cx)
    });
    let mut unknown = Sample::open(at(0), |cx| {
        DeleteReview::open(draft(collection(), EntryKind::Dir), true, TimeZone::UTC, cx)
    });
    unknown.reply::<ReadDeleteFacts>(Purpose::read::<ReadDeleteFacts>(), Piece::Done(Err(failed)));
    for review in [&mut never, &mut silent, &mut unknown] {
        review.overlay.drawn(SCREEN, at(0));
        for text in ["y", "delete", "\t\n"] {
            assert!(!deletes(press(review, text, 9_000).as_ref()), "{text:?}");
        }
    }
}
