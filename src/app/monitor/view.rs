//! Draws the task panel: one line a task, on the line below how many there are; and how the chosen one fares.

use ratatui::buffer::Buffer;

use super::columns::Columns;
use super::{Monitor, title_in};
use crate::app::layout::Panel;
use crate::app::pane::view::right;
use crate::app::pointer::Target;
use crate::app::theme::{Role, Theme};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::sparkline::sparkline;
use crate::app::widgets::text::{Line, pad, paragraph, put, put_line, put_lines, rect, row, tint};
use crate::app::widgets::{list, panels};
use crate::domain::format;
use crate::domain::job::{JobSnapshot, JobState, WaitReason};
use crate::domain::task::Task;
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;
use crate::safe;

/// What the panel says besides its jobs.
pub struct PanelCx<'a> {
    /// The theme.
    pub theme: &'a Theme,
    /// Whether it has the keys.
    pub focused: bool,
    /// Why the service is not asked for tasks, if so.
    pub missing: Option<SafeText>,
    /// Until when a service asked hemi to wait, if it did: `until 14:05`.
    pub paused: Option<SafeText>,
}

/// Draws the panel.
pub fn draw(monitor: &Monitor, panel: Panel, cx: &PanelCx<'_>, buf: &mut Canvas<'_>) {
    let theme = cx.theme;
    if panel.area.is_empty() {
        return;
    }
    buf.zone(rect(panel.area), Target::TaskPanel);
    let cells = usize::from(panel.title.width).saturating_sub(2);
    panels::on_line(buf, panel.footer, &totals(monitor, cx, cells), theme);
    if monitor.jobs().is_empty() {
        let words = match (monitor.trouble(), monitor.was_seen()) {
            _ if let Some(missing) = &cx.missing => missing.clone(),
            (Some((problem, _)), _) => safe!("{} {}", problem.happened, problem.next),
            (None, true) => "No recent tasks.".into(),
            (None, false) => "Asking Globus for your tasks.".into(),
        };
        let area = panels::beside_frame(panel);
        let lines = paragraph(Role::Secondary, &words, usize::from(area.width));
        put_lines(buf, area, &lines, theme);
        return;
    }
    let area = rect(panel.rows);
    let jobs = monitor.jobs();
    let longest = jobs.iter().map(|job| job.title().width()).max().unwrap_or(0);
    let moves = jobs.iter().any(|job| !monitor.rates().seen(job.id).is_empty());
    let files = jobs.iter().filter_map(|job| Some(files_of(job.task.as_ref()?, usize::MAX).width()));
    let files = files.max().unwrap_or(0);
    let shares = jobs.iter().any(|job| share(job).is_some());
    let columns = Columns::of(usize::from(panel.rows.width), longest, files, moves, shares);
    heads(panel, columns, theme, buf);
    for (line, (index, job)) in (0..area.height).zip(jobs.iter().enumerate().skip(monitor.top())) {
        let at = row(buf, area, line);
        buf.zone(at, Target::Task(index));
        let chosen = index == monitor.chosen_index();
        put_line(buf, at, &job_line(monitor, job, chosen && cx.focused, columns, theme), theme);
        if chosen {
            tint(buf, at, theme.style(if cx.focused { Role::Cursor } else { Role::CursorInactive }));
        }
    }
    if !panel.title.is_empty() {
        let edge = ratatui::layout::Rect { width: area.width.saturating_add(1), ..area };
        let below = monitor.top() + usize::from(area.height) < jobs.len();
        list::more(buf, edge, theme, monitor.top() > 0, below);
    }
}

/// How many tasks run and wait, which is the count of the header by state, how many submissions are not sent, how fast all of them are, how much of the service's
/// list is shown, and how old that is when nothing newer comes. What does not fit whole is left out.
fn totals(monitor: &Monitor, cx: &PanelCx<'_>, cells: usize) -> Line {
    let jobs = monitor.list();
    let mut line = Line::new(Role::Title, "Tasks");
    let mut between = ": ";
    let mut add = |line: Line, role: Role, number: u64, noun: &'static str| {
        let room = cells.saturating_sub(line.width() + between.len());
        let words = format::words_in(number, noun, noun, room);
        if words.is_empty() {
            return line;
        }
        line.and(role, safe!("{}{}", std::mem::replace(&mut between, ", "), words))
    };
    for (index, (state, count)) in jobs.unfinished_by_state().into_iter().enumerate() {
        // That none runs is worth a word once it is known.
        if count > 0 || (index == 0 && monitor.was_seen()) {
            line = add(line, Role::Text, count as u64, state);
        }
    }
    if jobs.saved() > 0 {
        line = add(line, Role::Warning, jobs.saved() as u64, "not sent");
    }
    let rates = jobs.jobs().iter().filter_map(|job| monitor.rates().now(job.id));
    let rate = rates.fold(0, u64::saturating_add);
    if rate > 0 {
        line = line.and_fitting(Role::Accent, [safe!(", {}", format::rate(rate))], cells);
    }
    let window = jobs.window();
    if window.is_partial() {
        let forms = [format::grouped, format::number_short]
            .map(|number| safe!("  newest {} of {}", number(window.newest), number(window.total)));
        line = line.and_fitting(Role::Secondary, forms, cells);
    }
    if let Some(missing) = &cx.missing {
        let forms = [safe!("  ! no tasks: {}", missing), "  ! tasks not loaded".into()];
        line = line.and_fitting(Role::Warning, forms, cells);
    } else if let Some((problem, age)) = monitor.trouble() {
        let age = age.map_or_else(
            || "not loaded yet".into(),
            |age| safe!("as of {} ago", format::span(age.as_secs())),
        );
        let age = safe!("  ! {}", age);
        let with_reason = safe!("{}: {}", age, problem.happened);
        line = line.and_fitting(Role::Warning, [with_reason, age], cells);
    }
    line
}

