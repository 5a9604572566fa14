//! The lines around the panels: one frame for all of them, one line between two. The lines around the panel that has
//! the keys are drawn in a style of their own. Knows nothing of what is inside.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::text::{Line, put_line, rect};
use crate::app::layout::{Area, Layout, Panel};
use crate::app::theme::{Role, Theme};
use crate::safe;

/// Draws the frame of a layout; `focused` is the panel that has the keys, if one has.
pub fn frame(buf: &mut Buffer, layout: &Layout, focused: Option<Panel>, theme: &Theme) {
    let outer = layout.frame;
    if outer.is_empty() {
        return;
    }
    let upper = layout.upper_panels();
    let mut lines = Lines { buf, theme, outer };
    lines.around(outer, Role::Border);
    let tasks = layout.tasks;
    let across = (!tasks.area.is_empty() && tasks.title.y > outer.y).then_some(tasks.title.y);
    if let Some(y) = across {
        lines.across(y, outer.x, outer.x + outer.width - 1, Role::Border);
    }
    let bottom = across.unwrap_or(outer.end() - 1);
    let (mut middle, mut stacked) = (None, None);
    if let [first, second] = upper[..] {
        let beside = first.area.y == second.area.y;
        middle = beside.then_some(first.area.x + first.area.width);
        stacked = (!beside).then_some(second.title.y);
    }
    if let Some(y) = stacked {
        lines.across(y, outer.x, outer.x + outer.width - 1, Role::Border);
    }
    if let Some(x) = middle {
        lines.down(x, outer.y, bottom, Role::Border);
    }
    if let Some(Panel { area, .. }) = focused {
        lines.around(around(area), Role::BorderActive);
    }
    lines.join([across, stacked], middle, bottom);
}

/// An area with the lines around it.
fn around(area: Area) -> Area {
    Area {
        x: area.x.saturating_sub(1),
        y: area.y.saturating_sub(1),
        width: area.width.saturating_add(2),
        height: area.height.saturating_add(2),
    }
}

struct Lines<'a> {
    buf: &'a mut Buffer,
    theme: &'a Theme,
    outer: Area,
}

impl Lines<'_> {
    fn set(&mut self, x: u16, y: u16, sign: &'static str, role: Role) {
        if let Some(cell) = self.buf.cell_mut((x, y)) {
            cell.set_symbol(sign).set_style(self.theme.style(role));
        }
    }

    fn across(&mut self, y: u16, from: u16, to: u16, role: Role) {
        let [sign, ..] = self.theme.glyphs.frame;
        (from..=to).for_each(|x| self.set(x, y, sign, role));
    }

    fn down(&mut self, x: u16, from: u16, to: u16, role: Role) {
        let [_, sign, ..] = self.theme.glyphs.frame;
        (from..=to).for_each(|y| self.set(x, y, sign, role));
    }

    fn around(&mut self, area: Area, role: Role) {
        let right = area.x + area.width.saturating_sub(1);
        let bottom = area.end().saturating_sub(1);
        self.across(area.y, area.x, right, role);
        self.across(bottom, area.x, right, role);
        self.down(area.x, area.y, bottom, role);
        self.down(right, area.y, bottom, role);
    }

    /// Puts corners and crossings where lines meet, in the style of the line that is there.
    fn join(&mut self, across: [Option<u16>; 2], middle: Option<u16>, bottom: u16) {
        let [_, _, top_left, top_right, bottom_right, bottom_left] = self.theme.glyphs.frame;
        let [from_above, from_below, from_left, from_right, _] = self.theme.glyphs.joints;
        let left = self.outer.x;
        let right = left + self.outer.width - 1;
        let top = self.outer.y;
        let end = self.outer.end() - 1;
        let corners = [
            (left, top, top_left),
            (right, top, top_right),
            (right, end, bottom_right),
            (left, end, bottom_left),
        ];
        let crossings =
            across.into_iter().flatten().flat_map(|y| [(left, y, from_left), (right, y, from_right)]);
        let middle = middle.into_iter().flat_map(|x| [(x, top, from_above), (x, bottom, from_below)]);
        for (x, y, sign) in corners.into_iter().chain(crossings).chain(middle) {
            if let Some(cell) = self.buf.cell_mut((x, y)) {
                cell.set_symbol(sign);
            }
        }
    }
}

/// How many cells of words a line has room for, with a blank on either side.
pub fn beside_line(area: Area) -> usize {
    usize::from(area.width).saturating_sub(2)
}

/// Draws words on a line of the frame, with a blank on either side.
pub fn on_line(buf: &mut Buffer, area: Area, words: &Line, theme: &Theme) {
    if words.width() == 0 {
        return;
    }
    let line = Line(std::iter::once((Role::Title, safe!(" "))).chain(words.0.iter().cloned()).collect());
    put_line(buf, rect(area), &line.and(Role::Title, " "), theme);
}

/// The same at the right end of the line. Returns where.
pub fn on_line_right(buf: &mut Buffer, area: Area, words: &Line, theme: &Theme) -> Area {
    let width = u16::try_from(words.width() + 2).unwrap_or(u16::MAX).min(area.width);
    let at = Area { x: area.x + (area.width - width), width, ..area };
    on_line(buf, at, words, theme);
    at
}

/// The area of sentences in place of rows: a blank from the frame on either side.
pub fn beside_frame(panel: Panel) -> Rect {
    let blank = u16::from(!panel.title.is_empty());
    let rows = rect(panel.rows);
    Rect { x: rows.x.saturating_add(blank), width: rows.width.saturating_sub(2 * blank), ..rows }
}
