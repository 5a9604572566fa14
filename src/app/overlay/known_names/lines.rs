//! The words of the list: a name with the letters that match, where it is, how large and how old.

use crate::app::overlay::Screen;
use crate::app::overlay::message::problem_brief;
use crate::app::pane::title_footer::end_of;
use crate::app::theme::{Glyphs, Role};
use crate::app::widgets::frame;
use crate::app::widgets::text::{Line, column, pad, paragraph, pieces, right};
use crate::domain::entry::EntryKind;
use crate::domain::format;
use crate::domain::known_names::KnownName;
use crate::domain::scripts::mixes_scripts;
use crate::domain::text::{SafeText, Untrusted, UntrustedRef};
use crate::safe;

use super::KnownNames;

/// The widest and highest it gets.
const SIZE: (u16, u16) = (120, 60);
/// Rows that are not the list: the field, a blank row, and the lines below.
const BESIDES: usize = 4;
/// Lines below the list.
pub(super) const BELOW: u16 = 2;
/// Cells of a size and of a day.
const FACTS: (usize, usize) = (5, 10);

impl KnownNames {
    pub(super) fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), SIZE)
    }

    /// How many names are seen at once.
    pub(super) fn list_height(screen: Screen) -> usize {
        usize::from(Self::size(screen).1).saturating_sub(BESIDES).max(1)
    }

    /// A row of the list.
    pub(super) fn row(&self, index: usize, cells: usize, glyphs: &Glyphs) -> Line {
        let Some(hit) = self.found.hits.get(index) else { return Line::blank() };
        let wide = cells >= 50;
        let facts = if wide { FACTS.0 + FACTS.1 + 2 } else { 0 };
        let room = cells.saturating_sub(facts);
        // The name matters most, then the end of the path.
        let for_name = room.div_ceil(2);
        let line = name(hit, for_name, glyphs);
        let left = room.saturating_sub(line.width() + 1);
        let title = title(hit).fit_with(left / 2, glyphs.cut);
        let path = end_of(&hit.directory, left.saturating_sub(title.width() + 1), glyphs.cut);
        let line = line.and(Role::Secondary, safe!(" {} {}", title, path));
        let missing = room.saturating_sub(line.width());
        let line = line.and(Role::Text, pad(&SafeText::default(), missing));
        if !wide {
            return line;
        }
        let size = match (hit.kind, hit.size) {
            (EntryKind::Dir, _) => SafeText::default(),
            (_, Some(size)) => format::bytes_short(size),
            (_, None) => "-".into(),
        };
        let day = format::day(hit.at / 1000, &self.zone);
        let facts = safe!(" {} {}", right(&size, FACTS.0, glyphs.cut), column(&day, FACTS.1, glyphs.cut));
        line.and(Role::Secondary, facts)
    }

    /// How far the search is, and how much is known.
    pub(super) fn below(&self, searches: bool, cells: usize, glyphs: &Glyphs) -> Vec<Line> {
        if let Some(problem) = &self.problem {
            return problem_brief(problem, cells);
        }
        let (looked, of) = (format::grouped(self.found.looked), format::grouped(self.found.of));
        let words = match (searches, self.field.is_blank(), self.found.hits.len()) {
            (true, ..) if self.stale => {
                return vec![Line::new(Role::Warning, safe!("searching{}", glyphs.cut))];
            }
            (true, false, _) => {
                let words = safe!("searching{} {} of {} names", glyphs.cut, looked, of);
                return vec![Line::new(Role::Warning, words)];
            }
            (_, true, _) => self.known(),
            (false, false, 0) => safe!("No name of {} that were seen has these letters.", of),
            (false, false, hits) => {
                let hits = format::count(hits as u64, "name", "names");
                safe!("{} of {} that were seen: as they were then.", hits, of)
            }
        };
        paragraph(Role::Secondary, &words, cells)
    }

    /// How much is known, in a sentence.
    fn known(&self) -> SafeText {
        let Some(facts) = self.facts.filter(|facts| facts.names > 0) else {
            return "No names are known yet: those of collections are kept as you browse them.".into();
        };
        let names = format::count(facts.names, "name", "names");
        let directories = format::count(facts.directories, "directory", "directories");
        let day = |at: Option<i64>| format::day(at.unwrap_or_default() / 1000, &self.zone);
        let (from, to) = (day(facts.oldest), day(facts.newest));
        let when = if from == to { safe!("on {}", from) } else { safe!("from {} to {}", from, to) };
        safe!("Type a part of a name. {} in {} are known, seen {}.", names, directories, when)
    }
}

/// What the collection was called; its id where it had no name.
pub(super) fn title(hit: &KnownName) -> SafeText {
    if hit.title.is_empty() { safe!("{}", hit.collection) } else { hit.title.sanitized() }
}

/// The name with its sign, and the letters that match, in so many cells.
fn name(hit: &KnownName, cells: usize, glyphs: &Glyphs) -> Line {
    let (role, sign) = match hit.kind {
        EntryKind::Dir => (Role::Directory, "/"),
        EntryKind::Link | EntryKind::BrokenLink => (Role::Symlink, "@"),
        EntryKind::File | EntryKind::Other => (Role::Text, ""),
    };
    let mixed = if mixes_scripts(UntrustedRef(hit.name.raw())) { " mix" } else { "" };
    let whole = hit.name.sanitized();
    let room = cells.saturating_sub(sign.len() + mixed.len());
    let end = |line: Line| line.and(role, sign).and(Role::Warning, mixed);
    let raw = Untrusted::new(hit.name.raw());
    let raw = raw.raw_str().unwrap_or_default();
    let mut line = Line::blank();
    let mut chars = 0;
    for (count, piece) in pieces(raw) {
        let lit = hit.letters.iter().any(|at| (chars..chars + count).contains(at));
        chars += count;
        line.0.push((if lit { Role::Match } else { role }, piece));
    }
    // A name that is cut, or written with escapes, is not told letter by letter.
    let is_plain = whole.width() <= room && line.text() == whole;
    end(if is_plain { line } else { Line::new(role, whole.fit_with(room, glyphs.cut)) })
}
