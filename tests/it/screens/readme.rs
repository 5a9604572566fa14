//! What the README shows of the program is the program's own: the table of keys and the picture of the screen.
//!
//! `HEMI_UPDATE_README=1` and `HEMI_UPDATE_PICTURE=1` write them anew.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use hemi::app::action::{Action, Context};
use hemi::app::keymap::{Keymap, name};
use hemi::app::theme::Theme;
use hemi::domain::job::{Task, TaskStatus};

use super::stage::*;
use crate::picture;

/// Compares a part of a file with what it has to be; writes it where the variable asks for that.
fn is_kept(file: &str, variable: &str, part: impl Fn(&str) -> Option<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let before = fs::read_to_string(&path).unwrap_or_default();
    let wanted = part(&before).unwrap_or_else(|| panic!("{file} has not the marks it is written between"));
    if std::env::var_os(variable).is_some() {
        fs::write(&path, &wanted).unwrap();
    }
    let is = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        is == wanted,
        "{file} is out of date: run the tests once with {variable}=1 and look at what changed"
    );
}

/// One table for each place where keys apply.
fn keys() -> String {
    let keymap = Keymap::blend();
    let mut out = String::new();
    let groups = [
        (Context::List, "In a pane"),
        (Context::Tasks, "In the task panel"),
        (Context::Global, "Everywhere"),
    ];
    for (context, title) in groups {
        let _ = write!(out, "\n| {title} | |\n|---|---|\n");
        for action in Action::ALL.iter().filter(|action| action.context() == context) {
            let keys: Vec<_> =
                keymap.keys_of(context, *action).map(|keys| format!("`{}`", name(keys).as_str())).collect();
            if !keys.is_empty() {
                let _ = writeln!(out, "| {} | {} |", keys.join(" "), action.words());
            }
        }
    }
    out + "\n"
}

#[test]
fn the_table_of_keys_is_the_keymap() {
    is_kept("README.md", "HEMI_UPDATE_README", |readme| {
        let (before, rest) = readme.split_once("<!-- keys -->\n")?;
        let (_, after) = rest.split_once("<!-- /keys -->")?;
        Some(format!("{before}<!-- keys -->\n{}<!-- /keys -->{after}", keys()))
    });
}

/// Two collections with files, some marked, and the panel with one task that runs and one that is done.
fn a_telling_screen() -> Stage {
    let mut stage = Stage::browsing((100, 30));
    stage.keys("G<Up><Up><Up><Space><Space>");
    let running = Task {
        files: 5_000,
        files_transferred: 2_871,
        subtasks_total: 5_001,
        subtasks_done: 2_872,
        ..task(2, "ensemble members, run 2024-06", TaskStatus::Active)
    };
    let done = Task {
        bytes: 412_000_000,
        files: 6,
        files_transferred: 6,
        ..task(1, "SST swaths of June", TaskStatus::Succeeded)
    };
    stage.tasks(vec![running, done]);
    stage.keys("<Tab>");
    stage
}

#[test]
fn the_picture_is_the_screen() {
    let frame = a_telling_screen().frame(&Theme::default());
    is_kept("assets/screen.svg", "HEMI_UPDATE_PICTURE", |_| {
        Some(picture::svg(&frame, "hemi with two collections and the task panel open"))
    });
}
