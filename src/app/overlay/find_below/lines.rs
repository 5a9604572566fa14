//! The words of the dialog: what is searched for, what was found, how far the search is.

use super::{FindBelowDialog, Search};
use crate::app::theme::{Glyphs, Role};
use crate::app::widgets::text::{Line, column, pad, paragraph, right};
use crate::domain::criteria::EXAMPLE;
use crate::domain::entry::EntryKind;
use crate::domain::format;
use crate::domain::scripts::mixes_scripts;
use crate::domain::text::{SafeText, UntrustedRef};
use crate::safe;

/// Rows beside those of the list and of what is searched for.
pub(super) const AROUND: usize = 4;

/// Cells of a size and of a date.
const FACTS: (usize, usize) = (5, 10);

impl FindBelowDialog {
    pub(super) fn title(&self) -> SafeText {
        safe!("Find below {}", self.root.sanitized())
    }

    /// What is searched for, in words, or what can be typed.
    pub(super) fn meaning(&self, cells: usize) -> Vec<Line> {
        match (&self.refusal, &self.criteria) {
            (Some(why), _) => paragraph(Role::Warning, why, cells),
            (None, Some(criteria)) => paragraph(Role::Secondary, &criteria.label(), cells),
            (None, None) => {
                paragraph(Role::Secondary, &safe!("Part of a name, or tests such as {}", EXAMPLE), cells)
            }
        }
    }

    /// A row of the list.
    pub(super) fn row(&self, index: usize, cells: usize, glyphs: &Glyphs) -> Line {
        let Some(found) = self.found.get(index) else { return Line::blank() };
        let marked = self.marked.contains(&index);
        let mark = if marked { glyphs.mark } else { " " };
        let wide = cells >= 40;
        let room = cells.saturating_sub(2 + if wide { FACTS.0 + FACTS.1 + 2 } else { 0 });
        let sign = match (found.is_link, found.kind) {
            (true, _) => "@",
            (false, EntryKind::Dir) => "/",
            _ => "",
        };
        let mixed = if mixes_scripts(UntrustedRef(found.name.raw())) { " mix" } else { "" };
        let path = safe!("{}{}", self.below(found), sign);
        let role = match (marked, found.kind) {
            (true, _) => Role::Mark,
            (false, EntryKind::Dir) => Role::Directory,
            (false, _) => Role::Text,
        };
        let path = path.fit_with(room.saturating_sub(mixed.len()), glyphs.cut);
        let blank = room.saturating_sub(path.width() + mixed.len());
        let line = Line::new(role, safe!("{} {}", mark, path)).and(Role::Warning, mixed);
        let line = line.and(role, pad(&SafeText::default(), blank));
        if !wide {
            return line;
        }
        let size = match (found.kind, found.size) {
            (EntryKind::Dir, _) => SafeText::default(),
            (_, Some(size)) => format::bytes_short(size),
            (_, None) => "-".into(),
        };
        let time = found.modified.map_or_else(|| "-".into(), |at| format::day(at, &self.zone));
        let facts = safe!(" {} {}", right(&size, FACTS.0, glyphs.cut), column(&time, FACTS.1, glyphs.cut));
        line.and(Role::Secondary, facts)
    }

    /// The path from the directory that was searched on.
    pub(super) fn below(&self, found: &crate::domain::found::Found) -> SafeText {
        let path = found.path();
        let names = path.names_below(&self.root).unwrap_or_default();
        let mut names = names.iter().map(|name| name.sanitized());
        let first = names.next().unwrap_or_default();
        names.fold(first, |so_far, name| safe!("{}/{}", so_far, name))
    }

    /// How much was found, where, and how far the search is.
    pub(super) fn state(&self, glyphs: &Glyphs) -> Line {
        if matches!(self.search, Search::Idle) {
            return Line::blank();
        }
        let found = format::count(self.found.len() as u64, "entry", "entries");
        let looked = format::count(self.looked, "directory", "directories");
        let mut words = safe!("{} in {}", found, looked);
        if !self.marked.is_empty() {
            words = safe!("{}, {} marked", words, format::grouped(self.marked.len() as u64));
        }
        let mut line = Line::new(Role::Text, words);
        if self.unreadable > 0 {
            line = line.and(Role::Warning, safe!(", {} not readable", format::grouped(self.unreadable)));
        }
        if self.unknown > 0 {
            line =
                line.and(Role::Warning, safe!(", {} not known well enough", format::grouped(self.unknown)));
        }
        match &self.search {
            Search::Idle => line,
            Search::Running { waiting } => {
                line.and(Role::Warning, safe!(", searching{} {} left", glyphs.cut, format::grouped(*waiting)))
            }
            Search::Stopped { rest } if rest.is_empty() => {
                line.and(Role::Warning, "; stopped, not all was looked at")
            }
            Search::Stopped { rest } => {
                let left = format::count(rest.len() as u64, "directory", "directories");
                line.and(Role::Warning, safe!("; {} left", left))
            }
            Search::Done => line.and(Role::Text, ": that is all."),
            Search::Failed(problem) => line.and(Role::Error, safe!("; {}", problem.happened)),
        }
    }
}
