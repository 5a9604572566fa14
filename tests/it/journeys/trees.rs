//! Everything below a directory is looked into, alike in a collection and on this computer.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use hemi::domain::place::PlaceSpec;

use crate::drive::{Drive, Sandbox, Start};

fn plant(root: &Path) {
    std::fs::create_dir_all(root.join("tree/a/b")).unwrap();
    std::fs::write(root.join("tree/one"), vec![b'x'; 1000]).unwrap();
    std::fs::write(root.join("tree/a/two"), vec![b'x'; 48]).unwrap();
    std::fs::write(root.join("tree/a/b/three"), b"").unwrap();
    // A link to what is above would never end.
    std::os::unix::fs::symlink("..", root.join("tree/a/up")).unwrap();
}

fn count(drive: &Drive) {
    drive.idle().expect("tree/").keys("z");
    drive.expect("/tree: 1.0 KiB in 3 files and 2 directories, 1 link not followed.").expect("1,048 B");
}

#[test]
fn a_tree_of_a_collection_is_counted() {
    let sandbox = Sandbox::start();
    let root = sandbox.root("GCP laptop").join("work");
    std::fs::create_dir_all(&root).unwrap();
    plant(&root);
    let left = Some(PlaceSpec::parse(&format!("{}:/work", sandbox.id("GCP laptop"))));
    count(&Drive::start(&sandbox, Start { left, size: (120, 24), ..Start::demo(&sandbox) }));
}

#[test]
fn a_tree_of_this_computer_is_counted() {
    let sandbox = Sandbox::start();
    let dir = tempfile::tempdir().unwrap();
    plant(dir.path());
    let path = hemi::domain::path::StorePath::parse(dir.path().as_os_str().as_bytes()).unwrap();
    let left = Some(PlaceSpec::Local(path));
    count(&Drive::start(&sandbox, Start { left, size: (120, 24), ..Start::demo(&sandbox) }));
}

#[test]
fn entries_below_are_found_marked_and_gone_to() {
    let sandbox = Sandbox::start();
    let root = sandbox.root("GCP laptop").join("work");
    std::fs::create_dir_all(&root).unwrap();
    plant(&root);
    let left = Some(PlaceSpec::parse(&format!("{}:/work", sandbox.id("GCP laptop"))));
    let drive = Drive::start(&sandbox, Start { left, ..Start::demo(&sandbox) });
    drive.idle().keys("Ft type:file<Enter>").expect("tree/a/two").expect("tree/a/b/three");
    drive.expect("2 entries in 4 directories: that is all.").keys("A").expect("2 marked");
    drive.keys("<Enter>").expect_gone("Find below").idle().expect("/work/tree/a").expect("1 marked");
}

#[test]
fn the_preview_follows_the_cursor_here_and_there() {
    let sandbox = Sandbox::start();
    let dir = tempfile::tempdir().unwrap();
    plant(dir.path());
    std::fs::write(dir.path().join("tree/notes.txt"), "first line\n\x1b[2Jsecond\n").unwrap();
    let path = hemi::domain::path::StorePath::parse(dir.path().join("tree").as_os_str().as_bytes()).unwrap();
    let root = sandbox.root("GCP laptop").join("work");
    std::fs::create_dir_all(&root).unwrap();
    plant(&root);
    let left = Some(PlaceSpec::Local(path));
    let right = Some(PlaceSpec::parse(&format!("{}:/work", sandbox.id("GCP laptop"))));
    let drive = Drive::start(&sandbox, Start { left, right, ..Start::demo(&sandbox) });
    drive.idle().expect("notes.txt").keys("ggjp").expect("preview a").expect("3 entries");
    drive.keys("j").expect("preview notes.txt").expect("first line").expect("\\x1b[2Jsecond");
    drive.keys("<Tab>ggj").expect("preview tree").expect("hides This computer").expect("one").expect("a/");
    drive.keys("p").expect("notes.txt").expect_gone("hides");
}

#[test]
fn a_zarr_array_of_this_computer_says_its_shape() {
    let sandbox = Sandbox::start();
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("tas")).unwrap();
    std::fs::copy("tests/fixtures/heads/array2.zarray", dir.path().join("tas/.zarray")).unwrap();
    let path = hemi::domain::path::StorePath::parse(dir.path().as_os_str().as_bytes()).unwrap();
    let left = Some(PlaceSpec::Local(path));
    let drive = Drive::start(&sandbox, Start { left, ..Start::demo(&sandbox) });
    drive.idle().expect("tas/").keys("i").expect("Zarr 2, array").expect("365 x 180 x 360").keys("<Esc>");
    drive.keys("p").expect("preview tas").expect("13 in all").expect("1 entry, 1 hidden");
}

#[test]
fn a_file_of_this_computer_is_looked_into() {
    let sandbox = Sandbox::start();
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("notes.txt"), "first line\n\x1b[2Jsecond\n").unwrap();
    let path = hemi::domain::path::StorePath::parse(dir.path().as_os_str().as_bytes()).unwrap();
    let left = Some(PlaceSpec::Local(path));
    let drive = Drive::start(&sandbox, Start { left, ..Start::demo(&sandbox) });
    drive.idle().keys("Gi").expect("first line").expect("\\x1b[2Jsecond").expect("Size  22 B");
    drive.keys("<Esc>").idle().keys("<Tab>i").expect("Kind");
}

#[test]
fn a_file_of_a_collection_is_looked_into_after_its_consent() {
    let sandbox = Sandbox::with(|options| options.open = false);
    let user = sandbox.ready.users[0].username.clone();
    let name = "JASMIN Default Collection";
    sandbox.control("consent", &serde_json::json!({"user": user, "collection": name, "given": true}));
    sandbox.control("collection", &serde_json::json!({"name": name, "session": {}}));
    let drive = Drive::start(&sandbox, Start::at(&sandbox, "/home/users/demo/analysis", "/"));
    drive.expect("environment.yml").idle().go_to("environment.yml").keys("i");
    // Its HTTPS server is a service of its own, with a consent of its own.
    drive.expect("Sign-in or consent needed").keys("<Enter>").expect("  - netcdf4").expect("Size");
    // The next file needs none.
    drive.keys("<Esc>").idle().go_to("tas_global_mean.csv").keys("i").expect("year,anomaly,month");
}
