//! Entries are deleted by the same keys in a collection and on this computer, and only what was confirmed.

use std::os::unix::ffi::OsStrExt as _;
use std::time::Duration;

use hemi::domain::path::StorePath;
use hemi::domain::place::PlaceSpec;

use crate::drive::{Drive, Sandbox, Start};

#[test]
fn a_directory_of_a_collection_is_deleted_as_a_task_once_the_word_is_typed() {
    let sandbox = Sandbox::start();
    let root = sandbox.root("GCP laptop").join("work");
    std::fs::create_dir_all(root.join("victim/deep")).unwrap();
    std::fs::write(root.join("victim/deep/f"), "x").unwrap();
    std::fs::write(root.join("zz-stays"), "x").unwrap();
    let left = Some(PlaceSpec::parse(&format!("{}:/work", sandbox.id("GCP laptop"))));
    let right = Some(PlaceSpec::parse(&sandbox.id("JASMIN Default Collection")));
    let drive = Drive::start(&sandbox, Start { left, right, ..Start::demo(&sandbox) });
    drive.idle().expect("victim");
    drive.keys("ggjd").expect("GCP laptop (left pane)").expect("1 directory with everything inside");
    // Enter is never yes, nor is a wrong word.
    drive.keys("<Enter>").expect("Type the word").keys("delet<Enter>").expect("Type the word");
    assert!(root.join("victim/deep/f").exists());
    drive.later(Duration::from_secs(1));
    drive.keys("<C-u>").keys("delete<Enter>").expect_gone("Type delete").idle();
    drive.until("the end of the task", |_| !root.join("victim").exists());
    drive.keys("w").expect("victim/").expect("done");
    assert!(root.join("zz-stays").exists());
}

#[test]
fn on_this_computer_the_word_removes_for_good_where_there_is_no_trash_and_links_stay_unfollowed() {
    let sandbox = Sandbox::start();
    let dir = tempfile::tempdir().unwrap();
    let guard = tempfile::tempdir().unwrap();
    std::fs::write(guard.path().join("precious"), "kept").unwrap();
    std::fs::create_dir_all(dir.path().join("victim/deep")).unwrap();
    std::os::unix::fs::symlink(guard.path(), dir.path().join("victim/link")).unwrap();
    let left = Some(PlaceSpec::Local(StorePath::parse(dir.path().as_os_str().as_bytes()).unwrap()));
    let drive = Drive::start(&sandbox, Start { left, ..Start::demo(&sandbox) });
    drive.idle().expect("victim");
    drive.keys("ggjd").expect("This computer (left pane)").expect("Then");
    if drive.screen().contains("moved to the trash") {
        // A desktop has one: for good is another choice.
        drive.keys("<Tab>t").expect("removed for good");
    }
    drive.later(Duration::from_secs(1));
    drive.keys("delete<Enter>").expect("Removed 3 entries").idle();
    assert!(!dir.path().join("victim").exists());
    assert_eq!(std::fs::read(guard.path().join("precious")).unwrap(), b"kept");
    // A new directory is taken back while it is empty.
    drive.keys("a").keys("fresh<Enter>").expect("Created ").idle();
    drive.keys("U").expect("Remove the new directory");
    drive.later(Duration::from_secs(1));
    drive.keys("y").expect("removed again").idle();
    assert!(!dir.path().join("fresh").exists());
}
