//! The promises, one function each.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::StreamExt as _;
use hemi::domain::entry::{Entry, EntryKind, RowId};
use hemi::domain::file_head::MOST;
use hemi::domain::listing::Listing;
use hemi::domain::path::{EntryName, StorePath};
use hemi::domain::permissions::ModeStep;
use hemi::domain::sort::Sort;
use hemi::domain::text::UntrustedRef;
use hemi::storage::complete::complete;
use hemi::storage::removal::Stop;
use hemi::storage::{
    ListingEnd, Part, Parts, Removal, RemovalItem, Removed, RowDetail, StorageError, StorageErrorKind as Kind,
};

use super::Fixture;

/// Rows enough for several chunks of any store.
const MANY: usize = 3000;

pub fn name(raw: impl AsRef<[u8]>) -> EntryName {
    EntryName::new(UntrustedRef(raw.as_ref())).unwrap()
}

/// A listing read to its end.
pub async fn read(parts: Parts) -> Result<(Listing, ListingEnd), StorageError> {
    let mut listing = Listing::new(Sort::default(), true);
    let mut parts = complete(parts);
    while let Some(part) = parts.next().await {
        match part? {
            Part::Rows(chunk) => listing.push(chunk),
            Part::End(end) => return Ok((listing, end)),
        }
    }
    panic!("neither an end nor an error came");
}

/// All that a store promises.
pub async fn keep(fixture: &Fixture) {
    names_come_once_with_their_kinds(fixture).await;
    a_listing_has_one_end(fixture).await;
    refusals_have_their_kind(fixture).await;
    many_rows_all_come(fixture).await;
    a_store_begins_somewhere(fixture).await;
    details_tell_more(fixture).await;
    one_entry_is_looked_up(fixture).await;
    beginnings_are_read(fixture).await;
    free_space_is_told(fixture).await;
    directories_are_made(fixture).await;
    nothing_is_overwritten(fixture).await;
    attributes_are_set(fixture).await;
    entries_are_removed(fixture).await;
}

/// A new directory of that name.
fn room(fixture: &Fixture, named: &str) -> StorePath {
    let dir = fixture.dir.join(&name(named));
    fixture.put_dir(&dir);
    dir
}

fn row<'a>(listing: &'a Listing, named: &[u8]) -> Entry<'a> {
    listing.get(listing.find(named).expect("a row of that name")).unwrap()
}

async fn names_come_once_with_their_kinds(fixture: &Fixture) {
    let dir = room(fixture, "kinds");
    let mut wanted = BTreeMap::new();
    let mut names: Vec<&[u8]> =
        vec![b"plain", b".hidden", b"with blank", "é日本".as_bytes(), b"100%", b"a\\b", b"~"];
    if fixture.any_bytes {
        names.extend([&b"caf\xe9"[..], b"line\nbreak", b"\x1b[31m"]);
    }
    for raw in names {
        fixture.put_file(&dir.join(&name(raw)), b"12345");
        wanted.insert(raw.to_vec(), EntryKind::File);
    }
    fixture.put_dir(&dir.join(&name("sub")));
    wanted.insert(b"sub".to_vec(), EntryKind::Dir);
    for detail in [RowDetail::Names, RowDetail::Full] {
        let (listing, end) = read(fixture.store.list(Some(dir.clone()), detail)).await.unwrap();
        let found: Vec<_> = listing.iter().map(|entry| (entry.name.raw().to_vec(), entry.kind)).collect();
        assert_eq!(found.len(), wanted.len(), "{detail:?}: each name comes once, and neither `.` nor `..`");
        assert_eq!(found.into_iter().collect::<BTreeMap<_, _>>(), wanted, "{detail:?}");
        assert_eq!((&end.path, end.truncated), (&dir, false));
        let known = listing.iter().filter(|entry| !entry.is_dir()).all(|entry| entry.size == Some(5));
        assert!(known || detail == RowDetail::Names, "a full listing tells sizes");
        assert!(
            known || fixture.store.capabilities().details,
            "sizes are left out only where they can be asked for"
        );
    }
}

async fn a_listing_has_one_end(fixture: &Fixture) {
    let dir = room(fixture, "empty");
    let mut parts = fixture.store.list(Some(dir), RowDetail::Names);
    let mut ends = 0;
    while let Some(part) = parts.next().await {
        assert_eq!(ends, 0, "nothing comes after the end");
        match part.unwrap() {
            Part::Rows(rows) => assert!(rows.is_empty(), "an empty directory has no rows"),
            Part::End(_) => ends += 1,
        }
    }
    assert_eq!(ends, 1);
}

