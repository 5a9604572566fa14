//! From what the terminal shows to what it shall show, in the fewest bytes.
//!
//! [`Painter::paint`] compares a frame with the last one and adds the bytes for the difference:
//! shortest cursor moves, blanks erased and not printed, styles changed and not repeated. It never
//! asks the terminal anything and knows no file. It is also the last guard: a cell whose text could
//! steer the terminal is drawn as `?`, whatever put it there.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use unicode_width::UnicodeWidthStr;

use super::Frame;
use super::hyperlink::{self, on_row};
use super::sgr::Pen;
use crate::domain::link::Link;
use crate::domain::sanitise::{is_ascii_only, sanitise};

/// Frames over this are put between marks, so that terminals that know them never show half of one.
const WORTH_MARKS: usize = 1024;
const BEGIN_FRAME: &[u8] = b"\x1b[?2026h";
const END_FRAME: &[u8] = b"\x1b[?2026l";

/// A gap so short is printed again, if that needs no other style: a move costs as much.
const WORTH_REPRINTING: usize = 4;

/// What is known of the terminal, and how it is brought up to date.
#[derive(Debug)]
pub struct Painter {
    shown: Buffer,
    links: Vec<(Rect, Link)>,
    pen: Pen,
    /// Where what is written now leads.
    link: Option<Link>,
    row: Option<u16>,
    column: Option<u16>,
    cursor: Option<Position>,
    known: bool,
}

/// A cell as it will be seen.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Look<'a> {
    text: &'a str,
    /// Cells it takes; none for the rest of a wide one.
    width: u16,
    pen: Pen,
    link: Option<&'a Link>,
}

impl Look<'_> {
    fn is_blank(&self) -> bool {
        self.text == " "
    }

    /// Whether every terminal agrees on its width.
    fn is_certain(&self) -> bool {
        let mut chars = self.text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => {
                matches!(c, ' '..='\u{58f}' | '\u{2010}'..='\u{25ff}' | '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
            }
            _ => self.width == 0,
        }
    }
}

impl Default for Painter {
    fn default() -> Self {
        Self {
            shown: Buffer::empty(Rect::ZERO),
            links: Vec::new(),
            pen: Pen::PLAIN,
            link: None,
            row: None,
            column: None,
            cursor: None,
            known: false,
        }
    }
}

impl Painter {
    /// Nothing is known of the terminal any more: the next frame is drawn whole.
    pub fn forget(&mut self) {
        self.known = false;
    }

    /// Adds the bytes that turn what is shown into `frame`; none if it is the same.
    pub fn paint(&mut self, frame: Frame, out: &mut Vec<u8>) {
        let start = out.len();
        if frame.whole || !self.known || self.shown.area != frame.buffer.area {
            self.clear(frame.buffer.area, out);
        }
        let (shown, links) = (std::mem::take(&mut self.shown), std::mem::take(&mut self.links));
        let width = usize::from(frame.buffer.area.width).max(1);
        let rows = shown.content.chunks(width).zip(frame.buffer.content.chunks(width));
        for (y, (before, after)) in (0_u16..).zip(rows) {
            let (old, new) = (on_row(&links, y), on_row(&frame.links, y));
            if before != after || old != new {
                self.paint_row(y, &looks(before, &old), &looks(after, &new), out);
            }
        }
        self.lead_to(None, out);
        self.place_cursor(frame.cursor.filter(|at| frame.buffer.area.contains(*at)), out);
        (self.shown, self.links) = (frame.buffer, frame.links);
        if out.len() - start > WORTH_MARKS {
            out.splice(start..start, BEGIN_FRAME.iter().copied());
            out.extend_from_slice(END_FRAME);
        }
    }

