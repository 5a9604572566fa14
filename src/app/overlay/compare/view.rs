//! Draws the comparison.

use ratatui::layout::Rect;

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::pointer::Target;
use crate::app::theme::Role;
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::text::{Line, put_line, put_lines};
use crate::app::widgets::{frame, list};
use crate::domain::compare::Basis;

use super::Compare;

impl Draw for Compare {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        if !self.is_choosing() {
            let from_end = if area.height >= 3 { 2 } else { 1 };
            let line = Rect { y: area.bottom().saturating_sub(from_end), height: area.height.min(1), ..area };
            frame::clear(buf, line, Role::Ground, cx.theme);
            buf.zone(line, Target::Dialog);
            put_line(buf, line, &self.legend(&cx.theme.glyphs, usize::from(line.width)), cx.theme);
            return Drawn::default();
        }
        let size = Self::size(Screen { columns: area.width, rows: area.height });
        let inner = frame::open(buf, area, size, &"Compare the panes by".into(), cx.theme);
        let rows = u16::try_from(Basis::ALL.len()).unwrap_or(u16::MAX).min(inner.height);
        let listed = Rect { height: rows, ..inner };
        list::draw(buf, listed, cx.theme, &self.selection, Basis::ALL.len(), |at, _| {
            Line::new(Role::Text, Self::basis(at))
        });
        let left = inner.height - rows;
        let gap = left.min(1);
        let rest = Rect { y: inner.y + rows + gap, height: left - gap, ..inner };
        put_lines(buf, rest, &self.below(usize::from(inner.width)), cx.theme);
        Drawn::default()
    }
}
