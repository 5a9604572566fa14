//! The states a user meets, at 80x24 and on a narrow screen, and a sample of every overlay, kept as text and styles.

use hemi::app::commands::Command;
use hemi::app::keymap::Keymap;
use hemi::app::overlay::samples::samples;
use hemi::app::theme::Theme;
use hemi::domain::path::StorePath;
use hemi::domain::text::{SafeText, Untrusted};
use hemi::safe;
use ratatui::buffer::Buffer;

use super::print::printed;
use super::stage::*;

const USUAL: (u16, u16) = (80, 24);

fn is_as_kept(name: &str, frame: &Buffer) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, printed(frame)));
}

fn look(name: &str, stage: &Stage) {
    is_as_kept(name, &stage.frame(&Theme::default()));
}

#[test]
fn connecting() {
    look("connecting", &Stage::new(USUAL, false));
}

#[test]
fn signed_out() {
    let mut stage = Stage::signed_out(USUAL);
    stage.keys("<Esc>");
    look("signed_out", &stage);
}

#[test]
fn panes() {
    let mut stage = Stage::browsing(USUAL);
    stage.keys("<Space>jjj<Space>jjj<Space><Space>");
    look("panes", &stage);
}

#[test]
fn panes_sorted_by_time_with_hidden_names() {
    let mut stage = Stage::browsing(USUAL);
    stage.keys("st.<Tab>ss");
    look("panes_sorted", &stage);
}

#[test]
fn the_start_of_a_sequence_lists_what_may_follow() {
    let mut stage = Stage::browsing(USUAL);
    stage.keys("s");
    look("sequence", &stage);
}

#[test]
fn a_key_without_a_meaning() {
    let mut stage = Stage::browsing(USUAL);
    stage.keys("z");
    look("unbound", &stage);
}

#[test]
fn loading() {
    let mut stage = Stage::waiting(USUAL, false, NAMES.map(str::as_bytes));
    let left = stage.listings()[0];
    let many: Vec<_> = (0..1_234).map(|n| (format!("tas_member_{n:04}.csv"), 64 + n, 0o644)).collect();
    stage.rows(left, &many);
    stage.wait(60).wake();
    look("loading", &stage);
}

#[test]
fn a_service_that_does_not_answer() {
    let mut stage = Stage::browsing(USUAL);
    stage.keys("<Enter>");
    let id = stage.listing();
    let retry = |id, next| {
        let because = "there is no connection to the service".into();
        Event::Retrying { id, next, because }
    };
    stage.event(retry(id, 3));
    look("silence_with_rows", &stage);
    let mut stage = Stage::waiting(USUAL, false, NAMES.map(str::as_bytes));
    let [left, right] = stage.listings()[..] else { panic!("both panes ask for their rows") };
    stage.event(retry(left, 2));
    stage.wait(12_000).event(retry(right, 4));
    stage.wake();
    look("silence", &stage);
}

#[test]
fn wide() {
    let mut stage = Stage::browsing((120, 40));
    stage.keys("<Space>jjj<Space>jjj<Space><Space>");
    look("panes_wide", &stage);
    stage.keys("c");
    look("plan_wide", &stage);
}

#[test]
fn a_plan_of_marks_at_every_usual_size() {
    let mut stage = Stage::browsing(USUAL);
    stage.keys("<Space>jjj<Space>jjj<Space><Space>c");
    look("plan", &stage);
    stage.resize((60, 20));
    look("plan_narrow", &stage);
    stage.resize((40, 12));
    look("plan_small", &stage);
}

#[test]
fn an_error_leaves_the_rows() {
    let mut stage = Stage::browsing(USUAL);
    stage.keys("<Enter>");
    let id = stage.listing();
    stage.event(Event::done::<List>(id, Err(problem())));
    look("error_notice", &stage);
}

#[test]
fn a_place_that_cannot_be_listed() {
    let mut stage = Stage::waiting(USUAL, false, NAMES.map(str::as_bytes));
    let left = stage.listings()[0];
    let problem = problem().with_detail(Untrusted::new("EndpointPermissionDenied").sanitized());
    stage.event(Event::done::<List>(left, Err(problem)));
    look("error_pane", &stage);
}

#[test]
fn a_read_only_place() {
    let mut stage = Stage::browsing(USUAL);
    stage.keys("<Enter>");
    let id = stage.listing();
    let rows: Vec<_> = (1990..2000)
        .map(|year| (format!("tasmax_hadukgrid_uk_1km_mon_{year}01-{year}12.nc"), 120_000_000, 0o444))
        .collect();
    stage.rows(id, &rows);
    let path = StorePath::parse("/badc/ukmo-hadobs/data/insitu/MOHC/HadOBS/HadUK-Grid/v1.2").unwrap();
    stage.event(Event::done::<List>(
        id,
        Ok(Listed { path, writable: Some(false), free: None, truncated: false, unreadable: 0 }),
    ));
    look("read_only", &stage);
}

