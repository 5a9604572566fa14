//! The text of the search: scopes, rows and its state.

use crate::app::overlay::Screen;
use crate::app::overlay::message::problem_brief;
use crate::app::overlay::view::DrawCx;
use crate::app::requests::Purpose;
use crate::app::requests::progress::RequestProgress;
use crate::app::requests::search::{FindCollections, SearchScope};
use crate::app::theme::{Glyphs, Role};
use crate::app::widgets::frame;
use crate::app::widgets::text::{Line, column, hanging, pad, paragraph, pieces, with_quoted};
use crate::domain::collection::Collection;
use crate::domain::format::{count, grouped};
use crate::domain::place::PlaceSpec;
use crate::domain::text::SafeText;
use crate::safe;

use super::{SCOPES, Search};

/// The widest and highest it gets.
const SIZE: (u16, u16) = (96, 36);
/// Rows that are not the list: field, scopes, and the lines below.
const BESIDES: usize = 6;
/// Cells of the kind, and the fewest a name or an owner gets beside it.
const KIND: usize = 17;
const FEWEST_CELLS: usize = 24;
/// Lines below the list, at least.
pub(super) const BELOW: usize = 3;

impl Search {
    pub(super) fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), SIZE)
    }

    /// How many collections are seen at once.
    pub(super) fn list_height(screen: Screen) -> usize {
        usize::from(Self::size(screen).1).saturating_sub(BESIDES).max(1)
    }

    pub(super) fn scopes(&self, cells: usize, glyphs: &Glyphs) -> Line {
        let [before, after] = glyphs.choice;
        let all: usize = SCOPES.iter().map(|(_, name)| name.len() + 3).sum();
        let words = |(scope, name): &(SearchScope, &'static str)| {
            let name = if all > cells { name.split(' ').next().unwrap_or(name) } else { name };
            if *scope == self.scope {
                (Role::Focus, safe!("{}{}{}", before, name, after))
            } else {
                (Role::Secondary, safe!(" {} ", name))
            }
        };
        Line(SCOPES.iter().flat_map(|scope| [words(scope), (Role::Text, " ".into())]).collect())
    }

    /// One collection: name, kind, owner, and what keeps it from being used.
    pub(super) fn row(&self, index: usize, cells: usize, cut: &'static str) -> Line {
        let Some(row) = self.rows.get(index) else { return Line::blank() };
        let Some(known) = self.known.get(row.known) else { return Line::blank() };
        let collection = &known.collection;
        let marks = marks(collection).map(|marks| safe!(" {}", marks));
        let marks_width = marks.as_ref().map_or(0, SafeText::width);
        // With enough room, names, kinds and owners are in columns; marks reduce the owner's column.
        let columns = cells >= KIND + 2 * FEWEST_CELLS;
        let name_room = if columns { self.name_column(cells) } else { cells.saturating_sub(marks_width) };
        let mut line = name(collection, &row.matched, name_room, cut);
        if columns {
            let missing = name_room.saturating_sub(line.width());
            let kind = pad(&collection.entity.label().into(), KIND);
            let owner_room = cells.saturating_sub(name_room + KIND + 3 + marks_width);
            let owner = column(&collection.owner.sanitized(), owner_room, cut);
            line = line.and(Role::Text, pad(&SafeText::default(), missing));
            line = line.and(Role::Secondary, safe!("  {} {}", kind, owner));
        }
        match marks {
            Some(marks) => line.and(Role::Warning, marks),
            None => line,
        }
    }

    /// As wide as the longest name, within reason: the rest is the owner's.
    fn name_column(&self, cells: usize) -> usize {
        let names = self.rows.iter().filter_map(|row| self.known.get(row.known));
        let longest = names.map(|known| known.collection.title().width()).max().unwrap_or(0);
        longest.clamp(FEWEST_CELLS, cells / 2)
    }

    /// The lines below the list: the newest message first.
    pub(super) fn below(&self, cx: DrawCx<'_>, cells: usize) -> Vec<Line> {
        let mut lines = if let Some(refusal) = &self.refusal {
            paragraph(Role::Warning, &safe!("! {}", refusal), cells)
        } else if let Some(problem) = &self.problem {
            let mut lines = problem_brief(problem, cells);
            if self.rows.is_empty() {
                lines.extend(with_quoted(
                    Role::Secondary,
                    Role::Key,
                    &"`Enter` searches again.".into(),
                    cells,
                ));
            }
            lines
        } else if cx.waits_for(Purpose::read::<FindCollections>()) {
            match cx.progress(Purpose::read::<FindCollections>()).and_then(RequestProgress::message) {
                Some(silence) => paragraph(Role::Warning, &silence, cells),
                None => vec![Line::new(Role::Secondary, "Asking Globus...")],
            }
        } else if self.due.is_some() {
            vec![Line::blank()]
        } else {
            self.counted(cells)
        };
        if let Some(chosen) = self.chosen() {
            lines.push(Line::new(Role::Secondary, safe!("{}", chosen.id)));
            // Text is cut at its end.
            let mut about = chosen.description.on_one_line().wrap(cells).into_iter();
            if let Some(first) = about.next().filter(|first| !first.is_empty()) {
                let more = if about.next().is_some() { " ..." } else { "" };
                let first = first.wrap(cells.saturating_sub(more.len())).into_iter().next();
                lines.push(Line::new(Role::Secondary, safe!("{}{}", first.unwrap_or_default(), more)));
            }
        }
        lines
    }

    /// How many there are, and what to do about it.
    pub(super) fn counted(&self, cells: usize) -> Vec<Line> {
        with_quoted(Role::Secondary, Role::Key, &self.count(), cells)
    }

    fn count(&self) -> SafeText {
        let question = self.question();
        let more = self.answer.as_ref().is_some_and(|answer| answer.more && answer.text == question.text);
        match (self.rows.len(), self.field.is_blank()) {
            (0, true) if self.scope == SearchScope::All => {
                "Type a part of a collection's name, its owner or a keyword; or paste uuid:/path or a web-app link."
                    .into()
            }
            (0, true) => "There are no collections in this scope. `Tab` changes the scope.".into(),
            (0, false) => "No collection matches. Type fewer letters, or change the scope with `Tab`.".into(),
            (shown, _) if more => {
                let first = grouped(shown as u64);
                safe!("The first {} are shown: type more letters to find fewer.", first)
            }
            (found, false) => count(found as u64, "collection matches.", "collections match."),
            (found, true) => {
                let found = count(found as u64, "collection", "collections");
                match question.scope {
                    SearchScope::Recent if self.scope == SearchScope::All => {
                        safe!("Used recently: {}. Type to find others.", found)
                    }
                    SearchScope::Recent => safe!("Used recently: {}.", found),
                    SearchScope::Mine => safe!("{} of yours.", found),
                    SearchScope::SharedWithMe => safe!("{} shared with you.", found),
                    SearchScope::All => safe!("{}.", found),
                }
            }
        }
    }

    /// What Enter does with a pasted place, as text.
    pub(super) fn go_there(&self, cells: usize) -> Option<Vec<Line>> {
        let PlaceSpec::Collection { id, path } = self.place()? else { return None };
        let path = path.map_or_else(|| "the collection's default directory".into(), |path| path.sanitized());
        let mut lines = vec![Line::new(Role::Title, "Enter opens this place:")];
        lines.extend(hanging(
            (Role::Secondary, "  Collection  ".into()),
            Role::Text,
            &safe!("{}", id),
            cells,
        ));
        lines.extend(hanging((Role::Secondary, "  Path        ".into()), Role::Directory, &path, cells));
        Some(lines)
    }
}

/// What keeps a collection from being used.
pub(super) fn marks(collection: &Collection) -> Option<SafeText> {
    let words = [
        (collection.non_functional, "cannot be used"),
        (collection.connected == Some(false), "offline"),
        (collection.paused == Some(true), "paused"),
    ];
    let words = words.into_iter().filter(|(holds, _)| *holds).map(|(_, word)| SafeText::from(word));
    words.reduce(|so_far, word| safe!("{}, {}", so_far, word))
}

/// A name with the letters that match marked, cut to so many cells.
fn name(collection: &Collection, matched: &[usize], cells: usize, cut: &'static str) -> Line {
    let raw = collection.name.raw_str().unwrap_or_default();
    let title = collection.title();
    // An outer blank is written out in a title, which pieces do not do.
    if matched.is_empty() || raw.starts_with(' ') || raw.ends_with(' ') || title.width() > cells {
        return Line::new(Role::Text, title.fit_with(cells, cut));
    }
    let mut line = Line::blank();
    let mut chars = 0;
    for (count, piece) in pieces(raw) {
        let hit = matched.iter().any(|at| (chars..chars + count).contains(at));
        chars += count;
        line.0.push((if hit { Role::Match } else { Role::Text }, piece));
    }
    line
}
