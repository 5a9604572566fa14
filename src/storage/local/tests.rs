//! The local store over real directories, and over disks that block, fail or are very large.

mod fake;
mod head;
mod home;
mod latch;
mod mode;
mod removal;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fake::{FakeDisks, Reading};
use futures_util::StreamExt as _;
use latch::Latch;

use super::filesystem::{Attributes, OpenDir};
use super::*;
use crate::domain::entry::Entry;
use crate::domain::listing::Listing;
use crate::domain::sort::Sort;
use crate::domain::text::UntrustedRef;
use crate::storage::{Part, StorageErrorKind, error::Cause};

fn path(at: &Path) -> StorePath {
    StorePath::parse(at.as_os_str().as_bytes()).unwrap()
}

fn name(raw: &[u8]) -> EntryName {
    EntryName::new(UntrustedRef(raw)).unwrap()
}

fn here() -> LocalStore {
    LocalStore::new(StorePath::root())
}

/// All rows of a listing, as `name kind [size permissions target]`.
fn shown(listing: &Listing) -> Vec<String> {
    let word = |entry: Entry<'_>| {
        let mut word = format!("{} {:?}", entry.name.sanitized(), entry.kind);
        if let (Some(size), Some(bits)) = (entry.size.filter(|_| !entry.is_dir()), entry.permissions) {
            word += &format!(" {size} {bits:o}");
        }
        match entry.link_target {
            Some(target) => word + &format!(" -> {}", target.sanitized()),
            None => word,
        }
    };
    listing.iter().map(word).collect()
}

async fn listed(store: &LocalStore, dir: &StorePath, detail: RowDetail) -> Result<Listing, StorageError> {
    let mut listing = Listing::new(Sort::default(), true);
    let mut parts = store.list(Some(dir.clone()), detail);
    while let Some(part) = parts.next().await {
        match part? {
            Part::Rows(chunk) => listing.push(chunk),
            Part::End(_) => break,
        }
    }
    Ok(listing)
}

