//! Draws the search below a directory.

use ratatui::layout::{Position, Rect};

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::theme::Role;
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::text::{put, put_line, row};
use crate::app::widgets::{frame, list};

use super::lines::AROUND;
use super::{FindBelowDialog, Focus};

impl Draw for FindBelowDialog {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        self.view(cx, area, buf).into()
    }
}

impl FindBelowDialog {
    fn view(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Option<Position> {
        let theme = cx.theme;
        let screen = Screen { columns: area.width, rows: area.height };
        let inner = frame::open(buf, area, Self::size(screen), &self.title(), theme);
        let line = row(buf, inner, 0);
        let used = put(buf, line, &"Find: ".into(), theme.style(Role::Title), &theme.glyphs);
        let field = Rect { x: line.x + used, width: line.width - used, ..line };
        let cursor = self.field.draw(buf, field, theme, self.focus == Focus::Field);
        let second = row(buf, inner, 1);
        put_line(buf, second, &self.meaning(), theme);
        // Small screens lose the blank rows first.
        let around = u16::try_from(AROUND).unwrap_or(0);
        let first = if inner.height > around + 1 { 3 } else { 2 };
        let below = if inner.height > first { 1 } else { 0 };
        let height = inner.height.saturating_sub(first + below + u16::from(first == 3));
        let rows = Rect { y: inner.y.saturating_add(first), height, ..inner }.intersection(inner);
        list::draw(buf, rows, theme, &self.selection, self.found.len(), |at, cells| {
            self.row(at, cells, &theme.glyphs)
        });
        let last = Rect { y: inner.bottom().saturating_sub(below), height: below, ..inner };
        put_line(buf, last, &self.state(&theme.glyphs), theme);
        cursor.filter(|_| self.focus == Focus::Field)
    }
}
