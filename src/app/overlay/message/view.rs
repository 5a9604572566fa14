//! Draws a problem in full.

use ratatui::layout::{Position, Rect};

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::theme::Theme;
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::frame;

use super::Message;

impl Draw for Message {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        self.view(cx.theme, area, buf).into()
    }
}

impl Message {
    fn view(&self, theme: &Theme, area: Rect, buf: &mut Canvas<'_>) -> Option<Position> {
        let wanted = self.size(Screen { columns: area.width, rows: area.height });
        let inner = frame::open(buf, area, wanted, &self.title(), theme);
        self.pages.draw(buf, inner, &self.lines(inner.width), theme);
        None
    }
}
