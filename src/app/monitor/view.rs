//! Draws the task panel: one line a task, on the line below how many there are; and how the chosen one fares.

use ratatui::buffer::Buffer;

use super::columns::{Columns, Content};
use super::row::{ends_of, files_of, job_line, name_of, share};
use super::{Monitor, elapsed};
use crate::app::layout::Panel;
use crate::app::pointer::Target;
use crate::app::theme::{Role, Theme};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::text::{Line, column, paragraph, put, put_line, put_lines, rect, right, row, tint};
use crate::app::widgets::{list, panels};
use crate::domain::format;
use crate::domain::job::{JobSnapshot, JobState, WaitReason};
use crate::domain::task::Task;
use crate::domain::text::SafeText;
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
    let files = jobs.iter().filter_map(|job| Some(files_of(job.task.as_ref()?, usize::MAX).width()));
    let content = Content {
        name: jobs.iter().map(|job| name_of(job, true).width()).max().unwrap_or(0),
        ends: jobs.iter().map(|job| ends_of(job, &theme.glyphs).width()).max().unwrap_or(0),
        files: files.max().unwrap_or(0),
        moves: !theme.still && jobs.iter().any(|job| !monitor.rates().seen(job.id).is_empty()),
        shares: jobs.iter().any(|job| share(job).is_some()),
    };
    let columns = Columns::of(usize::from(panel.rows.width), content);
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
    if let Some(words) = task.why_ended() {
        facts.push(Fact::Text(Role::Error, words));
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
    if let Some(elapsed) = elapsed(task, monitor.seen_at()) {
        facts.push(Fact::Number(Role::Secondary, elapsed));
    }
    // While it runs its rate is that of the column: two figures of different spans would contradict each other.
    if let Some(rate) = task.average_rate() {
        facts.push(Fact::Number(Role::Secondary, safe!("{} on average", format::rate(rate))));
    }
    facts
}

fn heads(panel: Panel, columns: Columns, theme: &Theme, buf: &mut Buffer) {
    if panel.heads.is_empty() {
        return;
    }
    let cut = theme.glyphs.cut;
    let mut line =
        safe!("    {} {}", column(&"State".into(), 9, cut), column(&"Task".into(), columns.name, cut));
    let trend = if columns.spark >= 10 { "Rate trend" } else { "Trend" };
    for (cells, head, is_number) in [
        (columns.ends, "From, to", false),
        (columns.files, "Files", true),
        (columns.bytes, "Bytes", true),
        (columns.share, "Progress", false),
        (columns.rate, "Rate now", true),
        (columns.spark, trend, false),
        (columns.faults, "Faults", false),
        (columns.elapsed, "Elapsed", true),
    ] {
        if cells > 0 {
            let head =
                if is_number { right(&head.into(), cells, cut) } else { column(&head.into(), cells, cut) };
            line = safe!("{} {}", line, head);
        }
    }
    put(buf, rect(panel.heads), &line, theme.style(Role::Heading), &theme.glyphs);
}
