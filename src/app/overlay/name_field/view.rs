//! Draws the line.

use ratatui::layout::Rect;

use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::theme::Role;
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::prompt;
use crate::domain::text::SafeText;

use super::{NameField, NameUse};

impl Draw for NameField {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        let nothing: SafeText = if self.nothing { "No name matches.".into() } else { SafeText::default() };
        prompt::draw(buf, area, (self.label(), &self.field), &(Role::Warning, nothing), cx.theme).into()
    }
}

impl NameField {
    /// What is asked for.
    pub(super) fn label(&self) -> &'static str {
        match self.names {
            NameUse::Filter => "Filter:",
            NameUse::Find => "Find:",
        }
    }
}