/// A fact about the chosen task. Of a text the beginning is better than nothing; a number is there whole or not at all.
enum Fact {
    Text(Role, SafeText),
    Number(Role, SafeText),
}

/// How the chosen task fares, the most important first: the facts that fit whole, and a text in any case where it is the
/// first.
pub fn details(monitor: &Monitor, cx: &PanelCx<'_>, cells: usize) -> Line {
    let theme = cx.theme;
    let Some(job) = monitor.chosen() else { return Line::blank() };
    let facts = match &job.task {
        Some(task) if job.note.is_none() => task_facts(monitor, job, task),
        _ => job_facts(job, cx),
    };
    let between = safe!(" {} ", theme.glyphs.between);
    let mut line = Line::blank();
    for fact in facts {
        let is_first = line.width() == 0;
        let between = if is_first { SafeText::default() } else { between.clone() };
        let (role, words) = match fact {
            Fact::Text(role, words) if is_first => (role, words.fit_with(cells, theme.glyphs.cut)),
            Fact::Text(role, words) | Fact::Number(role, words) => (role, words),
        };
        if line.width() + between.width() + words.width() <= cells {
            line = line.and(Role::Secondary, between).and(role, words);
        }
    }
    line
}

/// Why a job without a report of the service is as it is.
fn job_facts(job: &JobSnapshot, cx: &PanelCx<'_>) -> Vec<Fact> {
    let why: SafeText = match &job.state {
        JobState::Submitting => "It is being sent.".into(),
        JobState::SubmittingElsewhere => "Another hemi is sending it.".into(),
        JobState::Waiting(WaitReason::SignIn) => "It is sent after a sign-in.".into(),
        JobState::Waiting(WaitReason::Consent) => "It is sent after the consent or sign-in it needs.".into(),
        JobState::Waiting(WaitReason::Offline) => "It is sent when the service can be reached.".into(),
        JobState::Waiting(WaitReason::RateLimited) => match &cx.paused {
            Some(until) => safe!("It is waiting {}, as the service asked.", until),
            None => "It is sent in a moment: the pause that the service asked for is over.".into(),
        },
        JobState::Submitted => "The service has accepted it.".into(),
        _ => SafeText::default(),
    };
    let words = job.note.clone().unwrap_or(why);
    if words.is_empty() { Vec::new() } else { vec![Fact::Text(Role::Warning, words)] }
}

/// How a task fares, the most important first.
fn task_facts(monitor: &Monitor, job: &JobSnapshot, task: &Task) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some((_, words)) = &task.fatal {
        facts.push(Fact::Text(Role::Error, words.sanitized()));
    } else if let Some(words) = task
        .nice_description
        .as_ref()
        .or(task.nice_status.as_ref())
        .filter(|words| !words.is_empty())
        .filter(|_| task.faults > 0 || !task.is_ok())
    {
        let role = if task.faults > 0 { Role::Warning } else { Role::Text };
        facts.push(Fact::Text(role, words.sanitized()));
    }
    if task.faults > 0 {
        facts.push(Fact::Number(Role::Warning, format::count(task.faults, "fault", "faults")));
    }
    if task.files_skipped > 0 {
        facts.push(Fact::Number(
            Role::Secondary,
            safe!("{} already there", format::grouped(task.files_skipped)),
        ));
    }
    if let Some(share) = share(job) {
        let known = if job.state.is_over() { "% of its files done" } else { "% done" };
        facts.push(Fact::Number(Role::Secondary, safe!("{}{}", share, known)));
    }
    if let Some(age) = age(task, monitor.seen_at()) {
        facts.push(Fact::Number(Role::Secondary, age));
    }
    // While it runs its rate is that of the column: two figures of different spans would contradict each other.
    if let Some(rate) = job.average_rate() {
        facts.push(Fact::Number(Role::Secondary, safe!("{} on average", format::rate(rate))));
    }
    facts
}

