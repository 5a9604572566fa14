//! Draws a task's event log.

use ratatui::layout::{Position, Rect};

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::frame;
use crate::safe;

use super::TaskLog;

impl Draw for TaskLog {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        self.view(cx, area, buf).into()
    }
}

impl TaskLog {
    fn view(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Option<Position> {
        let theme = cx.theme;
        let wanted = Self::size(Screen { columns: area.width, rows: area.height });
        let title = safe!("Events of {}", self.title);
        let inner = frame::open(buf, area, wanted, &title, theme);
        self.pages.draw(buf, inner, &self.lines(usize::from(inner.width), Self::waiting(cx).as_ref()), theme);
        None
    }
}
