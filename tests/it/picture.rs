//! A frame as an SVG picture, for the README: what the program's own view drew, cell by cell.
//!
//! Frames and bars are drawn as shapes, not as letters: they join without gaps whatever font a reader has.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr as _;

/// Columns and rows in pixels, and the edge around all of them.
const CELL: (usize, usize) = (9, 20);
const EDGE: usize = 14;
/// The baseline of letters in their row.
const BASE: usize = 15;
const PAPER: &str = "#16181d";
const INK: &str = "#d5d8de";

/// The sixteen colours of a terminal, as this picture has them.
fn colour(colour: Color, default: &'static str) -> String {
    let named = match colour {
        Color::Black => "#1c1f26",
        Color::Red => "#e0645c",
        Color::Green => "#8fbf6f",
        Color::Yellow => "#e0b050",
        Color::Blue => "#5c9ce0",
        Color::Magenta => "#b77fd0",
        Color::Cyan => "#58b8c0",
        Color::Gray => "#b6bac2",
        Color::DarkGray => "#7d8490",
        Color::LightRed => "#f08a80",
        Color::LightGreen => "#aada88",
        Color::LightYellow => "#f4cc74",
        Color::LightBlue => "#84b8f4",
        Color::LightMagenta => "#d0a0e4",
        Color::LightCyan => "#80d8de",
        Color::White => "#ffffff",
        Color::Rgb(r, g, b) => return format!("#{r:02x}{g:02x}{b:02x}"),
        Color::Reset | Color::Indexed(_) => default,
    };
    named.to_owned()
}

/// Ink and paper of a cell.
fn colours(cell: &Cell) -> (String, String) {
    let (ink, paper) = (colour(cell.fg, INK), colour(cell.bg, PAPER));
    if cell.modifier.contains(Modifier::REVERSED) { (paper, ink) } else { (ink, paper) }
}

/// A line of a frame: from the middle of the cell to its left, right, upper and lower edge.
fn arms(symbol: &str) -> Option<[bool; 4]> {
    Some(match symbol {
        "─" => [true, true, false, false],
        "│" => [false, false, true, true],
        "╭" => [false, true, false, true],
        "╮" => [true, false, false, true],
        "╰" => [false, true, true, false],
        "╯" => [true, false, true, false],
        _ => return None,
    })
}

/// How many eighths of the cell a bar fills from below.
fn eighths(symbol: &str) -> Option<usize> {
    ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"].iter().position(|level| *level == symbol).map(|at| at + 1)
}

fn is_shape(cell: &Cell) -> bool {
    arms(cell.symbol()).is_some() || eighths(cell.symbol()).is_some()
}

struct Picture<'a> {
    frame: &'a Buffer,
    out: String,
}

