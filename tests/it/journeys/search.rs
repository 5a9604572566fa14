//! A collection is found by typing, and the pane opens there.

use crate::drive::{Drive, Sandbox, Start};

#[test]
fn a_found_collection_opens_in_the_active_pane() {
    let sandbox = Sandbox::start();
    let drive = Drive::start(&sandbox, Start { left: None, right: None, ..Start::demo(&sandbox) });
    drive.idle().keys("o").keys("archer").expect("ARCHER2 filesystems").idle();
    drive.keys("<Enter>").until("the pane to be there", |screen| {
        screen.lines().take(3).any(|line| line.contains("ARCHER2 filesystems"))
    });
}

#[test]
fn what_cannot_be_opened_says_why_and_the_text_stays() {
    let sandbox = Sandbox::start();
    let drive = Drive::start(&sandbox, Start { left: None, right: None, ..Start::demo(&sandbox) });
    drive.idle().keys("o").keys("field laptop").expect("offline").idle();
    drive.keys("<Enter>").expect("not connected");
    drive.keys("<Esc>");
    let mut offline = sandbox;
    offline.stop();
    drive
        .keys("o")
        .keys("jasmin")
        .until("a problem in the dialog", |screen| screen.contains("no connection"));
    drive.expect("jasmin");
}

#[test]
fn a_well_known_collection_is_looked_up_by_its_name_when_it_is_chosen() {
    let sandbox = Sandbox::start();
    let drive = Drive::start(&sandbox, Start::demo(&sandbox));
    drive.idle().keys("o").expect("JASMIN STFC Internal Collection").idle();
    // There is none of that name here: it says so and stays.
    drive.keys("stfc internal<Enter>").expect("is called exactly").keys("<Esc>");
}
