//! Draws the steps and the field.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::overlay::Screen;
use crate::app::theme::Theme;
use crate::app::widgets::{form, frame};

use super::RegisterClient;

impl RegisterClient {
    pub(in crate::app::overlay) fn view(
        &self,
        theme: &Theme,
        area: Rect,
        buf: &mut Buffer,
    ) -> Option<Position> {
        let wanted = self.wanted(Screen { columns: area.width, rows: area.height });
        let hints = [("Enter", "take the id"), ("Esc", "later")];
        let inner = frame::open(buf, area, wanted, &"Register hemi with Globus".into(), &hints, theme);
        let cells = usize::from(inner.width);
        let label = "Client UUID: ".into();
        form::draw(buf, inner, theme, &Self::above(cells), (&label, &self.field), &self.below(cells), true)
    }
}
