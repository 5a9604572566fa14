//! Draws the list of keys.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::overlay::Screen;
use crate::app::theme::Theme;
use crate::app::widgets::frame;

use super::Help;

impl Help {
    pub(in crate::app::overlay) fn view(
        &self,
        theme: &Theme,
        area: Rect,
        buf: &mut Buffer,
    ) -> Option<Position> {
        let wanted = self.size(Screen { columns: area.width, rows: area.height });
        let inner = frame::open(
            buf,
            area,
            wanted,
            &"Keys".into(),
            &[("Esc", "close"), ("j k PgDn PgUp", "scroll")],
            theme,
        );
        self.pages.draw(buf, inner, &self.lines(inner.width), theme);
        None
    }
}
