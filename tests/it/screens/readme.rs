//! What the README shows of the program is the program's own: the tables of keys and settings and the picture of the screen.
//!
//! `HEMI_UPDATE_README=1` and `HEMI_UPDATE_PICTURE=1` rewrite them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use hemi::app::commands::{self, Context};
use hemi::app::keymap::{Keymap, name};
use hemi::app::theme::Theme;
use hemi::config::definitions::SETTINGS;
use hemi::domain::task::{Task, TaskStatus};
use hemi::domain::text::Untrusted;

use super::gallery::screens;
use super::stage::*;
use crate::{palette, picture};

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

/// One table for each topic, as the help of the program has them.
fn keys() -> String {
    let keymap = Keymap::blend();
    let mut out = String::new();
    for (title, topic) in commands::topics() {
        let mut rows = String::new();
        for command in topic {
            let context = command.home();
            let keys: Vec<_> =
                keymap.keys_of(context, command).map(|keys| format!("`{}`", name(keys).as_str())).collect();
            let place = if context == Context::Tasks { " In the task panel." } else { "" };
            if !keys.is_empty() {
                let _ = writeln!(rows, "| {} | {}{place} |", keys.join(" "), command.sentence);
            }
        }
        if !rows.is_empty() {
            let _ = write!(out, "\n| **{title}** | |\n|---|---|\n{rows}");
        }
    }
    out + "\n"
}

/// What the README says of the words that `F`, `+` and `-` take.
fn tests() -> String {
    let mut out = String::from("\n| typed | means |\n|---|---|\n");
    for (examples, sentence) in hemi::domain::criteria::TESTS {
        let _ = writeln!(out, "| `{examples}` | {sentence} |");
    }
    out + "\n"
}

/// One row for each setting.
fn settings() -> String {
    let mut out = String::from("\n| setting | takes | default | |\n|---|---|---|---|\n");
    for setting in SETTINGS {
        let (takes, default) = (setting.kind.sentence(), setting.default());
        let _ = writeln!(out, "| `{}` | {takes} | `{default}` | {} |", setting.name, setting.sentence);
    }
    out + "\n"
}

/// One test, because each table is written into the same file.
#[test]
fn the_tables_of_the_readme_are_those_of_the_program() {
    for (mark, table) in [("keys", keys()), ("tests", tests()), ("settings", settings())] {
        is_kept("README.md", "HEMI_UPDATE_README", |readme| {
            let (begin, end) = (format!("<!-- {mark} -->\n"), format!("<!-- /{mark} -->"));
            let (before, rest) = readme.split_once(&begin)?;
            let (_, after) = rest.split_once(&end)?;
            Some(format!("{before}{begin}{table}{end}{after}"))
        });
    }
}

/// Two collections with files, some marked, and the panel with tasks that run, wait and are done.
fn a_telling_screen() -> Stage {
    let mut stage = Stage::browsing((118, 34));
    stage.keys("jjj<Enter>");
    let id = stage.listing();
    stage.rows(id, RUN);
    stage.listed(id, "/gws/nopw/j04/canari/u-bc179/members");
    stage.keys("jjj<Space><Space><Space>j<Space><Tab>jj<Enter>");
    let id = stage.listing();
    stage.rows(id, RECEIVED);
    stage.listed(id, "/home/demo/From JASMIN");
    stage.keys("<Tab>");
    let running = Task {
        bytes: 5_368_709_120,
        files: 5_000,
        files_transferred: 3_187,
        requested: Some(NOW - 2),
        ..task(4, "ensemble members r001 to r050", TaskStatus::Active)
    };
    let queued = Task {
        bytes: 0,
        files: 212,
        files_transferred: 0,
        nice_status: Some(Untrusted::new("Queued")),
        nice_description: Some(Untrusted::new("waiting for one of your other tasks to end")),
        ..task(3, "restart dumps, 1985 to 2014", TaskStatus::Active)
    };
    let done = Task {
        bytes: 412_000_000,
        files: 6,
        files_transferred: 6,
        ..task(2, "SST swaths of June", TaskStatus::Succeeded)
    };
    let back = Task {
        bytes: 18_253_611,
        files: 41,
        files_transferred: 40,
        files_skipped: 1,
        ..task(1, "field notes and 3 more", TaskStatus::Succeeded)
    };
    stage.tasks(vec![queued, running, done, back]);
    stage.keys("j<Tab>");
    stage
}

/// When the picture was taken.
const NOW: i64 = 1_717_408_800;

/// A directory of model output.
const RUN: &[(&str, u64, u16)] = &[
    ("atmos/", 0, 0o755),
    ("land/", 0, 0o755),
    ("latest->cycles/20141201/", 0, 0o755),
    ("ocean/", 0, 0o755),
    ("pr_day_HadGEM3-GC31-MM_r1_1985.nc", 612_345_678, 0o644),
    ("pr_day_HadGEM3-GC31-MM_r1_1986.nc", 613_002_114, 0o644),
    ("pr_day_HadGEM3-GC31-MM_r1_1987.nc", 612_871_001, 0o644),
    ("README.md", 4_711, 0o644),
    ("rose-suite.info", 822, 0o444),
    ("tas_day_HadGEM3-GC31-MM_r1_1985.nc", 402_653_184, 0o644),
    ("tas_day_HadGEM3-GC31-MM_r1_1986.nc", 402_811_392, 0o644),
    ("tas_day_HadGEM3-GC31-MM_r1_1987.nc", 402_700_107, 0o644),
    ("検証メモ.txt", 2_048, 0o644),
    (".stash", 96, 0o644),
];

/// What came from it before.
const RECEIVED: &[(&str, u64, u16)] = &[
    ("ensemble/", 0, 0o755),
    ("plots/", 0, 0o755),
    ("sst-swaths/", 0, 0o755),
    ("field notes, May 2023.txt", 18_233, 0o644),
    ("résumé.pdf", 184_320, 0o644),
    ("sea_ice_2019.nc", 52_428_800, 0o644),
    ("sea_ice_2020.nc", 53_012_480, 0o644),
    ("tas_day_HadGEM3-GC31-MM_r1_1984.nc", 402_590_720, 0o444),
    (".hemi-notes", 512, 0o644),
];

#[test]
fn the_picture_is_the_screen() {
    let frame = a_telling_screen().frame(&Theme::default());
    is_kept("assets/screen.svg", "HEMI_UPDATE_PICTURE", |_| {
        Some(picture::svg(
            &frame,
            &palette::OWN,
            "hemi with two collections side by side, files marked, and the panel of tasks with their rates",
        ))
    });
}

/// The screens that have a picture of their own, by their names in the gallery.
const PICTURES: [&str; 12] = [
    "browsing",
    "planning",
    "watching",
    "overlay search typed",
    "overlay sign-in paste",
    "overlay sign-in device",
    "overlay account",
    "overlay setup",
    "overlay task log reading",
    "overlay confirm",
    "overlay message",
    "overlay help",
];

#[test]
fn the_pictures_are_the_screens() {
    let all = screens((100, 30), &Theme::load("hemi-dark"));
    for name in PICTURES {
        let (_, frame) = all.iter().find(|(screen, _)| screen == name).unwrap_or_else(|| panic!("no {name}"));
        let file = name.trim_start_matches("overlay ").replace(' ', "-");
        is_kept(&format!("assets/pictures/{file}.svg"), "HEMI_UPDATE_PICTURE", |_| {
            Some(picture::svg(frame, &palette::OWN, name))
        });
    }
}
