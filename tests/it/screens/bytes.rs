//! What a key costs on the line, in bytes: they are counted, not timed.

use hemi::app::theme::{ColourDepth, Theme, Themes};
use hemi::terminal::Frame;
use hemi::terminal::output::Painter;

use super::stage::Stage;

/// A pane of many files that differ in everything a row shows.
fn large() -> Stage {
    let mut stage = Stage::browsing((120, 40));
    stage.keys("R");
    let id = stage.listing();
    let rows: Vec<(String, u64, u16)> =
        (0..1000).map(|at| (format!("tas_day_{at:06}.nc"), 1_000_003 * at % 99_999_989, 0o644)).collect();
    stage.rows(id, &rows);
    stage.listed(id, "/large");
    stage.keys("gg");
    stage
}

/// The bytes of the next frame.
fn painted(painter: &mut Painter, stage: &Stage, theme: &Theme) -> usize {
    let mut bytes = Vec::new();
    let buffer = stage.frame(theme);
    painter.paint(Frame { number: 1, buffer, cursor: None, links: Vec::new(), whole: false }, &mut bytes);
    bytes.len()
}

/// What the first frame costs, one Down (the median), a page, and 200 Downs of which only the last is drawn.
fn costs(theme: &Theme) -> [usize; 4] {
    let mut stage = large();
    let mut painter = Painter::new(true);
    let first = painted(&mut painter, &stage, theme);
    let mut downs: Vec<usize> = (0..20)
        .map(|_| {
            stage.keys("j");
            painted(&mut painter, &stage, theme)
        })
        .collect();
    downs.sort_unstable();
    stage.keys("<PageDown>");
    let page = painted(&mut painter, &stage, theme);
    stage.keys(&"j".repeat(200));
    let many = painted(&mut painter, &stage, theme);
    [first, downs[10], page, many]
}

#[test]
fn a_key_costs_few_bytes_with_every_ground() {
    for (theme, most) in [
        (Theme::default(), [4_500, 130, 1_300, 1_300]),
        (Themes::choose("auto", ColourDepth::Indexed).dark, [8_000, 212, 4_000, 4_000]),
        (Themes::choose("auto", ColourDepth::True).dark, [8_000, 212, 4_000, 4_000]),
        (Themes::choose("auto", ColourDepth::True).light, [8_000, 212, 4_000, 4_000]),
    ] {
        let costs = costs(&theme);
        assert!(costs.iter().zip(most).all(|(cost, most)| *cost <= most), "{costs:?} of {most:?}");
    }
}
