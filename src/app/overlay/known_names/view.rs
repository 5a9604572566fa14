//! Draws the list of names.

use ratatui::layout::{Position, Rect};

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::theme::Role;
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::text::{put, put_lines, row};
use crate::app::widgets::{frame, list};

use super::KnownNames;
use super::lines::BELOW;

impl Draw for KnownNames {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        self.view(cx, area, buf).into()
    }
}

impl KnownNames {
    fn view(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Option<Position> {
        let theme = cx.theme;
        let size = Self::size(Screen { columns: area.width, rows: area.height });
        let inner = frame::open(buf, area, size, &"Names seen before".into(), theme);
        let line = row(buf, inner, 0);
        let used = put(buf, line, &"Find: ".into(), theme.style(Role::Title), &theme.glyphs);
        let field = Rect { x: line.x + used, width: line.width - used, ..line };
        let cursor = self.field.draw(buf, field, theme, true);
        let below = BELOW.min(inner.height.saturating_sub(2));
        let first = if inner.height > 8 { 2 } else { 1 };
        let listed = inner.height.saturating_sub(first + below);
        let part = |from: u16, rows: u16| Rect {
            y: inner.y.saturating_add(from),
            height: rows.min(inner.height.saturating_sub(from)),
            ..inner
        };
        list::draw(buf, part(first, listed), theme, &self.selection, self.found.hits.len(), |at, cells| {
            self.row(at, cells, &theme.glyphs)
        });
        let searches = self.due.is_some() || cx.waits_for(Self::purpose());
        let words = self.below(searches, usize::from(inner.width), &theme.glyphs);
        put_lines(buf, part(first + listed, below), &words, theme);
        cursor
    }
}
