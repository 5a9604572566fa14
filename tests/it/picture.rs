//! A frame as an SVG picture: what the program's own view drew, cell by cell, in the colours of some terminal.
//!
//! Frames, bars and shades are drawn as shapes, not as letters: they join without gaps whatever font a reader has. Every
//! sign beyond ASCII stands in a cell of its own, so that a font of other widths moves nothing.

use std::collections::HashMap;
use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr as _;

use crate::palette::{Palette, Rgb, hex};

/// Columns and rows in pixels, and the edge around all of them.
const CELL: (usize, usize) = (9, 20);
const EDGE: usize = 14;
/// The baseline of letters in their row.
const BASE: usize = 15;

/// A line of a frame: from the middle of the cell to its left, right, upper and lower edge.
fn arms(symbol: &str) -> Option<[bool; 4]> {
    Some(match symbol {
        "─" => [true, true, false, false],
        "│" => [false, false, true, true],
        "┌" | "╭" => [false, true, false, true],
        "┐" | "╮" => [true, false, false, true],
        "└" | "╰" => [false, true, true, false],
        "┘" | "╯" => [true, false, true, false],
        "├" => [false, true, true, true],
        "┤" => [true, false, true, true],
        "┬" => [true, true, false, true],
        "┴" => [true, true, true, false],
        "┼" => [true, true, true, true],
        _ => return None,
    })
}

/// The part of its cell that a block fills, in eighths: left, top, width, height.
fn block(symbol: &str) -> Option<[usize; 4]> {
    let at = |levels: [&str; 8]| levels.iter().position(|level| *level == symbol).map(|at| at + 1);
    if let Some(high) = at(["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]) {
        return Some([0, 8 - high, 8, high]);
    }
    if let Some(wide) = at(["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]) {
        return Some([0, 0, wide, 8]);
    }
    match symbol {
        "▀" => Some([0, 0, 8, 4]),
        "▐" => Some([4, 0, 4, 8]),
        "░" | "▒" | "▓" => Some([0, 0, 8, 8]),
        _ => None,
    }
}

/// How much of the ground a shade leaves to be seen.
fn opacity(symbol: &str) -> &'static str {
    match symbol {
        "░" => "\" fill-opacity=\"0.25",
        "▒" => "\" fill-opacity=\"0.5",
        "▓" => "\" fill-opacity=\"0.75",
        _ => "",
    }
}

fn is_shape(cell: &Cell) -> bool {
    arms(cell.symbol()).is_some() || block(cell.symbol()).is_some()
}

struct Picture<'a> {
    frame: &'a Buffer,
    palette: &'a Palette,
    /// What most cells have behind them.
    paper: Rgb,
    out: String,
}

