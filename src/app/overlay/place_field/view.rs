//! Draws the line.

use ratatui::layout::Rect;

use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::prompt;

use super::PlaceField;

impl Draw for PlaceField {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        prompt::draw(buf, area, ("Go to:", &self.field), &self.words, cx.theme).into()
    }
}
