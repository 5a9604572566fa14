//! A bookmark is added, opened, renamed and removed.

use std::time::Duration;

use crate::drive::{Drive, Sandbox, Start};

#[test]
fn a_bookmark_from_its_adding_to_its_end() {
    let sandbox = Sandbox::start();
    let root = sandbox.root("GCP laptop").join("deep/runs");
    std::fs::create_dir_all(&root).unwrap();
    std::fs::write(root.join("inside.nc"), "x").unwrap();
    let drive = Drive::start(&sandbox, Start::at(&sandbox, "/~/", "/deep/runs"));
    drive.idle().keys("<Tab>m").expect("Name  runs").keys("<Enter>").expect("Bookmark added: runs.");
    drive.keys("m<Enter>").expect("you have a bookmark of that name").expect("Name  runs").keys("<Esc>");
    drive.keys("<Tab>'").expect("GCP laptop /deep/runs").keys("<Enter>").expect_gone("Open a place").idle();
    drive.until("the place in both panes", |screen| screen.matches("inside.nc").count() >= 2);
    drive.keys("'").expect("GCP laptop /deep/runs").keys("<C-t>").expect("Old name  runs");
    drive.keys("-2027<Enter>").expect_gone("Old name");
    drive.idle().expect("runs-2027  ").keys("<C-d>").expect("Remove the bookmark runs-2027?");
    drive.later(Duration::from_secs(1)).keys("y").expect("You have no bookmarks.");
}
