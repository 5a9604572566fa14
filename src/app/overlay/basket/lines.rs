//! The text of the basket: its rows, and what is said below them.

use crate::app::overlay::Screen;
use crate::app::pane::marks::Totals;
use crate::app::pane::title_footer::end_of;
use crate::app::theme::{Glyphs, Role};
use crate::app::widgets::frame;
use crate::app::widgets::text::{Line, pad, paragraph};
use crate::domain::entry::EntryKind;
use crate::domain::format;
use crate::domain::scripts::mixes_scripts;
use crate::domain::text::SafeText;
use crate::safe;

use super::Basket;

/// The widest and highest it gets.
const SIZE: (u16, u16) = (100, 30);
/// Lines below the list, at least.
const BELOW: u16 = 3;

impl Basket {
    pub(super) fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), SIZE)
    }

    /// How many rows are seen at once.
    pub(super) fn list_height(&self, screen: Screen) -> usize {
        let size = Self::size(screen);
        usize::from(size.1.saturating_sub(self.height_below(size)).max(1))
    }

    /// Lines below the list: what is said is shown whole, beside a row of the list at least.
    pub(super) fn height_below(&self, size: (u16, u16)) -> u16 {
        let lines = u16::try_from(self.below(usize::from(size.0)).len()).unwrap_or(u16::MAX);
        lines.max(BELOW).min(size.1.saturating_sub(1))
    }

    /// A directory with its sums, or one mark of it.
    pub(super) fn line(&self, at: usize, cells: usize, glyphs: &Glyphs) -> Line {
        let Some((index, mark)) = self.row(at) else { return Line::blank() };
        let Some(dir) = self.dirs.get(index) else { return Line::blank() };
        let marked = &dir.marked;
        let Some((name, what)) = mark.and_then(|mark| marked.marks.get(mark)) else {
            let sums = dir.totals.label();
            let title = marked.title.fit_with(cells / 3, glyphs.cut);
            let sums = if title.width() + sums.width() + 12 <= cells { sums } else { brief(dir.totals) };
            let room = cells.saturating_sub(title.width() + sums.width() + 3);
            let path = end_of(&marked.place.path, room, glyphs.cut);
            let line = Line::new(Role::Title, title).and(Role::Directory, safe!(" {}", path));
            let missing = cells.saturating_sub(line.width() + sums.width());
            return line.and(Role::Text, pad(&SafeText::default(), missing)).and(Role::Secondary, sums);
        };
        let (role, sign) = match what.kind {
            EntryKind::Dir => (Role::Directory, "/"),
            EntryKind::BrokenLink => (Role::Broken, "!"),
            EntryKind::File | EntryKind::Link | EntryKind::Other => (Role::Text, ""),
        };
        let size = match (what.kind, what.size) {
            (EntryKind::Dir, _) => "not scanned".into(),
            (_, Some(size)) => format::bytes(size),
            (EntryKind::Other, None) => "type not known".into(),
            (_, None) => "size not known".into(),
        };
        let room = cells.saturating_sub(size.width() + 4);
        let mixed = if mixes_scripts(name.as_ref()) { " mix" } else { "" };
        let name = name.sanitized().fit_with(room.saturating_sub(sign.len() + mixed.len()), glyphs.cut);
        let line = Line::new(Role::Text, "  ").and(role, safe!("{}{}", name, sign)).and(Role::Warning, mixed);
        let missing = cells.saturating_sub(line.width() + size.width());
        line.and(Role::Text, pad(&SafeText::default(), missing)).and(Role::Secondary, size)
    }

    /// All together.
    pub(super) fn sum(&self) -> SafeText {
        if self.dirs.is_empty() {
            return "Nothing is marked.".into();
        }
        let all = self.dirs.iter().fold(Totals::default(), |sum, dir| sum.and(dir.totals));
        let dirs = format::count(self.dirs.len() as u64, "directory", "directories");
        safe!("{}, marked in {}", all.label(), dirs)
    }

    /// The sums, and what is to be said.
    pub(super) fn below(&self, cells: usize) -> Vec<Line> {
        let mut lines = vec![Line::new(Role::Text, self.sum().fit_with(cells, "..."))];
        if let Some((role, words)) = &self.words {
            lines.extend(paragraph(*role, words, cells));
        }
        lines
    }
}

/// The sums where there is little room.
fn brief(totals: Totals) -> SafeText {
    let files = match totals.files {
        0 => SafeText::default(),
        files => format::count(files, "file", "files"),
    };
    let dirs = match totals.dirs {
        0 => SafeText::default(),
        dirs => format::count(dirs, "dir", "dirs"),
    };
    let plus = if files.is_empty() || dirs.is_empty() { "" } else { " + " };
    safe!("{}{}{}", files, plus, dirs)
}
