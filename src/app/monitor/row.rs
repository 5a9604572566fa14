//! One line a task: its state, what it is called, from where to where, how much, how fast, how long.

use super::columns::Columns;
use super::{Monitor, between_ends};
use crate::app::theme::{Glyphs, Role, Theme};
use crate::app::widgets::sparkline::sparkline;
use crate::app::widgets::text::{Line, column, pad, right};
use crate::domain::format;
use crate::domain::job::{JobEnd, JobSnapshot, JobState};
use crate::domain::task::{Task, TaskKind};
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;
use crate::safe;

/// The state in a word.
pub(super) fn state_word(job: &JobSnapshot) -> SafeText {
    match &job.task {
        Some(task) if job.state != JobState::Forgotten => task.state_word(),
        _ => job.state.label(),
    }
}

/// The state's sign.
fn state_sign(job: &JobSnapshot, glyphs: &Glyphs) -> &'static str {
    let [queued, running, paused, stuck, done, failed, cancelled] = glyphs.states;
    match &job.state {
        JobState::Queued | JobState::Submitted | JobState::Submitting | JobState::SubmittingElsewhere => {
            queued
        }
        JobState::Active if is_stuck(job) => stuck,
        JobState::Active => running,
        JobState::Paused => paused,
        JobState::Succeeded => done,
        JobState::Failed => failed,
        JobState::Cancelled => cancelled,
        JobState::Inactive
        | JobState::Waiting(_)
        | JobState::Foreign
        | JobState::TooOld
        | JobState::Unusable
        | JobState::Forgotten
        | JobState::Other(_) => stuck,
    }
}

/// Whether it runs and meets errors.
fn is_stuck(job: &JobSnapshot) -> bool {
    job.task.as_ref().is_some_and(|task| task.faults > 0 && !task.is_ok())
}

fn role(job: &JobSnapshot) -> Role {
    match &job.state {
        JobState::Succeeded => Role::Success,
        JobState::Failed | JobState::Cancelled => Role::Error,
        JobState::Active if job.task.as_ref().is_some_and(|task| task.faults > 0) => Role::Warning,
        JobState::Active => Role::Accent,
        JobState::Queued | JobState::Submitted | JobState::Submitting | JobState::SubmittingElsewhere => {
            Role::Text
        }
        JobState::Waiting(_)
        | JobState::Foreign
        | JobState::TooOld
        | JobState::Unusable
        | JobState::Paused
        | JobState::Inactive
        | JobState::Forgotten
        | JobState::Other(_) => Role::Warning,
    }
}

/// What it is called; without a label its ends, unless these have a column of their own.
pub(super) fn name_of(job: &JobSnapshot, has_ends: bool) -> SafeText {
    match job.kind {
        _ if is_labelled(job) || !has_ends => job.title(),
        TaskKind::Transfer => "(no label)".into(),
        TaskKind::Delete => "delete".into(),
    }
}

fn is_labelled(job: &JobSnapshot) -> bool {
    job.label.as_ref().is_some_and(|label| !label.is_empty())
}

/// From where to where; for a deletion where.
pub(super) fn ends_of(job: &JobSnapshot, glyphs: &Glyphs) -> SafeText {
    ends_in(job, usize::MAX, glyphs)
}

fn ends_in(job: &JobSnapshot, cells: usize, glyphs: &Glyphs) -> SafeText {
    match (job.kind, &job.source) {
        (TaskKind::Delete, Some(end)) => end.title().fit_with(cells, glyphs.cut),
        (TaskKind::Delete, None) => SafeText::default(),
        (TaskKind::Transfer, _) => {
            let end = |end: &Option<JobEnd>| end.as_ref().map_or_else(|| "?".into(), JobEnd::title);
            between_ends(&end(&job.source), &end(&job.destination), glyphs.to, cells, glyphs.cut)
        }
    }
}

/// The line of a task.
pub(super) fn job_line(
    monitor: &Monitor,
    job: &JobSnapshot,
    chosen: bool,
    columns: Columns,
    theme: &Theme,
) -> Line {
    let glyphs = &theme.glyphs;
    let bar = if chosen { glyphs.bar } else { " " };
    let state = column(&state_word(job), 9, glyphs.cut);
    let mut line = Line::new(role(job), safe!("{} {} {}", bar, state_sign(job, glyphs), state));
    let both = columns.name + 1 + columns.ends;
    if columns.ends > 0 && !is_labelled(job) && ends_of(job, glyphs).width() > columns.ends {
        // Without a label the ends are what it is called: better whole than cut beside that there is none.
        line = line.and(Role::Text, safe!(" {}", pad(&ends_in(job, both, glyphs), both)));
    } else {
        let name = column(&name_of(job, columns.ends > 0), columns.name, glyphs.cut);
        line = line.and(Role::Text, safe!(" {}", name));
        if columns.ends > 0 {
            let ends = pad(&ends_in(job, columns.ends, glyphs), columns.ends);
            line = line.and(Role::Secondary, safe!(" {}", ends));
        }
    }
    match &job.task {
        Some(task) => with_progress(line, monitor, job, task, columns, theme),
        None => line,
    }
}

