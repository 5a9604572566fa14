//! Draws the line.

use ratatui::layout::Rect;

use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::prompt;

use super::{NameField, NameUse};

impl Draw for NameField {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        prompt::draw(buf, area, (self.label(), &self.field), &self.words(), cx.theme).into()
    }
}

impl NameField {
    /// What is asked for.
    pub(super) fn label(&self) -> &'static str {
        match self.names {
            NameUse::Filter => "Filter:",
            NameUse::FilterAtService => "Filter at the service:",
            NameUse::Find => "Find:",
        }
    }
}
