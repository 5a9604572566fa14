//! Draws a sign-in.

use ratatui::layout::Rect;

use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::theme::{Glyphs, Theme};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::text::put_lines;
use crate::app::widgets::{form, frame, list};
use crate::domain::link::Link;

use super::layout::Fit;
use super::{Focus, SignIn, State};

impl Draw for SignIn {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        self.view(cx.theme, area, buf)
    }
}

impl SignIn {
    fn view(&self, theme: &Theme, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        let Fit { page, columns, rows, size, qr } =
            self.fit((area.width, area.height), theme.glyphs == Glyphs::ASCII);
        let inner = frame::open(buf, area, size, &self.title(), theme);
        if let Some((qr, (x, y))) = qr {
            let at =
                Rect { x: inner.x + x, y: inner.y + y, width: inner.width - x, height: inner.height - y };
            put_lines(buf, at, qr.lines(), theme);
        }
        let words = Rect { width: inner.width.min(columns), height: inner.height.min(rows), ..inner };
        // What does not fit is left out from the top: the field, its problem and the keys stay.
        let fixed = page.below.len() + usize::from(self.has_field());
        let cut = (page.above.len() + fixed).saturating_sub(usize::from(words.height)).min(page.above.len());
        let cursor = if self.has_field() {
            let focused = self.focus == Focus::Code;
            let field = (&"Code: ".into(), &self.field);
            form::draw(buf, words, theme, &page.above, field, &page.below, focused)
        } else {
            let all: Vec<_> = page.above.iter().skip(cut).chain(&page.below).cloned().collect();
            put_lines(buf, words, &all, theme);
            list::more(buf, words, theme, cut > 0, false);
            None
        };
        let row = |index: usize| {
            let (down, line) = (u16::try_from(index.checked_sub(cut)?).ok()?, page.above.get(index)?);
            let width = u16::try_from(line.width()).unwrap_or(u16::MAX);
            let at = Rect { y: words.y + down, height: 1, width, ..words }.intersection(words);
            (!at.is_empty()).then(|| Some((at, self.shown_link()?.clone())))?
        };
        Drawn { cursor, links: page.link.clone().filter_map(row).collect(), ..Drawn::default() }
    }

    /// The link whose words are drawn.
    fn shown_link(&self) -> Option<&Link> {
        match &self.state {
            State::DeviceCode(code) => Some(&code.page),
            _ => self.link(),
        }
    }
}
