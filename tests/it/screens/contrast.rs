//! Every screen is readable in every theme, on every palette: judged from the cells, as a terminal shows them.

use hemi::app::theme::{Role, Theme};
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier, Style};

use super::gallery::screens;
use crate::palette::{OWN, PALETTES, Palette, contrast};

/// What the sixteen colours must reach on every palette.
const READABLE: f64 = 3.0;
/// The share of characters that must reach it.
const SHARE: f64 = 0.99;

/// Themes and palettes that do not hold yet: whoever mends one takes it out (`the_table_of_contrast` prints where each is).
const NOT_YET: &[(&str, &str)] = &[];

/// The characters of a frame that are harder to read than `least` allows, and how many there are in all.
fn poor(frame: &Buffer, palette: &Palette, least: impl Fn(&Cell) -> f64) -> (Vec<String>, usize) {
    let mut poor = Vec::new();
    let mut all = 0;
    for (at, cell) in frame.content.iter().enumerate().filter(|(_, cell)| cell.symbol() != " ") {
        all += 1;
        let (ink, paper) = palette.shown(cell);
        let ratio = contrast(ink, paper);
        if ratio < least(cell) {
            let (x, y) = frame.pos_of(at);
            let style = cell.style();
            let (fg, bg) = (style.fg.unwrap_or_default(), style.bg.unwrap_or_default());
            poor.push(format!(
                "{:?} at {x},{y}: {ratio:.2}, {fg} on {bg} {:?}",
                cell.symbol(),
                style.add_modifier
            ));
        }
    }
    (poor, all)
}

/// What is wrong with a frame in the sixteen colours of a palette, if anything is.
fn unreadable(frame: &Buffer, palette: &Palette) -> Option<String> {
    let (poor, all) = poor(frame, palette, |_| READABLE);
    let most = (all as f64 * (1.0 - SHARE)).floor() as usize;
    (poor.len() > most)
        .then(|| format!("{} of {all} characters, first {:#?}", poor.len(), &poor[..poor.len().min(8)]))
}

/// Whether a theme sets a ground of its own.
fn has_ground(theme: &Theme) -> bool {
    matches!(theme.style(Role::Ground).bg, Some(Color::Rgb(..) | Color::Indexed(_)))
}

/// What is wrong with a frame of a theme with its own ground: a cell that the theme does not paint, or one that is hard
/// to read. Lines and blocks must be seen, words must be read.
fn unpainted_or_unreadable(frame: &Buffer, behind: Style) -> Option<String> {
    let wide = |cell: &Cell| hemi::domain::sanitise::width(cell.symbol()) > 1;
    let bare = frame.content.iter().enumerate().position(|(at, cell)| {
        // The second half of a wide sign is drawn with the first.
        let hidden = at.checked_sub(1).is_some_and(|before| wide(&frame.content[before]));
        !hidden && (cell.bg == Color::Reset || cell.fg == Color::Reset)
    });
    if let Some(at) = bare {
        return Some(format!("the cell at {:?} is not painted: {:?}", frame.pos_of(at), frame.content[at]));
    }
    let is_line = |cell: &Cell| cell.symbol().chars().all(|sign| matches!(sign, '\u{2500}'..='\u{259f}'));
    // What lies behind a dialog is seen, not read.
    let is_behind = |cell: &Cell| behind.fg == Some(cell.fg) && behind.bg == Some(cell.bg);
    let (poor, all) = poor(frame, &OWN, |cell| if is_line(cell) || is_behind(cell) { 2.0 } else { 4.5 });
    (!poor.is_empty())
        .then(|| format!("{} of {all} characters, first {:#?}", poor.len(), &poor[..poor.len().min(8)]))
}

/// Every theme with what is wrong with it.
fn verdicts() -> Vec<(&'static str, &'static str, String)> {
    let mut wrong = Vec::new();
    for name in Theme::names() {
        let theme = Theme::load(name);
        for (screen, frame) in screens((80, 24), &theme).into_iter().chain(screens((120, 35), &theme)) {
            let size = (frame.area.width, frame.area.height);
            if has_ground(&theme) {
                wrong.extend(
                    unpainted_or_unreadable(&frame, theme.style(Role::Behind))
                        .map(|why| (name, "its own", format!("{screen} at {size:?}: {why}"))),
                );
                continue;
            }
            for palette in &PALETTES {
                wrong.extend(
                    unreadable(&frame, palette)
                        .map(|why| (name, palette.name, format!("{screen} at {size:?}: {why}"))),
                );
            }
        }
    }
    wrong
}

#[test]
fn every_screen_is_readable_in_every_theme_on_every_palette() {
    let wrong: Vec<_> = verdicts()
        .into_iter()
        .filter(|(theme, palette, _)| !NOT_YET.contains(&(theme, palette)))
        .map(|(theme, palette, why)| format!("{theme} on {palette}: {why}"))
        .collect();
    assert!(wrong.is_empty(), "{} screens:\n{}", wrong.len(), wrong[..wrong.len().min(4)].join("\n"));
}