impl Picture<'_> {
    fn rect(&mut self, (left, top): (usize, usize), (wide, high): (usize, usize), fill: &str) {
        let _ = writeln!(
            self.out,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"{high}\" fill=\"{fill}\"/>"
        );
    }

    /// Ink and paper of a cell.
    fn colours(&self, cell: &Cell) -> (Rgb, Rgb) {
        self.palette.shown(cell)
    }

    /// The longest run of cells from `from` on that are alike by `same`; where it ends.
    fn run(&self, (from, y): (u16, u16), same: impl Fn(&Cell) -> bool) -> u16 {
        (from..self.frame.area.width).find(|x| !same(&self.frame[(*x, y)])).unwrap_or(self.frame.area.width)
    }

    fn papers(&mut self, y: u16) {
        let mut x = 0;
        while x < self.frame.area.width {
            let (_, paper) = self.colours(&self.frame[(x, y)]);
            let end = self.run((x, y), |cell| self.colours(cell).1 == paper);
            if paper != self.paper {
                self.rect(place(x, y), (usize::from(end - x) * CELL.0, CELL.1), &hex(paper));
            }
            x = end;
        }
    }

    /// Lines under words go on under the blanks between them, as a terminal draws them.
    fn underlines(&mut self, y: u16) {
        let under = |cell: &Cell| cell.modifier.contains(Modifier::UNDERLINED);
        let mut x = 0;
        while x < self.frame.area.width {
            let cell = &self.frame[(x, y)];
            let look = (under(cell), self.colours(cell));
            let end = self.run((x, y), |other| (under(other), self.colours(other)) == look);
            if look.0 {
                let (left, top) = place(x, y);
                self.rect((left, top + BASE + 2), (usize::from(end - x) * CELL.0, 1), &hex(look.1.0));
            }
            x = end;
        }
    }

    fn shapes(&mut self, y: u16) {
        let mut x = 0;
        while x < self.frame.area.width {
            let cell = &self.frame[(x, y)];
            let ink = self.colours(cell).0;
            let alike = |other: &Cell| other.symbol() == cell.symbol() && self.colours(other).0 == ink;
            let (left, top) = place(x, y);
            let colour = hex(ink);
            x = if let Some([from, above, wide, high]) = block(cell.symbol()) {
                // One shape for all that join: a block as wide as its cell.
                let end = if wide == 8 { self.run((x, y), alike) } else { x + 1 };
                let wide =
                    if wide == 8 { usize::from(end - x) * CELL.0 } else { (wide * CELL.0).div_ceil(8) };
                let (from, down, to) = (from * CELL.0 / 8, above * CELL.1 / 8, (above + high) * CELL.1 / 8);
                let fill = format!("{colour}{}", opacity(cell.symbol()));
                self.rect((left + from, top + down), (wide, to - down), &fill);
                end
            } else if cell.symbol() == "─" {
                let end = self.run((x, y), alike);
                self.rect((left, top + CELL.1 / 2), (usize::from(end - x) * CELL.0, 1), &colour);
                end
            } else {
                self.corner((x, y), &colour);
                x + 1
            };
        }
    }

    /// A cell of a frame in which lines meet, or go down.
    fn corner(&mut self, (x, y): (u16, u16), colour: &str) {
        let symbol = self.frame[(x, y)].symbol();
        let Some([to_left, to_right, up, down]) = arms(symbol) else { return };
        let ((left, top), (middle, centre)) = (place(x, y), (CELL.0 / 2, CELL.1 / 2));
        if ["╭", "╮", "╯", "╰"].contains(&symbol) {
            let (from, to) =
                (if up { top } else { top + CELL.1 }, if to_left { left } else { left + CELL.0 });
            let (x, y) = (format!("{}.5", left + middle), format!("{}.5", top + centre));
            let bend = if up { top + centre - 4 } else { top + centre + 5 };
            let _ = writeln!(
                self.out,
                "<path d=\"M{x} {from}V{bend}Q{x} {y} {to} {y}\" fill=\"none\" stroke=\"{colour}\"/>"
            );
            return;
        }
        if up || down {
            let from = if up { top } else { top + centre };
            let to = if down { top + CELL.1 } else { top + centre + 1 };
            self.rect((left + middle, from), (1, to - from), colour);
        }
        if to_left || to_right {
            let from = if to_left { left } else { left + middle };
            let to = if to_right { left + CELL.0 } else { left + middle };
            self.rect((from, top + centre), (to - from, 1), colour);
        }
    }

    /// Words of one style, each run at its own column. What is not ASCII is drawn alone; the rest goes on until two
    /// blanks, a shape or another style.
    fn words(&mut self, y: u16) {
        let mut x = 0;
        while x < self.frame.area.width {
            let first = &self.frame[(x, y)];
            let wide = first.symbol().width().max(1) as u16;
            if first.symbol().trim().is_empty() || is_shape(first) {
                x += wide;
                continue;
            }
            let blank = |x: u16| x >= self.frame.area.width || self.frame[(x, y)].symbol().trim().is_empty();
            let mut end = x + wide;
            while first.symbol().is_ascii() && end < self.frame.area.width {
                let cell = &self.frame[(end, y)];
                let goes_on = cell.style() == first.style() && cell.symbol().is_ascii();
                if !goes_on || blank(end) && blank(end + 1) {
                    break;
                }
                end += 1;
            }
            let text: String = match first.symbol().is_ascii() {
                true => (x..end).map(|x| self.frame[(x, y)].symbol()).collect(),
                false => first.symbol().to_owned(),
            };
            self.text((x, y), text.trim_end(), first.clone());
            x = end;
        }
    }

    fn text(&mut self, (x, y): (u16, u16), text: &str, cell: Cell) {
        let (left, top) = place(x, y);
        let wide = text.width() * CELL.0;
        let mut how = format!("fill=\"{}\"", hex(self.colours(&cell).0));
        for (modifier, words) in
            [(Modifier::BOLD, " font-weight=\"bold\""), (Modifier::ITALIC, " font-style=\"italic\"")]
        {
            how.push_str(if cell.modifier.contains(modifier) { words } else { "" });
        }
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let _ = writeln!(
            self.out,
            "<text x=\"{left}\" y=\"{}\" {how} textLength=\"{wide}\" lengthAdjust=\"spacingAndGlyphs\">{text}</text>",
            top + BASE
        );
    }
}

/// The upper left pixel of a cell.
fn place(x: u16, y: u16) -> (usize, usize) {
    (EDGE + usize::from(x) * CELL.0, EDGE + usize::from(y) * CELL.1)
}

/// How many pixels the picture of a frame takes.
pub fn size(frame: &Buffer) -> (usize, usize) {
    let (right, bottom) = place(frame.area.width, frame.area.height);
    (right + EDGE, bottom + EDGE)
}

/// The picture of a frame; `title` says what it shows to those who do not see it.
pub fn svg(frame: &Buffer, palette: &Palette, title: &str) -> String {
    let (wide, high) = size(frame);
    let mut papers: HashMap<Rgb, usize> = HashMap::new();
    for cell in &frame.content {
        *papers.entry(palette.shown(cell).1).or_default() += 1;
    }
    let paper = papers.into_iter().max_by_key(|(_, cells)| *cells).map_or(palette.paper, |(paper, _)| paper);
    let out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{high}\" viewBox=\"0 0 {wide} {high}\" role=\"img\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace\" font-size=\"15\">\n\
         <title>{title}</title>\n\
         <rect width=\"{wide}\" height=\"{high}\" rx=\"8\" fill=\"{}\"/>\n",
        hex(paper)
    );
    let mut picture = Picture { frame, palette, paper, out };
    for y in 0..frame.area.height {
        picture.papers(y);
        picture.underlines(y);
        picture.shapes(y);
        picture.words(y);
    }
    picture.out + "</svg>\n"
}
