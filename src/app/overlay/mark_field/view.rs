//! Draws the line.

use ratatui::layout::Rect;

use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::prompt;

use super::MarkField;

impl Draw for MarkField {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        let label = if self.mark { "Mark:" } else { "Unmark:" };
        prompt::draw(buf, area, (label, &self.field), &self.words, cx.theme).into()
    }
}
