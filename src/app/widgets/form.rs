//! Draws words, a field, and words below it. Where not all fits, the field and what is said of it stay,
//! and the words above lose their first lines.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::field::Field;
use super::list;
use super::text::{Line, put, put_lines, row};
use crate::app::theme::{Role, Theme};
use crate::domain::text::SafeText;

/// Draws it; returns the position of the cursor if the field has the keys.
pub fn draw(
    buf: &mut Buffer,
    area: Rect,
    theme: &Theme,
    above: &[Line],
    (label, field): (&SafeText, &Field),
    below: &[Line],
    focused: bool,
) -> Option<Position> {
    let height = usize::from(area.height);
    let kept_below = below.len().min(height.saturating_sub(1));
    let kept_above = above.len().min(height.saturating_sub(1 + kept_below));
    put_lines(buf, area, above.get(above.len() - kept_above..).unwrap_or_default(), theme);
    list::more(buf, area, theme, kept_above < above.len(), kept_below < below.len());
    let index = u16::try_from(kept_above).unwrap_or(u16::MAX);
    let at = row(buf, area, index);
    let role = if focused { Role::Title } else { Role::Text };
    // The label yields before the field has too little room.
    let room = at.width.saturating_sub(8);
    let label_area = Rect { width: if usize::from(room) < label.width() { 0 } else { room }, ..at };
    let used = put(buf, label_area, label, theme.style(role), &theme.glyphs);
    let field_area = Rect { x: at.x + used, width: at.width - used, ..at };
    let cursor = field.draw(buf, field_area, theme, focused);
    let rest =
        Rect { y: area.y.saturating_add(index + 1), height: area.height.saturating_sub(index + 1), ..area };
    put_lines(buf, rest, below, theme);
    cursor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_stays_whatever_else_must_go() {
        let above: Vec<Line> = ["one", "two", "three"].map(|words| Line::new(Role::Text, words)).into();
        let below = [Line::new(Role::Warning, "! wrong")];
        let field = Field::with("typed");
        for (height, first) in [(5, "one"), (3, "three"), (2, "Id: typed"), (1, "Id: typed")] {
            let mut buf = Buffer::empty(Rect::new(0, 0, 20, height));
            let area = buf.area;
            let cursor = draw(&mut buf, area, &Theme::mono(), &above, (&"Id: ".into(), &field), &below, true);
            let text: String = buf.content.iter().map(ratatui::buffer::Cell::symbol).collect();
            assert!(text.starts_with(first), "{height}: {text}");
            assert!(text.contains("Id: typed"), "{height}: {text}");
            assert_eq!(text.contains(['↑', '↓']), height < 5, "{height}: {text}");
            assert_eq!(cursor.map(|at| at.x), Some(9));
        }
    }
}
