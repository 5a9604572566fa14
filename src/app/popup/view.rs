//! Draws what may follow the keys pressed so far.

use ratatui::layout::{Margin, Rect};

use super::place;
use crate::app::layout::Area;
use crate::app::pointer::Target;
use crate::app::status::hints::Hint;
use crate::app::theme::{Role, Theme};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::frame;
use crate::app::widgets::text::{Line, put_line, row};
use crate::safe;

/// Draws the box, if there is room for it. A key that would do nothing now is in brackets.
pub fn draw(hints: &[Hint], room: Area, at_cursor: Area, theme: &Theme, buf: &mut Canvas<'_>) {
    let Some(Area { x, y, width, height }) = place(hints, room, at_cursor) else { return };
    let area = Rect { x, y, width, height };
    frame::clear(buf, area, Role::DialogGround, theme);
    frame::border(buf, area, theme, Role::DialogBorder);
    let inner = area.inner(Margin { horizontal: 2, vertical: 1 });
    for (index, hint) in (0..inner.height).zip(hints) {
        let line = if hint.works {
            Line::new(Role::Key, hint.key.clone()).and(Role::Text, safe!(" {}", hint.word))
        } else {
            Line::new(Role::Secondary, safe!("({} {})", hint.key, hint.word))
        };
        let here = row(buf, inner, index);
        put_line(buf, here, &line, theme);
        match &hint.target {
            Some(target) => buf.zone(here, target.clone()),
            None => buf.zone(here, Target::Dialog),
        }
    }
}
