//! The keys that mean something where the keys are, a pane or the task panel, made from the rows of the commands and the current keymap; or the keys of a
//! dialog, made from the list that its frame shows. It defines no keys itself.

mod plain;
mod view;

use crate::app::commands::{self, Command, cursor, global, marks, pane, places, tasks, transfer};
use crate::app::input::Input;
use crate::app::theme::Role;
use crate::app::widgets::field::DialogKey;
use crate::app::widgets::frame::{self, Hint};
use crate::app::widgets::pages::Pages;
use crate::app::widgets::text::{Line, hanging, pad};
use crate::domain::text::SafeText;
use crate::safe;

use super::{CloseAction, Modal, ModalCx, Response, Screen};

/// The widest a column of the page gets.
const COLUMNS: u16 = 72;
/// The narrowest of two columns, and the blank cells between them.
const LEAST_COLUMNS: u16 = 52;
const GAP: u16 = 4;

/// The most important commands, which come first.
static FIRST: [&Command; 13] = [
    &global::QUIT,
    &global::HELP,
    &global::PALETTE,
    &cursor::DOWN,
    &cursor::UP,
    &pane::ENTER,
    &pane::PARENT,
    &pane::SWITCH,
    &marks::MARK,
    &transfer::TRANSFER,
    &places::SEARCH,
    &tasks::TOGGLE,
    &global::ACCOUNT,
];

/// What every dialog understands besides the keys that it names.
const DIALOGS: [Hint; 2] =
    [("? F1", "Show the keys of the dialog."), ("Esc Ctrl-C F10", "Close it without doing anything.")];

/// The same where text is typed: `?` is a letter there.
const TYPING: [Hint; 4] = [
    ("F1", "Show the keys of the dialog."),
    ("Esc Ctrl-C F10", "Close it without doing anything."),
    ("Left Right Home End", "Move in what is typed."),
    ("Ctrl-U Ctrl-K", "Delete to the start or the end of what is typed."),
];

/// The heading of what can be typed.
const LANGUAGE: &str = "What can be typed";

/// What the brackets of the hint bar mean.
const BRACKETS: Hint = ("(key word)", "In the bottom line: not possible now. Press the key to see why.");

/// That a keymap has digits for keys that some terminals keep for themselves.
const DIGITS: Hint = ("1 to 9, 0", "The function keys F1 to F10.");

/// A heading with keys and what they do.
#[derive(Debug)]
struct Section {
    title: &'static str,
    rows: Vec<(SafeText, &'static str)>,
}

/// The list of keys.
#[derive(Debug)]
pub struct Help {
    sections: Vec<Section>,
    /// Whether it is about a dialog, over which it is drawn.
    of_dialog: bool,
    pages: Pages,
}

impl Modal for Help {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        let press = cx.key(input)?;
        let (columns, rows) = self.size(cx.screen);
        if self.pages.press(press, self.lines(columns).len(), usize::from(rows)) {
            return None;
        }
        match press {
            DialogKey::Escape
            | DialogKey::Enter
            | DialogKey::Help
            | DialogKey::Char('q' | '?' | 'h')
            | DialogKey::Left => Some(CloseAction::Closed),
            DialogKey::Char('t') if !self.of_dialog => Some(CloseAction::ListGuides),
            _ => cx.unused(),
        }
    }

    fn hints(&self) -> Vec<Hint> {
        let guides = (!self.of_dialog).then_some(("t", "guides"));
        [("Esc", "close"), ("j k PgDn PgUp", "scroll")].into_iter().chain(guides).collect()
    }
}

