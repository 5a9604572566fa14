use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;

fn one(from: &str, to: &str) -> TransferSpec {
    TransferSpec { items: vec![item(from, to)], ..TransferSpec::default() }
}

fn nice(handle: &TaskHandle) -> String {
    handle.lock().nice_status.clone()
}

#[test]
fn a_cancel_midway_leaves_no_part_of_a_file() {
    let fixture = Fixture::new();
    fs::write(fixture.here("large"), vec![1; 1_000_000]).unwrap();
    fs::write(fixture.there("large"), "what stood there before").unwrap();
    fixture.rate.store(100_000, Ordering::Relaxed);
    let handle = waiting(&fixture, one("/large", "/large"));
    fixture.work_while(&handle, || {
        until("some bytes", || handle.lock().counters.bytes_transferred > 5000);
        handle.lock().cancel_requested = true;
    });
    assert_eq!((status(&handle), fatal(&handle)), (Status::Failed, "CANCELED".to_owned()));
    assert_eq!(codes(&handle).last().unwrap(), "CANCELED");
    let left = tree(&fixture.there(""));
    assert_eq!(left.get(&b"large"[..]), Some(&Some(b"what stood there before".to_vec())));
    assert_eq!(left.len(), 2, "only the old file and the home directory: {left:?}");
}

#[test]
fn a_task_that_waits_is_cancelled_at_once() {
    let fixture = Fixture::new();
    let handle = waiting(&fixture, one("/x", "/x"));
    handle.lock().cancel_requested = true;
    assert!(worker::cancel_queued(&fixture, &handle));
    assert_eq!(fatal(&handle), "CANCELED");
    assert!(!worker::cancel_queued(&fixture, &handle));
}

#[test]
fn progress_grows_in_small_steps() {
    let fixture = Fixture::new();
    fs::write(fixture.here("file"), vec![1; 50_000]).unwrap();
    fixture.rate.store(100_000, Ordering::Relaxed);
    let handle = waiting(&fixture, one("/file", "/file"));
    let seen = Mutex::new(std::collections::BTreeSet::new());
    fixture.work_while(&handle, || {
        until("the end", || {
            seen.lock().unwrap().insert(handle.lock().counters.bytes_transferred);
            status(&handle) == Status::Succeeded
        });
    });
    let seen = seen.into_inner().unwrap();
    assert!(seen.len() >= 12, "half a second at 20 updates a second: {seen:?}");
}

#[test]
fn a_full_disk_holds_the_task_up_until_there_is_space() {
    let fixture = Fixture::new();
    fs::write(fixture.here("file"), "content").unwrap();
    fixture.full.store(true, Ordering::Relaxed);
    let handle = waiting(&fixture, one("/file", "/file"));
    fixture.work_while(&handle, || {
        until("the fault", || nice(&handle) == "NO_SPACE_LEFT");
        assert_eq!(handle.lock().counters.retrying, 1);
        assert!(!fixture.there("file").exists());
        fixture.full.store(false, Ordering::Relaxed);
    });
    assert_eq!((status(&handle), handle.lock().faults), (Status::Succeeded, 1));
    assert_eq!(handle.lock().counters.bytes_transferred, 7);
    assert_eq!(fs::read(fixture.there("file")).unwrap(), b"content");

    fixture.full.store(true, Ordering::Relaxed);
    let fails = fixture.transfer(TransferSpec { fail_on_quota_errors: true, ..one("/file", "/other") });
    assert_eq!(fatal(&fails), "NO_SPACE_LEFT");
}

#[test]
fn a_missing_source_is_tried_again_until_it_is_there() {
    let fixture = Fixture::new();
    let handle = waiting(&fixture, one("/late", "/late"));
    fixture.work_while(&handle, || {
        until("the fault", || nice(&handle) == "FILE_NOT_FOUND");
        fs::write(fixture.here("late"), "here now").unwrap();
        fixture.step(5);
    });
    assert_eq!(status(&handle), Status::Succeeded);
    assert_eq!(codes(&handle), ["STARTED", "FILE_NOT_FOUND", "PROGRESS", "SUCCEEDED"]);
}

