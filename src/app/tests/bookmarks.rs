//! Bookmarks are added where a pane is, and removed and renamed among the places.

use super::kit::*;
use crate::app::overlay::Overlay;
use crate::app::requests::bookmarks::{AddBookmark, RemoveBookmark, RenameBookmark};
use crate::app::requests::search::ReadBookmarks;
use crate::domain::bookmark::Bookmark;
use crate::domain::ids::BookmarkId;
use crate::domain::place::Side;
use crate::domain::store::StoreInfo;
use crate::domain::text::Untrusted;

fn bookmark(number: u128, name: &str) -> Bookmark {
    let id = Some(BookmarkId::new(uuid::Uuid::from_u128(number)));
    let collection = collection(JASMIN, "JASMIN").id;
    Bookmark { id, name: Untrusted::new(name), collection, path: Ok(path("/gws/runs")) }
}

/// The picker at these bookmarks.
fn picking(names: &[&str]) -> Rig {
    let mut rig = Rig::browsing(&["a/"]);
    rig.keys("'");
    let (id, _) = calls::<ReadBookmarks>(&rig.take()).remove(0);
    let all = (1..).zip(names).map(|(number, name)| bookmark(number, name)).collect();
    rig.event(Event::done::<ReadBookmarks>(id, Ok(all)));
    assert!(rig.text().contains("‹Bookmarks›"), "{}", rig.text());
    rig
}

#[test]
fn the_directory_shown_is_bookmarked_under_its_name_or_another() {
    let mut rig = Rig::browsing(&["a/"]);
    rig.keys("m");
    assert!(rig.text().contains("Name  demo"), "{}", rig.text());
    rig.keys("2 Enter");
    let (id, call) = calls::<AddBookmark>(&rig.take()).remove(0);
    assert_eq!((call.name, call.path), (Untrusted::new("demo2"), path("/home/demo")));
    rig.event(Event::done::<AddBookmark>(id, Err(problem("You have a bookmark of that name."))));
    let text = rig.text();
    assert!(text.contains("You have a bookmark of that name.") && text.contains("Name  demo2"), "{text}");
    rig.keys("3 Enter");
    let (id, call) = calls::<AddBookmark>(&rig.take()).remove(0);
    rig.event(Event::done::<AddBookmark>(id, Ok(call.name)));
    assert_eq!((rig.app.overlay().is_none(), rig.notice().as_str()), (true, "Bookmark added: demo23."));
}

#[test]
fn this_computer_has_no_bookmarks() {
    let mut rig = Rig::browsing(&["a/"]);
    let left = rig.app.panes.get_mut(Side::Left);
    left.open(std::sync::Arc::new(StoreInfo::local()), Some(path("/tmp")), &mut rig.app.cx);
    let effects = rig.app.finish();
    rig.effects.extend(effects);
    let id = rig.asked();
    rig.list(id, "/tmp", &["one"]);
    rig.keys("m");
    assert!(rig.notice().contains("lead into collections"), "{}", rig.notice());
}

#[test]
fn a_bookmark_is_removed_after_a_question_that_was_seen() {
    let mut rig = picking(&["runs", "old"]);
    rig.keys("Down Ctrl-D");
    assert!(rig.text().contains("Remove the bookmark old?"), "{}", rig.text());
    rig.keys("y");
    assert!(calls::<RemoveBookmark>(&rig.take()).is_empty(), "it was not seen yet");
    rig.keys("n");
    assert!(matches!(rig.app.overlay(), Some(Overlay::Search(_))), "leaving leads back");
    let (id, _) = calls::<ReadBookmarks>(&rig.take()).remove(0);
    rig.event(Event::done::<ReadBookmarks>(id, Ok(vec![bookmark(1, "runs"), bookmark(2, "old")])));
    rig.keys("Down Ctrl-D").drawn().wait(1_000).keys("y");
    let effects = rig.take();
    let (id, call) = calls::<RemoveBookmark>(&effects).remove(0);
    assert_eq!(call.name, Untrusted::new("old"));
    assert!(rig.text().contains("‹Bookmarks›"), "{}", rig.text());
    rig.event(Event::done::<RemoveBookmark>(id, Ok(call.name)));
    assert_eq!(calls::<ReadBookmarks>(&rig.take()).len(), 1, "the list is read again");
    assert_eq!(rig.notice(), "Bookmark removed: old.");
}

#[test]
fn a_bookmark_is_renamed_and_the_picker_comes_back() {
    let mut rig = picking(&["runs"]);
    rig.keys("Ctrl-T 2 Enter");
    let (id, call) = calls::<RenameBookmark>(&rig.take()).remove(0);
    assert_eq!((call.id, call.name.clone()), (bookmark(1, "").id.unwrap(), Untrusted::new("runs2")));
    rig.event(Event::done::<RenameBookmark>(id, Ok(call.name)));
    assert!(matches!(rig.app.overlay(), Some(Overlay::Search(_))));
    assert_eq!(rig.notice(), "Bookmark renamed: runs2.");
}

#[test]
fn only_a_bookmark_can_be_changed_in_the_picker() {
    let mut rig = Rig::browsing(&["a/"]);
    rig.keys("o Ctrl-D Ctrl-T");
    assert!(matches!(rig.app.overlay(), Some(Overlay::Search(_))));
    assert!(!rig.text().contains("Ctrl-D"), "{}", rig.text());
}
