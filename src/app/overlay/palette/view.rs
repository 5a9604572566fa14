//! Draws the palette.

use ratatui::layout::{Position, Rect};

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::theme::{Role, Theme};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::text::{put, put_lines, row};
use crate::app::widgets::{frame, list};

use super::Palette;
use super::lines::BELOW;

/// What is said above the list of guides.
const GUIDES: &str = "Short texts, to be read here.";

impl Draw for Palette {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        self.view(cx.theme, area, buf).into()
    }
}

impl Palette {
    fn view(&self, theme: &Theme, area: Rect, buf: &mut Canvas<'_>) -> Option<Position> {
        let size = Self::size(Screen { columns: area.width, rows: area.height });
        let inner = frame::open(buf, area, size, &self.title().into(), theme);
        let line = row(buf, inner, 0);
        let cursor = if self.of_guides {
            put(buf, line, &GUIDES.into(), theme.style(Role::Secondary), &theme.glyphs);
            None
        } else {
            let used = put(buf, line, &": ".into(), theme.style(Role::Title), &theme.glyphs);
            let field = Rect { x: line.x + used, width: line.width - used, ..line };
            self.field.draw(buf, field, theme, true)
        };

        let below = BELOW.min(inner.height.saturating_sub(2));
        let first = if inner.height > 8 { 2 } else { 1 };
        let listed = inner.height.saturating_sub(first + below);
        let part = |from: u16, rows: u16| Rect {
            y: inner.y.saturating_add(from),
            height: rows.min(inner.height.saturating_sub(from)),
            ..inner
        };
        list::draw(buf, part(first, listed), theme, &self.selection, self.rows.len(), |at, cells| {
            self.row(at, cells, theme.glyphs.cut)
        });
        put_lines(buf, part(first + listed, below), &self.below(usize::from(inner.width)), theme);
        cursor
    }
}
