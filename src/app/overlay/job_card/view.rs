//! Draws a saved submission.

use ratatui::layout::Rect;

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::frame;
use crate::safe;

use super::JobCard;

impl Draw for JobCard {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        let wanted = Self::size(Screen { columns: area.width, rows: area.height });
        let title = safe!("Not sent: {}", self.title);
        let inner = frame::open(buf, area, wanted, &title, cx.theme);
        self.pages.draw(buf, inner, &self.lines(usize::from(inner.width)), cx.theme);
        Drawn::default()
    }
}
