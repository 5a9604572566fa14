//! Directories are created and entries renamed, alike in a collection and on this computer.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use hemi::domain::place::PlaceSpec;

use crate::drive::{Drive, Sandbox, Start};

/// The same keys in a directory, whatever its store.
fn change(drive: &Drive, root: &Path) {
    std::fs::create_dir(root.join("taken")).unwrap();
    drive.keys("R").idle().expect("taken");
    drive.keys("a").keys("2026/raw/day1").expect("Creates ").keys("<Enter>").expect_gone("New directory");
    drive.idle().expect("Created ");
    assert!(root.join("2026/raw/day1").is_dir(), "{}", drive.screen());
    // The cursor is on the new directory: the next command is about it.
    drive.keys("r").expect("Old name  2026");
    drive.keys("<C-u>").keys("taken<Enter>").expect("! Could not rename");
    assert!(root.join("2026").is_dir() && root.join("taken").is_dir(), "nothing is replaced");
    drive.expect("Name  taken").keys("<C-u>").keys("2027<Enter>").expect_gone("Old name");
    drive.idle().expect("Renamed to ");
    assert!(root.join("2027/raw/day1").is_dir() && !root.join("2026").exists());
    // What exists on the way is used, what exists already is told, and what was typed stays.
    drive.keys("a").keys("2027/raw/day2<Enter>").expect_gone("New directory").idle();
    assert!(root.join("2027/raw/day2").is_dir());
    drive.keys("a").keys("2027/raw/day2<Enter>").expect("! Could not create").expect("Name  2027/raw/day2");
    drive.keys("<Esc>").idle();
    std::fs::write(root.join("file"), "x").unwrap();
    drive.keys("a").keys("file/sub<Enter>").expect("! Could not create").keys("<Esc>").idle();
}

#[test]
fn a_collection_is_changed_by_the_keys() {
    let sandbox = Sandbox::start();
    let root = sandbox.root("GCP laptop").join("work");
    std::fs::create_dir_all(&root).unwrap();
    let left = Some(PlaceSpec::parse(&format!("{}:/work", sandbox.id("GCP laptop"))));
    let drive = Drive::start(&sandbox, Start { left, ..Start::demo(&sandbox) });
    change(drive.idle(), &root);
}

#[test]
fn this_computer_is_changed_by_the_same_keys_and_names_are_bytes() {
    let sandbox = Sandbox::start();
    let dir = tempfile::tempdir().unwrap();
    let left = Some(PlaceSpec::Local(
        hemi::domain::path::StorePath::parse(dir.path().as_os_str().as_bytes()).unwrap(),
    ));
    let drive = Drive::start(&sandbox, Start { left, ..Start::demo(&sandbox) });
    change(drive.idle(), dir.path());
    let latin = std::ffi::OsStr::from_bytes(b"zz-caf\xe9");
    std::fs::write(dir.path().join(latin), "kept").unwrap();
    drive.keys("R").idle().expect("zz-caf").keys("G");
    drive.keys("r").expect("cannot be typed").keys("zz-plain<Enter>").expect_gone("Old name").idle();
    assert_eq!(std::fs::read(dir.path().join("zz-plain")).unwrap(), b"kept");
    assert!(!dir.path().join(latin).exists());
}
