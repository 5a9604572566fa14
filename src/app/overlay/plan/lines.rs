//! The text of a plan: everything that the transfer will do.

use crate::app::overlay::Screen;
use crate::app::overlay::message::problem_brief;
use crate::app::pane::title_footer::end_of;
use crate::app::theme::{Glyphs, Role};
use crate::app::widgets::form::Button;
use crate::app::widgets::text::{Line, hanging, pad, paragraph, with_quoted};
use crate::app::widgets::{form, frame};
use crate::domain::entry::EntryKind;
use crate::domain::format;
use crate::domain::plan::{LabelError, PlanItem, SyncLevel, checked_label};
use crate::domain::route::EndInfo;
use crate::domain::scripts::mixes_scripts;
use crate::domain::text::{SafeText, UntrustedRef};
use crate::safe;

use super::{Part, PlanReview};

/// The widest and highest it gets.
const SIZE: (u16, u16) = (96, 36);
/// At least so many names are seen, where the rest fits.
const FEWEST_NAMES: usize = 2;

/// The widest a name gets: beyond, its ends tell names apart.
const MOST_NAME: usize = 64;

/// Where labels end: after the sign of what has the keys, its key and a blank.
const LABELS: usize = 9;
/// Where values begin.
const VALUES: usize = LABELS + 2;

/// One row of the dialog.
pub(super) enum Row {
    Words(Line),
    /// A line of an option.
    Option(Part, Line),
    Label,
    Buttons,
}

/// The dialog cut to a height: rows above the names, how many names are seen, rows below.
pub(super) struct Layout {
    pub above: Vec<Line>,
    /// So many of its first rows are never left out: what is sent where, and what happens to what is there.
    pub pinned: usize,
    pub names: usize,
    pub below: Vec<Row>,
    /// Which of the rows below has the keys.
    pub focus: usize,
}

