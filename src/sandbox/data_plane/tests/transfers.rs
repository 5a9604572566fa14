use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::time::{Duration, SystemTime};

use rustix::fs::{CWD, RenameFlags, renameat_with};

use super::*;
use crate::sandbox::data_plane::task::{FilterRule, Symlinks};

#[test]
fn a_tree_arrives_byte_for_byte() {
    let fixture = Fixture::new();
    let from = fixture.here("home/run 1");
    fs::create_dir_all(from.join("deep/er/日本/é")).unwrap();
    fs::create_dir(from.join("empty")).unwrap();
    fs::write(from.join("deep/tas.nc"), vec![7; 3_000_000]).unwrap();
    fs::write(from.join("deep/er/日本/é/🌍 map.png"), "map").unwrap();
    fs::write(from.join(".hidden"), "").unwrap();
    fs::write(from.join(OsStr::from_bytes(b"caf\xe9\x1b[31m")), "latin").unwrap();
    let transfer = TransferSpec {
        items: vec![item("~/run 1/", "/~/new/run 1/")],
        verify_checksum: true,
        ..TransferSpec::default()
    };
    let handle = fixture.transfer(transfer);
    assert_eq!(tree(&from), tree(&fixture.there("home/new/run 1")));
    let task = handle.lock();
    assert_eq!(task.status, Status::Succeeded);
    let tally = &task.counters;
    assert_eq!((tally.files, tally.files_transferred, tally.directories), (4, 4, 6));
    assert_eq!((tally.bytes_transferred, tally.bytes_checksummed), (3_000_008, 3_000_008));
    assert_eq!((tally.total, tally.succeeded), (20, 20), "the item and nine names, each looked at and done");
    assert_eq!(task.transferred.len(), 4);
    assert!(task.transferred.iter().any(|moved| moved.source == "/home/run 1/\u{fffd}caf\u{e9}\u{1b}[31m"));
    assert!(task.transferred.iter().all(|moved| moved.checksum.as_ref().unwrap().len() == 64));
    drop(task);
    assert_eq!(codes(&handle), ["STARTED", "PROGRESS", "SUCCEEDED"]);
}

#[test]
fn sync_levels() {
    // The destination compared with the source, and the sync levels that copy.
    let cases: [(&str, Option<&str>, i64, [bool; 5]); 5] = [
        ("missing", None, 0, [true, true, true, true, true]),
        ("same", Some("source"), 0, [true, false, false, false, false]),
        ("other size", Some("other"), 100, [true, false, true, true, true]),
        ("older", Some("source"), -100, [true, false, false, true, false]),
        ("other content", Some("SOURCE"), 100, [true, false, false, false, true]),
    ];
    for (name, there, seconds, expected) in cases {
        for (index, copies) in expected.into_iter().enumerate() {
            let fixture = Fixture::new();
            let source = fixture.here("file");
            fs::write(&source, "source").unwrap();
            let modified = fs::metadata(&source).unwrap().modified().unwrap();
            if let Some(content) = there {
                fs::write(fixture.there("file"), content).unwrap();
                let shift = Duration::from_secs(seconds.unsigned_abs());
                let time = if seconds < 0 { modified - shift } else { modified + shift };
                fs::File::options()
                    .write(true)
                    .open(fixture.there("file"))
                    .unwrap()
                    .set_modified(time)
                    .unwrap();
            }
            let level = index.checked_sub(1).map(|level| u8::try_from(level).unwrap());
            let items = vec![item("/file", "/file")];
            let handle =
                fixture.transfer(TransferSpec { items, sync_level: level, ..TransferSpec::default() });
            let tally = handle.lock().counters.clone();
            let numbers = (tally.files, tally.files_transferred == 1, tally.files_skipped == 1);
            assert_eq!(numbers, (1, copies, !copies), "{name}, level {level:?}");
            assert_eq!(tally.total, tally.succeeded);
        }
    }
}

#[test]
fn timestamps_and_modes() {
    let fixture = Fixture::new();
    fs::write(fixture.here("file"), "new").unwrap();
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    fs::File::options().write(true).open(fixture.here("file")).unwrap().set_modified(time).unwrap();
    fs::write(fixture.there("old"), "old").unwrap();
    fs::set_permissions(fixture.there("old"), fs::Permissions::from_mode(0o600)).unwrap();
    let items = vec![item("/file", "/kept")];
    fixture.transfer(TransferSpec { items, preserve_timestamp: true, ..TransferSpec::default() });
    assert_eq!(fs::metadata(fixture.there("kept")).unwrap().modified().unwrap(), time);
    fixture.send("/file", "/old");
    let old = fs::metadata(fixture.there("old")).unwrap();
    assert_ne!(old.modified().unwrap(), time);
    assert_eq!(old.permissions().mode() & 0o777, 0o600, "a file that is overwritten keeps its mode");
    assert_eq!(fs::read(fixture.there("old")).unwrap(), b"new");
}

