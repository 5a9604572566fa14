//! The text of the palette: its rows, and what is said of the one at the cursor.

use crate::app::overlay::Screen;
use crate::app::theme::Role;
use crate::app::widgets::frame;
use crate::app::widgets::text::{Line, pad, paragraph};
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

use super::Palette;

/// The widest and highest it gets.
const SIZE: (u16, u16) = (96, 26);
/// Lines below the list: what the command does, or why it would do nothing.
pub(super) const BELOW: u16 = 2;
/// Rows that are not the list.
const BESIDES: u16 = 2 + BELOW;
/// Below this many cells there is no column of names.
const WITH_NAMES: usize = 56;
/// The cells of the names: the longest, in brackets.
const NAMES: usize = 18;

impl Palette {
    pub(super) fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), SIZE)
    }

    pub(super) fn title(&self) -> &'static str {
        if self.of_guides { "Guides" } else { "Commands" }
    }

    /// How many commands are seen at once.
    pub(super) fn list_height(screen: Screen) -> usize {
        usize::from(Self::size(screen).1.saturating_sub(BESIDES).max(1))
    }

    /// One command: its name, what it does, its keys. One that would do nothing is in brackets.
    pub(super) fn row(&self, index: usize, cells: usize, cut: &'static str) -> Line {
        let Some(row) = self.rows.get(index) else { return Line::blank() };
        let Some(entry) = self.entries.get(row.entry) else { return Line::blank() };
        let [name, _, words] = entry.item.words();
        let keys_width = entry.keys.width();
        let names = if cells >= WITH_NAMES { NAMES } else { 0 };
        let room = cells.saturating_sub(names + keys_width + 2);
        let plain = if entry.reason.is_some() { Role::Secondary } else { Role::Text };
        let [open, close] = if entry.reason.is_some() { ["(", ")"] } else { ["", ""] };
        let mut line = Line::blank();
        if names > 0 {
            line = letters(line.and(plain, open), name, &row.name, plain).and(plain, close);
            let missing = names.saturating_sub(line.width());
            line = line.and(Role::Text, pad(&SafeText::default(), missing));
        }
        let sentence: SafeText = words.into();
        line = if sentence.width() <= room {
            letters(line, words, &row.sentence, plain)
        } else {
            line.and(plain, sentence.fit_with(room, cut))
        };
        let missing = cells.saturating_sub(line.width() + keys_width);
        let keys = if entry.reason.is_some() { Role::Secondary } else { Role::Key };
        line.and(Role::Text, pad(&SafeText::default(), missing)).and(keys, entry.keys.clone())
    }

    /// What Enter would do, or why nothing.
    pub(super) fn below(&self, cells: usize) -> Vec<Line> {
        let (role, words) = match (self.number(), self.entry()) {
            (Some(number), _) => (Role::Text, safe!("Enter moves the cursor to row {}.", number)),
            (None, Some(entry)) => match &entry.reason {
                Some(reason) => (Role::Warning, safe!("Not possible now: {}", reason)),
                None => {
                    let [_, _, words] = entry.item.words();
                    (Role::Text, words.into())
                }
            },
            (None, None) => (Role::Text, "No command matches.".into()),
        };
        paragraph(role, &words, cells)
    }
}

/// Our own words, the letters that match in another role.
fn letters(line: Line, words: &str, matched: &[usize], plain: Role) -> Line {
    let mut line = line;
    let mut run = (false, SafeText::default());
    for (at, letter) in words.chars().enumerate() {
        let hit = matched.contains(&at);
        if hit != run.0 {
            line = line.and(if run.0 { Role::Match } else { plain }, std::mem::take(&mut run.1));
            run.0 = hit;
        }
        let letter = match letter {
            ' ' => " ".into(),
            other => Untrusted::new(other.encode_utf8(&mut [0; 4])).sanitized(),
        };
        run.1 = safe!("{}{}", run.1, letter);
    }
    line.and(if run.0 { Role::Match } else { plain }, run.1)
}
