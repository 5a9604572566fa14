//! Draws a question.

use ratatui::layout::{Position, Rect};

use crate::app::overlay::Modal as _;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::theme::Theme;
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::text::put_lines;
use crate::app::widgets::{frame, list};

use super::{COLUMNS, Confirm};

impl Draw for Confirm {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        self.view(cx.theme, area, buf).into()
    }
}

impl Confirm {
    fn view(&self, theme: &Theme, area: Rect, buf: &mut Canvas<'_>) -> Option<Position> {
        let (columns, _) = frame::inside((area.width, area.height), (COLUMNS, u16::MAX));
        let lines = self.lines(usize::from(columns));
        let wanted = (columns, u16::try_from(lines.len()).unwrap_or(u16::MAX));
        let title = self.labels().title;
        let hints = self.framed_hints();
        let inner = frame::open(buf, area, wanted, &title.into(), &hints, theme);
        // Where not all fits, the answers matter most.
        let hidden = lines.len().saturating_sub(usize::from(inner.height));
        put_lines(buf, inner, lines.get(hidden..).unwrap_or_default(), theme);
        list::more(buf, inner, theme, hidden > 0, false);
        None
    }
}
