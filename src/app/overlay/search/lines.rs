//! The text of the search: scopes, rows and its state.

use crate::app::overlay::Screen;
use crate::app::overlay::message::problem_brief;
use crate::app::overlay::view::DrawCx;
use crate::app::requests::Purpose;
use crate::app::requests::progress::RequestProgress;
use crate::app::requests::search::FindCollections;
use crate::app::theme::{Glyphs, Role};
use crate::app::widgets::frame;
use crate::app::widgets::text::{Line, column, hanging, pad, paragraph, pieces, with_quoted};
use crate::domain::collection::Collection;
use crate::domain::format::{count, grouped};
use crate::domain::place::PlaceSpec;
use crate::domain::scripts::mixes_scripts;
use crate::domain::text::SafeText;
use crate::safe;

use super::known::Target;
use super::{Search, TABS, Tab, rank};

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

    /// The scopes, each with a blank behind it.
    pub(super) fn scopes(&self, cells: usize, glyphs: &Glyphs) -> Vec<Line> {
        let [before, after] = glyphs.choice;
        let all: usize = TABS.iter().map(|(_, name)| name.len() + 3).sum();
        let words = |(tab, name): &(Tab, &'static str)| {
            let name = if all > cells { name.split(' ').next().unwrap_or(name) } else { name };
            if *tab == self.tab {
                (Role::Focus, safe!("{}{}{}", before, name, after))
            } else {
                (Role::Secondary, safe!(" {} ", name))
            }
        };
        TABS.iter().map(|tab| Line(vec![words(tab), (Role::Text, " ".into())])).collect()
    }

    /// One place: name, kind, owner or path, and what keeps it from being used.
    pub(super) fn row(&self, index: usize, cells: usize, cut: &'static str) -> Line {
        let Some(target) = self.rows.get(index).and_then(|row| self.known.target(*row)) else {
            return Line::blank();
        };
        let mixed = mixes_scripts(target.name().as_ref()).then(|| SafeText::from("mix"));
        let marks = marks_of(target).into_iter().chain(mixed).reduce(|all, one| safe!("{} {}", all, one));
        let marks = marks.map(|marks| safe!(" {}", marks));
        let marks_width = marks.as_ref().map_or(0, SafeText::width);
        // With enough room, names, kinds and owners are in columns; marks reduce the owner's column.
        let columns = cells >= KIND + 2 * FEWEST_CELLS;
        let name_room = if columns { self.name_column(cells) } else { cells.saturating_sub(marks_width) };
        let question = self.question();
        let mut line = name(target, question.text.raw_str().unwrap_or_default(), name_room, cut);
        if columns {
            let missing = name_room.saturating_sub(line.width());
            let kind = pad(&target.kind().into(), KIND);
            let owner_room = cells.saturating_sub(name_room + KIND + 3 + marks_width);
            let owner = column(&self.beside(target), owner_room, cut);
            line = line.and(Role::Text, pad(&SafeText::default(), missing));
            line = line.and(Role::Secondary, safe!("  {} {}", kind, owner));
        }
        match marks {
            Some(marks) => line.and(Role::Warning, marks),
            None => line,
        }
    }

    /// Who owns it, or where it leads.
    pub(super) fn beside(&self, target: Target<'_>) -> SafeText {
        match target {
            Target::Local => SafeText::default(),
            Target::Preset(preset) => preset.hint.clone().unwrap_or_default(),
            Target::Collection(collection) => collection.owner.sanitized(),
            Target::Bookmark(bookmark) => {
                let path = match &bookmark.path {
                    Ok(path) => path.sanitized(),
                    Err(bad) => bad.text.sanitized(),
                };
                match self.known.title(bookmark.collection) {
                    Some(title) => safe!("{} {}", title, path),
                    None => path,
                }
            }
        }
    }

    /// As wide as the longest name, within reason: the rest is the owner's.
    fn name_column(&self, cells: usize) -> usize {
        self.name_width.clamp(FEWEST_CELLS, cells / 2)
    }

    /// The lines below the list: the newest message first.
    pub(super) fn below(&self, cx: DrawCx<'_>, cells: usize) -> Vec<Line> {
        let mut lines = if let Some(refusal) = &self.refusal {
            paragraph(Role::Warning, &safe!("! {}", refusal), cells)
        } else if let Some(problem) = &self.problem {
            let mut lines = problem_brief(problem, cells);
            lines.extend(with_quoted(Role::Secondary, Role::Key, &"`Ctrl-R` searches again.".into(), cells));
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
        match self.chosen() {
            Some(Target::Collection(chosen)) => {
                lines.push(Line::new(Role::Secondary, safe!("{}", chosen.id)));
                // Text is cut at its end.
                let mut about = chosen.description.on_one_line().wrap(cells).into_iter();
                if let Some(first) = about.next().filter(|first| !first.is_empty()) {
                    let more = if about.next().is_some() { " ..." } else { "" };
                    let first = first.wrap(cells.saturating_sub(more.len())).into_iter().next();
                    lines.push(Line::new(Role::Secondary, safe!("{}{}", first.unwrap_or_default(), more)));
                }
            }
            Some(Target::Bookmark(chosen)) => {
                lines.push(Line::new(Role::Secondary, safe!("{}", chosen.collection)));
                let path = self.beside(Target::Bookmark(chosen));
                lines.extend(paragraph(Role::Secondary, &path, cells).into_iter().take(1));
            }
            Some(Target::Preset(preset)) => {
                let hint = preset.hint.as_ref().map(|hint| safe!(" Use it {}.", hint)).unwrap_or_default();
                let words = safe!("Known by its name: Enter looks it up and opens it.{}", hint);
                lines.extend(paragraph(Role::Secondary, &words, cells));
            }
            Some(Target::Local) | None => {}
        }
        lines
    }

    /// How many there are, and what to do about it.
    pub(super) fn counted(&self, cells: usize) -> Vec<Line> {
        with_quoted(Role::Secondary, Role::Key, &self.count(), cells)
    }

    fn count(&self) -> SafeText {
        let question = self.question();
        let more = self.answer.as_ref().is_some_and(|a| a.next.is_some() && a.text == question.text);
        let blank = self.field.is_blank();
        match (self.rows.len(), blank) {
            (0, true) if self.tab == Tab::Bookmarks => {
                "You have no bookmarks. `Tab` shows collections.".into()
            }
            (0, true) => "There are no collections in this scope. `Tab` changes the scope.".into(),
            (0, false) => "Nothing matches. Type fewer letters, or change the scope with `Tab`.".into(),
            (shown, _) if more => {
                safe!("{} so far. Go down for more, or type more letters.", grouped(shown as u64))
            }
            (found, false) => count(found as u64, "match.", "matches."),
            (found, true) => {
                let found = found as u64;
                match self.tab {
                    Tab::All => "Recent and well-known places, bookmarks. Type to find others.".into(),
                    Tab::Recent => safe!("Used recently: {}.", count(found, "collection", "collections")),
                    Tab::Bookmarks => safe!("{}.", count(found, "bookmark", "bookmarks")),
                    Tab::Mine => safe!("{} of yours.", count(found, "collection", "collections")),
                    Tab::SharedWithMe => {
                        safe!("{} shared with you.", count(found, "collection", "collections"))
                    }
                }
            }
        }
    }

    /// What Enter does with a pasted place, as text.
    pub(super) fn go_there(&self, cells: usize) -> Option<Vec<Line>> {
        let (id, path) = match self.place()? {
            PlaceSpec::Collection { id, path } => (id, path),
            PlaceSpec::Local(path) => {
                let words = safe!("Enter opens {} of this computer.", path.sanitized());
                return Some(paragraph(Role::Title, &words, cells));
            }
            PlaceSpec::Bookmark(_) => return None,
        };
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

/// What keeps a place from being used.
pub(super) fn marks_of(target: Target<'_>) -> Option<SafeText> {
    match target {
        Target::Collection(collection) => marks(collection),
        Target::Bookmark(bookmark) => bookmark.path.is_err().then(|| "cannot be used".into()),
        Target::Local | Target::Preset(_) => None,
    }
}

/// A name with the letters that match marked, cut to so many cells.
fn name(target: Target<'_>, text: &str, cells: usize, cut: &'static str) -> Line {
    let (name, title) = (target.name(), target.title());
    let raw = name.raw_str().unwrap_or_default();
    // An outer blank is written out in a title, which pieces do not do.
    let is_plain = !raw.starts_with(' ') && !raw.ends_with(' ') && title.width() <= cells;
    let matched = if is_plain { rank::letters(raw, text) } else { Vec::new() };
    if matched.is_empty() {
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
