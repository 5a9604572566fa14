//! Draws a deletion.

use ratatui::layout::{Position, Rect};

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::pointer::Target;
use crate::app::theme::{Role, Theme};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::text::{Line, put_line, row};
use crate::app::widgets::{form, frame, list};
use crate::domain::deletion::WORD;
use crate::safe;

use super::lines::{LABELS, Row};
use super::{DeleteReview, PARTS, Part};

impl Draw for DeleteReview {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        self.view(cx.theme, area, buf).into()
    }
}

impl DeleteReview {
    fn view(&self, theme: &Theme, area: Rect, buf: &mut Canvas<'_>) -> Option<Position> {
        let (columns, most) = Self::size(Screen { columns: area.width, rows: area.height });
        let layout = self.layout(usize::from(columns), usize::from(most));
        let items = self.draft.items.len();
        let rows = layout.above.len() + layout.names + layout.below.len();
        let wanted = (columns, u16::try_from(rows).unwrap_or(u16::MAX));
        let inner = frame::open(buf, area, wanted, &"Delete".into(), theme);
        // Where not all fits, the end stays: it says that nothing can be confirmed.
        let hidden = rows.saturating_sub(usize::from(inner.height));
        let first = self.names.top(items, layout.names);
        let mut cursor = None;
        for index in 0..inner.height {
            let at = row(buf, inner, index);
            let line = usize::from(index) + hidden;
            if let Some(words) = layout.above.get(line) {
                put_line(buf, at, words, theme);
                continue;
            }
            let line = line - layout.above.len();
            if line < layout.names {
                let name = self.name(first + line, usize::from(at.width), theme.glyphs.cut);
                put_line(buf, at, &name, theme);
                let more = first + layout.names < items;
                list::more(buf, at, theme, line == 0 && first > 0, line + 1 == layout.names && more);
                continue;
            }
            match layout.below.get(line - layout.names) {
                Some(Row::Words(words)) => _ = put_line(buf, at, words, theme),
                Some(Row::Fate) => self.fate_row(buf, at, theme),
                Some(Row::Word) => cursor = self.word_row(buf, at, theme),
                Some(Row::Buttons) => form::buttons(buf, at, theme, &self.buttons()),
                None => break,
            }
        }
        list::more(buf, inner, theme, hidden > 0, false);
        cursor
    }

    fn fate_row(&self, buf: &mut Canvas<'_>, at: Rect, theme: &Theme) {
        let role = if self.focus == Part::Fate { Role::Focus } else { Role::Text };
        let head = form::label(&"To".into(), LABELS);
        let value = form::choice(&self.fate_words().into(), &theme.glyphs);
        put_line(buf, at, &Line::new(Role::Secondary, head).and(role, value), theme);
        let place = PARTS.iter().position(|part| *part == Part::Fate).unwrap_or(0);
        buf.zone(at, Target::Choice(place));
    }

    fn word_row(&self, buf: &mut Canvas<'_>, at: Rect, theme: &Theme) -> Option<Position> {
        let focused = self.focus == Part::Word;
        let role = if focused { Role::Title } else { Role::Text };
        let head = form::label(&safe!("Type {}", WORD), LABELS + 2);
        let used = put_line(buf, at, &Line::new(role, head), theme);
        let field = Rect { x: at.x + used, width: (at.width - used).min(20), ..at };
        self.word.draw(buf, field, theme, focused)
    }
}