async fn refusals_have_their_kind(fixture: &Fixture) {
    let dir = room(fixture, "refusals");
    fixture.put_file(&dir.join(&name("file")), b"x");
    for (named, kind) in [("gone", Kind::NotFound), ("file", Kind::NotDirectory)] {
        let mut parts = fixture.store.list(Some(dir.join(&name(named))), RowDetail::Names);
        assert_eq!(parts.next().await.unwrap().unwrap_err().kind, kind, "{named}");
        assert!(parts.next().await.is_none(), "an error takes the place of the end");
    }
}

async fn many_rows_all_come(fixture: &Fixture) {
    let dir = room(fixture, "many");
    for number in 0..MANY {
        fixture.put_file(&dir.join(&name(format!("f{number:05}"))), b"");
    }
    let (listing, _) = read(fixture.store.list(Some(dir), RowDetail::Names)).await.unwrap();
    let names: Vec<_> = listing.iter().map(|entry| entry.name.raw().to_vec()).collect();
    let wanted: Vec<_> = (0..MANY).map(|number| format!("f{number:05}").into_bytes()).collect();
    assert_eq!(names, wanted);
}

async fn a_store_begins_somewhere(fixture: &Fixture) {
    let (first, end) = read(fixture.store.list(None, RowDetail::Names)).await.unwrap();
    let (again, _) = read(fixture.store.list(Some(end.path), RowDetail::Names)).await.unwrap();
    assert_eq!(first.len(), again.len(), "where it begins is a directory like any other");
}

async fn details_tell_more(fixture: &Fixture) {
    let dir = room(fixture, "details");
    fixture.put_file(&dir.join(&name("file")), b"12345");
    fixture.put_dir(&dir.join(&name("sub")));
    for (link, to) in [("to-file", "file"), ("to-sub", "sub"), ("to-nothing", "nothing")] {
        fixture.put_link(&dir.join(&name(link)), to);
    }
    let (mut listing, _) = read(fixture.store.list(Some(dir.clone()), RowDetail::Names)).await.unwrap();
    let names: Vec<_> = listing.iter().map(|entry| name(entry.name.raw())).chain([name("gone")]).collect();
    let mut details = fixture.store.details(&dir, names.clone());
    if !fixture.store.capabilities().details {
        assert_eq!(details.next().await.unwrap().unwrap_err().kind, Kind::Refused);
    } else {
        let asked: Vec<RowId> = listing.iter().map(|entry| entry.row).collect();
        while let Some(chunk) = details.next().await {
            listing.fill(&asked, &chunk.unwrap());
        }
    }
    let known = |named: &[u8]| {
        let entry = row(&listing, named);
        (entry.kind, entry.link_target.map(|to| to.raw().to_vec()))
    };
    assert_eq!(row(&listing, b"file").size, Some(5));
    assert_eq!(known(b"file"), (EntryKind::File, None));
    assert_eq!(known(b"sub"), (EntryKind::Dir, None));
    assert_eq!(known(b"to-file"), (EntryKind::File, Some(b"file".to_vec())));
    assert_eq!(known(b"to-sub"), (EntryKind::Dir, Some(b"sub".to_vec())));
    assert_eq!(known(b"to-nothing"), (EntryKind::BrokenLink, Some(b"nothing".to_vec())));
}

async fn one_entry_is_looked_up(fixture: &Fixture) {
    let dir = room(fixture, "stat");
    fixture.put_file(&dir.join(&name("file")), b"12345");
    fixture.put_link(&dir.join(&name("to-file")), "file");
    fixture.put_link(&dir.join(&name("to-nothing")), "nothing");
    let stat = async |named: &str| {
        let found = fixture.store.stat(&dir.join(&name(named))).await;
        found.map(|found| (found.kind, found.size)).map_err(|error| error.kind)
    };
    if !fixture.store.capabilities().stat {
        return assert_eq!(stat("file").await, Err(Kind::Refused));
    }
    assert_eq!(stat("file").await, Ok((EntryKind::File, Some(5))));
    assert_eq!(stat("to-file").await, Ok((EntryKind::File, Some(5))));
    assert_eq!(stat("to-nothing").await.map(|(kind, _)| kind), Ok(EntryKind::BrokenLink));
    assert_eq!(stat("gone").await, Err(Kind::NotFound));
    assert_eq!(fixture.store.stat(&dir).await.unwrap().kind, EntryKind::Dir);
}

async fn free_space_is_told(fixture: &Fixture) {
    let free = async |path: &StorePath| fixture.store.free_space(path).await.map_err(|error| error.kind);
    if !fixture.store.capabilities().free_space {
        return assert_eq!(free(&fixture.dir).await, Err(Kind::Refused));
    }
    assert!(free(&fixture.dir).await.unwrap() > 0);
    assert_eq!(free(&fixture.dir.join(&name("gone"))).await, Err(Kind::NotFound));
}

