//! The box of an overlay: centred, on a ground of its own, with a title above; what lies behind steps back. The last row
//! of the screen stays free: it names the keys. In a very small terminal the frame is left out and the inside has all
//! other cells. Knows nothing of what is inside.

use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};

use crate::app::pointer::Target;
use crate::app::theme::{Role, Theme};
use crate::domain::sanitise::width;
use crate::domain::text::SafeText;
use crate::safe;

use super::canvas::Canvas;
use super::text::{put, row};

/// Columns and rows the frame itself takes: a line and a blank on either side, a line above and below.
const AROUND: (u16, u16) = (4, 2);
/// Below this many columns or rows there is no frame.
const SMALLEST: (u16, u16) = (24, 7);

/// A key and what it does.
pub type Hint = (&'static str, &'static str);

/// The screen without the row of hints, which is there from so many rows on.
fn above_hints((columns, rows): (u16, u16)) -> (u16, u16) {
    (columns, if rows >= 3 { rows - 1 } else { rows })
}

/// The size of the inside that `wanted` gets on a screen of `screen` cells (columns, rows).
pub fn inside(screen: (u16, u16), wanted: (u16, u16)) -> (u16, u16) {
    let screen = above_hints(screen);
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
pub fn open(buf: &mut Canvas<'_>, area: Rect, wanted: (u16, u16), title: &SafeText, theme: &Theme) -> Rect {
    let area = area.intersection(buf.area);
    let size = inside((area.width, area.height), wanted);
    let area = Rect { height: above_hints((area.width, area.height)).1, ..area };
    if !has_frame((area.width, area.height)) {
        clear(buf, area, Role::DialogGround, theme);
        buf.zone(area, Target::Dialog);
        return area;
    }
    let (width, height) = (size.0 + AROUND.0, size.1 + AROUND.1);
    let outer =
        Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    // A frame that ends beside the edge of the screen would stand beside the frame there.
    if outer.x == area.x + 1 {
        let at = |x: u16| Rect { x, width: 1, ..outer };
        [area.x, outer.right()].into_iter().for_each(|x| clear(buf, at(x), Role::Ground, theme));
    }
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
    outer.inner(Margin { horizontal: 2, vertical: 1 })
}

/// How many of these hints the last row of the screen shows, the key for help being the first there.
pub fn shown_hints(hints: &[Hint], help: &str, columns: usize) -> usize {
    // A blank at either end of the row.
    let mut used = 2 + width(help) + " help".len();
    let fits = hints.iter().take_while(|(key, words)| {
        used += 2 + width(key) + 1 + width(words);
        used <= columns
    });
    fits.count()
}

/// Lets what was drawn in `area` step back behind what is drawn next.
pub fn behind(buf: &mut Buffer, area: Rect, theme: &Theme) {
    buf.set_style(area, theme.style(Role::Behind));
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
    fn the_box_is_centred_above_the_row_of_hints_and_clears_what_was_there() {
        let mut buf = Buffer::filled(Rect::new(0, 0, 30, 8), ratatui::buffer::Cell::new("x"));
        let area = buf.area;
        let inner = open(&mut Canvas::new(&mut buf), area, (20, 3), &"Hi".into(), &Theme::mono());
        assert_eq!(inner, Rect::new(5, 2, 20, 3));
        assert_eq!(
            screen(&buf),
            [
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "xxx╭─ Hi ─────────────────╮xxx",
                "xxx│                      │xxx",
                "xxx│                      │xxx",
                "xxx│                      │xxx",
                "xxx╰──────────────────────╯xxx",
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            ]
        );
    }

    #[test]
    fn no_frame_is_seen_right_beside_the_box() {
        let mut buf = Buffer::filled(Rect::new(0, 0, 30, 10), ratatui::buffer::Cell::new("x"));
        let area = buf.area;
        open(&mut Canvas::new(&mut buf), area, (24, 5), &"Hi".into(), &Theme::mono());
        let rows = screen(&buf);
        assert!(rows[1].starts_with(" ╭") && rows[1].ends_with("╮ "), "{rows:?}");
        assert_eq!(rows[0], "x".repeat(30), "only beside the box");
    }

    #[test]
    fn what_lies_behind_keeps_its_words_and_loses_what_shines() {
        use ratatui::style::{Modifier, Style};
        for name in Theme::names() {
            let theme = Theme::load(name);
            let mut buf = Buffer::empty(Rect::new(0, 0, 4, 1));
            buf.set_style(buf.area, theme.style(Role::Ground));
            buf.set_string(0, 0, "name", theme.style(Role::Directory).add_modifier(Modifier::REVERSED));
            let area = buf.area;
            behind(&mut buf, area, &theme);
            assert_eq!(screen(&buf), ["name"]);
            let shines = Modifier::BOLD | Modifier::REVERSED;
            assert!(!buf.content[0].modifier.intersects(shines), "{name}");
            let quiet = Style::new().patch(theme.style(Role::Ground)).patch(theme.style(Role::Behind));
            assert_eq!(buf.content[0].style().fg, Some(quiet.fg.unwrap_or_default()), "{name}");
        }
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
            let inner = open(&mut Canvas::new(&mut buf), area, (60, 20), &"Hi".into(), &Theme::mono());
            assert_eq!((inner.width, inner.height), inside(size, (60, 20)));
            assert_eq!(inner.height, if size.1 < 3 { size.1 } else { size.1 - 1 }, "{size:?}");
        }
        assert_eq!(inside((80, 24), (100, 100)), (76, 21));
    }

    #[test]
    fn hints_are_shown_whole_or_not() {
        let hints = [("Enter", "open"), ("Esc", "close")];
        let all = " ? help  Enter open  Esc close ".len();
        for (columns, shown) in [(all, 2), (all - 1, 1), (8, 0), (0, 0)] {
            assert_eq!(shown_hints(&hints, "?", columns), shown, "{columns}");
        }
    }
}
