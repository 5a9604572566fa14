//! What the page of a task says above its events: what it is, where it is on the web, from where to where, how, and how
//! far it came.

use crate::app::monitor;
use crate::app::theme::{Glyphs, Role};
use crate::app::widgets::form;
use crate::app::widgets::sparkline::plot;
use crate::app::widgets::text::{Line, paragraph};
use crate::domain::format;
use crate::domain::link::Link;
use crate::domain::task::{TaskEnd, TaskKind};
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

use super::TaskLog;

/// Where labels end.
const LABELS: usize = 6;
/// How many pairs of paths are named.
const PATHS: usize = 3;
/// Rows of the plot.
const PLOT: usize = 4;

impl TaskLog {
    /// The facts, and which of their lines are the web link.
    pub(super) fn facts(&self, cells: usize, glyphs: &Glyphs) -> (Vec<Line>, std::ops::Range<usize>) {
        let mut lines = Vec::new();
        let say = |lines: &mut Vec<Line>, name: &'static str, role: Role, words: &SafeText| {
            lines.extend(form::labelled(&name.into(), LABELS, role, words, cells));
        };
        if let Some(head) = self.why_ended() {
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
            for paths in self.paths(glyphs) {
                say(&mut lines, "Paths", Role::Directory, &paths);
            }
            say(&mut lines, "How", Role::Text, &task.options.words());
        }
        say(&mut lines, "Moved", Role::Text, &self.moved());
        let when = self.when();
        if !when.is_empty() {
            say(&mut lines, "Time", Role::Text, &when);
        }
        if task.faults > 0 {
            say(&mut lines, "Faults", Role::Warning, &self.faults());
        }
        lines.extend(self.plot(cells, glyphs));
        lines.push(Line::blank());
        lines.push(Line::new(Role::Title, "Events, newest first"));
        (lines, link)
    }

    fn why_ended(&self) -> Option<SafeText> {
        let (code, words) = self.task.fatal.as_ref()?;
        Some(match self.task.why_ended().filter(|_| self.task.was_cancelled()) {
            Some(quoted) => safe!("! It was cancelled. {}", quoted),
            None => safe!("! It ended with {}: {}", code.sanitized(), words.sanitized()),
        })
    }

    /// From which path to which, as far as the journal knows that.
    fn paths(&self, glyphs: &Glyphs) -> Vec<SafeText> {
        let Some(entry) = &self.entry else { return Vec::new() };
        let pair = |(from, to): &(Untrusted, Untrusted)| {
            safe!("{} {} {}", from.sanitized(), glyphs.to, to.sanitized())
        };
        let mut paths: Vec<SafeText> = entry.items.iter().take(PATHS).map(pair).collect();
        let more = entry.total.saturating_sub(paths.len() as u64);
        if let Some(last) = paths.last_mut().filter(|_| more > 0) {
            *last = safe!("{}, and {}", *last, format::count(more, "more item", "more items"));
        }
        paths
    }

    /// When it was requested, when it ended, and how long that took.
    fn when(&self) -> SafeText {
        let moment = |at: i64| format::moment(at, &self.zone);
        let span = monitor::elapsed(&self.task, self.seen).map(|words| safe!(", {}", words));
        match (self.task.requested, self.task.completed) {
            (Some(from), Some(to)) => {
                safe!("{} to {}{}", moment(from), moment(to), span.unwrap_or_default())
            }
            (Some(from), None) => safe!("since {}{}", moment(from), span.unwrap_or_default()),
            (None, Some(to)) => safe!("until {}", moment(to)),
            (None, None) => SafeText::default(),
        }
    }

    fn moved(&self) -> SafeText {
        let task = &self.task;
        let files = format::grouped(task.files_transferred);
        let found = format::count(task.files, "file", "files");
        let found = if task.status.is_over() { found } else { safe!("{} found so far", found) };
        let rate = task.average_rate().map(|rate| safe!(", {} on average", format::rate(rate)));
        let words =
            safe!("{} of {}, {}{}", files, found, format::bytes(task.bytes), rate.unwrap_or_default());
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