#[test]
fn more_than_a_listing_holds() {
    let mut stage = Stage::browsing(USUAL);
    stage.keys("jjj<Enter>");
    let id = stage.listing();
    let many: Vec<_> = (0..100_000).map(|n| (format!("m{n:06}.csv"), 64, 0o644)).collect();
    stage.rows(id, &many);
    stage.event(Event::done::<List>(
        id,
        Ok(Listed {
            path: path("/home/users/demo/members"),
            writable: Some(true),
            free: None,
            truncated: true,
            unreadable: 0,
        }),
    ));
    stage.settle();
    stage.keys("A<C-d>");
    stage.settle();
    look("truncated", &stage);
}

#[test]
fn tasks() {
    let mut stage = Stage::browsing(USUAL);
    stage.tasks(all_states());
    stage.keys("j");
    look("tasks", &stage);
    stage.keys("jj").event(Event::Tasks(TasksEvent::JobsFailed(silence())));
    stage.wait(25_000).event(Event::Tasks(TasksEvent::JobsFailed(silence())));
    look("tasks_out_of_date", &stage);
    stage.resize((120, 30)).keys("<Tab>");
    look("tasks_wide", &stage);
}

#[test]
fn no_tasks() {
    let mut stage = Stage::browsing(USUAL);
    stage.tasks(Vec::new());
    look("tasks_none", &stage);
}

#[test]
fn narrow() {
    let mut stage = Stage::browsing((60, 20));
    stage.keys("j<Space>");
    look("narrow", &stage);
    stage.tasks(all_states());
    look("narrow_tasks", &stage);
    stage.resize((40, 12)).keys("w");
    look("small", &stage);
}

#[test]
fn the_preview_takes_the_place_of_the_other_pane() {
    for (name, size) in [("preview", USUAL), ("preview_wide", (120, 40)), ("preview_narrow", (60, 20))] {
        let mut stage = Stage::browsing(size);
        stage.keys("jp").wait(200).wake();
        let id = stage.listing();
        let rows = [("ocean".to_owned(), 0, 0o755), ("tas_1990.nc".to_owned(), 120_000_000, 0o644)];
        stage.rows(id, &rows);
        stage.listed(id, "/home/users/demo/sub");
        look(name, &stage);
    }
}

#[test]
fn ascii() {
    let mut stage = Stage::browsing_with(USUAL, true);
    stage.keys("jj<Space>");
    stage.tasks(all_states());
    look("ascii", &stage);
}

/// All keys of a command, as the app gives them to the help page.
fn keys(command: &Command) -> SafeText {
    let keys = Keymap::blend().all_keys(command).into_iter();
    keys.reduce(|so_far, key| safe!("{} {}", so_far, key)).unwrap_or_default()
}

#[test]
fn every_overlay() {
    let name = Untrusted::new("HadGEM3 précip 気温");
    let stage = Stage::browsing(USUAL);
    let theme = Theme::default();
    for (what, overlay) in samples(&name, keys) {
        let mut frame = stage.frame(&theme);
        let area = frame.area;
        overlay.view(&theme, area, &mut frame);
        is_as_kept(&format!("overlay_{}", what.replace([' ', '-'], "_")), &frame);
    }
    // The ones a user meets most, in a wide window and in one that is narrow and low.
    for (name, size) in [("wide", (120, 40)), ("narrow", (60, 20)), ("small", (40, 12))] {
        let stage = Stage::browsing(size);
        for (what, overlay) in samples(&Untrusted::new("HadGEM3 précip 気温"), keys) {
            if ["help", "search typed", "sign-in paste", "task log", "message"].contains(&what) {
                let mut frame = stage.frame(&theme);
                let area = frame.area;
                overlay.view(&theme, area, &mut frame);
                is_as_kept(&format!("{name}_{}", what.replace([' ', '-'], "_")), &frame);
            }
        }
    }
}

#[test]
fn every_sign_in_in_a_small_and_in_a_large_window() {
    let theme = Theme::default();
    for (size, columns) in [("small", (40, 12)), ("large", (160, 60))] {
        let stage = Stage::browsing(columns);
        for (what, overlay) in samples(&Untrusted::new("HadGEM3 précip 気温"), keys) {
            if what.starts_with("sign-in") {
                let mut frame = stage.frame(&theme);
                let area = frame.area;
                overlay.view(&theme, area, &mut frame);
                is_as_kept(&format!("{size}_{}", what.replace([' ', '-'], "_")), &frame);
            }
        }
    }
}