/// The columns that only a task which the service reports on has.
fn with_progress(
    mut line: Line,
    monitor: &Monitor,
    job: &JobSnapshot,
    task: &Task,
    columns: Columns,
    theme: &Theme,
) -> Line {
    let glyphs = &theme.glyphs;
    let mut add = |role: Role, cells: usize, words: SafeText| {
        if cells > 0 {
            line.0.push((role, safe!(" {}", words)));
        }
    };
    add(Role::Text, columns.files, right(&files_of(task, columns.files), columns.files, glyphs.cut));
    add(Role::Text, columns.bytes, right(&format::bytes(task.bytes), columns.bytes, glyphs.cut));
    if columns.share > 0 {
        let [filled, left] = share_bar(share(job), columns.share, glyphs);
        add(Role::Progress, columns.share, filled);
        line.0.push((Role::ProgressTrack, left));
    }
    let mut add = |role: Role, cells: usize, words: SafeText| {
        if cells > 0 {
            line.0.push((role, safe!(" {}", words)));
        }
    };
    let rate = match monitor.rates().now(job.id) {
        _ if job.state.is_over() => SafeText::default(),
        Some(rate) if !task.is_queued() => format::rate(rate),
        _ => "-".into(),
    };
    add(Role::Text, columns.rate, right(&rate, columns.rate, glyphs.cut));
    let spark = sparkline(&monitor.rates().seen(job.id), columns.spark, glyphs);
    add(Role::Accent, columns.spark, pad(&spark, columns.spark));
    let faults = match task.faults {
        0 => SafeText::default(),
        faults => format::count_in(faults, "fault", "faults", columns.faults),
    };
    add(Role::Warning, columns.faults, pad(&faults, columns.faults));
    let elapsed = seconds(task, monitor.seen_at()).map(format::span).unwrap_or_default();
    add(Role::Secondary, columns.elapsed, right(&elapsed, columns.elapsed, glyphs.cut));
    line
}

/// Files done of those found so far, which grow while the service scans.
pub(super) fn files_of(task: &Task, cells: usize) -> SafeText {
    // A deletion transfers none: the service only says how many it deletes.
    if task.kind == TaskKind::Delete {
        let forms = [format::grouped(task.files), format::number_short(task.files)];
        return format::first_that_fits(forms, cells);
    }
    format::ratio_in(task.files_transferred.saturating_add(task.files_skipped), task.files, cells)
}

/// Per cent of the bytes or files of a job, where their total is known; none where all is done.
pub(super) fn share(job: &JobSnapshot) -> Option<u64> {
    job.progress.percent().filter(|_| job.state != JobState::Succeeded)
}

/// For how long it ran, or has run when it was last seen.
pub(super) fn seconds(task: &Task, seen: Option<Timestamp>) -> Option<u64> {
    let end = match task.completed {
        Some(completed) => completed,
        None => seen?.wall / 1000,
    };
    u64::try_from(end.saturating_sub(task.requested?)).ok()
}

/// A share as a bar of so many cells: what is done, by eighths of a cell, and what is left. Blank where no total is known:
/// a bar never guesses.
fn share_bar(share: Option<u64>, cells: usize, glyphs: &Glyphs) -> [SafeText; 2] {
    let Some(share) = share else { return [pad(&SafeText::default(), cells), SafeText::default()] };
    let steps = glyphs.bar_levels.len();
    let done = usize::try_from(share.min(100)).unwrap_or(100) * cells * steps / 100;
    let repeat = |sign: &'static str, times: usize| {
        (0..times).fold(SafeText::default(), |all, _| safe!("{}{}", all, sign))
    };
    let whole = repeat(glyphs.bar_levels.last().copied().unwrap_or(" "), done / steps);
    let part = (done % steps).checked_sub(1).and_then(|part| glyphs.bar_levels.get(part));
    let filled = safe!("{}{}", whole, part.copied().unwrap_or(""));
    let left = cells.saturating_sub(filled.width());
    [filled, repeat(glyphs.track, left)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_grows_by_eighths_on_a_track_and_guesses_nothing() {
        let bar = |share, glyphs| {
            let [filled, left] = share_bar(share, 4, glyphs);
            format!("{filled}{left}")
        };
        for (share, unicode, ascii) in [
            (Some(0), "░░░░", "...."),
            (Some(4), "▏░░░", "-..."),
            (Some(50), "██░░", "##.."),
            (Some(60), "██▍░", "##-."),
            (Some(100), "████", "####"),
            (Some(900), "████", "####"),
            (None, "    ", "    "),
        ] {
            assert_eq!(bar(share, &Glyphs::UNICODE), unicode, "{share:?}");
            assert_eq!(bar(share, &Glyphs::ASCII), ascii, "{share:?}");
        }
    }
}
