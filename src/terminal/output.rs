//! Encodes frames as bytes for the terminal, as few as possible.
//!
//! [`Painter::paint`] compares a frame with the last one and encodes the difference: the shortest cursor moves,
//! blanks erased instead of printed, and only the changes of style. It sends no queries and knows no file. It is
//! also the last guard: a cell whose text could steer the terminal is drawn as `?`.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use unicode_width::UnicodeWidthStr;

use super::Frame;
use super::hyperlink::{self, on_row};
use super::sgr::Pen;
use crate::domain::link::Link;
use crate::domain::sanitise::{is_ascii_only, sanitise};

/// Larger frames are sent as synchronized updates (DEC mode 2026), which terminals show as a whole.
const SYNCHRONIZED_ABOVE: usize = 1024;
const BEGIN_FRAME: &[u8] = b"\x1b[?2026h";
const END_FRAME: &[u8] = b"\x1b[?2026l";

/// A gap of at most this many cells is printed again if it needs no other style: a cursor move costs as much.
const REPRINTED_GAP: usize = 4;

/// The state of the terminal, and the encoder of the next frame.
#[derive(Debug)]
pub struct Painter {
    shown: Buffer,
    links: Vec<(Rect, Link)>,
    pen: Pen,
    /// The open link (OSC 8).
    link: Option<Link>,
    row: Option<u16>,
    column: Option<u16>,
    cursor: Option<Position>,
    known: bool,
    /// Whether the terminal erases to the ground it draws with ("back colour erase"). Without it, it erases to its own.
    erases_to_ground: bool,
}

/// A cell as it will be drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
struct StyledCell<'a> {
    text: &'a str,
    /// Columns it takes; 0 for the rest of a wide cell.
    width: u16,
    pen: Pen,
    link: Option<&'a Link>,
}

impl StyledCell<'_> {
    fn is_blank(&self) -> bool {
        self.text == " "
    }

    /// Whether all terminals agree on its width.
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
            erases_to_ground: true,
        }
    }
}

impl Painter {
    /// A painter for a terminal that erases to the ground it draws with, or not.
    pub fn new(erases_to_ground: bool) -> Self {
        Self { erases_to_ground, ..Self::default() }
    }

    /// Draws the next frame whole, because what the terminal shows is not known.
    pub fn invalidate(&mut self) {
        self.known = false;
    }

    /// Appends the bytes that change what the terminal shows into `frame`.
    pub fn paint(&mut self, frame: Frame, out: &mut Vec<u8>) {
        let start = out.len();
        if frame.whole || !self.known || self.shown.area != frame.buffer.area {
            self.clear(&frame.buffer, out);
        }
        let (shown, links) = (std::mem::take(&mut self.shown), std::mem::take(&mut self.links));
        let width = usize::from(frame.buffer.area.width).max(1);
        let rows = shown.content.chunks(width).zip(frame.buffer.content.chunks(width));
        for (y, (before, after)) in (0_u16..).zip(rows) {
            let (old, new) = (on_row(&links, y), on_row(&frame.links, y));
            if before != after || old != new {
                self.paint_row(y, &cells(before, &old), &cells(after, &new), out);
            }
        }
        self.set_link(None, out);
        self.place_cursor(frame.cursor.filter(|at| frame.buffer.area.contains(*at)), out);
        (self.shown, self.links) = (frame.buffer, frame.links);
        if out.len() - start > SYNCHRONIZED_ABOVE {
            out.splice(start..start, BEGIN_FRAME.iter().copied());
            out.extend_from_slice(END_FRAME);
        }
    }

