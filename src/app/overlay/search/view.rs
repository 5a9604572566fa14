//! Draws the search.

use ratatui::layout::{Position, Rect};

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::pointer::Target;
use crate::app::theme::Role;
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::text::{put, put_line, put_lines, row};
use crate::app::widgets::{frame, list};

use super::Search;
use super::lines::BELOW;

impl Draw for Search {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        self.view(cx, area, buf).into()
    }
}

impl Search {
    fn view(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Option<Position> {
        let theme = cx.theme;
        let screen = Screen { columns: area.width, rows: area.height };
        let inner = frame::open(buf, area, Self::size(screen), &"Open a place".into(), theme);
        let cells = usize::from(inner.width);

        let line = row(buf, inner, 0);
        let used = put(buf, line, &"Find: ".into(), theme.style(Role::Title), &theme.glyphs);
        let field = Rect { x: line.x + used, width: line.width - used, ..line };
        let cursor = self.field.draw(buf, field, theme, true);
        let line = row(buf, inner, 1);
        let mut rest = line;
        for (index, scope) in self.scopes(cells, &theme.glyphs).iter().enumerate() {
            let used = put_line(buf, rest, scope, theme);
            buf.zone(Rect { width: used.saturating_sub(1), ..rest }, Target::Choice(index));
            rest = Rect { x: rest.x + used, width: rest.width.saturating_sub(used), ..rest };
        }

        let below = if self.place().is_none() { self.below(cx, cells) } else { Vec::new() };
        // What has to be said takes its lines from the list; small screens lose the blank line first.
        let below_rows = u16::try_from(below.len().max(BELOW)).unwrap_or(u16::MAX);
        let below_rows = below_rows.min(inner.height.saturating_sub(3));
        let first = if inner.height > 8 { 3 } else { 2 };
        let list_rows = inner.height.saturating_sub(first + below_rows);
        let part = |from: u16, rows: u16| Rect {
            y: inner.y.saturating_add(from),
            height: rows.min(inner.height.saturating_sub(from)),
            ..inner
        };
        match self.go_there(cells) {
            Some(lines) => put_lines(buf, part(first, list_rows), &lines, theme),
            None => list::draw(
                buf,
                part(first, list_rows),
                theme,
                &self.selection,
                self.rows.len(),
                |at, cells| self.row(at, cells, theme.glyphs.cut),
            ),
        }
        put_lines(buf, part(first + list_rows, below_rows), &below, theme);
        cursor
    }
}