impl PlanReview {
    pub(super) fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), SIZE)
    }

    /// All rows, the names taking what is left of `rows`.
    pub(super) fn layout(&self, cells: usize, rows: usize, glyphs: &Glyphs) -> Layout {
        let (mut above, mut pinned) = (self.above(cells), 0);
        let (mut below, mut focus) = self.below(cells, false, glyphs);
        let fewest = FEWEST_NAMES.min(self.plan.items().len());
        if above.len() + fewest + below.len() > rows {
            // Air goes before any word does.
            let airy = |row: &Row| matches!(row, Row::Words(line) if line.width() == 0);
            focus -= below.iter().take(focus).filter(|row| airy(row)).count();
            below.retain(|row| !airy(row));
            above.retain(|line| line.width() > 0);
        }
        let mut fewest = fewest;
        if above.len() + fewest + below.len() > rows {
            // Then what goes where has a line each, which stay when others must go, as do the lines of what happens there.
            above = self.in_brief(cells, glyphs.cut);
            let problem = self.problem.iter().flat_map(|problem| problem_brief(problem, cells));
            above.extend(problem.take(1));
            (below, focus) = self.below(cells, true, glyphs);
            (pinned, fewest) = (above.len() + self.consequences_in_brief(cells).len(), 0);
        }
        let left = rows.saturating_sub(above.len() + below.len());
        let names = left.max(fewest).min(self.plan.items().len());
        Layout { above, pinned, names, below, focus }
    }

    /// Whether all that must be read before the plan is confirmed fits on such a screen.
    pub(super) fn can_be_read(&self, screen: Screen) -> bool {
        let (columns, rows) = Self::size(screen);
        let layout = self.layout(usize::from(columns), usize::from(rows), &Glyphs::ASCII);
        screen.is_readable() && layout.pinned < usize::from(rows)
    }

    fn above(&self, cells: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(problem) = &self.problem {
            lines.extend(problem_brief(problem, cells));
            lines.push(Line::blank());
        }
        for (name, end) in self.ends_named() {
            lines.extend(form::labelled(&name.into(), LABELS, Role::Title, &end.title(), cells));
            let path = end.place().path.sanitized();
            lines.extend(form::labelled(&"".into(), LABELS, Role::Directory, &path, cells));
        }
        lines.extend(self.what(cells));
        lines
    }

    pub(super) fn ends_named(&self) -> [(&'static str, &EndInfo); 2] {
        [("From", self.plan.source()), ("To", self.plan.destination())]
    }

    /// Each end and the amount in one line: of the path its end, of the name what is left.
    fn in_brief(&self, cells: usize, cut: &'static str) -> Vec<Line> {
        let brief = |(name, end): (&'static str, &EndInfo)| {
            let head = safe!("{} ", pad(&name.into(), 4));
            let room = cells.saturating_sub(head.width());
            let title = end.title().fit_with(room / 2, cut);
            let path = end_of(&end.place().path, room.saturating_sub(title.width() + 1), cut);
            Line::new(Role::Secondary, head).and(Role::Title, safe!("{} ", title)).and(Role::Directory, path)
        };
        let what = Line::new(Role::Secondary, "What ").and(Role::Text, self.amount(true));
        let left = self.plan.unsendable_summary().map(|words| Line::new(Role::Warning, words));
        let left = left.into_iter().chain(self.gone_words().map(|words| Line::new(Role::Warning, words)));
        // What a key did is said first: it is seen on the smallest screen.
        let hint = self.hint.into_iter().flat_map(|hint| Self::hint_lines(hint, cells));
        hint.chain(self.ends_named().into_iter().map(brief)).chain([what]).chain(left).collect()
    }

    fn what(&self, cells: usize) -> Vec<Line> {
        let mut lines = hanging((Role::Secondary, head("What")), Role::Text, &self.amount(false), cells);
        if let Some(words) = self.gone_words() {
            lines.extend(hanging((Role::Secondary, head("")), Role::Warning, &words, cells));
        }
        if let Some(words) = self.plan.unsendable_summary() {
            let key = if self.plan.leaves_out() { "." } else { ": x leaves them out, g goes to the first." };
            lines.extend(hanging(
                (Role::Secondary, head("")),
                Role::Warning,
                &safe!("{}{}", words, key),
                cells,
            ));
        }
        lines
    }

    /// What is not there any more, and how much is left.
    fn gone_words(&self) -> Option<SafeText> {
        let first = self.gone.first()?.sanitized().fit_with(40, "...");
        let more = self.gone.len().saturating_sub(1);
        let names = if more == 0 { first } else { safe!("{} and {} more", first, more) };
        let left = self.plan.items().len() as u64;
        Some(safe!(
            "! {} (gone or replaced by now); {} left",
            names,
            format::count(left, "item is", "items are")
        ))
    }

    /// How much goes, as far as it is known; `brief`: no more than how many.
    pub(super) fn amount(&self, brief: bool) -> SafeText {
        let items = self.plan.items();
        let of_dirs = items.iter().filter(|item| item.kind == EntryKind::Dir).count();
        let files = || items.iter().filter(|item| item.kind != EntryKind::Dir);
        let of_files = files().count();
        let bytes = files().filter_map(|item| item.size).fold(0_u64, u64::saturating_add);
        let unknown = files().filter(|item| item.size.is_none()).count();
        let counted = |n: usize, one, many| format::count(u64::try_from(n).unwrap_or(u64::MAX), one, many);
        let mut parts: Vec<SafeText> = Vec::new();
        if of_files > 0 {
            let files = counted(of_files, "file", "files");
            parts.push(match unknown {
                0 => safe!("{} of {}", files, format::bytes(bytes)),
                _ if unknown == of_files => safe!("{} of unknown size", files),
                _ => safe!("{} of at least {} ({} of unknown size)", files, format::bytes(bytes), unknown),
            });
        }
        if of_dirs > 0 {
            parts.push(match brief {
                true => counted(of_dirs, "dir", "dirs"),
                false => safe!(
                    "{} with everything inside (size unknown until scanned)",
                    counted(of_dirs, "directory", "directories")
                ),
            });
        }
        let mut parts = parts.into_iter();
        let first = parts.next().unwrap_or_else(|| "nothing".into());
        parts.fold(first, |so_far, part| safe!("{}; {}", so_far, part))
    }

    /// The name of an item, so that it differs from every other of its directory.
    pub(super) fn shown_name(&self, item: &PlanItem) -> SafeText {
        let name = match self.ends.escaped.contains(&item.name) {
            true => UntrustedRef(item.name.raw()).escaped(),
            false => item.name.sanitized(),
        };
        safe!("{}{}", item.between(&self.plan.source().place().path), name)
    }

    /// One item of the list of names.
    pub(super) fn name(&self, index: usize, cells: usize, cut: &'static str) -> Line {
        let Some(item) = self.plan.items().get(index) else { return Line::blank() };
        let line = Line::new(Role::Text, head(""));
        let (role, end) = match item.kind {
            EntryKind::Dir => (Role::Directory, "/"),
            EntryKind::Link => (Role::Symlink, ""),
            EntryKind::BrokenLink => (Role::Broken, " (broken link)"),
            EntryKind::File | EntryKind::Other => (Role::Text, ""),
        };
        let size = item.size.filter(|_| item.kind != EntryKind::Dir);
        let size = size.map(|size| safe!("  {}", format::bytes(size))).unwrap_or_default();
        let mixed = if mixes_scripts(UntrustedRef(item.name.raw())) { " mix" } else { "" };
        let beside = end.len() + mixed.len() + size.width();
        let room = cells.saturating_sub(line.width() + beside).min(MOST_NAME);
        let name = self.shown_name(item);
        let line = line.and(role, name.fit_with(room, cut)).and(role, end);
        line.and(Role::Warning, mixed).and(Role::Secondary, size)
    }

    fn below(&self, cells: usize, brief: bool, glyphs: &Glyphs) -> (Vec<Row>, usize) {
        let mut rows: Vec<Row> = Vec::new();
        let words = |rows: &mut Vec<Row>, lines: Vec<Line>| rows.extend(lines.into_iter().map(Row::Words));
        if brief {
            words(&mut rows, self.consequences_in_brief(cells));
        } else {
            if self.plan.items().len() > FEWEST_NAMES {
                words(&mut rows, vec![Line::blank()]);
            }
            words(&mut rows, self.consequences(cells));
            words(&mut rows, vec![Line::blank()]);
        }
        let options = self.plan.options();
        let mut focus = 0;
        let mut part = |rows: &mut Vec<Row>, part: Part, row: Row| {
            if self.focus == part || (part == Part::Send && self.focus == Part::Cancel) {
                focus = rows.len();
            }
            rows.push(row);
        };
        let sync = form::choice(&options.sync.label().into(), glyphs);
        let [by_checksum, keep_times] = match brief {
            false => ["verify every file by checksum", "keep modification times"],
            true => ["verify by checksum", "keep times"],
        };
        let verify = form::tick(options.verify_checksum, by_checksum);
        let times = form::tick(options.preserve_timestamp, keep_times);
        for (which, key, name, value) in [
            (Part::Sync, "s", "Copy", sync),
            (Part::Verify, "v", "Check", self.locked(verify)),
            (Part::Times, "t", "Times", times),
        ] {
            let mut lines = self.option(which, key, name, &value, cells).into_iter();
            part(&mut rows, which, Row::Option(which, lines.next().unwrap_or_default()));
            rows.extend(lines.map(|line| Row::Option(which, line)));
            if which == Part::Sync && self.focus == which && !brief {
                words(&mut rows, self.other_levels(cells));
            }
        }
        part(&mut rows, Part::Label, Row::Label);
        if let Err(error) = checked_label(&options.label) {
            words(&mut rows, paragraph(Role::Warning, &safe!("! {}", label_fault(error)), cells));
        }
        if let Some(hint) = self.hint.filter(|_| !brief) {
            words(&mut rows, Self::hint_lines(hint, cells));
        }
        if !brief {
            words(&mut rows, vec![Line::blank()]);
        }
        part(&mut rows, Part::Send, Row::Buttons);
        (rows, focus)
    }

    /// What the last key said.
    pub(super) fn hint_lines(hint: &'static str, cells: usize) -> Vec<Line> {
        with_quoted(Role::Warning, Role::Key, &safe!("! {}", hint), cells)
    }

    /// What else the service may compare, while that is being chosen.
    fn other_levels(&self, cells: usize) -> Vec<Line> {
        let others = SyncLevel::ALL.into_iter().filter(|level| *level != self.plan.options().sync);
        let others =
            others.map(|level| SafeText::from(level.label())).reduce(|all, one| safe!("{}; {}", all, one));
        hanging((Role::Secondary, head("or")), Role::Secondary, &others.unwrap_or_default(), cells)
    }

    /// What ends the dialog.
    pub(super) fn buttons(&self) -> [Button; 2] {
        let button = |words, part, key| Button { words, focused: self.focus == part, key };
        [button("Send", Part::Send, "F5"), button("Cancel", Part::Cancel, "Esc")]
    }

    /// What has the keys, the key, a name, and all of the value, in as many lines as it takes.
    fn option(
        &self,
        part: Part,
        key: &'static str,
        name: &'static str,
        value: &SafeText,
        cells: usize,
    ) -> Vec<Line> {
        let role = if self.focus == part { Role::Focus } else { Role::Text };
        let values = value.wrap(cells.saturating_sub(VALUES).max(8));
        let heads = std::iter::once(self.option_head(part, key, name));
        let heads = heads.chain(std::iter::repeat_with(|| Line::new(Role::Text, head(""))));
        heads.zip(values).map(|(line, value)| line.and(role, value)).collect()
    }

    /// The same without its value.
    pub(super) fn option_head(&self, part: Part, key: &'static str, name: &'static str) -> Line {
        let sign = if self.focus == part { "> " } else { "  " };
        let name = form::label(&name.into(), LABELS - 4);
        Line::new(Role::Text, sign).and(Role::Key, key).and(Role::Secondary, safe!(" {}", name))
    }

    pub(super) fn locked(&self, words: SafeText) -> SafeText {
        match (self.ends.cannot_verify, self.ends.must_verify) {
            (true, _) => safe!("{} (a collection does not support it)", words),
            (_, true) => safe!("{} (a collection requires it)", words),
            _ => words,
        }
    }
}

/// What is wrong with a label.
pub(super) fn label_fault(error: LabelError) -> &'static str {
    match error {
        LabelError::TooLong => "a label has at most 128 characters",
        LabelError::Control => "a label cannot have line breaks or other control characters",
    }
}

/// The name of a row whose value begins where those of the options do.
fn head(name: &'static str) -> SafeText {
    form::label(&name.into(), LABELS)
}