    fn clear(&mut self, area: Rect, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\x1b[m\x1b[2J");
        if self.cursor.is_some() || !self.known {
            out.extend_from_slice(b"\x1b[?25l");
        }
        *self = Self { shown: Buffer::empty(area), known: true, ..Self::default() };
    }

    fn place_cursor(&mut self, at: Option<Position>, out: &mut Vec<u8>) {
        if let Some(Position { x, y }) = at {
            self.go(x, y, out);
        }
        match (self.cursor, at) {
            (None, Some(_)) => out.extend_from_slice(b"\x1b[?25h"),
            (Some(_), None) => out.extend_from_slice(b"\x1b[?25l"),
            _ => {}
        }
        self.cursor = at;
    }

    fn paint_row(&mut self, y: u16, before: &[Look<'_>], after: &[Look<'_>], out: &mut Vec<u8>) {
        let mut changed: Vec<bool> = before.iter().zip(after).map(|(a, b)| a != b).collect();
        // A terminal that takes a glyph for wider than we do has drawn over its neighbour.
        for x in (1..changed.len()).rev() {
            let uncertain = |row: &[Look<'_>]| row.get(x - 1).is_some_and(|look| !look.is_certain());
            let left = changed.get(x - 1).copied().unwrap_or(false);
            if left && (uncertain(before) || uncertain(after)) {
                changed.iter_mut().skip(x).take(1).for_each(|cell| *cell = true);
            }
        }
        let mut x = 0;
        while let Some(look) = after.get(x) {
            if !changed.get(x).is_some_and(|c| *c) || look.width == 0 {
                x += 1;
                continue;
            }
            self.cross_gap(x, y, after, out);
            x += self.erase_blanks(x, after, &changed, out).unwrap_or_else(|| {
                self.put(look, after.len(), x, out);
                usize::from(look.width)
            });
        }
    }

    /// Gets to column `x` of row `y`: prints what stands between again if that is short, else moves.
    fn cross_gap(&mut self, x: usize, y: u16, after: &[Look<'_>], out: &mut Vec<u8>) {
        if let (true, Some(column)) = (self.row == Some(y), self.column.map(usize::from))
            && let Some(gap) = after.get(column..x)
            && gap.len() <= WORTH_REPRINTING
            && gap.iter().all(|look| look.text.is_ascii() && look.width == 1 && self.can_draw(look))
        {
            gap.iter().for_each(|look| out.extend_from_slice(look.text.as_bytes()));
            self.column = u16::try_from(x).ok();
        }
        self.go(u16::try_from(x).unwrap_or(u16::MAX), y, out);
    }

    fn can_draw(&self, look: &Look<'_>) -> bool {
        self.link.as_ref() == look.link && self.has_pen(look)
    }

    fn has_pen(&self, look: &Look<'_>) -> bool {
        if look.is_blank() { self.pen.draws_blank(look.pen) } else { self.pen == look.pen }
    }

    /// Erases the plain blanks that begin at `x`, if that is shorter than printing them; says how many.
    fn erase_blanks(
        &mut self,
        x: usize,
        after: &[Look<'_>],
        changed: &[bool],
        out: &mut Vec<u8>,
    ) -> Option<usize> {
        let run = after
            .iter()
            .skip(x)
            .take_while(|look| {
                look.is_blank() && look.width == 1 && look.pen == Pen::PLAIN && look.link.is_none()
            })
            .count();
        let needed = changed.get(x..x + run)?.iter().rposition(|c| *c)? + 1;
        let erase = if x + run == after.len() { "\x1b[K".to_owned() } else { format!("\x1b[{needed}X") };
        // Erasing leaves the cursor where it is: what follows on the row costs a move, too.
        let follows = changed.iter().skip(x + run).any(|c| *c);
        let cost = erase.len() + if follows { erase.len() } else { 0 };
        if needed <= cost {
            return None;
        }
        self.lead_to(None, out);
        if !self.pen.erases_plainly() {
            self.use_pen(Pen::PLAIN, out);
        }
        out.extend_from_slice(erase.as_bytes());
        Some(run)
    }

    fn put(&mut self, look: &Look<'_>, row_width: usize, x: usize, out: &mut Vec<u8>) {
        self.lead_to(look.link, out);
        if !self.has_pen(look) {
            self.use_pen(look.pen, out);
        }
        out.extend_from_slice(look.text.as_bytes());
        let next = x + usize::from(look.width);
        // Behind the last column a terminal waits to wrap: where a move starts from is anyone's guess.
        self.column = u16::try_from(next).ok().filter(|_| next < row_width && look.is_certain());
    }

    fn use_pen(&mut self, pen: Pen, out: &mut Vec<u8>) {
        self.pen.change(pen, out);
        self.pen = pen;
    }

    fn lead_to(&mut self, link: Option<&Link>, out: &mut Vec<u8>) {
        if self.link.as_ref() != link {
            hyperlink::change(link, out);
            self.link = link.cloned();
        }
    }

    fn go(&mut self, x: u16, y: u16, out: &mut Vec<u8>) {
        if (self.row, self.column) == (Some(y), Some(x)) {
            return;
        }
        let absolute = match (x, y) {
            (0, 0) => "\x1b[H".to_owned(),
            (0, _) => format!("\x1b[{}H", y + 1),
            _ => format!("\x1b[{};{}H", y + 1, x + 1),
        };
        let relative = self.row.map(|from| vertical(from, y) + &horizontal(self.column, x));
        let way = relative.filter(|way| way.len() <= absolute.len()).unwrap_or(absolute);
        out.extend_from_slice(way.as_bytes());
        (self.row, self.column) = (Some(y), Some(x));
    }
}

fn vertical(from: u16, to: u16) -> String {
    match (to.saturating_sub(from), from.saturating_sub(to)) {
        (0, 0) => String::new(),
        // In raw mode a line feed goes straight down.
        (down @ 1..=3, _) => "\n".repeat(usize::from(down)),
        (0, up) => relative(up, 'A'),
        (down, _) => relative(down, 'B'),
    }
}

fn horizontal(from: Option<u16>, to: u16) -> String {
    let absolute = match to {
        0 => "\r".to_owned(),
        _ => format!("\x1b[{}G", to + 1),
    };
    let near = match from {
        Some(from) if from == to => String::new(),
        Some(from) if from < to => relative(to - from, 'C'),
        Some(from) if from - to <= 3 => "\x08".repeat(usize::from(from - to)),
        Some(from) => relative(from - to, 'D'),
        None => format!("\r{}", relative(to, 'C')),
    };
    if near.len() <= absolute.len() { near } else { absolute }
}

fn relative(count: u16, letter: char) -> String {
    let mut way = String::from("\x1b[");
    if count > 1 {
        // Writing to a String cannot fail.
        let _ = write!(way, "{count}");
    }
    way.push(letter);
    way
}

/// A row as it will be seen: text checked, widths known, what lies under a wide cell marked.
fn looks<'a>(row: &'a [Cell], links: &[(u16, u16, &'a Link)]) -> Vec<Look<'a>> {
    let mut looks: Vec<Look<'_>> = Vec::with_capacity(row.len());
    let mut covered = 0;
    for (x, cell) in row.iter().enumerate() {
        let pen = Pen { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
        let link = hyperlink::at(links, x);
        if covered > 0 {
            covered -= 1;
            looks.push(Look { text: "", width: 0, pen: looks.last().map_or(pen, |look| look.pen), link });
            continue;
        }
        let (mut text, mut width) = checked(cell.symbol());
        if x + usize::from(width) > row.len() {
            (text, width) = (" ", 1);
        }
        covered = width - 1;
        looks.push(Look { text, width, pen: if text == " " { pen.on_blank() } else { pen }, link });
    }
    looks
}

/// The text of a cell if it is harmless, else `?`; and its width, at least 1.
fn checked(symbol: &str) -> (&str, u16) {
    match symbol.as_bytes() {
        [b' '..=b'~'] => return (symbol, 1),
        [] => return (" ", 1),
        _ => {}
    }
    let mut chars = symbol.chars();
    // Frames, bars and sparklines: most of what is not ASCII.
    if !is_ascii_only() && matches!((chars.next(), chars.next()), (Some('\u{2500}'..='\u{259f}'), None)) {
        return (symbol, 1);
    }
    match u16::try_from(symbol.width()) {
        Ok(width @ 1..) if !symbol.contains(['\\', ' ']) && sanitise(symbol.as_bytes()) == symbol => {
            (symbol, width)
        }
        _ => ("?", 1),
    }
}

#[cfg(test)]
#[path = "output_tests.rs"]
mod tests;