/// For whoever changes a theme: how many screens fail in it on which palette, and the first of each.
#[test]
#[ignore = "prints what the test above would say, theme by theme"]
fn the_table_of_contrast() {
    let mut table = std::collections::BTreeMap::<_, Vec<String>>::new();
    for (theme, palette, why) in verdicts() {
        table.entry((theme, palette)).or_default().push(why);
    }
    for ((theme, palette), why) in table {
        println!("{theme} on {palette}: {} screens fail, first {}", why.len(), why[0]);
    }
}

#[test]
fn roles_of_themes_with_a_ground_keep_their_distance_from_it() {
    for name in Theme::names() {
        let theme = Theme::load(name);
        if !has_ground(&theme) {
            continue;
        }
        for ground in [Role::Ground, Role::DialogGround] {
            for role in Role::ALL {
                let least = match role {
                    Role::Ground | Role::DialogGround | Role::Text | Role::Title | Role::Cursor => 7.0,
                    Role::Border | Role::BorderActive | Role::DialogBorder | Role::ProgressTrack => 2.0,
                    // Seen, not read.
                    Role::Behind => 2.0,
                    _ => 4.5,
                };
                let mut cell = Cell::default();
                cell.set_style(theme.style(ground)).set_style(theme.style(*role));
                let (ink, paper) = OWN.shown(&cell);
                let ratio = contrast(ink, paper);
                assert!(
                    ratio >= least,
                    "{name}: {} on {} has {ratio:.2}, not {least}",
                    role.name(),
                    ground.name()
                );
            }
        }
    }
}

// ---- the judge itself

/// A frame of a readable theme's kind, in which some words have this style.
fn planted(style: Style) -> Buffer {
    let mut frame = Buffer::empty(ratatui::layout::Rect::new(0, 0, 80, 24));
    for y in 0..24 {
        frame.set_string(0, y, "plain words of a usual length, row by row", Style::new());
    }
    frame.set_string(50, 3, "words in the style to judge", style);
    frame
}

fn palettes_that_refuse(style: Style) -> Vec<&'static str> {
    let frame = planted(style);
    PALETTES
        .iter()
        .filter(|palette| unreadable(&frame, palette).is_some())
        .map(|palette| palette.name)
        .collect()
}

#[test]
fn the_judge_refuses_what_is_known_to_vanish() {
    let plain = Style::new();
    assert!(palettes_that_refuse(plain).is_empty());
    assert!(palettes_that_refuse(plain.add_modifier(Modifier::REVERSED | Modifier::BOLD)).is_empty());
    // The grey of SGR 90 is the ground of Solarized Dark.
    let grey = palettes_that_refuse(plain.fg(Color::DarkGray));
    assert!(grey.contains(&"solarized-dark") && grey.contains(&"vga"), "{grey:?}");
    // Bold black is grey where bold means bright.
    let bar = plain.fg(Color::Black).bg(Color::Cyan);
    assert!(palettes_that_refuse(bar).is_empty());
    assert_eq!(palettes_that_refuse(bar.add_modifier(Modifier::BOLD)), ["xterm", "vga"]);
    assert!(palettes_that_refuse(plain.fg(Color::Blue)).contains(&"xterm"));
    assert!(palettes_that_refuse(plain.fg(Color::Yellow)).contains(&"tango-on-white"));
    assert!(palettes_that_refuse(plain.add_modifier(Modifier::DIM)).contains(&"solarized-light"));
}

#[test]
fn a_theme_with_a_ground_must_paint_every_cell_and_be_readable() {
    let (ink, paper) = (Color::Rgb(220, 220, 220), Color::Rgb(20, 20, 20));
    let judged = |frame: &Buffer| unpainted_or_unreadable(frame, Style::new());
    let mut frame = Buffer::empty(ratatui::layout::Rect::new(0, 0, 20, 2));
    frame.set_style(frame.area, Style::new().fg(ink).bg(paper));
    frame.set_string(0, 0, "words", Style::new());
    assert_eq!(judged(&frame), None);
    let mut grey = frame.clone();
    grey.set_string(0, 1, "words", Style::new().fg(Color::Rgb(110, 110, 110)));
    assert!(judged(&grey).is_some());
    // The same grey draws a line that is seen.
    let mut line = frame.clone();
    line.set_string(0, 1, "────", Style::new().fg(Color::Rgb(110, 110, 110)));
    assert_eq!(judged(&line), None);
    frame[(19, 1)].reset();
    assert!(judged(&frame).is_some());
}

#[test]
fn contrast_is_that_of_the_standard() {
    assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 0.01);
    assert!((contrast([255; 3], [119; 3]) - 4.48).abs() < 0.01);
    assert!((contrast([7, 7, 7], [7, 7, 7]) - 1.0).abs() < 0.01);
}
