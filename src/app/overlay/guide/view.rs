//! Draws a guide.

use ratatui::layout::Rect;

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::frame;

use super::GuidePage;

impl Draw for GuidePage {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        let size = Self::size(Screen { columns: area.width, rows: area.height });
        let inner = frame::open(buf, area, size, &self.guide.title.into(), cx.theme);
        self.pages.draw(buf, inner, &self.lines(inner.width), cx.theme);
        None.into()
    }
}