#[test]
fn what_never_works_expires_at_its_deadline() {
    let fixture = Fixture::new();
    let handle = waiting(&fixture, one("/never", "/never"));
    fixture.work_while(&handle, || {
        until("the fault", || nice(&handle) == "FILE_NOT_FOUND");
        fixture.step(25 * 3600);
    });
    assert_eq!(fatal(&handle), "EXPIRED");
    assert!(handle.lock().completion_time.is_some());
}

#[test]
fn each_refusal_has_its_code() {
    let fixture = Fixture::new();
    fs::create_dir_all(fixture.here("dir")).unwrap();
    fs::write(fixture.here("dir/file"), "x").unwrap();
    fs::write(fixture.here("secret"), "x").unwrap();
    fs::set_permissions(fixture.here("secret"), fs::Permissions::from_mode(0o000)).unwrap();
    symlink("nowhere", fixture.here("broken")).unwrap();
    fs::create_dir_all(fixture.there("archive")).unwrap();
    fs::create_dir_all(fixture.there("closed")).unwrap();
    fs::set_permissions(fixture.there("closed"), fs::Permissions::from_mode(0o555)).unwrap();
    fs::write(fixture.there("file"), "a file").unwrap();
    fs::write(fixture.there("locked"), "x").unwrap();
    fs::set_permissions(fixture.there("locked"), fs::Permissions::from_mode(0o444)).unwrap();
    symlink("archive", fixture.there("door")).unwrap();
    fixture.read_only.lock().unwrap().push("/archive".to_owned());
    let recursive = |from: &str, to: &str, recursive| Item { recursive: Some(recursive), ..item(from, to) };
    for (item, code) in [
        (item("/secret", "/x"), "PERMISSION_DENIED"),
        (item("/dir", "/archive/dir"), "PERMISSION_DENIED"),
        (item("/dir/file", "/door/file"), "PERMISSION_DENIED"),
        (item("/dir", "/closed/dir"), "PERMISSION_DENIED"),
        (item("/dir/file", "/locked"), "PERMISSION_DENIED"),
        (item("/broken", "/x"), "FILE_NOT_FOUND"),
        (item("/dir", "/file"), "NOT_A_DIRECTORY"),
        (item("/dir/file", "/home"), "IS_A_DIRECTORY"),
        (item("/dir/file/x", "/x"), "NOT_A_DIRECTORY"),
        (recursive("/dir", "/x", false), "IS_A_DIRECTORY"),
        (recursive("/dir/file", "/x", true), "NOT_A_DIRECTORY"),
        (Item { symlink: true, ..item("/dir/file", "/x") }, "NOT_A_SYMLINK"),
    ] {
        let shown = format!("{item:?}");
        let handle = waiting(&fixture, TransferSpec { items: vec![item], ..TransferSpec::default() });
        fixture.work_while(&handle, || {
            until(&shown, || handle.lock().faults > 0);
            assert_eq!(nice(&handle), code, "{shown}");
            handle.lock().cancel_requested = true;
        });
    }
    assert!(fs::read_dir(fixture.there("archive")).unwrap().next().is_none());
    fs::set_permissions(fixture.there("closed"), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn errors_of_the_source_can_be_passed_over() {
    let fixture = Fixture::new();
    fs::create_dir(fixture.here("dir")).unwrap();
    for name in ["good", "bad"] {
        fs::write(fixture.here("dir").join(name), "x").unwrap();
    }
    fs::set_permissions(fixture.here("dir/bad"), fs::Permissions::from_mode(0o000)).unwrap();
    let items = vec![item("/dir", "/dir"), item("/missing", "/missing")];
    let handle =
        fixture.transfer(TransferSpec { items, skip_source_errors: true, ..TransferSpec::default() });
    let task = handle.lock();
    assert_eq!((task.status, task.counters.skipped_errors, task.faults), (Status::Succeeded, 2, 0));
    let skipped: Vec<_> = task.skipped.iter().map(|one| (one.code.as_str(), one.source.as_str())).collect();
    assert_eq!(skipped, [("FILE_NOT_FOUND", "/missing"), ("PERMISSION_DENIED", "/dir/bad")]);
    assert_eq!(task.counters.total, task.counters.succeeded + task.counters.skipped_errors);
    assert!(fixture.there("dir/good").exists());
}

#[test]
fn an_absent_collection_is_waited_for() {
    let fixture = Fixture::new();
    fs::write(fixture.here("file"), "x").unwrap();
    *fixture.offline.lock().unwrap() = Some("GC_NOT_CONNECTED");
    let handle = waiting(&fixture, one("/file", "/file"));
    fixture.work_while(&handle, || {
        until("the fault", || nice(&handle) == "GC_NOT_CONNECTED");
        *fixture.offline.lock().unwrap() = None;
    });
    assert_eq!(status(&handle), Status::Succeeded);
    assert_eq!(nice(&handle), "OK");
}

#[test]
fn a_collection_that_goes_away_midway_stops_the_copy() {
    let fixture = Fixture::new();
    fs::write(fixture.here("file"), vec![1; 200_000]).unwrap();
    fixture.rate.store(200_000, Ordering::Relaxed);
    let handle = waiting(&fixture, one("/file", "/file"));
    fixture.work_while(&handle, || {
        until("some bytes", || handle.lock().counters.bytes_transferred > 0);
        *fixture.offline.lock().unwrap() = Some("GC_NOT_CONNECTED");
        until("the fault", || nice(&handle) == "GC_NOT_CONNECTED");
        assert_eq!(tree(&fixture.there("")).len(), 1, "no part is left behind");
        fixture.rate.store(0, Ordering::Relaxed);
        *fixture.offline.lock().unwrap() = None;
    });
    assert_eq!((status(&handle), handle.lock().counters.bytes_transferred), (Status::Succeeded, 200_000));
}

#[test]
fn injected_codes_are_met() {
    let fixture = Fixture::new();
    fs::write(fixture.here("file"), "x").unwrap();
    let injected = |code: &str, fatal| InjectedError {
        code: code.to_owned(),
        description: None,
        details: Some("because".to_owned()),
        fatal,
    };
    fixture.injected.lock().unwrap().push(injected("AUTH", true));
    let handle = fixture.send("/file", "/file");
    assert_eq!((status(&handle), fatal(&handle)), (Status::Failed, "AUTH".to_owned()));
    assert!(!fixture.there("file").exists());
    fixture.injected.lock().unwrap().push(injected("TIMEOUT", false));
    let handle = waiting(&fixture, one("/file", "/file"));
    fixture.work_while(&handle, || {
        until("the fault", || nice(&handle) == "TIMEOUT");
        fixture.step(60);
    });
    assert_eq!((status(&handle), handle.lock().faults), (Status::Succeeded, 1));
}

#[test]
fn a_wrong_external_checksum_never_arrives() {
    let fixture = Fixture::new();
    fs::write(fixture.here("file"), "abc").unwrap();
    // FIPS 180-2, appendix B.1.
    let right = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let with = |sum: &str, to: &str| {
        let checksum = Some(("sha-256".to_owned(), Some(sum.to_owned())));
        TransferSpec { items: vec![Item { checksum, ..item("/file", to) }], ..TransferSpec::default() }
    };
    assert_eq!(status(&fixture.transfer(with(right, "/right"))), Status::Succeeded);
    let handle = waiting(&fixture, with(&right.replace('b', "c"), "/wrong"));
    fixture.work_while(&handle, || {
        until("the fault", || nice(&handle) == "EXTERNAL_CHECKSUM_MISMATCH");
        handle.lock().cancel_requested = true;
    });
    assert!(fixture.there("right").exists() && !fixture.there("wrong").exists());
}