async fn beginnings_are_read(fixture: &Fixture) {
    let dir = room(fixture, "head");
    let long = vec![b'x'; MOST + 10];
    fixture.put_file(&dir.join(&name("short")), b"xxxxx");
    fixture.put_file(&dir.join(&name("long")), &long);
    fixture.put_link(&dir.join(&name("to-short")), "short");
    let head = async |named: &str| {
        let read = fixture.store.head(&dir.join(&name(named))).await;
        read.map(|head| (head.bytes.to_vec(), head.size)).map_err(|error| error.kind)
    };
    if !fixture.store.capabilities().read {
        return assert_eq!(head("short").await, Err(Kind::Refused));
    }
    assert_eq!(head("short").await, Ok((b"xxxxx".to_vec(), Some(5))));
    assert_eq!(head("to-short").await, Ok((b"xxxxx".to_vec(), Some(5))));
    assert_eq!(head("long").await, Ok((long[..MOST].to_vec(), Some(long.len() as u64))));
    assert_eq!(head("gone").await, Err(Kind::NotFound));
    assert_eq!(fixture.store.head(&dir).await.map_err(|error| error.kind), Err(Kind::Refused));
}

async fn directories_are_made(fixture: &Fixture) {
    let dir = room(fixture, "mkdir");
    fixture.put_file(&dir.join(&name("file")), b"x");
    let make = async |path: StorePath| fixture.store.mkdir(&path).await.map_err(|error| error.kind);
    let new = dir.join(&name("new"));
    if !fixture.store.capabilities().mkdir {
        return assert_eq!(make(new).await, Err(Kind::Refused));
    }
    assert_eq!(make(new.clone()).await, Ok(()));
    let (listing, _) = read(fixture.store.list(Some(dir.clone()), RowDetail::Names)).await.unwrap();
    assert!(row(&listing, b"new").is_dir());
    assert_eq!(make(new).await, Err(Kind::Exists));
    assert_eq!(make(dir.join(&name("file"))).await, Err(Kind::Exists));
    assert_eq!(make(dir.join(&name("gone")).join(&name("new"))).await, Err(Kind::NotFound));
}

async fn nothing_is_overwritten(fixture: &Fixture) {
    let dir = room(fixture, "rename");
    let at = |named: &str| dir.join(&name(named));
    fixture.put_file(&at("a"), b"1");
    fixture.put_file(&at("b"), b"22");
    fixture.put_dir(&at("sub"));
    let rename = async |from: &StorePath, to: &StorePath| {
        fixture.store.rename(from, to).await.map_err(|error| error.kind)
    };
    if !fixture.store.capabilities().rename {
        return assert_eq!(rename(&at("a"), &at("c")).await, Err(Kind::Refused));
    }
    assert_eq!(rename(&at("a"), &at("b")).await, Err(Kind::Exists));
    assert_eq!(rename(&at("a"), &at("sub")).await, Err(Kind::Exists));
    assert_eq!(rename(&at("gone"), &at("c")).await, Err(Kind::NotFound));
    assert_eq!(rename(&at("a"), &at("gone").join(&name("c"))).await, Err(Kind::NotFound));
    assert_eq!(rename(&at("a"), &at("sub").join(&name("moved"))).await, Ok(()));
    assert_eq!(rename(&at("sub"), &at("dir")).await, Ok(()));
    let list = async |path: StorePath| {
        let (listing, _) = read(fixture.store.list(Some(path), RowDetail::Full)).await.unwrap();
        listing
            .iter()
            .map(|entry| (entry.name.raw().to_vec(), entry.size.filter(|_| !entry.is_dir())))
            .collect::<Vec<_>>()
    };
    assert_eq!(list(at("dir")).await, [(b"moved".to_vec(), Some(1))]);
    assert_eq!(list(dir.clone()).await, [(b"dir".to_vec(), None), (b"b".to_vec(), Some(2))]);
}