fn with_links(fixture: &Fixture) {
    fs::create_dir_all(fixture.here("dir/sub")).unwrap();
    fs::write(fixture.here("dir/sub/file"), "content").unwrap();
    symlink("sub/file", fixture.here("dir/to-file")).unwrap();
    symlink("/dir/sub", fixture.here("dir/to-dir")).unwrap();
}

#[test]
fn links_are_ignored_kept_or_copied() {
    for (symlinks, expected, count) in [
        (Symlinks::Ignore, None, 0),
        (Symlinks::Keep, Some(&b"-> sub/file"[..]), 2),
        (Symlinks::Copy, Some(&b"content"[..]), 0),
    ] {
        let fixture = Fixture::new();
        with_links(&fixture);
        let items = vec![item("/dir", "/dir")];
        let handle = fixture.transfer(TransferSpec { items, symlinks, ..TransferSpec::default() });
        assert_eq!(status(&handle), Status::Succeeded);
        let arrived = tree(&fixture.there("dir"));
        assert_eq!(arrived.get(&b"to-file"[..]).cloned().flatten().as_deref(), expected);
        assert_eq!(arrived.contains_key(&b"to-dir/file"[..]), symlinks == Symlinks::Copy);
        assert_eq!(handle.lock().counters.symlinks, count);
    }
}

#[test]
fn an_item_that_is_a_link_is_followed_unless_it_is_a_symlink_item() {
    let fixture = Fixture::new();
    with_links(&fixture);
    assert_eq!(status(&fixture.send("/dir/to-file", "/copied")), Status::Succeeded);
    assert_eq!(fs::read(fixture.there("copied")).unwrap(), b"content");
    let link = |from: &str| Item { symlink: true, ..item(from, "/link") };
    let handle =
        fixture.transfer(TransferSpec { items: vec![link("/dir/to-file")], ..TransferSpec::default() });
    assert_eq!(status(&handle), Status::Succeeded);
    assert_eq!(fs::read_link(fixture.there("link")).unwrap(), PathBuf::from("sub/file"));
}

#[test]
fn a_link_to_what_holds_it_does_not_copy_for_ever() {
    let fixture = Fixture::new();
    with_links(&fixture);
    symlink("..", fixture.here("dir/sub/up")).unwrap();
    let transfer = TransferSpec {
        items: vec![item("/dir", "/dir")],
        symlinks: Symlinks::Copy,
        ..TransferSpec::default()
    };
    assert_eq!(fatal(&fixture.transfer(transfer)), "INVALID_SYMLINK");
}

#[test]
fn the_destination_within_the_source_is_refused() {
    let fixture = Fixture::new();
    fs::create_dir_all(fixture.here("a/b")).unwrap();
    fs::write(fixture.here("a/file"), "x").unwrap();
    symlink("/a/b", fixture.here("door")).unwrap();
    for to in ["/a/b/copy", "/door/copy"] {
        let transfer = TransferSpec {
            source: HERE,
            destination: HERE,
            items: vec![item("/a", to)],
            ..TransferSpec::default()
        };
        let handle = task(TaskSpec::Transfer(transfer), fixture.now());
        fixture.work(&handle);
        assert_eq!(fatal(&handle), "AMBIGUOUS_PATH");
    }
}

#[test]
fn planted_links_at_the_destination_lead_nowhere_outside() {
    let fixture = Fixture::new();
    fs::create_dir_all(fixture.here("dir")).unwrap();
    fs::write(fixture.here("dir/precious"), "overwritten").unwrap();
    fs::write(fixture.here("dir/file"), "file").unwrap();
    symlink(fixture.guard(), fixture.there("out")).unwrap();
    symlink("../guard/precious", fixture.there("home/precious")).unwrap();
    fs::create_dir(fixture.there("dir")).unwrap();
    symlink(fixture.guard().join("precious"), fixture.there("dir/precious")).unwrap();
    // Progress made before the step would extend a deadline that is not fixed.
    let deadline = |handle: &TaskHandle| {
        let mut task = handle.lock();
        (task.deadline, task.deadline_is_fixed) = (fixture.now() + SignedDuration::from_secs(1), true);
    };
    for (from, to) in [("/dir", "/out"), ("/dir/precious", "/home/precious"), ("/dir", "/dir")] {
        let handle =
            waiting(&fixture, TransferSpec { items: vec![item(from, to)], ..TransferSpec::default() });
        deadline(&handle);
        fixture.work_while(&handle, || fixture.step(2));
        assert_eq!(fs::read(fixture.guard().join("precious")).unwrap(), b"precious", "{to}");
    }
}

