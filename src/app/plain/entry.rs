//! Commands for one entry: a number behind the name says which. Without a number nothing is done, because lines have no
//! cursor that could be seen. Start with [`number_of`].

use super::answered::Answered;
use super::{Part, panes, part};
use crate::app::App;
use crate::app::commands::{Command, changes, copy, listing, pane, programs};
use crate::app::pane::DirView;
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;
use crate::safe;

/// The commands for one entry.
const OF_ENTRY: [&Command; 8] = [
    &pane::ENTER,
    &listing::VIEW,
    &listing::MEASURE,
    &changes::RENAME,
    &changes::DELETE,
    &programs::EDIT_FILE,
    &programs::PAGE_FILE,
    &copy::PATH,
];

/// Those of them that are for the marks where there are some.
const OF_MARKS: [&Command; 2] = [&listing::MEASURE, &changes::DELETE];

/// The number of the entry and the text behind it, if the command is for one entry.
pub(super) fn number_of<'a>(command: &Command, rest: &'a str) -> Option<(usize, &'a str)> {
    if !OF_ENTRY.contains(&command) {
        return None;
    }
    let rest = rest.trim();
    let (number, text) = rest.split_once(' ').unwrap_or((rest, ""));
    Some((number.parse().ok()?, text.trim()))
}

/// Whether a command cannot be done before an entry is named. A refusal of its own comes first.
pub(super) fn needs_number(command: &Command, app: &App) -> bool {
    let Part::Pane(side) = part(app) else { return false };
    let here = app.pane(side).here();
    let has_marks = here.is_some_and(|here| !here.marks().is_empty());
    let has_entries = here.is_some_and(|here| !here.listing().is_empty());
    OF_ENTRY.contains(&command) && has_entries && !(has_marks && OF_MARKS.contains(&command))
}

/// Asks for the number, with the entries that there are.
pub(super) fn choices(command: &Command, app: &App) -> Answered {
    let word = if command.name == pane::ENTER.name { command.word } else { command.name };
    let words = safe!(
        "Which entry? Type {} and its number, such as {} 1.",
        SafeText::from(word),
        SafeText::from(word)
    );
    let rows = match part(app) {
        Part::Pane(side) => panes::rows(app, side).unwrap_or_default(),
        Part::Tasks => Vec::new(),
    };
    let lines = std::iter::once(words).chain(rows.into_iter().map(|(words, _)| words)).collect();
    Answered { lines, ..Answered::default() }
}

/// Puts the cursor on the entry of that number; why not, if there is none.
pub(super) fn go_to(part: Part, number: usize, app: &mut App, at: Timestamp) -> Option<Answered> {
    let Part::Pane(side) = part else {
        return Some(Answered::say("This is for entries: switch_pane goes to them."));
    };
    let is_entry = number > 0 || app.pane(side).here().and_then(DirView::path).is_some();
    match panes::row(app, side, number).filter(|_| is_entry) {
        Some(index) => {
            app.cx.at = at;
            app.panes.get_mut(side).go_to_row(index, &mut app.cx);
            None
        }
        None => Some(Answered::say(panes::no_entry(app, side, number))),
    }
}
