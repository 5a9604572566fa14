//! Draws words in given cells. The last guard: nothing that is not a visible sign of known width is put in
//! a cell, and nothing is cut or left out without a sign. Knows nothing of what the words mean.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use crate::app::layout::Area;
use crate::app::theme::{Glyphs, Role, Theme};
use crate::domain::format;
use crate::domain::sanitise;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// A line of words in several roles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line(pub Vec<(Role, SafeText)>);

impl Line {
    /// A line in one role.
    pub fn new(role: Role, words: impl Into<SafeText>) -> Self {
        Self(vec![(role, words.into())])
    }

    /// An empty line.
    pub fn blank() -> Self {
        Self::default()
    }

    /// The same line with more words at its end.
    #[must_use]
    pub fn and(mut self, role: Role, words: impl Into<SafeText>) -> Self {
        self.0.push((role, words.into()));
        self
    }

    /// The same with the first of these forms that leaves the line within `cells`; without them when none does.
    #[must_use]
    pub fn and_fitting(
        mut self,
        role: Role,
        forms: impl IntoIterator<Item = SafeText>,
        cells: usize,
    ) -> Self {
        let words = format::first_that_fits(forms, cells.saturating_sub(self.width()));
        if !words.is_empty() {
            self.0.push((role, words));
        }
        self
    }

    /// How many cells it takes.
    pub fn width(&self) -> usize {
        self.0.iter().map(|(_, words)| words.width()).sum()
    }

    /// All its words, for tests and for copying.
    pub fn text(&self) -> SafeText {
        self.0.iter().fold(SafeText::default(), |so_far, (_, words)| safe!("{}{}", so_far, words))
    }
}

/// Words in as many lines of `cells` as they take.
pub fn paragraph(role: Role, words: &SafeText, cells: usize) -> Vec<Line> {
    words.wrap(cells).into_iter().map(|line| Line::new(role, line)).collect()
}

/// Our own words, never foreign ones, in as many lines of `cells` as they take: what stands in backquotes has the role
/// `quoted`, without them.
pub fn with_quoted(role: Role, quoted: Role, words: &SafeText, cells: usize) -> Vec<Line> {
    quoted_lines(role, quoted, words.wrap(cells))
}

/// The same of lines that are broken already.
pub fn quoted_lines(role: Role, quoted: Role, lines: impl IntoIterator<Item = SafeText>) -> Vec<Line> {
    let mut is_quoted = false;
    let line = |words: SafeText| {
        let mut line = Line::blank();
        for (at, part) in words.split('`').into_iter().enumerate() {
            // Each backquote changes what follows, also across the end of a line.
            is_quoted ^= at > 0;
            if !part.is_empty() {
                line = line.and(if is_quoted { quoted } else { role }, part);
            }
        }
        line
    };
    lines.into_iter().map(line).collect()
}

/// Words in lines, indented: `first` before the first line, blanks before the others.
pub fn hanging(first: (Role, SafeText), role: Role, words: &SafeText, cells: usize) -> Vec<Line> {
    let indent = first.1.width();
    let blank = SafeText::default();
    words
        .wrap(cells.saturating_sub(indent).max(8))
        .into_iter()
        .enumerate()
        .map(|(row, line)| {
            let head = if row == 0 { first.clone() } else { (first.0, pad(&blank, indent)) };
            Line(vec![head, (role, line)])
        })
        .collect()
}

/// The words followed by blanks up to `cells`. Longer ones stay whole: a column that they may not leave is [`column`].
pub fn pad(words: &SafeText, cells: usize) -> SafeText {
    words.clone().padded(cells)
}

/// The words in a column of so many cells, cut with the theme's sign when they are longer.
pub fn column(words: &SafeText, cells: usize, cut: &'static str) -> SafeText {
    pad(&words.fit_with(cells, cut), cells)
}

/// The same at the right end of the column.
pub fn right(words: &SafeText, cells: usize, cut: &'static str) -> SafeText {
    let words = words.fit_with(cells, cut);
    safe!("{}{}", pad(&SafeText::default(), cells.saturating_sub(words.width())), words)
}

/// A raw text piece by piece as it is shown, each with its number of raw chars: what is known about raw chars (a
/// cursor, letters that match) finds its cells by this. Blanks are shown as blanks.
pub fn pieces(raw: &str) -> Vec<(usize, SafeText)> {
    let shown = |cluster: &str| match cluster {
        " " => SafeText::from(" "),
        other => Untrusted::new(other).sanitized(),
    };
    raw.graphemes(true).map(|cluster| (cluster.chars().count(), shown(cluster))).collect()
}

/// The cells of an area.
pub fn rect(area: Area) -> Rect {
    Rect { x: area.x, y: area.y, width: area.width, height: area.height }
}

/// The first row of `area`, as far as there is one within the buffer.
pub fn row(buf: &Buffer, area: Rect, index: u16) -> Rect {
    let y = area.y.saturating_add(index);
    let one = Rect { y, height: u16::from(index < area.height), ..area };
    one.intersection(buf.area)
}