    /// Empties the screen, to the ground of its first cell where the terminal can do that.
    fn clear(&mut self, next: &Buffer, out: &mut Vec<u8>) {
        let ground = next.content.first().map(|cell| cell.bg).filter(|_| self.erases_to_ground);
        let pen = Pen::PLAIN.over(ground.unwrap_or_default());
        out.extend_from_slice(b"\x1b[m");
        Pen::PLAIN.change(pen, out);
        out.extend_from_slice(b"\x1b[2J");
        if self.cursor.is_some() || !self.known {
            out.extend_from_slice(b"\x1b[?25l");
        }
        let mut blank = Cell::EMPTY;
        blank.bg = pen.bg;
        let shown = Buffer::filled(next.area, blank);
        *self = Self { shown, pen, known: true, ..Self::new(self.erases_to_ground) };
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

    fn paint_row(&mut self, y: u16, before: &[StyledCell<'_>], after: &[StyledCell<'_>], out: &mut Vec<u8>) {
        let mut changed: Vec<bool> = before.iter().zip(after).map(|(a, b)| a != b).collect();
        // A terminal that draws a glyph wider than expected has overwritten the next cell.
        for x in (1..changed.len()).rev() {
            let uncertain = |row: &[StyledCell<'_>]| row.get(x - 1).is_some_and(|cell| !cell.is_certain());
            let left = changed.get(x - 1).copied().unwrap_or(false);
            if left && (uncertain(before) || uncertain(after)) {
                changed.iter_mut().skip(x).take(1).for_each(|cell| *cell = true);
            }
        }
        let mut x = 0;
        while let Some(cell) = after.get(x) {
            if !changed.get(x).is_some_and(|c| *c) || cell.width == 0 {
                x += 1;
                continue;
            }
            self.cross_gap(x, y, after, out);
            x += self.erase_blanks(x, after, &changed, out).unwrap_or_else(|| {
                self.put(cell, after.len(), x, out);
                usize::from(cell.width)
            });
        }
    }

    /// Goes to column `x` of row `y`: prints a short gap again, else moves the cursor.
    fn cross_gap(&mut self, x: usize, y: u16, after: &[StyledCell<'_>], out: &mut Vec<u8>) {
        if let (true, Some(column)) = (self.row == Some(y), self.column.map(usize::from))
            && let Some(gap) = after.get(column..x)
            && gap.len() <= REPRINTED_GAP
            && gap.iter().all(|cell| cell.text.is_ascii() && cell.width == 1 && self.can_draw(cell))
        {
            gap.iter().for_each(|cell| out.extend_from_slice(cell.text.as_bytes()));
            self.column = u16::try_from(x).ok();
        }
        self.go(u16::try_from(x).unwrap_or(u16::MAX), y, out);
    }

    fn can_draw(&self, cell: &StyledCell<'_>) -> bool {
        self.link.as_ref() == cell.link && self.has_pen(cell)
    }

    fn has_pen(&self, cell: &StyledCell<'_>) -> bool {
        if cell.is_blank() { self.pen.draws_blank(cell.pen) } else { self.pen == cell.pen }
    }

    /// Erases the blanks that start at `x`, if that is shorter than printing them. Returns how many.
    fn erase_blanks(
        &mut self,
        x: usize,
        after: &[StyledCell<'_>],
        changed: &[bool],
        out: &mut Vec<u8>,
    ) -> Option<usize> {
        let ground = after.get(x)?.pen;
        if !ground.is_ground() || !(self.erases_to_ground || ground == Pen::PLAIN) {
            return None;
        }
        let run = after
            .iter()
            .skip(x)
            .take_while(|cell| {
                cell.is_blank() && cell.width == 1 && cell.pen == ground && cell.link.is_none()
            })
            .count();
        let needed = changed.get(x..x + run)?.iter().rposition(|c| *c)? + 1;
        let erase = if x + run == after.len() { "\x1b[K".to_owned() } else { format!("\x1b[{needed}X") };
        // Erasing does not move the cursor: what follows in the row costs a move as well.
        let follows = changed.iter().skip(x + run).any(|c| *c);
        let cost = erase.len() + if follows { erase.len() } else { 0 };
        if needed <= cost {
            return None;
        }
        self.set_link(None, out);
        if !self.pen.draws_blank(ground) {
            // Plain is the shortest pen of all; another ground keeps what the pen has besides.
            self.use_pen(if ground == Pen::PLAIN { ground } else { self.pen.over(ground.bg) }, out);
        }
        out.extend_from_slice(erase.as_bytes());
        Some(run)
    }

    fn put(&mut self, cell: &StyledCell<'_>, row_width: usize, x: usize, out: &mut Vec<u8>) {
        self.set_link(cell.link, out);
        if !self.has_pen(cell) {
            self.use_pen(cell.pen, out);
        }
        out.extend_from_slice(cell.text.as_bytes());
        let next = x + usize::from(cell.width);
        // After the last column a wrap is pending, and terminals differ in the position they then move from.
        self.column = u16::try_from(next).ok().filter(|_| next < row_width && cell.is_certain());
    }

    fn use_pen(&mut self, pen: Pen, out: &mut Vec<u8>) {
        self.pen.change(pen, out);
        self.pen = pen;
    }

    fn set_link(&mut self, link: Option<&Link>, out: &mut Vec<u8>) {
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

/// A row as it will be drawn: texts checked, widths known, cells covered by a wide one marked.
fn cells<'a>(row: &'a [Cell], links: &[(u16, u16, &'a Link)]) -> Vec<StyledCell<'a>> {
    let mut cells: Vec<StyledCell<'_>> = Vec::with_capacity(row.len());
    let mut covered = 0;
    for (x, cell) in row.iter().enumerate() {
        let pen = Pen { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
        let link = hyperlink::at(links, x);
        if covered > 0 {
            covered -= 1;
            cells.push(StyledCell {
                text: "",
                width: 0,
                pen: cells.last().map_or(pen, |cell| cell.pen),
                link,
            });
            continue;
        }
        let (mut text, mut width) = checked(cell.symbol());
        if x + usize::from(width) > row.len() {
            (text, width) = (" ", 1);
        }
        covered = width - 1;
        cells.push(StyledCell { text, width, pen: if text == " " { pen.on_blank() } else { pen }, link });
    }
    cells
}

/// The text of a cell, or `?` if it could steer the terminal; and its width, at least 1.
fn checked(symbol: &str) -> (&str, u16) {
    match symbol.as_bytes() {
        [b' '..=b'~'] => return (symbol, 1),
        [] => return (" ", 1),
        _ => {}
    }
    let mut chars = symbol.chars();
    // Frames, bars and sparklines are most of what is not ASCII. Characters of private use are hemi's own icons: in names
    // they are escaped.
    let single = (chars.next(), chars.next());
    if !is_ascii_only() && matches!(single, (Some('\u{2500}'..='\u{259f}' | '\u{e000}'..='\u{f8ff}'), None)) {
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
