//! What dialogs are made of: labels in one column, choices, ticks, fields, buttons. A view puts them together; here is
//! what each looks like, so that they look alike everywhere. Knows nothing of what they stand for.

use ratatui::layout::{Position, Rect};

use super::canvas::Canvas;
use super::field::Field;
use super::frame::{self, Hint};
use super::list;
use super::text::{Line, pad, put, put_lines, row};
use crate::app::keymap::KeyPress;
use crate::app::pointer::Target;
use crate::app::theme::{Glyphs, Role, Theme};
use crate::domain::text::SafeText;
use crate::safe;

/// A label at the right end of a column of `cells`, and the gap before its value.
pub fn label(words: &SafeText, cells: usize) -> SafeText {
    let indent = pad(&SafeText::default(), cells.saturating_sub(words.width()));
    safe!("{}{}  ", indent, words)
}

/// A label in a column of `column` cells, and all of its value beside it, in as many lines as that takes.
pub fn labelled(words: &SafeText, column: usize, role: Role, value: &SafeText, cells: usize) -> Vec<Line> {
    let value = value.wrap(cells.saturating_sub(column + 2).max(8));
    let value = if value.is_empty() { vec![SafeText::default()] } else { value };
    let heads = std::iter::once(words.clone()).chain(std::iter::repeat_with(SafeText::default));
    let line = |(head, value)| Line::new(Role::Secondary, label(&head, column)).and(role, value);
    heads.zip(value).map(line).collect()
}

/// A value that can be changed to one of several.
pub fn choice(words: &SafeText, glyphs: &Glyphs) -> SafeText {
    let [before, after] = glyphs.choice;
    safe!("{} {} {}", before, words, after)
}

/// What can be on or off.
pub fn tick(on: bool, words: &'static str) -> SafeText {
    safe!("[{}] {}", if on { "x" } else { " " }, words)
}

/// The keys that the last row of a screen of so many columns has no room for, in as many lines of `cells` as they take.
pub fn more_keys(hints: &[Hint], help: &str, columns: usize, cells: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (key, words) in hints.iter().skip(frame::shown_hints(hints, help, columns)) {
        let one = Line::new(Role::Key, *key).and(Role::Hint, safe!(" {}", *words));
        match lines.last_mut() {
            Some(line) if line.width() + 2 + one.width() <= cells => {
                line.0.push((Role::Text, "  ".into()));
                line.0.extend(one.0);
            }
            _ => lines.push(one),
        }
    }
    lines
}

/// A button.
#[derive(Clone, Copy, Debug)]
pub struct Button {
    /// What it does.
    pub words: &'static str,
    /// Whether Enter presses it.
    pub focused: bool,
    /// The key that does the same, as the keymap names it: what a press of the mouse means.
    pub key: &'static str,
}

/// Draws buttons in the middle of `area`'s first row.
pub fn buttons(buf: &mut Canvas<'_>, area: Rect, theme: &Theme, buttons: &[Button]) {
    const BETWEEN: u16 = 2;
    let words: Vec<SafeText> = buttons.iter().map(|button| safe!("[ {} ]", button.words)).collect();
    let wide = |words: &SafeText| u16::try_from(words.width()).unwrap_or(u16::MAX);
    let all = words.iter().map(wide).fold(0_u16, |sum, one| sum.saturating_add(one).saturating_add(BETWEEN));
    let mut rest = row(buf, area, 0);
    rest.x = rest.x.saturating_add(rest.width.saturating_sub(all.saturating_sub(BETWEEN)) / 2);
    for (button, words) in buttons.iter().zip(&words) {
        rest.width = area.right().saturating_sub(rest.x);
        let role = if button.focused { Role::Focus } else { Role::Text };
        let used = put(buf, rest, words, theme.style(role), &theme.glyphs);
        if let Some(key) = KeyPress::parse(button.key) {
            buf.zone(Rect { width: used, ..rest }, Target::Key(key));
        }
        rest.x = rest.x.saturating_add(used).saturating_add(BETWEEN);
    }
}

/// Draws words, a field, and words below it. Where not all fits, the field and what is said of it stay, and the words
/// above lose their first lines. Returns the position of the cursor if the field has the keys.
pub fn draw(
    buf: &mut Canvas<'_>,
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
    use ratatui::buffer::Buffer;

    use super::*;

    #[test]
    fn labels_end_in_one_column_and_values_begin_in_one() {
        let lines: Vec<_> = ["To", "From"]
            .iter()
            .flat_map(|head| labelled(&(*head).into(), 4, Role::Text, &"one two".into(), 10))
            .map(|line| line.text().as_str().to_owned())
            .collect();
        assert_eq!(lines, ["  To  one two", "From  one two"]);
        let lines = labelled(&"To".into(), 4, Role::Text, &"one two three".into(), 15);
        assert_eq!(lines[1].text().as_str(), "      three");
        assert_eq!(labelled(&"To".into(), 4, Role::Text, &SafeText::default(), 15).len(), 1);
        assert_eq!(choice(&"all".into(), &Glyphs::UNICODE).as_str(), "‹ all ›");
        assert_eq!(choice(&"all".into(), &Glyphs::ASCII).as_str(), "< all >");
    }

    #[test]
    fn buttons_stand_apart_in_the_middle_and_each_can_be_pressed() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 30, 1));
        let area = buf.area;
        let mut canvas = Canvas::new(&mut buf);
        let [send, cancel] = [("Send", "F5"), ("Cancel", "Esc")].map(|(words, key)| Button {
            words,
            key,
            focused: key == "Esc",
        });
        buttons(&mut canvas, area, &Theme::mono(), &[send, cancel]);
        let drawn = super::super::drawn::Drawn { zones: canvas.into_zones(), ..Default::default() };
        let text: String = buf.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(text, "     [ Send ]  [ Cancel ]     ");
        for (column, key) in [(5, Some("F5")), (12, Some("F5")), (13, None), (15, Some("Esc")), (25, None)] {
            let target = key.and_then(KeyPress::parse).map(Target::Key);
            assert_eq!(drawn.hit(column, 0), target.as_ref(), "{column}");
        }
        let reversed = |x: usize| buf.content[x].modifier.contains(ratatui::style::Modifier::REVERSED);
        assert!(reversed(15) && !reversed(5), "the one that Enter presses");
    }

    #[test]
    fn the_field_stays_whatever_else_must_go() {
        let above: Vec<Line> = ["one", "two", "three"].map(|words| Line::new(Role::Text, words)).into();
        let below = [Line::new(Role::Warning, "! wrong")];
        let field = Field::with("typed");
        for (height, first) in [(5, "one"), (3, "three"), (2, "Id: typed"), (1, "Id: typed")] {
            let mut buf = Buffer::empty(Rect::new(0, 0, 20, height));
            let area = buf.area;
            let mut canvas = Canvas::new(&mut buf);
            let words = (&"Id: ".into(), &field);
            let cursor = draw(&mut canvas, area, &Theme::mono(), &above, words, &below, true);
            let text: String = buf.content.iter().map(ratatui::buffer::Cell::symbol).collect();
            assert!(text.starts_with(first), "{height}: {text}");
            assert!(text.contains("Id: typed"), "{height}: {text}");
            assert_eq!(text.contains(['↑', '↓']), height < 5, "{height}: {text}");
            assert_eq!(cursor.map(|at| at.x), Some(9));
        }
    }
}