/// Draws words at the start of `area`'s first row, cut to its width. Returns the cells used.
pub fn put(buf: &mut Buffer, area: Rect, words: &SafeText, style: Style, glyphs: &Glyphs) -> u16 {
    let area = area.intersection(buf.area);
    if area.is_empty() {
        return 0;
    }
    let mut x = area.x;
    let fitted = words.fit_with(usize::from(area.width), glyphs.cut);
    if sanitise::is_printable_ascii(fitted.as_str()) {
        for (x, sign) in (area.x..area.right()).zip(fitted.as_str().chars()) {
            if let Some(cell) = buf.cell_mut((x, area.y)) {
                cell.set_char(sign).set_style(style);
            }
        }
        return u16::try_from(fitted.as_str().len()).unwrap_or(area.width);
    }
    for cluster in fitted.as_str().graphemes(true) {
        let left = area.right().saturating_sub(x);
        let width = u16::try_from(sanitise::width(cluster)).unwrap_or(u16::MAX);
        let steers = cluster.chars().any(char::is_control);
        let (cluster, width) = if steers || width == 0 { ("?", 1) } else { (cluster, width) };
        if width > left {
            break;
        }
        let first = x;
        let ground = buf.cell((x, area.y)).map(|cell| cell.bg);
        (x, _) = buf.set_stringn(x, area.y, cluster, usize::from(left), style);
        // What a wide sign covers keeps its ground.
        for covered in first.saturating_add(1)..x {
            if let (Some(cell), Some(ground)) = (buf.cell_mut((covered, area.y)), style.bg.or(ground)) {
                cell.set_bg(ground);
            }
        }
    }
    x.saturating_sub(area.x)
}

/// Draws a line of several roles. Returns the cells used.
pub fn put_line(buf: &mut Buffer, area: Rect, line: &Line, theme: &Theme) -> u16 {
    let mut x = 0;
    for (role, words) in &line.0 {
        let rest = Rect { x: area.x.saturating_add(x), width: area.width.saturating_sub(x), ..area };
        x += put(buf, rest, words, theme.style(*role), &theme.glyphs);
    }
    x
}

/// Draws lines from the top of `area`; those that do not fit are left to the caller's scrolling.
pub fn put_lines(buf: &mut Buffer, area: Rect, lines: &[Line], theme: &Theme) {
    for (index, line) in (0..area.height).zip(lines) {
        let at = row(buf, area, index);
        put_line(buf, at, line, theme);
    }
}

/// Gives the first row of `area` a style, whatever its content.
pub fn tint(buf: &mut Buffer, area: Rect, style: Style) {
    buf.set_style(row(buf, area, 0), style);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(words: &SafeText, width: u16, glyphs: &Glyphs) -> String {
        let mut buf = Buffer::empty(Rect::new(0, 0, width, 1));
        let area = buf.area;
        put(&mut buf, area, words, Style::new(), glyphs);
        buf.content.iter().map(ratatui::buffer::Cell::symbol).collect()
    }

    #[test]
    fn words_are_cut_with_a_sign() {
        let words: SafeText = "tas_Amon_HadGEM3_2019.nc".into();
        assert_eq!(drawn(&words, 12, &Glyphs::UNICODE), "tas_Amon….nc");
        assert_eq!(drawn(&words, 12, &Glyphs::ASCII), "tas_Amon~.nc");
        let own = Untrusted::new("a…b").sanitized();
        assert_eq!(drawn(&own, 3, &Glyphs::ASCII), "a…b");
    }

    #[test]
    fn wide_signs_never_overflow_and_nothing_is_drawn_outside() {
        let words = Untrusted::new("日本語").sanitized();
        assert_eq!(drawn(&words, 6, &Glyphs::UNICODE), "日 本 語 ");
        assert_eq!(drawn(&words, 1, &Glyphs::UNICODE), "…");
        let mut buf = Buffer::empty(Rect::new(0, 0, 2, 2));
        assert_eq!(put(&mut buf, Rect::new(0, 2, 2, 1), &words, Style::new(), &Glyphs::UNICODE), 0);
        assert_eq!(put(&mut buf, Rect::new(5, 0, 9, 1), &words, Style::new(), &Glyphs::UNICODE), 0);
    }

    #[test]
    fn what_is_quoted_has_a_role_of_its_own_also_across_lines() {
        let lines = with_quoted(Role::Text, Role::Key, &"press `a b` twice".into(), 9);
        let parts: Vec<_> = lines
            .iter()
            .map(|line| line.0.iter().map(|(r, w)| (*r, w.as_str())).collect::<Vec<_>>())
            .collect();
        let expected: [Vec<_>; 2] =
            [vec![(Role::Text, "press "), (Role::Key, "a")], vec![(Role::Key, "b"), (Role::Text, " twice")]];
        assert_eq!(parts, expected);
    }

    #[test]
    fn the_last_guard_shows_what_it_stops() {
        // Nothing makes such a SafeText; if ever something does, no control character gets past here.
        let steering = SafeText::assemble(format_args!("a\x1bb"));
        assert_eq!(drawn(&steering, 5, &Glyphs::UNICODE), "a?b  ");
    }

    #[test]
    fn pieces_stand_for_all_raw_chars() {
        let counts: Vec<_> =
            pieces("a\u{202e} e\u{301}").iter().map(|(n, s)| (*n, s.as_str().to_owned())).collect();
        let expected = [(1, "a"), (1, "\\u{202e}"), (1, " "), (2, "e\u{301}")];
        assert_eq!(counts, expected.map(|(n, s)| (n, s.to_owned())));
    }

    #[test]
    fn padding_and_hanging_lines_keep_their_columns() {
        assert_eq!(pad(&"ab".into(), 4).as_str(), "ab  ");
        assert_eq!(column(&"abcdef".into(), 4, "…").as_str(), "ab…f");
        assert_eq!(right(&"ab".into(), 4, "…").as_str(), "  ab");
        let lines = hanging((Role::Secondary, "key ".into()), Role::Text, &"one two three".into(), 12);
        let words: Vec<_> = lines.iter().map(|l| l.text().as_str().to_owned()).collect();
        assert_eq!(words, ["key one two", "    three"]);
    }
}
