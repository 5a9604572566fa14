//! Draws a deletion under way.

use ratatui::layout::Rect;

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::frame;

use super::RemovalProgress;

impl Draw for RemovalProgress {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        let (columns, rows) = Self::size(Screen { columns: area.width, rows: area.height });
        let lines = self.lines(usize::from(columns));
        let wanted = (columns, u16::try_from(lines.len()).unwrap_or(u16::MAX).min(rows).max(3));
        let inner = frame::open(buf, area, wanted, &self.title().into(), cx.theme);
        self.pages.draw(buf, inner, &lines, cx.theme);
        Drawn::default()
    }
}
