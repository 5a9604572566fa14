//! Draws an entry in full.

use ratatui::layout::Rect;

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::theme::Role;
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::frame;
use crate::app::widgets::text::{Line, put_line};

use super::Viewer;

impl Draw for Viewer {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        let size = Self::size(Screen { columns: area.width, rows: area.height });
        let inner = frame::open(buf, area, size, &self.title, cx.theme);
        let below = u16::from(self.typing.is_some() || self.nothing_found).min(inner.height);
        let page = Rect { height: inner.height - below, ..inner };
        let lines: Vec<Line> =
            self.rows(usize::from(inner.width), &cx.theme.glyphs).into_iter().map(|row| row.line).collect();
        self.pages.draw(buf, page, &lines, cx.theme);
        let last = Rect { y: page.bottom(), height: below, ..inner };
        if let Some(field) = &self.typing {
            let label = Line::new(Role::Text, "Search: ");
            let cells = u16::try_from(label.width()).unwrap_or(0).min(last.width);
            put_line(buf, last, &label, cx.theme);
            let at = Rect { x: last.x + cells, width: last.width - cells, ..last };
            return field.draw(buf, at, cx.theme, true).into();
        }
        if self.nothing_found {
            put_line(buf, last, &Line::new(Role::Warning, self.page.nothing_found()), cx.theme);
        }
        None.into()
    }
}
