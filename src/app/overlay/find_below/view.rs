//! Draws the search below a directory.

use ratatui::layout::{Position, Rect};

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::theme::Role;
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::text::{put, put_line, put_lines, row};
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
        let meaning = self.meaning(usize::from(inner.width));
        let said = u16::try_from(meaning.len()).unwrap_or(u16::MAX);
        let second = Rect { y: inner.y.saturating_add(1), height: inner.height.saturating_sub(1), ..inner };
        put_lines(buf, second.intersection(inner), &meaning, theme);
        // Small screens lose the blank rows first.
        let around = u16::try_from(AROUND).unwrap_or(0).saturating_add(said);
        let blank = u16::from(inner.height > around.saturating_add(1));
        let first = said.saturating_add(1 + blank);
        let below = if inner.height > first { 1 } else { 0 };
        let height = inner.height.saturating_sub(first.saturating_add(below + blank));
        let rows = Rect { y: inner.y.saturating_add(first), height, ..inner }.intersection(inner);
        list::draw(buf, rows, theme, &self.selection, self.found.len(), |at, cells| {
            self.row(at, cells, &theme.glyphs)
        });
        let last = Rect { y: inner.bottom().saturating_sub(below), height: below, ..inner };
        put_line(buf, last, &self.state(&theme.glyphs), theme);
        cursor.filter(|_| self.focus == Focus::Field)
    }
}
