//! The text of a deletion: all that will be gone, and whether there is a way back.

use crate::app::overlay::Screen;
use crate::app::overlay::message::problem_brief;
use crate::app::theme::Role;
use crate::app::widgets::form::{Button, labelled};
use crate::app::widgets::frame;
use crate::app::widgets::text::{Line, paragraph, with_quoted};
use crate::domain::deletion::{DeletePlan, Fate, NoTrash};
use crate::domain::entry::EntryKind;
use crate::domain::format;
use crate::domain::place::Side;
use crate::domain::text::SafeText;
use crate::safe;

use super::{DeleteReview, Part, State};

/// The widest and highest it gets.
const SIZE: (u16, u16) = (84, 30);
/// The cells of the column of labels.
pub(super) const LABELS: usize = 9;
/// The widest a name gets: beyond, its ends tell names apart.
const MOST_NAME: usize = 64;

/// A row below the names.
pub(super) enum Row {
    Words(Line),
    Fate,
    Word,
    Buttons,
}

/// The dialog cut to a height.
pub(super) struct Layout {
    pub above: Vec<Line>,
    /// So many names are seen.
    pub names: usize,
    pub below: Vec<Row>,
    /// Whether all but names has room.
    pub fits: bool,
}

impl DeleteReview {
    pub(super) fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), SIZE)
    }

    /// Whether all that must be read before anything is confirmed fits on such a screen.
    pub(super) fn can_be_read(&self, screen: Screen) -> bool {
        let (columns, rows) = Self::size(screen);
        screen.is_readable() && self.layout(usize::from(columns), usize::from(rows)).fits
    }

    /// All rows, the names taking what is left of `rows`.
    pub(super) fn layout(&self, cells: usize, rows: usize) -> Layout {
        let (mut above, mut below) = (self.above(cells), self.below(cells));
        let items = if self.plan().is_some() { self.draft.items.len() } else { 0 };
        let fewest = items.min(1);
        if above.len() + fewest + below.len() > rows {
            // Air goes before any word does.
            above.retain(|line| line.width() > 0);
            below.retain(|row| !matches!(row, Row::Words(line) if line.width() == 0));
        }
        let fits = above.len() + fewest + below.len() <= rows;
        let names = rows.saturating_sub(above.len() + below.len()).min(items);
        Layout { above, names, below, fits }
    }

    /// The pane and the store, as one label.
    fn pane(&self) -> SafeText {
        let side = match self.draft.side {
            Side::Left => "left pane",
            Side::Right => "right pane",
        };
        safe!("{} ({})", self.draft.directory.title(), side)
    }

    pub(super) fn above(&self, cells: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(problem) = &self.problem {
            lines.extend(problem_brief(problem, cells));
            lines.push(Line::blank());
        }
        let label =
            |name: &'static str, role, words: &SafeText| labelled(&name.into(), LABELS, role, words, cells);
        lines.extend(label("In", Role::Title, &self.pane()));
        lines.extend(label("Directory", Role::Directory, &self.draft.directory.place().path.sanitized()));
        if !self.gone.is_empty() {
            lines.extend(label("Gone", Role::Warning, &self.gone_words()));
        }
        match &self.state {
            State::Checking => {
                lines.extend(label("", Role::Secondary, &"Finding out what must stay...".into()));
            }
            State::Failed(problem) => lines.extend(problem_brief(problem, cells)),
            State::Never(reason) => {
                lines.push(Line::blank());
                lines.extend(paragraph(Role::Warning, &safe!("! {}", reason), cells));
            }
            State::Ready(plan) => {
                lines.extend(label("Deletes", Role::Text, &plan.amount()));
                lines.extend(label("Newest", Role::Text, &self.newest(plan)));
                let role = if plan.fate() == Fate::Trash { Role::Text } else { Role::Warning };
                lines.extend(label("Then", role, &self.consequence(plan).into()));
                lines.push(Line::blank());
            }
        }
        lines
    }

    /// What is not there any more, and how much is left.
    fn gone_words(&self) -> SafeText {
        const MOST: usize = 3;
        let names =
            self.gone.iter().take(MOST).map(|item| item.name.sanitized().fit_with(MOST_NAME / 2, "..."));
        let names = names.reduce(|so_far, name| safe!("{}, {}", so_far, name)).unwrap_or_default();
        let more = self.gone.len().saturating_sub(MOST);
        let names = if more == 0 { names } else { safe!("{} and {} more", names, more) };
        let left = format::count(self.draft.items.len() as u64, "entry is", "entries are");
        safe!("! {} (gone or replaced by now); {} left", names, left)
    }

    fn newest(&self, plan: &DeletePlan) -> SafeText {
        let timed = plan.items().iter().filter(|item| item.modified.is_some()).count();
        let all = if timed < plan.items().len() { ", of those whose time is known" } else { "" };
        match plan.newest() {
            Some((item, modified)) => {
                let name = item.name.sanitized().fit_with(MOST_NAME / 2, "...");
                safe!("{}, changed {}{}", name, format::date(modified, &self.zone), all)
            }
            None => "not known".into(),
        }
    }

    /// Whether there is a way back.
    fn consequence(&self, plan: &DeletePlan) -> &'static str {
        let facts = self.facts.as_ref();
        let trash = facts.is_some_and(|facts| facts.trash);
        let (is_new, none) = facts.map_or((false, None), |facts| (facts.new_trash, facts.no_trash));
        match (plan.fate(), none) {
            (Fate::Task, _) => "! Globus deletes it, as a task. There is no way back.",
            (Fate::Trash, _) if is_new => {
                "It is moved to the trash, which is created in your home; undo brings it back."
            }
            (Fate::Trash, _) => "It is moved to the trash; undo brings it back.",
            (Fate::Removed, None) if !trash => {
                "! It is removed for good: this disk has no trash. There is no way back."
            }
            (Fate::Removed, None) => "! It is removed for good. There is no way back.",
            (Fate::Removed, Some(NoTrash::OtherDisk)) => {
                "! It is removed for good: your trash is on another disk. There is no way back."
            }
            (Fate::Removed, Some(NoTrash::InTrash)) => {
                "! It is in the trash, and is removed for good. There is no way back."
            }
            (Fate::Removed, Some(NoTrash::NotThere)) => {
                "! It is removed for good: the trash of your home cannot be created. There is no way back."
            }
        }
    }

    /// One item of the list of names.
    pub(super) fn name(&self, index: usize, cells: usize, cut: &'static str) -> Line {
        let Some(item) = self.draft.items.get(index) else { return Line::blank() };
        let (role, sign) = match item.kind {
            EntryKind::Dir => (Role::Directory, "/"),
            EntryKind::Link => (Role::Symlink, " (the link only)"),
            EntryKind::BrokenLink => (Role::Broken, " (broken link)"),
            EntryKind::File | EntryKind::Other => (Role::Text, ""),
        };
        let size = item.size.filter(|_| !item.is_recursive());
        let size = size.map(|size| safe!("  {}", format::bytes(size))).unwrap_or_default();
        let line = Line::new(Role::Text, crate::app::widgets::form::label(&"".into(), LABELS));
        let room = cells.saturating_sub(line.width() + sign.len() + size.width()).min(MOST_NAME);
        line.and(role, item.name.sanitized().fit_with(room, cut)).and(role, sign).and(Role::Secondary, size)
    }

    /// One item in words.
    pub(super) fn item_in_words(&self, index: usize) -> SafeText {
        self.name(index, crate::app::overlay::plain_form::UNBROKEN, "...").text().trimmed()
    }

    /// Where it goes, if that can be chosen.
    pub(super) fn fate_words(&self) -> &'static str {
        match self.plan().map(DeletePlan::fate) {
            Some(Fate::Trash) => "the trash",
            _ => "removed for good",
        }
    }

    fn below(&self, cells: usize) -> Vec<Row> {
        let mut rows = vec![Row::Words(Line::blank())];
        if self.has(Part::Fate) {
            rows.push(Row::Fate);
        }
        if self.has(Part::Word) {
            rows.push(Row::Word);
        }
        rows.extend(self.hint_lines(cells).into_iter().map(Row::Words));
        rows.extend([Row::Words(Line::blank()), Row::Buttons]);
        rows
    }

    /// What the last key said.
    pub(super) fn hint_lines(&self, cells: usize) -> Vec<Line> {
        let line = |hint: &'static str| with_quoted(Role::Warning, Role::Key, &safe!("! {}", hint), cells);
        self.hint.map(line).unwrap_or_default()
    }

    /// What ends the dialog: the first keeps everything.
    pub(super) fn buttons(&self) -> Vec<Button> {
        let button = |words, part, key| Button { words, focused: self.focus == part, key };
        if self.plan().is_none() {
            return vec![Button { focused: true, ..button("Close", Part::Cancel, "Esc") }];
        }
        let delete = if self.has(Part::Word) { "Enter" } else { "y" };
        vec![button("Cancel", Part::Cancel, "Esc"), button("Delete", Part::Delete, delete)]
    }
}
