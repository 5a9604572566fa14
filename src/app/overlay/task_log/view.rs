//! Draws a task's event log.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::overlay::Screen;
use crate::app::theme::Theme;
use crate::app::widgets::frame;
use crate::safe;

use super::TaskLog;

impl TaskLog {
    pub(in crate::app::overlay) fn view(
        &self,
        theme: &Theme,
        area: Rect,
        buf: &mut Buffer,
    ) -> Option<Position> {
        let wanted = Self::size(Screen { columns: area.width, rows: area.height });
        let hints = [("Esc", "close"), ("j k PgDn PgUp", "scroll"), ("r", "read again")];
        let title = safe!("What happened to {}", self.title);
        let inner = frame::open(buf, area, wanted, &title, &hints, theme);
        self.pages.draw(buf, inner, &self.lines(usize::from(inner.width)), theme);
        None
    }
}
