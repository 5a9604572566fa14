//! Draws a plan. Where not all fits, the rows around what has the keys are seen.

use ratatui::layout::{Position, Rect};

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::pointer::Target;
use crate::app::theme::{Role, Theme};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::text::{put, put_line, row};
use crate::app::widgets::{form, frame, list};

use super::lines::Row;
use super::{Part, PlanReview};

impl Draw for PlanReview {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        self.view(cx.theme, area, buf).into()
    }
}

impl PlanReview {
    pub(super) fn view(&self, theme: &Theme, area: Rect, buf: &mut Canvas<'_>) -> Option<Position> {
        let (columns, most) = Self::size(Screen { columns: area.width, rows: area.height });
        let layout = self.layout(usize::from(columns), usize::from(most), &theme.glyphs);
        let items = self.plan.items().len();
        let rows = layout.above.len() + layout.names + layout.below.len();
        let wanted = (columns, u16::try_from(rows).unwrap_or(u16::MAX));
        let inner = frame::open(buf, area, wanted, &"Transfer".into(), theme);

        let focus = layout.above.len() + layout.names + layout.focus;
        let hidden = (focus + 1).saturating_sub(usize::from(inner.height));
        let first_name = self.names.top(items, layout.names);
        let mut cursor = None;
        for index in 0..inner.height {
            let at = row(buf, inner, index);
            let line = usize::from(index);
            let line = if line < layout.pinned { line } else { line + hidden };
            if let Some(words) = layout.above.get(line) {
                put_line(buf, at, words, theme);
                continue;
            }
            let line = line - layout.above.len();
            if line < layout.names {
                put_line(
                    buf,
                    at,
                    &self.name(first_name + line, usize::from(at.width), theme.glyphs.cut),
                    theme,
                );
                let above = line == 0 && first_name > 0;
                let below = line + 1 == layout.names && first_name + layout.names < items;
                list::more(buf, at, theme, above, below);
                continue;
            }
            match layout.below.get(line - layout.names) {
                Some(Row::Words(words)) => {
                    put_line(buf, at, words, theme);
                }
                Some(Row::Option(part, words)) => {
                    put_line(buf, at, words, theme);
                    buf.zone(at, Target::Choice(part.index()));
                }
                Some(Row::Label) => {
                    cursor = self.label_row(buf, at, theme);
                    buf.zone(at, Target::Choice(Part::Label.index()));
                }
                Some(Row::Buttons) => form::buttons(buf, at, theme, &self.buttons()),
                None => break,
            }
        }
        list::more(buf, inner, theme, hidden > 0, false);
        cursor
    }

    fn label_row(&self, buf: &mut Canvas<'_>, at: Rect, theme: &Theme) -> Option<Position> {
        let focused = self.focus == Part::Label;
        let line = self.option_head(Part::Label, "l", "Label");
        let used = put_line(buf, at, &line, theme);
        let field = Rect { x: at.x + used, width: at.width - used, ..at };
        if self.label.is_blank() && !focused {
            put(buf, field, &"(none)".into(), theme.style(Role::Secondary), &theme.glyphs);
            return None;
        }
        self.label.draw(buf, field, theme, focused)
    }
}
