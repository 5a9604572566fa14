//! The screens that are looked at and judged: what users see most of the time, and a sample of every overlay, at any
//! size and in any theme. `tests/run --pictures` shows all of them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use hemi::app::keymap::Keymap;
use hemi::app::overlay::samples::samples;
use hemi::app::theme::Theme;
use hemi::domain::text::Untrusted;
use ratatui::buffer::Buffer;

use super::stage::*;
use crate::palette::{OWN, PALETTES, Palette};
use crate::picture;

pub type Size = (u16, u16);

/// The states of the app that have no overlay but the plan, each with its name.
pub fn main_states(size: Size) -> Vec<(&'static str, Stage)> {
    let marked = |stage: &mut Stage| {
        stage.keys("<Space>jjj<Space>jjj<Space><Space>");
    };
    let mut browsing = Stage::browsing(size);
    marked(&mut browsing);
    let mut planning = Stage::browsing(size);
    marked(&mut planning);
    planning.keys("c");
    let mut watching = Stage::browsing(size);
    watching.tasks(all_states());
    watching.keys("j");
    let mut loading = Stage::waiting(size, false, NAMES.map(str::as_bytes));
    let left = loading.listings()[0];
    let many: Vec<_> = (0..1_234).map(|n| (format!("tas_member_{n:04}.csv"), 64 + n, 0o644)).collect();
    loading.rows(left, &many);
    loading.wait(60).wake();
    let mut error = Stage::browsing(size);
    error.keys("<Enter>");
    let id = error.listing();
    error.event(Event::done::<List>(id, Err(problem())));
    let mut signed_out = Stage::signed_out(size);
    signed_out.keys("<Esc>");
    vec![
        ("browsing", browsing),
        ("planning", planning),
        ("watching", watching),
        ("loading", loading),
        ("error notice", error),
        ("signed out", signed_out),
    ]
}

/// All of them as they are drawn: the main states, then each overlay's samples over two panes.
pub fn screens(size: Size, theme: &Theme) -> Vec<(String, Buffer)> {
    let keymap = Keymap::blend();
    let keys = |command: &_| keymap.key(command).unwrap_or_default();
    let behind = Stage::browsing(size);
    let mut all: Vec<_> =
        main_states(size).iter().map(|(name, stage)| ((*name).to_owned(), stage.frame(theme))).collect();
    all.extend(samples(&Untrusted::new("CMIP6 historical"), keys).iter().map(|(name, sample)| {
        let mut frame = behind.frame(theme);
        let area = frame.area;
        sample.view(theme, area, &mut frame);
        (format!("overlay {name}"), frame)
    }));
    all
}

/// Each way to look at a screen: the default theme on every palette, then the other themes.
fn looks() -> Vec<(String, Theme, &'static Palette)> {
    let default = PALETTES
        .iter()
        .map(|palette| (format!("default16 on {}", palette.name), Theme::load("default16"), palette));
    let others = Theme::names().filter(|name| *name != "default16");
    default.chain(others.map(|name| (name.to_owned(), Theme::load(name), &OWN))).collect()
}

/// A page that shows pictures, each under its name; how many pixels it takes.
fn sheet(
    title: &str,
    pictures: &[(String, String)],
    (wide, high): (usize, usize),
) -> (String, (usize, usize)) {
    let columns = 2;
    let mut page = format!(
        "<!doctype html><meta charset=utf-8><title>{title}</title>\n\
         <style>body{{margin:8px;background:#888;font:14px sans-serif;display:grid;gap:8px;\
         grid-template-columns:repeat({columns},{wide}px)}}figure{{margin:0}}img{{display:block}}</style>\n"
    );
    for (name, file) in pictures {
        let _ =
            writeln!(page, "<figure><figcaption>{title}: {name}</figcaption><img src=\"{file}\"></figure>");
    }
    let size = (columns * (wide + 8) + 8, pictures.len().div_ceil(columns) * (high + 28) + 8);
    (page, size)
}

/// Writes every screen in every look into the directory `HEMI_PICTURES`: a sheet a screen and size, and `sheets`, a list
/// of them with their width and height in pixels.
#[test]
#[ignore = "writes pictures: tests/run --pictures"]
fn pictures_of_everything() {
    let to = std::env::var_os("HEMI_PICTURES").expect("HEMI_PICTURES names a directory");
    let to = Path::new(&to);
    let (mut index, mut sheets) =
        (String::from("<!doctype html><meta charset=utf-8><title>hemi</title>\n"), String::new());
    for size in [(80, 24), (120, 35), (200, 50)] {
        let _ = writeln!(index, "<h1>{}x{}</h1>", size.0, size.1);
        let mut by_screen: Vec<(String, Vec<(String, String)>)> = Vec::new();
        let mut pixels = (0, 0);
        for (look, theme, palette) in looks() {
            for (at, (screen, frame)) in screens(size, &theme).into_iter().enumerate() {
                let name = format!("{screen} {}x{}", size.0, size.1).replace(' ', "_");
                let file = format!("svg/{name}-{}.svg", look.replace(' ', "_"));
                fs::create_dir_all(to.join("svg")).unwrap();
                fs::write(to.join(&file), picture::svg(&frame, palette, &screen)).unwrap();
                pixels = picture::size(&frame);
                match by_screen.get_mut(at) {
                    Some((_, pictures)) => pictures.push((look.clone(), file)),
                    None => by_screen.push((name, vec![(look.clone(), file)])),
                }
            }
        }
        for (name, pictures) in by_screen {
            let (page, (wide, high)) = sheet(&name, &pictures, pixels);
            fs::write(to.join(format!("{name}.html")), page).unwrap();
            let _ = writeln!(index, "<a href=\"{name}.html\">{name}</a><br>");
            let _ = writeln!(sheets, "{name} {wide} {high}");
        }
    }
    fs::write(to.join("index.html"), index).unwrap();
    fs::write(to.join("sheets"), sheets).unwrap();
}
