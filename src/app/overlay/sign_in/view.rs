//! Draws a sign-in.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::theme::Theme;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::text::put_lines;
use crate::app::widgets::{form, frame};

use super::{Focus, SignIn};

/// The widest it gets.
const COLUMNS: u16 = 74;

impl SignIn {
    pub(in crate::app::overlay) fn view(&self, theme: &Theme, area: Rect, buf: &mut Buffer) -> Drawn {
        let (columns, _) = frame::inside((area.width, area.height), (COLUMNS, u16::MAX));
        let cells = usize::from(columns);
        let above = self.above(cells);
        let below = if self.has_field() { self.below(cells) } else { Vec::new() };
        let rows = above.len() + below.len() + usize::from(self.has_field());
        let wanted = (columns, u16::try_from(rows).unwrap_or(u16::MAX));
        let inner = frame::open(buf, area, wanted, &self.title(), self.hints(), theme);
        if self.has_field() {
            let focused = self.focus == Focus::Code;
            return form::draw(buf, inner, theme, &above, (&"Code: ".into(), &self.field), &below, focused)
                .into();
        }
        put_lines(buf, inner, &above, theme);
        Drawn::default()
    }
}
