use std::fs;
use std::os::unix::fs::symlink;

use super::*;

fn paths(paths: &[&str]) -> DeleteSpec {
    DeleteSpec { paths: paths.iter().map(|path| (*path).to_owned()).collect(), ..DeleteSpec::default() }
}

fn planted() -> Fixture {
    let fixture = Fixture::new();
    fs::create_dir_all(fixture.there("dir/sub")).unwrap();
    for name in ["a.nc", "b.nc", "c.txt", ".hidden.nc", "sub/d.nc"] {
        fs::write(fixture.there("dir").join(name), "x").unwrap();
    }
    symlink(fixture.guard(), fixture.there("dir/out")).unwrap();
    symlink("sub", fixture.there("dir/in")).unwrap();
    fixture
}

fn names(fixture: &Fixture) -> String {
    let names = tree(&fixture.there("dir")).into_keys().map(|name| String::from_utf8(name).unwrap());
    names.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_tree_goes_and_links_are_not_followed() {
    let fixture = planted();
    let handle = fixture.delete(DeleteSpec { recursive: true, ..paths(&["/dir/"]) });
    assert_eq!(status(&handle), Status::Succeeded);
    assert!(!fixture.there("dir").exists());
    let tally = handle.lock().counters.clone();
    assert_eq!((tally.files, tally.directories, tally.symlinks), (5, 2, 2));
    assert_eq!(tally.total, tally.succeeded);
    assert_eq!(codes(&handle), ["STARTED", "SUCCEEDED"]);
}

#[test]
fn globs_are_meant_only_when_asked_for_and_only_in_the_last_place() {
    for (delete, left) in [
        (paths(&["/dir/*.nc"]), ".hidden.nc c.txt in out sub sub/d.nc"),
        (paths(&["/dir/.h*"]), "a.nc b.nc c.txt in out sub sub/d.nc"),
        (paths(&["/dir/[ab].??", "/dir/c.txt"]), ".hidden.nc in out sub sub/d.nc"),
        (DeleteSpec { recursive: true, ..paths(&["/dir/*"]) }, ".hidden.nc"),
    ] {
        let fixture = planted();
        let handle = fixture.delete(DeleteSpec { interpret_globs: true, ..delete });
        assert_eq!((status(&handle), names(&fixture).as_str()), (Status::Succeeded, left));
    }
    let fixture = planted();
    fs::write(fixture.there("dir/*"), "a star").unwrap();
    assert_eq!(status(&fixture.delete(paths(&["/dir/*"]))), Status::Succeeded);
    assert_eq!(names(&fixture), ".hidden.nc a.nc b.nc c.txt in out sub sub/d.nc");
    let handle = fixture.delete(DeleteSpec { interpret_globs: true, ..paths(&["/d*/a.nc"]) });
    assert_eq!(fatal(&handle), "FILE_NOT_FOUND");
}

#[test]
fn what_is_missing_or_a_directory_ends_the_task() {
    let fixture = planted();
    let before = names(&fixture);
    for (delete, code) in [
        (paths(&["/dir/nothing"]), "FILE_NOT_FOUND"),
        (paths(&["/dir/no/thing"]), "FILE_NOT_FOUND"),
        (DeleteSpec { interpret_globs: true, ..paths(&["/dir/*.h5"]) }, "FILE_NOT_FOUND"),
        (paths(&["/dir/sub"]), "IS_A_DIRECTORY"),
        (DeleteSpec { recursive: true, ..paths(&["/"]) }, "PERMISSION_DENIED"),
    ] {
        let handle = fixture.delete(delete);
        assert_eq!((status(&handle), fatal(&handle).as_str()), (Status::Failed, code));
    }
    for delete in [
        paths(&["/dir/nothing", "/dir/no/thing"]),
        DeleteSpec { interpret_globs: true, ..paths(&["/dir/*.h5", "/no/*"]) },
    ] {
        assert_eq!(status(&fixture.delete(DeleteSpec { ignore_missing: true, ..delete })), Status::Succeeded);
    }
    assert_eq!(names(&fixture), before);
    assert_eq!(status(&fixture.delete(paths(&["/dir/in"]))), Status::Succeeded);
    assert!(fixture.there("dir/sub/d.nc").exists(), "only the link to a directory is deleted");
}

#[test]
fn read_only_parts_stay() {
    let fixture = planted();
    fixture.read_only.lock().unwrap().push("/dir/sub".to_owned());
    for given in ["/dir/in/d.nc", "/dir/sub/d.nc", "/dir/sub", "/dir"] {
        let work = TaskSpec::Delete(DeleteSpec { endpoint: THERE, recursive: true, ..paths(&[given]) });
        let handle = task(work, fixture.now());
        fixture.work_while(&handle, || {
            until(given, || handle.lock().faults > 0);
            assert_eq!(handle.lock().nice_status, "PERMISSION_DENIED", "{given}");
            handle.lock().cancel_requested = true;
        });
    }
    assert!(fixture.there("dir/sub/d.nc").exists());
}
