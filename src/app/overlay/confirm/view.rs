//! Draws a question.

use ratatui::layout::{Position, Rect};

use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::theme::{Role, Theme};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::text::{paragraph, put_lines};
use crate::app::widgets::{form, frame, list};
use crate::domain::text::SafeText;

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
        let early: SafeText = "That key came before the question could be read: press it again.".into();
        let early =
            if self.too_early { paragraph(Role::Warning, &early, usize::from(columns)) } else { Vec::new() };
        let rows = |lines: usize| u16::try_from(lines).unwrap_or(u16::MAX);
        // A blank row, the answers, and what is said of them.
        let below = 2 + rows(early.len());
        let wanted = (columns, rows(lines.len()).saturating_add(below));
        let inner = frame::open(buf, area, wanted, &self.labels().title.into(), theme);
        // Where not all fits, the answers matter most.
        let hidden = rows(lines.len()).saturating_sub(inner.height.saturating_sub(below));
        put_lines(buf, inner, lines.get(usize::from(hidden)..).unwrap_or_default(), theme);
        list::more(buf, inner, theme, hidden > 0, false);
        let last = Rect {
            y: inner.bottom().saturating_sub(below - 1),
            height: (below - 1).min(inner.height),
            ..inner
        };
        frame::clear(buf, last, Role::DialogGround, theme);
        form::buttons(buf, last, theme, &self.buttons());
        let below = Rect { y: last.y + 1, height: last.height.saturating_sub(1), ..last };
        put_lines(buf, below, &early, theme);
        None
    }
}
