//! Draws the examination of the terminal.

use ratatui::layout::Rect;

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::frame;

use super::Doctor;

impl Draw for Doctor {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        let (columns, most) = Self::size(Screen { columns: area.width, rows: area.height });
        let lines = self.lines(usize::from(columns));
        let rows = u16::try_from(lines.len()).unwrap_or(most).min(most);
        let inner = frame::open(buf, area, (columns, rows), &"Terminal".into(), cx.theme);
        self.pages.draw(buf, inner, &lines, cx.theme);
        Drawn::default()
    }
}