/// A directory with one of each.
fn zoo() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::create_dir(at("dir")).unwrap();
    fs::write(at("file"), "12345").unwrap();
    fs::set_permissions(at("file"), fs::Permissions::from_mode(0o640)).unwrap();
    fs::write(at(".hidden"), "").unwrap();
    fs::set_permissions(at(".hidden"), fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(dir.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9")), "x").unwrap();
    fs::set_permissions(
        dir.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9")),
        fs::Permissions::from_mode(0o644),
    )
    .unwrap();
    symlink("file", at("to-file")).unwrap();
    symlink("dir", at("to-dir")).unwrap();
    symlink("gone", at("to-nothing")).unwrap();
    symlink("to-itself", at("to-itself")).unwrap();
    dir
}

#[tokio::test]
async fn a_listing_tells_names_and_kinds_and_looks_at_nothing() {
    let dir = zoo();
    let listing = listed(&here(), &path(dir.path()), RowDetail::Names).await.unwrap();
    assert_eq!(
        shown(&listing),
        [
            "dir Dir",
            ".hidden File",
            "caf\\xe9 File",
            "file File",
            "to-dir Link -> ",
            "to-file Link -> ",
            "to-itself Link -> ",
            "to-nothing Link -> ",
        ]
    );
    assert!(listing.iter().all(|entry| entry.modified.is_none() && entry.user.raw().is_empty()));
}

#[tokio::test]
async fn details_follow_links_and_name_owners() {
    let dir = zoo();
    let store = here();
    let mut listing = listed(&store, &path(dir.path()), RowDetail::Names).await.unwrap();
    let asked: Vec<_> = listing.iter().map(|entry| entry.row).collect();
    let names = listing.iter().map(|entry| name(entry.name.raw())).collect();
    let mut details = store.details(&path(dir.path()), names);
    while let Some(chunk) = details.next().await {
        listing.fill(&asked, &chunk.unwrap());
    }
    assert_eq!(
        shown(&listing),
        [
            "dir Dir",
            "to-dir Dir -> dir",
            ".hidden File 0 600",
            "caf\\xe9 File 1 644",
            "file File 5 640",
            "to-file File 5 640 -> file",
            "to-itself BrokenLink 9 777 -> to-itself",
            "to-nothing BrokenLink 4 777 -> gone",
        ]
    );
    let me = uzers::get_user_by_uid(rustix::process::getuid().as_raw());
    if let Some(me) = me {
        assert!(listing.iter().all(|entry| entry.user.raw() == me.name().as_bytes()));
    }
    assert!(listing.iter().all(|entry| entry.modified.is_some() && !entry.group.raw().is_empty()));
}

#[tokio::test]
async fn a_full_listing_tells_sizes_but_follows_no_link() {
    let dir = zoo();
    let listing = listed(&here(), &path(dir.path()), RowDetail::Full).await.unwrap();
    let words = shown(&listing);
    assert!(words.contains(&"file File 5 640".to_owned()), "{words:?}");
    assert!(words.contains(&"to-dir Link -> dir".to_owned()), "{words:?}");
    assert!(listing.iter().all(|entry| entry.modified.is_some()));
}

#[tokio::test]
async fn what_is_gone_has_no_details_and_a_directory_that_is_gone_is_an_error() {
    let dir = zoo();
    let store = here();
    let asked = vec![name(b"file"), name(b"gone"), name(b"dir")];
    let mut details = store.details(&path(dir.path()), asked);
    let chunk = details.next().await.unwrap().unwrap();
    assert_eq!((chunk.len(), details.next().await.is_none()), (2, true));
    let mut details = store.details(&path(&dir.path().join("gone")), vec![name(b"x")]);
    assert_eq!(details.next().await.unwrap().unwrap_err().kind, StorageErrorKind::NotFound);
}

#[tokio::test]
async fn refusals_are_told_by_kind() {
    let dir = zoo();
    let store = here();
    let at = |name: &str| path(&dir.path().join(name));
    let kind = async |name: &str| listed(&store, &at(name), RowDetail::Names).await.err().map(|e| e.kind);
    assert_eq!(kind("gone").await, Some(StorageErrorKind::NotFound));
    assert_eq!(kind("file").await, Some(StorageErrorKind::NotDirectory));
    assert_eq!(kind("to-nothing").await, Some(StorageErrorKind::NotFound));
    assert_eq!(kind("to-dir").await, None);
    fs::set_permissions(dir.path().join("dir"), fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser reads everything.
    if !rustix::process::geteuid().is_root() {
        assert_eq!(kind("dir").await, Some(StorageErrorKind::Denied));
        assert_eq!(store.stat(&at("dir")).await.unwrap().writable(), Some(false));
    }
    let broken = store.stat(&at("to-nothing")).await.unwrap();
    assert_eq!(broken.kind, EntryKind::BrokenLink);
    assert_eq!(store.stat(&at("to-itself")).await.unwrap().kind, EntryKind::BrokenLink);
}

fn over(disks: FakeDisks) -> LocalStore {
    let people = People::new(Box::new(|_| Some(b"ada".to_vec())), Duration::MAX);
    LocalStore::over(Box::new(disks), people, StorePath::root())
}

fn dirs(of: impl IntoIterator<Item = (&'static str, Reading)>) -> FakeDisks {
    let dirs = of.into_iter().map(|(at, reading)| (StorePath::parse(at).unwrap(), reading)).collect();
    FakeDisks { dirs, ..FakeDisks::default() }
}

fn at(text: &str) -> StorePath {
    StorePath::parse(text).unwrap()
}

#[tokio::test]
async fn rows_come_before_a_disk_hangs_and_other_disks_go_on() {
    let gate = Arc::new(Latch::default());
    let store =
        over(dirs([("/dead/x", Reading::Hangs(Arc::clone(&gate))), ("/alive/x", Reading::Names(3, 2))]));
    let mut stuck = Vec::new();
    for _ in 0..8 {
        let mut parts = store.list(Some(at("/dead/x")), RowDetail::Names);
        let Some(Ok(Part::Rows(rows))) = parts.next().await else { panic!("no rows") };
        assert_eq!(rows.len(), 1);
        stuck.push(parts);
    }
    assert_eq!(listed(&store, &at("/alive/x"), RowDetail::Names).await.unwrap().len(), 3);
    // No one listens any more, and the threads are still stuck: the disk says so instead of taking more.
    drop(stuck);
    tokio::time::pause();
    let error = listed(&store, &at("/dead/x"), RowDetail::Names).await.unwrap_err();
    assert_eq!(error.kind, StorageErrorKind::Offline);
    assert!(error.to_string().contains("8 calls to the disk at /dead"), "{error}");
    assert_eq!(listed(&store, &at("/alive/x"), RowDetail::Names).await.unwrap().len(), 3);
    tokio::time::resume();
    gate.open();
    assert_eq!(listed(&store, &at("/dead/x"), RowDetail::Names).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_listing_that_breaks_off_is_an_error_and_never_an_end() {
    let store = over(dirs([("/a", Reading::Fails(Errno::IO)), ("/b", Reading::Panics)]));
    let error = listed(&store, &at("/a"), RowDetail::Names).await.unwrap_err();
    assert_eq!(error.kind, StorageErrorKind::Offline);
    let error = listed(&store, &at("/b"), RowDetail::Names).await.unwrap_err();
    assert!(matches!(error.cause, Cause::NoEnd), "{error}");
}

#[tokio::test]
async fn a_million_names_come_in_chunks_that_stay_small_and_wait_to_be_taken() {
    const ALL: usize = 1_000_000;
    let disks = dirs([("/big", Reading::Names(ALL, 1000))]);
    let looked_at = Arc::clone(&disks.looked_at);
    let store = over(disks);
    let mut parts = store.list(Some(at("/big")), RowDetail::Names);
    let (mut rows, mut chunks, mut largest, mut first) = (0, 0, 0, None);
    while let Some(part) = parts.next().await {
        let Part::Rows(chunk) = part.unwrap() else { continue };
        first = first.or(Some(chunk.len()));
        (rows, chunks, largest) = (rows + chunk.len(), chunks + 1, largest.max(chunk.len()));
    }
    assert_eq!(rows, ALL);
    assert!(first.unwrap() <= 128 && largest <= 4096, "{first:?}, {largest}");
    assert!(chunks < 2_000, "{chunks}");
    assert_eq!(looked_at.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn details_look_at_what_was_asked_for_only() {
    let disks = dirs([("/big", Reading::Names(1000, 1000))]);
    let looked_at = Arc::clone(&disks.looked_at);
    let store = over(disks);
    let mut details =
        store.details(&at("/big"), (10..15).map(|n| name(format!("f{n}").as_bytes())).collect());
    assert_eq!(details.next().await.unwrap().unwrap().len(), 5);
    assert!(details.next().await.is_none());
    assert_eq!(looked_at.load(Ordering::SeqCst), 5);
}

#[tokio::test]
async fn entries_that_may_not_be_read_are_told_after_the_others() {
    let refused = ["f1", "f3"].map(|name| name.as_bytes().to_vec()).into();
    let store = over(FakeDisks { refused, ..dirs([("/d", Reading::Names(5, 5))]) });
    let asked = (0..5).map(|n| name(format!("f{n}").as_bytes())).collect();
    let mut details = store.details(&at("/d"), asked);
    assert_eq!(details.next().await.unwrap().unwrap().len(), 3);
    assert_eq!(details.next().await.unwrap().unwrap_err().kind, StorageErrorKind::Denied);
    assert!(details.next().await.is_none());
    let counted = async |detail| match store.list(Some(at("/d")), detail).collect::<Vec<_>>().await.pop() {
        Some(Ok(Part::End(end))) => end.unreadable,
        other => panic!("{other:?}"),
    };
    assert_eq!(counted(RowDetail::Full).await, 2);
    assert_eq!(counted(RowDetail::Names).await, 0, "nothing was looked at");
}

#[tokio::test]
async fn a_link_to_a_disk_that_hangs_holds_nothing_else_back() {
    let gate = Arc::new(Latch::default());
    let links = [("slow", "/dead/x"), ("near", "f1"), ("far", "/alive/x")];
    let links = links.map(|(name, to)| (name.as_bytes().to_vec(), to.as_bytes().to_vec()));
    let store = over(FakeDisks {
        links: links.into(),
        slow_links: Some(Arc::clone(&gate)),
        ..dirs([("/home", Reading::Names(1, 1))])
    });
    let asked = ["far", "near", "f0", "slow"].map(|one| name(one.as_bytes())).to_vec();
    let mut details = store.details(&at("/home"), asked);
    assert_eq!(details.next().await.unwrap().unwrap().len(), 4);
    // The two links that lead to living disks, in any order.
    for _ in 0..2 {
        assert_eq!(details.next().await.unwrap().unwrap().len(), 1);
    }
    gate.open();
    assert_eq!(details.next().await.unwrap().unwrap().len(), 1);
    assert!(details.next().await.is_none());
}
