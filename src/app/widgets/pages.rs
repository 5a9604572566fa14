//! Scrolling through lines that have no bar. Knows nothing of the lines.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::theme::Theme;

use super::field::DialogKey;
use super::list;
use super::text::{Line, put_lines};

/// How far down a text one has read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    top: usize,
}

impl Pages {
    /// Scrolls by a key that moves, in `len` lines of which `height` are seen. Whether it was one.
    pub fn press(&mut self, press: DialogKey, len: usize, height: usize) -> bool {
        let last = len.saturating_sub(height);
        let page = height.saturating_sub(1).max(1);
        let top = self.top(len, height);
        self.top = match press {
            DialogKey::Up | DialogKey::Char('k') => top.saturating_sub(1),
            DialogKey::Down | DialogKey::Char('j') => top + 1,
            DialogKey::PageUp => top.saturating_sub(page),
            DialogKey::PageDown | DialogKey::Char(' ') => top + page,
            DialogKey::Home | DialogKey::Char('g') => 0,
            DialogKey::End | DialogKey::Char('G') => last,
            _ => return false,
        }
        .min(last);
        true
    }

    /// Scrolls by so many lines, in `len` lines of which `height` are seen. Whether other lines are seen now.
    pub fn scroll(&mut self, lines: isize, len: usize, height: usize) -> bool {
        let top = self.top(len, height);
        self.top = top.saturating_add_signed(lines).min(len.saturating_sub(height));
        self.top != top
    }

    /// Shows this line first.
    pub fn go_to(&mut self, line: usize) {
        self.top = line;
    }

    /// The first line seen.
    pub fn top(&self, len: usize, height: usize) -> usize {
        self.top.min(len.saturating_sub(height))
    }

    /// Draws the lines seen, and signs where there are more. Returns which is the first.
    pub fn draw(&self, buf: &mut Buffer, area: Rect, lines: &[Line], theme: &Theme) -> usize {
        let height = usize::from(area.height);
        let top = self.top(lines.len(), height);
        put_lines(buf, area, lines.get(top..).unwrap_or_default(), theme);
        list::more(buf, area, theme, top > 0, top + height < lines.len());
        top
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_stops_at_both_ends() {
        let mut pages = Pages::default();
        let mut tops = Vec::new();
        for press in [
            DialogKey::Up,
            DialogKey::Down,
            DialogKey::PageDown,
            DialogKey::End,
            DialogKey::Down,
            DialogKey::Up,
            DialogKey::Home,
        ] {
            assert!(pages.press(press, 25, 10));
            tops.push(pages.top(25, 10));
        }
        assert_eq!(tops, [0, 1, 10, 15, 15, 14, 0]);
        assert!(pages.press(DialogKey::Down, 5, 10));
        assert_eq!(pages.top(5, 10), 0);
        assert!(!pages.press(DialogKey::Enter, 25, 10));
    }
}