#[test]
fn filter_rules_choose_by_name_and_the_first_that_fits_decides() {
    let fixture = Fixture::new();
    fs::create_dir_all(fixture.here("dir/skip")).unwrap();
    for name in ["a.nc", "b.nc", "c.txt", "skip/d.nc"] {
        fs::write(fixture.here("dir").join(name), name).unwrap();
    }
    let rule = |include, name: &str, dirs| FilterRule { include, name: name.to_owned(), dirs };
    let rules = vec![
        rule(true, "b.*", Some(false)),
        rule(false, "*.nc", Some(false)),
        rule(false, "skip", Some(true)),
    ];
    fixture.transfer(TransferSpec { items: vec![item("/dir", "/dir")], rules, ..TransferSpec::default() });
    let names: Vec<_> = tree(&fixture.there("dir")).into_keys().collect();
    assert_eq!(names, [b"b.nc".to_vec(), b"c.txt".to_vec()]);
}

#[test]
fn extra_files_at_the_destination_go_only_when_asked() {
    for asked in [false, true] {
        let fixture = Fixture::new();
        fs::create_dir_all(fixture.here("dir/sub")).unwrap();
        fs::write(fixture.here("dir/sub/file"), "x").unwrap();
        fs::create_dir_all(fixture.there("dir/sub")).unwrap();
        fs::create_dir_all(fixture.there("dir/old/deep")).unwrap();
        fs::write(fixture.there("dir/old/deep/file"), "x").unwrap();
        fs::write(fixture.there("dir/sub/old"), "x").unwrap();
        symlink(fixture.guard(), fixture.there("dir/sub/old-link")).unwrap();
        let items = vec![item("/dir", "/dir")];
        fixture.transfer(TransferSpec { items, delete_destination_extra: asked, ..TransferSpec::default() });
        assert_eq!(tree(&fixture.here("dir")) == tree(&fixture.there("dir")), asked);
        assert!(fixture.there("dir/sub/file").exists());
    }
}

#[test]
fn a_task_taken_up_again_finishes_without_moving_twice() {
    let fixture = Fixture::new();
    fs::create_dir(fixture.here("dir")).unwrap();
    for name in ["a", "b", "c"] {
        fs::write(fixture.here("dir").join(name), vec![1; 40_000]).unwrap();
    }
    fixture.rate.store(200_000, Ordering::Relaxed);
    let handle =
        waiting(&fixture, TransferSpec { items: vec![item("/dir", "/dir")], ..TransferSpec::default() });
    fixture.work_while(&handle, || {
        until("two files", || handle.lock().counters.files_transferred >= 2);
        fixture.stopping.store(true, Ordering::Relaxed);
    });
    assert_eq!(status(&handle), Status::Active);
    let moved = handle.lock().transferred.len();
    assert!(moved >= 2);
    let saved = serde_json::to_string(&handle).unwrap();
    let again: TaskHandle = serde_json::from_str(&saved).unwrap();
    assert!(again.lock().resumed);
    fixture.stopping.store(false, Ordering::Relaxed);
    fixture.rate.store(0, Ordering::Relaxed);
    fixture.work(&again);
    let task = again.lock();
    assert_eq!(task.status, Status::Succeeded);
    assert_eq!((task.counters.files, task.counters.files_transferred, task.transferred.len()), (3, 3, 3));
    assert_eq!(task.counters.bytes_transferred, 120_000);
    assert_eq!(tree(&fixture.here("dir")), tree(&fixture.there("dir")));
}

#[test]
fn a_destination_swapped_for_a_link_outside_never_lets_a_byte_out() {
    let fixture = Fixture::new();
    fs::create_dir(fixture.here("dir")).unwrap();
    for name in ["precious", "a", "b", "c"] {
        fs::write(fixture.here("dir").join(name), "overwritten").unwrap();
    }
    fs::create_dir(fixture.there("dir")).unwrap();
    symlink(fixture.guard(), fixture.there("link")).unwrap();
    struct Ends<'a>(&'a AtomicBool);
    impl Drop for Ends<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let _ends = Ends(&done);
        scope.spawn(|| {
            let (dir, link) = (fixture.there("dir"), fixture.there("link"));
            while !done.load(Ordering::Relaxed) {
                renameat_with(CWD, &dir, CWD, &link, RenameFlags::EXCHANGE).unwrap();
            }
        });
        for _ in 0..100 {
            let handle = waiting(
                &fixture,
                TransferSpec { items: vec![item("/dir", "/dir")], ..TransferSpec::default() },
            );
            fixture.work_while(&handle, || {
                until("an end or a fault", || handle.lock().is_over() || handle.lock().faults > 0);
                handle.lock().cancel_requested = true;
            });
        }
    });
    assert_eq!(fs::read(fixture.guard().join("precious")).unwrap(), b"precious");
}
