//! Draws the line.

use ratatui::layout::Rect;

use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::prompt;

use super::{BatchField, BatchUse};

impl Draw for BatchField {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        let label = if self.does == BatchUse::Read { "Read marks from:" } else { "Write marks to:" };
        prompt::draw(buf, area, (label, &self.field), &self.words, cx.theme).into()
    }
}