/// Per cent of the bytes or files of a job, where their total is known; none where all is done.
fn share(job: &JobSnapshot) -> Option<u64> {
    job.progress.percent().filter(|_| job.state != JobState::Succeeded)
}

/// How long it took, or has taken when it was last seen.
fn age(task: &Task, seen: Option<Timestamp>) -> Option<SafeText> {
    let end = match task.completed {
        Some(completed) => completed,
        None => seen?.wall / 1000,
    };
    let seconds = u64::try_from(end.saturating_sub(task.requested?)).ok()?;
    let span = if seconds == 0 { "less than 1s".into() } else { format::span(seconds) };
    Some(if task.completed.is_some() { safe!("took {}", span) } else { safe!("{} so far", span) })
}

fn heads(panel: Panel, columns: Columns, theme: &Theme, buf: &mut Buffer) {
    if panel.heads.is_empty() {
        return;
    }
    let mut line = safe!("  {}", pad(&"State".into(), 9));
    line = safe!("{} {}", line, pad(&"Task".into(), columns.name));
    for (cells, head) in [(columns.files, "Files"), (columns.bytes, "Bytes"), (columns.rate, "Rate now")] {
        if cells > 0 {
            line = safe!("{} {}", line, right(&head.into(), cells));
        }
    }
    let trend = if columns.spark >= 10 { "Rate trend" } else { "Trend" };
    for (cells, head) in [(columns.spark, trend), (columns.share, "Progress"), (columns.faults, "Faults")] {
        if cells > 0 {
            line = safe!("{} {}", line, pad(&head.into(), cells));
        }
    }
    put(buf, rect(panel.heads), &line, theme.style(Role::Heading), &theme.glyphs);
}

fn role(job: &JobSnapshot) -> Role {
    match &job.state {
        JobState::Succeeded => Role::Success,
        JobState::Failed | JobState::Cancelled => Role::Error,
        JobState::Active if job.task.as_ref().is_some_and(|task| task.faults > 0) => Role::Warning,
        JobState::Active
        | JobState::Queued
        | JobState::Submitted
        | JobState::Submitting
        | JobState::SubmittingElsewhere => Role::Text,
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

fn job_line(monitor: &Monitor, job: &JobSnapshot, chosen: bool, columns: Columns, theme: &Theme) -> Line {
    let glyphs = &theme.glyphs;
    let bar = if chosen { glyphs.bar } else { " " };
    let state = match &job.task {
        Some(task) if job.state != JobState::Forgotten => task.state_word(),
        _ => job.state.label(),
    };
    let state = state.fit_with(9, glyphs.cut);
    let name = title_in(job, columns.name, glyphs.cut);
    let line = Line::new(role(job), safe!("{} {}", bar, pad(&state, 9)))
        .and(Role::Text, safe!(" {}", pad(&name, columns.name)));
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
    let files = files_of(task, columns.files);
    add(Role::Text, columns.files, right(&files, columns.files));
    add(Role::Text, columns.bytes, right(&format::bytes(task.bytes), columns.bytes));
    let rate = match monitor.rates().now(job.id) {
        _ if job.state.is_over() => SafeText::default(),
        Some(rate) if !task.is_queued() => format::rate(rate),
        _ => "-".into(),
    };
    add(Role::Text, columns.rate, right(&rate, columns.rate));
    let spark = sparkline(&monitor.rates().seen(job.id), columns.spark, glyphs);
    add(Role::Accent, columns.spark, pad(&spark, columns.spark));
    let share = bar(job, columns.share, theme);
    add(Role::Secondary, columns.share, pad(&share, columns.share));
    let faults = match task.faults {
        0 => SafeText::default(),
        faults => format::count_in(faults, "fault", "faults", columns.faults),
    };
    add(Role::Warning, columns.faults, pad(&faults, columns.faults));
    line
}

/// Files done of those found so far, which grow while the service scans.
fn files_of(task: &Task, cells: usize) -> SafeText {
    format::ratio_in(task.files_transferred.saturating_add(task.files_skipped), task.files, cells)
}

/// The share done of a known total, as a bar.
fn bar(job: &JobSnapshot, cells: usize, theme: &Theme) -> SafeText {
    let Some(share) = share(job).filter(|_| cells >= 3) else { return SafeText::default() };
    let cells = cells as u64;
    let filled = share.saturating_mul(cells) / 100;
    let [low, .., high] = theme.glyphs.levels;
    (0..cells)
        .fold(SafeText::default(), |bar, cell| safe!("{}{}", bar, if cell < filled { high } else { low }))
}
