//! Draws the basket.

use ratatui::layout::Rect;

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::text::put_lines;
use crate::app::widgets::{frame, list};

use super::Basket;

impl Draw for Basket {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        let size = Self::size(Screen { columns: area.width, rows: area.height });
        let inner = frame::open(buf, area, size, &"Marks of this pane".into(), cx.theme);
        let below = self.height_below((inner.width, inner.height));
        let listed = Rect { height: inner.height - below, ..inner };
        list::draw(buf, listed, cx.theme, &self.selection, self.rows(), |at, cells| {
            self.line(at, cells, &cx.theme.glyphs)
        });
        let rest = Rect { y: inner.y + listed.height, height: below, ..inner };
        put_lines(buf, rest, &self.below(usize::from(inner.width)), cx.theme);
        Drawn::default()
    }
}
