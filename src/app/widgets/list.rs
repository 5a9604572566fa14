//! The visible rows of a list, and its cursor. Scrolls by half a page when the cursor leaves the rows seen: a scroll
//! by one repaints as much, and far more often (`ARCHITECTURE.md` 1). Knows nothing of the rows.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::pointer::Target;
use crate::app::theme::{Role, Theme};
use crate::domain::text::SafeText;
use crate::safe;

use super::canvas::Canvas;
use super::field::DialogKey;
use super::text::{Line, put, put_line, row, tint};

/// The first row seen so that `selected` is: `first` while that holds, else half a page on.
pub fn follow(first: usize, selected: usize, len: usize, height: usize) -> usize {
    if height == 0 {
        return 0;
    }
    let last_first = len.saturating_sub(height);
    let half = (height / 2).max(1);
    let first = first.min(last_first);
    let first = if selected < first {
        selected.saturating_sub(height - half)
    } else if selected >= first + height {
        selected + 1 - half
    } else {
        first
    };
    first.min(last_first)
}

/// The position of the cursor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The row at the cursor.
    pub at: usize,
    first: usize,
}

impl Selection {
    /// Moves by a key that moves, in a list of `len` rows of which `height` are seen. Whether it was one.
    pub fn press(&mut self, press: DialogKey, len: usize, height: usize) -> bool {
        let last = len.saturating_sub(1);
        let page = height.saturating_sub(1).max(1);
        self.at = match press {
            DialogKey::Up => self.at.saturating_sub(1),
            DialogKey::Down => self.at + 1,
            DialogKey::PageUp => self.at.saturating_sub(page),
            DialogKey::PageDown => self.at + page,
            DialogKey::Home => 0,
            DialogKey::End => last,
            _ => return false,
        }
        .min(last);
        self.first = follow(self.first, self.at, len, height);
        true
    }

    /// Puts the cursor on a row of those that are seen.
    pub fn choose(&mut self, at: usize) {
        self.at = at;
    }

    /// The first row seen.
    pub fn first(&self, len: usize, height: usize) -> usize {
        follow(self.first, self.at.min(len.saturating_sub(1)), len, height)
    }
}

/// Draws the visible rows, the cursor, and signs where there are more. `line` gives a row's words for so many cells.
pub fn draw(
    buf: &mut Canvas<'_>,
    area: Rect,
    theme: &Theme,
    selection: &Selection,
    len: usize,
    mut line: impl FnMut(usize, usize) -> Line,
) {
    let height = usize::from(area.height);
    let first = selection.first(len, height);
    let cells = usize::from(area.width).saturating_sub(4);
    for (index, at) in (0..area.height).zip(first..len) {
        let here = row(buf, area, index);
        buf.zone(here, Target::DialogRow(at));
        let selected = at == selection.at;
        let sign = if selected { theme.glyphs.bar } else { " " };
        let used = put(buf, here, &safe!("{} ", sign), theme.style(Role::Text), &theme.glyphs);
        let words = Rect {
            x: here.x.saturating_add(used),
            width: here.width.saturating_sub(used).min(u16::try_from(cells).unwrap_or(u16::MAX)),
            ..here
        };
        put_line(buf, words, &line(at, cells), theme);
        if selected {
            tint(buf, here, theme.style(Role::Cursor));
        }
    }
    more(buf, area, theme, first > 0, first + height < len);
}

/// Signs at the right edge where there is more above or below.
pub fn more(buf: &mut Buffer, area: Rect, theme: &Theme, above: bool, below: bool) {
    let edge = Rect { x: area.right().saturating_sub(1), width: area.width.min(1), ..area };
    let [up, down] = theme.glyphs.more;
    for (wanted, index, sign) in [(above, 0, up), (below, area.height.saturating_sub(1), down)] {
        if wanted {
            put(
                buf,
                row(buf, edge, index),
                &SafeText::from(sign),
                theme.style(Role::Secondary),
                &theme.glyphs,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_scrolls_by_half_a_page_and_only_when_it_must() {
        for (first, selected, expected) in [
            (0, 9, 0),
            (0, 10, 6),
            (6, 6, 6),
            (6, 5, 0),
            (50, 49, 44),
            (0, 99, 90),
            (95, 99, 90),
            (0, 60, 56),
        ] {
            assert_eq!(follow(first, selected, 100, 10), expected, "{first} {selected}");
        }
        assert_eq!(follow(3, 2, 5, 10), 0);
        assert_eq!(follow(3, 2, 5, 0), 0);
    }

    #[test]
    fn the_bar_stays_in_the_list_and_in_sight() {
        let mut selection = Selection::default();
        let presses = [
            DialogKey::Down,
            DialogKey::End,
            DialogKey::Down,
            DialogKey::PageUp,
            DialogKey::Up,
            DialogKey::Home,
            DialogKey::Up,
        ];
        let mut at = Vec::new();
        for press in presses {
            assert!(selection.press(press, 30, 10));
            let first = selection.first(30, 10);
            assert!((first..first + 10).contains(&selection.at));
            at.push(selection.at);
        }
        assert_eq!(at, [1, 29, 29, 20, 19, 0, 0]);
        assert!(!selection.press(DialogKey::Enter, 30, 10));
        assert!(selection.press(DialogKey::Down, 0, 10));
        assert_eq!(selection.at, 0);
    }

    #[test]
    fn the_bar_and_more_rows_are_told_by_signs() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 9, 2));
        let area = buf.area;
        let mut selection = Selection::default();
        selection.press(DialogKey::Down, 3, 2);
        draw(&mut Canvas::new(&mut buf), area, &Theme::mono(), &selection, 3, |at, _| {
            Line::new(Role::Text, safe!("row{}", at))
        });
        let text: String = buf.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(text, "  row0   ▌ row1  ↓");
    }
}
