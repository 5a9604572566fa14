//! The window: narrow, tiny, and only drawn when something changed.

use crate::drive::{Drive, Sandbox, Start};

#[test]
fn below_70_columns_one_pane_is_shown_and_any_size_is_survived() {
    let sandbox = Sandbox::start();
    let drive = Drive::start(&sandbox, Start::demo(&sandbox));
    drive.expect("JASMIN Default Collection").expect("Downloads").idle();
    drive.resize(60, 20).expect("analysis").expect_gone("Downloads");
    drive.keys("<Tab>").expect("Downloads").expect_gone("analysis");
    drive.resize(1, 1).until("one cell", |screen| screen.lines().count() == 1);
    drive.keys("jjkkwoq<Esc><Esc><Esc>w");
    drive.resize(80, 24).expect("JASMIN Default Collection").expect("Downloads");
}

#[test]
fn nothing_is_drawn_when_nothing_changed() {
    let sandbox = Sandbox::start();
    let drive = Drive::start(&sandbox, Start::demo(&sandbox));
    drive.expect("analysis").expect("Downloads").idle();
    drive.keys("gg").keys("j").until("the bar to be on the second row", |screen| {
        screen.lines().nth(5).is_some_and(|line| line.chars().nth(1) == Some('▌'))
    });
    let before = drive.frames();
    // At the top already: the second `k` changes nothing, so the `j` after it is the next frame but one.
    drive.keys("kkkkkkkkkk").until("the bar to be on the first row", |screen| {
        screen.lines().nth(4).is_some_and(|line| line.chars().nth(1) == Some('▌'))
    });
    drive.keys("j").until("the bar to be back", |screen| {
        screen.lines().nth(5).is_some_and(|line| line.chars().nth(1) == Some('▌'))
    });
    assert_eq!(drive.frames() - before, 2, "ten keys at the top drew more than one frame");
}