async fn attributes_are_set(fixture: &Fixture) {
    let dir = room(fixture, "attributes");
    fixture.put_file(&dir.join(&name("file")), b"x");
    fixture.put_link(&dir.join(&name("link")), "file");
    let kind = |error: StorageError| error.kind;
    let names = || vec![name("file"), name("link")];
    let create = async |named: &str| fixture.store.create_file(&dir.join(&name(named))).await.map_err(kind);
    if !fixture.store.capabilities().attributes {
        assert_eq!(fixture.store.modes(&dir, names()).await.map_err(kind), Err(Kind::Refused));
        assert_eq!(
            fixture.store.set_modes(&dir, Vec::new()).await.map(drop).map_err(kind),
            Err(Kind::Refused)
        );
        assert_eq!(fixture.store.touch(&dir, names()).await.map(drop).map_err(kind), Err(Kind::Refused));
        return assert_eq!(create("new").await, Err(Kind::Refused));
    }
    let modes = fixture.store.modes(&dir, names()).await.unwrap();
    let before = modes[0].bits.unwrap();
    assert_eq!((modes.len(), modes[1].bits), (2, None), "a link has none of its own");
    let step = |from, to| ModeStep { name: name("file"), from, to };
    let set = async |step| {
        let mut ends = fixture.store.set_modes(&dir, vec![step]).await.unwrap();
        ends.remove(0).map_err(kind)
    };
    assert_eq!(set(step(before, 0o600)).await, Ok(step(before, 0o600)));
    assert_eq!(
        set(step(before ^ 0o001, 0o644)).await,
        Err(Kind::Refused),
        "it has other ones than were seen"
    );
    assert_eq!(fixture.store.modes(&dir, names()).await.unwrap()[0].bits, Some(0o600));
    assert!(fixture.store.touch(&dir, names()).await.unwrap().iter().all(Result::is_ok));
    assert_eq!((create("new").await, create("new").await), (Ok(()), Err(Kind::Exists)));
    assert_eq!(create("link").await, Err(Kind::Exists));
}

async fn entries_are_removed(fixture: &Fixture) {
    let dir = room(fixture, "remove");
    let at = |named: &str| dir.join(&name(named));
    fixture.put_file(&at("file"), b"1");
    fixture.put_file(&at("stays"), b"1");
    fixture.put_dir(&at("sub"));
    fixture.put_dir(&at("empty"));
    fixture.put_file(&at("sub").join(&name("inner")), b"1");
    fixture.put_link(&at("link"), "sub");
    let item = |named: &str, directory| RemovalItem { name: name(named), directory };
    let removal = || Removal {
        directory: dir.clone(),
        items: vec![item("file", false), item("link", false), item("sub", true)],
        kept: Vec::new(),
        stop: Stop::default(),
    };
    let names = async || {
        let (listing, _) = read(fixture.store.list(Some(dir.clone()), RowDetail::Names)).await.unwrap();
        let names = listing.iter().map(|entry| entry.name.sanitized().as_str().to_owned());
        names.collect::<BTreeSet<_>>()
    };
    let facts = fixture.store.delete_facts(&dir).await.unwrap();
    let before = names().await;
    if !fixture.store.capabilities().remove {
        for mut reports in [fixture.store.remove(removal()), fixture.store.trash(removal())] {
            let refused = reports.next().await.unwrap().unwrap_err();
            assert_eq!((refused.kind, facts.trash), (Kind::Refused, false));
        }
        let refused = fixture.store.remove_empty(&at("empty")).await.unwrap_err();
        assert_eq!(refused.kind, Kind::Refused);
        return assert_eq!(names().await, before, "nothing is removed");
    }
    let stopped = removal();
    stopped.stop.stop();
    let mut reports = fixture.store.remove(stopped);
    assert!(matches!(reports.next().await, Some(Ok(Removed::End(0)))));
    assert_eq!(names().await, before, "it was stopped");
    let mut missing = removal();
    missing.items.push(item("gone", false));
    let (mut gone, mut failed, mut end) = (Vec::new(), Vec::new(), None);
    let mut reports = fixture.store.remove(missing);
    while let Some(report) = reports.next().await {
        assert_eq!(end, None, "nothing comes after the end");
        match report.unwrap() {
            Removed::SoFar(_) | Removed::Holding(_) => {}
            Removed::Item(name, _) => gone.push(name),
            Removed::Failed(path, error) => failed.push((path, error.kind)),
            Removed::End(entries) => end = Some(entries),
        }
    }
    assert_eq!(gone, [name("file"), name("link"), name("sub")]);
    assert_eq!(failed, [(at("gone"), Kind::NotFound)]);
    assert_eq!(end, Some(4), "what is inside counts");
    assert_eq!(names().await, BTreeSet::from(["empty".to_owned(), "stays".to_owned()]));
    fixture.put_dir(&at("empty").join(&name("full")));
    let empty = async || fixture.store.remove_empty(&at("empty")).await.map_err(|error| error.kind);
    assert_eq!(empty().await, Err(Kind::Exists));
    fixture.store.remove_empty(&at("empty").join(&name("full"))).await.unwrap();
    assert_eq!((empty().await, empty().await), (Ok(()), Err(Kind::NotFound)));
}
