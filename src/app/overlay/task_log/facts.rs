//! What the page of a task says above its events: what it is, where it is on the web, from where to where, how, and how
//! far it came.

use crate::app::theme::{Glyphs, Role};
use crate::app::widgets::form;
use crate::app::widgets::sparkline::plot;
use crate::app::widgets::text::{Line, paragraph};
use crate::domain::format;
use crate::domain::link::Link;
use crate::domain::task::{TaskEnd, TaskKind};
use crate::domain::text::SafeText;
use crate::safe;

use super::TaskLog;

/// Where labels end.
const LABELS: usize = 6;
/// Rows of the plot.
const PLOT: usize = 4;

impl TaskLog {
    /// The facts, and which of their lines are the web link.
    pub(super) fn facts(&self, cells: usize, glyphs: &Glyphs) -> (Vec<Line>, std::ops::Range<usize>) {
        let mut lines = Vec::new();
        let say = |lines: &mut Vec<Line>, name: &'static str, role: Role, words: &SafeText| {
            lines.extend(form::labelled(&name.into(), LABELS, role, words, cells));
        };
        if let Some((code, words)) = &self.task.fatal {
            let head = safe!("! It ended with {}: {}", code.sanitized(), words.sanitized());
            lines.extend(paragraph(Role::Error, &head, cells));
            lines.push(Line::blank());
        }
        let task = &self.task;
        say(&mut lines, "Task", Role::Text, &safe!("{}", task.id));
        let first = lines.len();
        if let Some(web) = &self.web {
            say(&mut lines, "Web", Role::Link, &safe!("{}", web));
        }
        let link = first..lines.len();
        let end = |end: &Option<TaskEnd>| end.as_ref().map_or_else(|| "?".into(), end_title);
        let from = if task.kind == TaskKind::Delete { "On" } else { "From" };
        say(&mut lines, from, Role::Title, &end(&task.source));
        if task.kind == TaskKind::Transfer {
            say(&mut lines, "To", Role::Title, &end(&task.destination));
            say(&mut lines, "How", Role::Text, &task.options.words());
        }
        say(&mut lines, "Moved", Role::Text, &self.moved());
        if task.faults > 0 {
            say(&mut lines, "Faults", Role::Warning, &self.faults());
        }
        lines.extend(self.plot(cells, glyphs));
        lines.push(Line::blank());
        lines.push(Line::new(Role::Title, "Events, newest first"));
        (lines, link)
    }

    fn moved(&self) -> SafeText {
        let task = &self.task;
        let files = format::grouped(task.files_transferred);
        let found = format::count(task.files, "file", "files");
        let found = if task.status.is_over() { found } else { safe!("{} found so far", found) };
        let words = safe!("{} of {}, {}", files, found, format::bytes(task.bytes));
        match task.files_skipped {
            0 => words,
            skipped => safe!("{}; {} already there", words, format::grouped(skipped)),
        }
    }

    fn faults(&self) -> SafeText {
        let task = &self.task;
        let count = format::count(task.faults, "error", "errors");
        let why = task.nice_description.as_ref().or(task.nice_status.as_ref());
        match why.filter(|why| !why.is_empty() && !task.is_ok()) {
            Some(why) => safe!("{}, now: {}", count, why.sanitized()),
            None => count,
        }
    }

    /// The rate over time, while it runs.
    fn plot(&self, cells: usize, glyphs: &Glyphs) -> Vec<Line> {
        let highest = self.rates.iter().flatten().copied().max();
        let Some(highest) = highest.filter(|rate| *rate > 0 && !self.task.status.is_over()) else {
            return Vec::new();
        };
        let now = self.rates.last().copied().flatten();
        let now = now.map_or_else(SafeText::default, |rate| safe!(", now {}", format::rate(rate)));
        let mut lines = vec![
            Line::blank(),
            Line::new(Role::Title, "Rate")
                .and(Role::Secondary, safe!("  at most {}{}, as hemi saw it", format::rate(highest), now)),
        ];
        let rows = plot(&self.rates, cells, PLOT, glyphs);
        lines.extend(rows.into_iter().map(|row| Line::new(Role::Accent, row)));
        lines
    }
}

fn end_title(end: &TaskEnd) -> SafeText {
    if end.name.is_empty() { safe!("{}", end.id) } else { end.name.sanitized() }
}

/// The page of a task in the Globus web app.
pub(super) fn web_page(task: crate::domain::ids::TaskId) -> Option<Link> {
    Link::new(safe!("https://app.globus.org/activity/{}", task).as_str())
}
