//! The box of an overlay: centred, on cleared cells, with a title above and hints below. In a very small terminal the
//! frame is left out and the inside has all cells. Knows nothing of what is inside.

use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};

use crate::app::pointer::Target;
use crate::app::theme::{Role, Theme};
use crate::domain::sanitise::width;
use crate::domain::text::SafeText;
use crate::safe;

use super::canvas::Canvas;
use super::text::{Line, put, put_line, row};

/// Columns and rows the frame itself takes: a line and a blank on either side, a line above and below.
const AROUND: (u16, u16) = (4, 2);
/// Below this many columns or rows there is no frame.
const SMALLEST: (u16, u16) = (24, 7);

/// A key and what it does, for the hints in the frame.
pub type Hint = (&'static str, &'static str);

/// The size of the inside that `wanted` gets on a screen of `screen` cells (columns, rows).
pub fn inside(screen: (u16, u16), wanted: (u16, u16)) -> (u16, u16) {
    if !has_frame(screen) {
        return screen;
    }
    let room = (screen.0.saturating_sub(AROUND.0), screen.1.saturating_sub(AROUND.1));
    (wanted.0.min(room.0), wanted.1.min(room.1))
}

fn has_frame(screen: (u16, u16)) -> bool {
    screen.0 >= SMALLEST.0 && screen.1 >= SMALLEST.1
}

/// Draws the box and returns its inside, of the size that [`inside`] returns.
pub fn open(
    buf: &mut Canvas<'_>,
    area: Rect,
    wanted: (u16, u16),
    title: &SafeText,
    hints: &[Hint],
    theme: &Theme,
) -> Rect {
    let area = area.intersection(buf.area);
    let size = inside((area.width, area.height), wanted);
    if !has_frame((area.width, area.height)) {
        clear(buf, area, Role::DialogGround, theme);
        buf.zone(area, Target::Dialog);
        return area;
    }
    let (width, height) = (size.0 + AROUND.0, size.1 + AROUND.1);
    let outer =
        Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    clear(buf, outer, Role::DialogGround, theme);
    border(buf, outer, theme, Role::DialogBorder);
    buf.zone(outer, Target::Dialog);
    let line = Rect { x: outer.x + 2, width: outer.width - 4, ..outer };
    let above = row(buf, line, 0);
    put(
        buf,
        above,
        &safe!(" {} ", title.fit_with(usize::from(line.width).saturating_sub(2), theme.glyphs.cut)),
        theme.style(Role::Title),
        &theme.glyphs,
    );
    let below = row(buf, line, outer.height - 1);
    put_line(buf, below, &hint_line(hints, usize::from(line.width)), theme);
    hint_zones(buf, below, hints);
    outer.inner(Margin { horizontal: 2, vertical: 1 })
}

/// What a press on the hints of [`hint_line`] means.
fn hint_zones(buf: &mut Canvas<'_>, line: Rect, hints: &[Hint]) {
    let mut x = line.x;
    for (key, words) in hints {
        let width = u16::try_from(width(key) + width(words) + 3).unwrap_or(u16::MAX);
        let end = x.saturating_add(width);
        if end > line.right() {
            break;
        }
        buf.hint(Rect { x: x.saturating_add(1), width: width - 2, ..line }, key);
        x = end;
    }
}

/// The hints that fit whole, first ones first.
pub fn hint_line(hints: &[Hint], cells: usize) -> Line {
    let mut line = Line::blank();
    for (key, words) in hints {
        let more = Line(vec![(Role::Key, safe!(" {} ", *key)), (Role::Secondary, safe!("{} ", *words))]);
        if line.width() + more.width() > cells {
            break;
        }
        line.0.extend(more.0);
    }
    line
}

/// Draws a frame along the edge of `area`.
pub fn border(buf: &mut Buffer, area: Rect, theme: &Theme, role: Role) {
    let area = area.intersection(buf.area);
    if area.width < 2 || area.height < 2 {
        return;
    }
    let style = theme.style(role);
    let [across, down, top_left, top_right, bottom_right, bottom_left] = theme.glyphs.frame;
    let (left, right, top, bottom) = (area.left(), area.right() - 1, area.top(), area.bottom() - 1);
    let mut set = |x: u16, y: u16, sign: &'static str| {
        if let Some(cell) = buf.cell_mut((x, y)) {
            cell.set_symbol(sign).set_style(style);
        }
    };
    for x in left..=right {
        set(x, top, across);
        set(x, bottom, across);
    }
    for y in top..=bottom {
        set(left, y, down);
        set(right, y, down);
    }
    set(left, top, top_left);
    set(right, top, top_right);
    set(right, bottom, bottom_right);
    set(left, bottom, bottom_left);
}

/// Empties the cells of `area`. A wide sign that would reach into it from the left goes too: its second
/// half would hide the first column.
pub fn clear(buf: &mut Buffer, area: Rect, ground: Role, theme: &Theme) {
    let area = area.intersection(buf.area);
    let ground = theme.style(ground);
    for y in area.top()..area.bottom() {
        if let Some(cell) = area.x.checked_sub(1).and_then(|x| buf.cell_mut((x, y)))
            && width(cell.symbol()) > 1
        {
            cell.set_symbol(" ");
        }
        for x in area.left()..area.right() {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.reset();
                cell.set_style(ground);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(buf: &Buffer) -> Vec<String> {
        let width = usize::from(buf.area.width);
        buf.content.chunks(width).map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect()).collect()
    }

    #[test]
    fn the_box_is_centred_and_clears_what_was_there() {
        let mut buf = Buffer::filled(Rect::new(0, 0, 30, 7), ratatui::buffer::Cell::new("x"));
        let area = buf.area;
        let inner = open(
            &mut Canvas::new(&mut buf),
            area,
            (20, 3),
            &"Hi".into(),
            &[("Esc", "close")],
            &Theme::mono(),
        );
        assert_eq!(inner, Rect::new(5, 2, 20, 3));
        assert_eq!(
            screen(&buf),
            [
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "xxx╭─ Hi ─────────────────╮xxx",
                "xxx│                      │xxx",
                "xxx│                      │xxx",
                "xxx│                      │xxx",
                "xxx╰─ Esc close ──────────╯xxx",
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            ]
        );
    }

    #[test]
    fn a_wide_sign_does_not_reach_into_the_box() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 4, 1));
        buf.set_string(0, 0, "日本", ratatui::style::Style::new());
        clear(&mut buf, Rect::new(1, 0, 2, 1), Role::Ground, &Theme::mono());
        assert_eq!(screen(&buf), ["    "]);
    }

    #[test]
    fn tiny_screens_have_no_frame() {
        for size in [(1, 1), (20, 5), (0, 0)] {
            let mut buf = Buffer::empty(Rect::new(0, 0, size.0, size.1));
            let area = buf.area;
            assert_eq!(
                open(&mut Canvas::new(&mut buf), area, (60, 20), &"Hi".into(), &[], &Theme::mono()),
                area
            );
            assert_eq!(inside(size, (60, 20)), size);
        }
        assert_eq!(inside((80, 24), (100, 100)), (76, 22));
    }

    #[test]
    fn hints_are_whole_or_not_there() {
        let hints = [("Enter", "open"), ("Esc", "close")];
        assert_eq!(hint_line(&hints, 40).text().as_str(), " Enter open  Esc close ");
        assert_eq!(hint_line(&hints, 15).text().as_str(), " Enter open ");
    }
}
