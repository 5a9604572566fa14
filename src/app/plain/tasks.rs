//! Tasks as text: their list, and what changes.

use std::collections::BTreeMap;

use crate::app::App;
use crate::domain::format;
use crate::domain::ids::JobId;
use crate::domain::job::JobSnapshot;
use crate::domain::text::SafeText;
use crate::safe;

/// The most tasks that are read out.
const MOST: usize = 20;

/// Says which tasks began, or are in another state. How one ended is said by a notice.
pub(super) fn changes(app: &App, said: &mut Option<BTreeMap<JobId, SafeText>>, lines: &mut Vec<SafeText>) {
    let jobs = app.monitor.list().jobs();
    if jobs.is_empty() && !app.monitor.was_seen() {
        return;
    }
    let is_first = said.is_none();
    let before = said.take().unwrap_or_default();
    for job in jobs.iter().filter(|job| !job.state.is_over() && !is_first) {
        let state = job.state.label();
        if before.get(&job.id) != Some(&state) {
            lines.push(safe!("Task {}: {}.", job.title(), state));
        }
    }
    if is_first {
        let under_way = jobs.iter().filter(|job| !job.state.is_over()).count();
        if under_way > 0 {
            let tasks = format::count(under_way as u64, "task is", "tasks are");
            lines.push(safe!("{} under way.", tasks));
        }
    }
    *said = Some(jobs.iter().map(|job| (job.id, job.state.label())).collect());
}

/// The tasks with their numbers.
pub(super) fn rows(app: &App) -> Vec<SafeText> {
    let jobs = app.monitor.jobs();
    if jobs.is_empty() {
        return vec![match (app.why_not_connected(), app.monitor.trouble()) {
            (Some(missing), _) => missing,
            (None, Some((problem, _))) => safe!("{} {}", problem.happened, problem.next),
            (None, None) if app.monitor.was_seen() => "No recent tasks.".into(),
            (None, None) => "Asking Globus for your tasks.".into(),
        }];
    }
    let chosen = app.monitor.chosen_index();
    let back = SafeText::from("0. back to the panes");
    let row = |(index, job): (usize, &JobSnapshot)| {
        let chosen = if index == chosen { ", chosen" } else { "" };
        safe!("{}. {}{}", index + 1, words(app, job), chosen)
    };
    let rows = jobs.iter().take(MOST).enumerate().map(row);
    let mut lines: Vec<SafeText> = std::iter::once(back).chain(rows).collect();
    if jobs.len() > MOST {
        lines.push(safe!("and {}", format::count((jobs.len() - MOST) as u64, "older task", "older tasks")));
    }
    lines
}

/// One task: what it is, how far it is, how fast.
pub(super) fn words(app: &App, job: &JobSnapshot) -> SafeText {
    let mut words = safe!("{}: {}", job.title(), job.state.label());
    if let Some(note) = &job.note {
        return safe!("{}, {}", words, note);
    }
    let progress = &job.progress;
    if let Some(percent) = progress.percent().filter(|_| !job.state.is_over()) {
        words = safe!("{}, {} percent", words, percent);
    }
    if job.task.is_some() {
        let files = format::count(progress.files, "file", "files");
        words = safe!("{}, {}, {}", words, files, format::bytes(progress.bytes));
    }
    match app.monitor.rates().now(job.id).filter(|rate| *rate > 0) {
        Some(rate) => safe!("{}, {}", words, format::rate(rate)),
        None => words,
    }
}
