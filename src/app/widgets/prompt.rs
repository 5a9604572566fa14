//! A text field in the row of messages, for what is typed while the panes stay in sight: a label, the field, and words
//! beside it. Words for which there is no room beside it are in rows above it.

use ratatui::layout::{Position, Rect};

use super::canvas::Canvas;
use super::field::Field;
use super::frame;
use super::text::{Line, paragraph, put_line, put_lines};
use crate::app::pointer::Target;
use crate::app::theme::{Role, Theme};
use crate::domain::text::SafeText;
use crate::safe;

/// Cells that a field keeps whatever is said beside it.
const LEAST_FIELD: usize = 16;

/// Draws it on a screen; the position of the text cursor.
pub fn draw(
    buf: &mut Canvas<'_>,
    screen: Rect,
    (label, field): (&'static str, &Field),
    beside: &(Role, SafeText),
    theme: &Theme,
) -> Option<Position> {
    // The last row names the keys, where there is one for them.
    let from_end = if screen.height >= 3 { 2 } else { 1 };
    let area = Rect { y: screen.bottom().saturating_sub(from_end), height: screen.height.min(1), ..screen };
    frame::clear(buf, area, Role::Ground, theme);
    buf.zone(area, Target::Dialog);
    let part = |from: usize, cells: usize| {
        let [from, width] = [from, cells].map(|cells| u16::try_from(cells).unwrap_or(u16::MAX));
        Rect { x: area.x.saturating_add(from), width, ..area }.intersection(area)
    };
    let cells = usize::from(area.width);
    let label = safe!(" {} ", label);
    put_line(buf, area, &Line::new(Role::Title, label.clone()), theme);
    // What was typed is seen whole where half of the row is enough for the words.
    let room = cells.saturating_sub(label.width() + 3);
    let typed = field.sanitized().width().max(LEAST_FIELD);
    let room = room.saturating_sub(typed + 1).max(room / 2);
    let (role, words) = beside;
    let above =
        if words.width() > room { paragraph(*role, words, cells.saturating_sub(2)) } else { Vec::new() };
    let rows = u16::try_from(above.len()).unwrap_or(u16::MAX);
    let fits = rows > 0 && rows < area.y.saturating_sub(screen.y);
    if fits {
        let over = Rect { y: area.y - rows, height: rows, ..area };
        frame::clear(buf, over, Role::Ground, theme);
        buf.zone(over, Target::Dialog);
        put_lines(buf, Rect { x: over.x + 1, width: over.width.saturating_sub(1), ..over }, &above, theme);
    }
    let words = if fits { SafeText::default() } else { words.fit_with(room, theme.glyphs.cut) };
    let said = if words.is_empty() { 0 } else { words.width() + 2 };
    let width = cells.saturating_sub(label.width() + said + 1);
    let cursor = field.draw(buf, part(label.width(), width), theme, true);
    put_line(buf, part(label.width() + width + 1, said), &Line::new(*role, words), theme);
    cursor
}
