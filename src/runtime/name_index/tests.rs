//! What is browsed is found again, by whoever saw it, and the file stays private and small.

use std::os::unix::fs::PermissionsExt as _;

use super::*;
use crate::domain::entry::{EntryKind, RawEntry};
use crate::domain::known_names::FoundNames;
use crate::domain::listing::ChunkBuilder;

fn user(number: u128) -> IdentityId {
    IdentityId::new(uuid::Uuid::from_u128(number))
}

fn directory(path: &str, names: &[&[u8]], at: i64) -> ListedDirectory {
    let mut builder = ChunkBuilder::default();
    for name in names {
        builder.push(&RawEntry { name, kind: Some(EntryKind::File), size: Some(7), ..RawEntry::default() });
    }
    ListedDirectory {
        collection: CollectionId::new(uuid::Uuid::from_u128(9)),
        title: Untrusted::new("JASMIN\n\u{1b}[31m"),
        path: StorePath::parse(path).unwrap(),
        chunks: vec![builder.finish()],
        at,
    }
}

fn index(dir: &tempfile::TempDir) -> NameIndex {
    NameIndex::in_data(&dir.path().join("default"))
}

fn names(index: &NameIndex, user: Option<IdentityId>, text: &str) -> Vec<String> {
    let found = find(index, user, text, |_| true).unwrap();
    found.hits.iter().map(|hit| String::from_utf8_lossy(hit.name.raw()).into_owned()).collect()
}

#[test]
fn names_of_any_bytes_are_found_where_they_were_and_the_best_first() {
    let dir = tempfile::tempdir().unwrap();
    let index = index(&dir);
    assert_eq!((index.facts().unwrap(), names(&index, None, "x")), (None, Vec::new()));
    let odd: &[&[u8]] =
        &[b"tas_2020.nc", b"t_a_s.txt", "日本 50%.csv".as_bytes(), b"line\nbreak\t\x1b", b"caf\xe9"];
    index.keep(user(1), &directory("/a b", odd, 5000)).unwrap();
    index.keep(user(1), &directory("/c", &[b"other"], 9000)).unwrap();
    assert_eq!(names(&index, Some(user(1)), "tas"), ["tas_2020.nc", "t_a_s.txt"]);
    assert_eq!(names(&index, None, "TAS 2020"), ["tas_2020.nc"]);
    assert_eq!(names(&index, None, "本 csv"), ["日本 50%.csv"]);
    assert_eq!(names(&index, None, "break"), ["line\nbreak\t\u{1b}"]);
    assert_eq!(names(&index, None, "caf").len(), 1);
    let found = find(&index, None, "2020", |_| true).unwrap();
    let hit = &found.hits[0];
    assert_eq!((hit.directory.sanitized().as_str(), hit.size, hit.at), ("/a b", Some(7), 5000));
    assert_eq!((&hit.title, &*hit.letters), (&Untrusted::new("JASMIN\n\u{1b}[31m"), &[4, 5, 6, 7][..]));
    let facts = index.facts().unwrap().unwrap();
    assert_eq!((facts.directories, facts.names), (2, 6));
    assert_eq!((facts.oldest, facts.newest), (Some(5000), Some(9000)));
    let mode = fs::metadata(index.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(index.wipe().unwrap() && !index.wipe().unwrap() && index.facts().unwrap().is_none());
}

#[test]
fn a_directory_that_is_listed_again_replaces_itself_and_another_user_sees_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let index = index(&dir);
    index.keep(user(1), &directory("/a", &[b"old"], 1)).unwrap();
    index.keep(user(1), &directory("/a", &[b"new"], 2)).unwrap();
    assert_eq!((names(&index, None, "old"), names(&index, None, "new")), (vec![], vec!["new".to_owned()]));
    assert!(names(&index, Some(user(2)), "new").is_empty());
    index.keep(user(2), &directory("/b", &[b"theirs"], 3)).unwrap();
    assert_eq!((names(&index, None, "new"), names(&index, None, "theirs").len()), (vec![], 1));
}

#[test]
fn what_a_crash_has_cut_off_is_passed_over_and_written_over() {
    let dir = tempfile::tempdir().unwrap();
    let index = index(&dir);
    index.keep(user(1), &directory("/a", &[b"whole"], 1)).unwrap();
    index.keep(user(1), &directory("/b", &[b"cut_off_name"], 2)).unwrap();
    let bytes = fs::read(index.path()).unwrap();
    fs::write(index.path(), &bytes[..bytes.len() - 5]).unwrap();
    assert_eq!((names(&index, None, "whole").len(), names(&index, None, "cut").len()), (1, 0));
    index.keep(user(1), &directory("/c", &[b"after"], 3)).unwrap();
    assert_eq!((names(&index, None, "whole").len(), names(&index, None, "after").len()), (1, 1));
    fs::write(index.path(), b"\xff\xfe garbage").unwrap();
    assert!(names(&index, None, "whole").is_empty());
    index.keep(user(1), &directory("/c", &[b"anew"], 3)).unwrap();
    assert_eq!(names(&index, None, "anew").len(), 1);
}

#[test]
fn the_file_has_a_limit_and_the_oldest_names_give_way() {
    let dir = tempfile::tempdir().unwrap();
    let index = NameIndex { most: 4_000, ..index(&dir) };
    for number in 0..200 {
        let name = format!("name{number:03}");
        let listed = directory(&format!("/d{number}"), &[name.as_bytes()], number);
        index.keep(user(1), &listed).unwrap();
        assert!(fs::metadata(index.path()).unwrap().len() <= 4_000);
    }
    assert_eq!(names(&index, None, "name199"), ["name199"]);
    assert!(names(&index, None, "name000").is_empty());
    // One that is larger than all of it is not kept, and removes nothing that is newer.
    let large: Vec<String> = (0..1_000).map(|number| format!("large{number}")).collect();
    let large: Vec<&[u8]> = large.iter().map(|name| name.as_bytes()).collect();
    index.keep(user(1), &directory("/large", &large, 300)).unwrap();
    assert!(names(&index, None, "large5").is_empty());
}

#[test]
fn a_search_reports_while_it_goes_on_and_stops_when_it_is_told_to() {
    let dir = tempfile::tempdir().unwrap();
    let index = index(&dir);
    let all: Vec<String> = (0..200_000).map(|number| format!("run_{number:06}_tas.nc")).collect();
    for (at, names) in (0..).zip(all.chunks(50_000)) {
        let names: Vec<&[u8]> = names.iter().map(|name| name.as_bytes()).collect();
        index.keep(user(1), &directory(&format!("/d{at}"), &names, at)).unwrap();
    }
    let mut reports: Vec<FoundNames> = Vec::new();
    let found = find(&index, None, "run tas", |found| {
        reports.push(found);
        reports.len() < 2
    });
    let found = found.unwrap();
    assert!(found.looked < found.of && found.of == 200_000, "{} of {}", found.looked, found.of);
    assert!(reports.iter().all(|report| report.hits.len() <= 200));
    // One of the last names is found among all of them.
    assert_eq!(names(&index, None, "199999"), ["run_199999_tas.nc"]);
}
