//! Draws the dialog.

use ratatui::layout::Rect;

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::pointer::Target;
use crate::app::requests::Purpose;
use crate::app::theme::Role;
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::frame;
use crate::app::widgets::text::{Line, pad, put_line, put_lines, row};
use crate::domain::text::SafeText;
use crate::safe;

use super::{BOXES, Chmod, ROWS};

/// Cells of the names of the rows, and of a box with a blank after it.
const NAME: u16 = 8;
const BOX: u16 = 13;

impl Draw for Chmod {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        let size = Self::size(Screen { columns: area.width, rows: area.height });
        let inner = frame::open(buf, area, size, &self.heading(), cx.theme);
        let mut used = 0;
        if self.entries.is_some() {
            // In a narrow window the boxes stand closer.
            let wide = inner.width >= NAME + BOX * 4;
            let wide_box = if wide { BOX } else { (inner.width.saturating_sub(NAME) / 4).max(4) };
            for (index, (name, ..)) in (0_u16..).zip(ROWS) {
                let at = row(buf, inner, index);
                let name = pad(&SafeText::from(name), usize::from(NAME));
                put_line(buf, at, &Line::new(Role::Secondary, name), cx.theme);
                for (column, choice) in (0_u16..).zip(usize::from(index) * BOXES..).take(BOXES) {
                    let x = at.x.saturating_add(NAME + column * wide_box).min(at.right());
                    let here = Rect { x, width: (wide_box - 1).min(at.right() - x), ..at };
                    let role = if choice == self.cursor { Role::Focus } else { Role::Text };
                    let words = self.words(choice).fit_with(usize::from(here.width), cx.theme.glyphs.cut);
                    put_line(buf, here, &Line::new(role, words), cx.theme);
                    buf.zone(here, Target::Choice(choice));
                }
            }
            let at = row(buf, inner, 4);
            let octal = Line::new(Role::Secondary, pad(&SafeText::from("octal"), usize::from(NAME)));
            put_line(buf, at, &octal.and(Role::Text, safe!("{}", self.octal())), cx.theme);
            used = 6.min(inner.height);
        }
        let rest = Rect { y: inner.y + used, height: inner.height - used, ..inner };
        let waits = cx.waits_for(Purpose::Change);
        put_lines(buf, rest, &self.below(usize::from(inner.width), waits, &cx.theme.glyphs), cx.theme);
        Drawn::default()
    }
}