impl Picture<'_> {
    fn rect(&mut self, (left, top): (usize, usize), (wide, high): (usize, usize), fill: &str) {
        let line =
            format!("<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"{high}\" fill=\"{fill}\"/>\n");
        self.out.push_str(&line);
    }

    /// The longest run of cells from `from` on that are alike by `same`; where it ends.
    fn run(&self, (from, y): (u16, u16), same: impl Fn(&Cell) -> bool) -> u16 {
        (from..self.frame.area.width).find(|x| !same(&self.frame[(*x, y)])).unwrap_or(self.frame.area.width)
    }

    fn papers(&mut self, y: u16) {
        let mut x = 0;
        while x < self.frame.area.width {
            let (_, paper) = colours(&self.frame[(x, y)]);
            let end = self.run((x, y), |cell| colours(cell).1 == paper);
            if paper != PAPER {
                self.rect(place(x, y), (usize::from(end - x) * CELL.0, CELL.1), &paper);
            }
            x = end;
        }
    }

    /// Lines under words go on under the blanks between them, as a terminal draws them.
    fn underlines(&mut self, y: u16) {
        let under = |cell: &Cell| cell.modifier.contains(Modifier::UNDERLINED);
        let mut x = 0;
        while x < self.frame.area.width {
            let cell = self.frame[(x, y)].clone();
            let end =
                self.run((x, y), |other| under(other) == under(&cell) && colours(other) == colours(&cell));
            if under(&cell) {
                let (left, top) = place(x, y);
                self.rect((left, top + BASE + 2), (usize::from(end - x) * CELL.0, 1), &colours(&cell).0);
            }
            x = end;
        }
    }

    fn shapes(&mut self, y: u16) {
        let (middle, centre) = (CELL.0 / 2, CELL.1 / 2);
        let mut x = 0;
        while x < self.frame.area.width {
            let cell = self.frame[(x, y)].clone();
            let (ink, _) = colours(&cell);
            let end = self.run((x, y), |other| other.symbol() == cell.symbol() && other.fg == cell.fg);
            let (left, top) = place(x, y);
            if let Some(eighths) = eighths(cell.symbol()) {
                // A blank pixel above keeps the bars of two rows apart.
                let high = (CELL.1 - 2) * eighths / 8;
                self.rect((left, top + CELL.1 - high), (usize::from(end - x) * CELL.0, high), &ink);
            } else if cell.symbol() == "─" {
                self.rect((left, top + centre), (usize::from(end - x) * CELL.0, 1), &ink);
            } else if let Some([to_left, to_right, up, down]) = arms(cell.symbol()) {
                // One after the other: two frames side by side are two lines.
                for at in x..end {
                    let (left, top) = place(at, y);
                    if up || down {
                        let from = if up { top } else { top + centre };
                        let to = if down { top + CELL.1 } else { top + centre + 1 };
                        self.rect((left + middle, from), (1, to - from), &ink);
                    }
                    if to_left || to_right {
                        let from = if to_left { left } else { left + middle };
                        let to = if to_right { left + CELL.0 } else { left + middle };
                        self.rect((from, top + centre), (to - from, 1), &ink);
                    }
                }
            }
            x = end;
        }
    }

    /// Words of one style, each run at its own column: a font of other widths moves nothing.
    fn words(&mut self, y: u16) {
        let mut x = 0;
        while x < self.frame.area.width {
            let first = &self.frame[(x, y)];
            let wide = first.symbol().width();
            if first.symbol().trim().is_empty() || is_shape(first) {
                x += 1;
                continue;
            }
            let style = first.style();
            // A wide character is drawn alone; others continue until two blanks, a shape or another style.
            let mut end = x + wide.max(1) as u16;
            while wide == 1 && end < self.frame.area.width {
                let cell = &self.frame[(end, y)];
                let blank =
                    |x: u16| x >= self.frame.area.width || self.frame[(x, y)].symbol().trim().is_empty();
                if cell.style() != style
                    || is_shape(cell)
                    || cell.symbol().width() != 1
                    || blank(end) && blank(end + 1)
                {
                    break;
                }
                end += 1;
            }
            let text: String = match wide {
                1 => (x..end).map(|x| self.frame[(x, y)].symbol()).collect(),
                _ => first.symbol().to_owned(),
            };
            self.text((x, y), text.trim_end(), first.clone());
            x = end;
        }
    }

    fn text(&mut self, (x, y): (u16, u16), text: &str, cell: Cell) {
        let (left, top) = place(x, y);
        let wide = text.width() * CELL.0;
        let has = |modifier| cell.modifier.contains(modifier);
        let mut how = format!("fill=\"{}\"", colours(&cell).0);
        for (holds, words) in [
            (has(Modifier::BOLD), " font-weight=\"bold\""),
            (has(Modifier::DIM), " opacity=\"0.65\""),
            (has(Modifier::ITALIC), " font-style=\"italic\""),
        ] {
            how.push_str(if holds { words } else { "" });
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

/// The picture of a frame; `title` says what it shows to those who do not see it.
pub fn svg(frame: &Buffer, title: &str) -> String {
    let (right, bottom) = place(frame.area.width, frame.area.height);
    let (wide, high) = (right + EDGE, bottom + EDGE);
    let out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{high}\" viewBox=\"0 0 {wide} {high}\" role=\"img\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace\" font-size=\"15\">\n\
         <title>{title}</title>\n\
         <rect width=\"{wide}\" height=\"{high}\" rx=\"8\" fill=\"{PAPER}\"/>\n"
    );
    let mut picture = Picture { frame, out };
    for y in 0..frame.area.height {
        picture.papers(y);
        picture.underlines(y);
        picture.shapes(y);
        picture.words(y);
    }
    picture.out + "</svg>\n"
}