impl Help {
    /// Lists every command with the keys that `keys` has for it, by topic; what has none is left out. `digits`: whether
    /// digits are function keys.
    pub fn new(keys: impl Fn(&Command) -> SafeText, digits: bool) -> Self {
        let row = |command: &'static Command| (keys(command), command.sentence);
        let listed = |rows: &mut dyn Iterator<Item = &'static Command>| -> Vec<(SafeText, &'static str)> {
            rows.map(row).filter(|(keys, _)| !keys.is_empty()).collect()
        };
        let mut first = listed(&mut FIRST.into_iter());
        first.extend(own(if digits { &[DIGITS] } else { &[] }));
        first.extend(own(&[BRACKETS]));
        let mut sections = vec![Section { title: "First of all", rows: first }];
        for (title, rows) in commands::topics() {
            let mut others = rows.iter().copied().filter(|command| !FIRST.contains(command));
            sections.push(Section { title, rows: listed(&mut others) });
        }
        Self::of(sections)
    }

    /// Lists the keys of a dialog as it is now, what can be typed into it, and what all dialogs understand.
    pub fn of_dialog(hints: &[Hint], takes_text: bool, language: &[Hint]) -> Self {
        let every: &[Hint] = if takes_text { &TYPING } else { &DIALOGS };
        let help = Self::of(vec![
            Section { title: "In this dialog", rows: own(hints).collect() },
            Section { title: LANGUAGE, rows: own(language).collect() },
            Section { title: "In every dialog", rows: own(every).collect() },
        ]);
        Self { of_dialog: true, ..help }
    }

    fn of(mut sections: Vec<Section>) -> Self {
        sections.retain(|section| !section.rows.is_empty());
        Self { sections, of_dialog: false, pages: Pages::default() }
    }

    /// All keys it names.
    #[cfg(test)]
    pub fn keys(&self) -> impl Iterator<Item = &SafeText> {
        let of_keys = self.sections.iter().filter(|section| section.title != LANGUAGE);
        let rows = of_keys.flat_map(|section| &section.rows);
        rows.map(|(keys, _)| keys).filter(|keys| ![BRACKETS.0, DIGITS.0].contains(&keys.as_str()))
    }

    fn size(&self, screen: Screen) -> (u16, u16) {
        let room = frame::inside((screen.columns, screen.rows), (u16::MAX, u16::MAX));
        let one = room.0.min(COLUMNS);
        let few = self.sections.len() <= 2 && self.lines(one).len() <= usize::from(room.1);
        let columns =
            if few || room.0 < 2 * LEAST_COLUMNS + GAP { one } else { room.0.min(2 * COLUMNS + GAP) };
        let rows = u16::try_from(self.lines(columns).len()).unwrap_or(u16::MAX);
        (columns, rows.min(room.1))
    }

    /// The page: in two columns where it is wider than one gets.
    fn lines(&self, columns: u16) -> Vec<Line> {
        if columns <= COLUMNS {
            return lines_of(&self.sections, usize::from(columns));
        }
        let cells = usize::from((columns - GAP) / 2);
        let halves = |at: usize| {
            let (left, right) = self.sections.split_at(at);
            [lines_of(left, cells), lines_of(right, cells)]
        };
        // Sections stay whole and in order: the shortest page that allows.
        let highest = |at: &usize| halves(*at).iter().map(Vec::len).max();
        let at = (0..=self.sections.len()).min_by_key(highest).unwrap_or_default();
        let [left, right] = halves(at);
        let beside = |row: usize| {
            let mut line = left.get(row).cloned().unwrap_or_default();
            if let Some(right) = right.get(row) {
                let gap = (cells + usize::from(GAP)).saturating_sub(line.width());
                line = line.and(Role::Text, pad(&SafeText::default(), gap));
                line.0.extend(right.0.iter().cloned());
            }
            line
        };
        (0..left.len().max(right.len())).map(beside).collect()
    }
}

/// Rows whose keys no keymap changes.
fn own(keys: &[Hint]) -> impl Iterator<Item = (SafeText, &'static str)> {
    keys.iter().map(|(keys, words)| (SafeText::from(*keys), *words))
}

fn lines_of(sections: &[Section], cells: usize) -> Vec<Line> {
    let widest = sections.iter().flat_map(|section| &section.rows).map(|(keys, _)| keys.width()).max();
    // Keys never take more than half: the words say what they are for.
    let keys_column = widest.unwrap_or(0).max(13).min(cells / 2);
    let mut lines = Vec::new();
    for section in sections {
        if !lines.is_empty() {
            lines.push(Line::blank());
        }
        lines.push(Line::new(Role::Heading, section.title));
        for (keys, words) in &section.rows {
            let head = safe!("{}  ", pad(keys, keys_column));
            lines.extend(hanging((Role::Key, head), Role::Text, &(*words).into(), cells));
        }
    }
    lines
}
